import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { openDelegationsOf } from "../../../core/directory/index.ts";
import type { House } from "../../../core/system.ts";
import { HANDOVER_KINDS, type HandoverKind } from "./kinds.ts";
import "./service.ts";
import { listedAbstract } from "../secrecy/secrecy.ts";

/** One thing somebody has open. */
export interface OpenItem {
  readonly kind: HandoverKind;
  /** Of the part, the document, the text, the file, the delegation. */
  readonly id: string;
  /** Code number and notation, or what it is when there is none. */
  readonly code: string;
  /** The abstract as lists show it: never that of a secret document. */
  readonly abstract: string;
  readonly href: string;
  readonly confidentiality: number;
  readonly deadline: Date | null;
}

/**
 * Everything an appointment has open, what runs out first at the top of each kind: parts in work, documents to direct and
 * directed, extensions to decide, drafts to sign, drafts and texts written, drafts to approve, opinions to give, events
 * to come, work files kept, delegations in force.
 */
export async function openWorkOf(
  queries: Queries,
  house: Pick<House, "services">,
  appointmentId: string,
  now: Date,
): Promise<readonly OpenItem[]> {
  const [documents, files, delegations] = await Promise.all([
    openDocuments(queries, appointmentId, now),
    house.services.filesToHandOver?.keptBy(queries, appointmentId) ?? [],
    openDelegationsOf(queries, appointmentId, localDateOf(now)),
  ]);
  return [
    ...documents,
    ...files.map((file) => ({
      kind: "work-file" as const,
      id: file.id,
      code: file.label,
      abstract: "",
      href: file.href,
      confidentiality: 0,
      deadline: file.deadline,
    })),
    ...delegations.map((held) => ({
      kind: "delegation" as const,
      id: held.id,
      code: `${held.fromName} → ${held.toName}`,
      abstract: held.basis,
      href: `/delegations/${held.id}`,
      confidentiality: 0,
      deadline: null,
    })),
  ];
}

async function openDocuments(queries: Queries, id: string, now: Date): Promise<readonly OpenItem[]> {
  const { rows } = await sql<OpenItem>`
    select * from (
      select 'task' as kind, a.id, i.symbol as code, ${listedAbstract("i")} as abstract, '/incoming/' || i.id as href,
             i.confidentiality, coalesce(a.person_deadline, a.deadline) as deadline
        from documents.assignment a join documents.incoming i on i.id = a.incoming_id
       where a.appointment_id = ${id}::uuid and a.state in ('waiting', 'processing')
         and i.state in ('assigned', 'processing')
      union all
      select 'presented', i.id, i.symbol, ${listedAbstract("i")}, '/incoming/' || i.id, i.confidentiality, null
        from documents.incoming i where i.presented_to = ${id}::uuid and i.state = 'presented'
      union all
      select 'directed', i.id, i.symbol, ${listedAbstract("i")}, '/incoming/' || i.id, i.confidentiality, i.deadline
        from documents.incoming i
       where i.presented_to = ${id}::uuid and i.state in ('assigned', 'processing')
      union all
      select 'extension', e.id, i.symbol, ${listedAbstract("i")}, '/tasks/extensions/' || e.id, i.confidentiality,
             e.old_deadline
        from documents.extension e
        join documents.assignment a on a.id = e.assignment_id
        join documents.incoming i on i.id = a.incoming_id
       where e.decider = ${id}::uuid and e.state = 'asked'
      union all
      select 'signature', o.id, coalesce(o.symbol, t.name), ${listedAbstract("o")}, '/outgoing/' || o.id,
             o.confidentiality, null
        from documents.outgoing o join documents.document_type t on t.code = o.document_type
       where o.signer_appointment = ${id}::uuid and o.state in ('draft', 'submitted', 'checked')
      union all
      select 'draft', o.id, coalesce(o.symbol, t.name), ${listedAbstract("o")}, '/outgoing/' || o.id,
             o.confidentiality, null
        from documents.outgoing o join documents.document_type t on t.code = o.document_type
       where o.drafted_by = ${id}::uuid and o.state not in ('issued', 'cancelled')
      union all
      select 'text', x.id, 'Bản soạn', coalesce(x.content ->> 'abstract', ''), '/compose/' || x.id,
             case when x.content ->> 'confidentiality' ~ '^[0-3]$' then (x.content ->> 'confidentiality')::int else 0 end,
             null
        from documents.text x where x.author = ${id}::uuid and x.outgoing_id is null
      union all
      select 'approval', a.id, coalesce(o.symbol, t.name), ${listedAbstract("o")}, '/outgoing/' || o.id,
             o.confidentiality, null
        from documents.approver a
        join documents.approval_step s on s.id = a.step_id
        join documents.outgoing o on o.id = s.outgoing_id
        join documents.document_type t on t.code = o.document_type
       where a.appointment_id = ${id}::uuid and a.approved_at is null and o.state in ('draft', 'submitted', 'checked')
      union all
      select 'opinion', a.id, 'Lấy ý kiến', case when r.confidentiality = 0 then left(r.question, 300) else '' end,
             '/opinion-rounds/' || r.id, r.confidentiality, coalesce(a.deadline, r.deadline)
        from documents.opinion_asked a join documents.opinion_round r on r.id = a.round_id
       where a.appointment_id = ${id}::uuid and a.withdrawn_at is null and r.state = 'open'
         and not exists (select from documents.opinion_answer n where n.asked_id = a.id)
      union all
      select 'event', e.id, to_char(e.starts_at at time zone 'Asia/Ho_Chi_Minh', 'DD/MM/YYYY HH24:MI'), e.title,
             '/schedule/events/' || e.id, 0, e.starts_at
        from documents.event e
       where (e.entered_by = ${id}::uuid or e.chair_appointment = ${id}::uuid) and e.state = 'planned'
         and e.ends_at > ${now}) open
    order by array_position(${[...HANDOVER_KINDS]}::text[], kind),
             deadline nulls last, id`.execute(queries);
  return rows;
}
