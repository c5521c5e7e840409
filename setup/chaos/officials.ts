import { sql } from "kysely";
import { localDateOf } from "../../core/calendar/index.ts";
import { findAppointment, holdersOf, unitsOf } from "../../core/directory/index.ts";
import type { House } from "../../core/system.ts";
import { transact } from "../../core/transaction/index.ts";
import { approveDraft } from "../../systems/documents/approving/approve-draft.ts";
import { addApprovalStep } from "../../systems/documents/approving/choose-approvers.ts";
import { assignPerson } from "../../systems/documents/incoming/assign-person.ts";
import { completeHandling } from "../../systems/documents/incoming/complete-handling.ts";
import { directIncomingDocument } from "../../systems/documents/incoming/direct-incoming-document.ts";
import { presentIncomingDocument } from "../../systems/documents/incoming/present-incoming-document.ts";
import { startHandling } from "../../systems/documents/incoming/start-handling.ts";
import { answerRound } from "../../systems/documents/opinion-rounds/answer-round.ts";
import { closeRound } from "../../systems/documents/opinion-rounds/close-round.ts";
import { openRound, USUAL_OPTIONS } from "../../systems/documents/opinion-rounds/open-round.ts";
import { reportProgress } from "../../systems/documents/tasks/report-progress.ts";
import { askPackage } from "../../systems/records/packages/request-package.ts";
import { addDocuments } from "../../systems/records/work-files/add-items.ts";
import { closeWorkFile } from "../../systems/records/work-files/close-work-file.ts";
import { createWorkFile } from "../../systems/records/work-files/create-work-file.ts";
import { actorOf, holder, leadersOf, pick } from "./posts.ts";

/** Every how many handled documents an opinion is asked, a file is opened. */
const [ASKED, FILED] = [0.2, 0.2];
const DAY = 86_400_000;

/** What leaders, heads and specialists do with what lies on their desks: each call is one step, false when none is due. */
export function officialsAtWork(house: House, draining: boolean): readonly (() => Promise<boolean>)[] {
  const always = [present, direct, assign, start, handle, answerOrClose, approve, packFile].map(
    (step) => () => step(house),
  );
  return draining ? always : [...always, () => ask(house), () => fileAway(house)];
}

/** Two people of the organisation, side by side, must approve a draft before it is signed. */
export async function choosePath(house: House, outgoingId: string): Promise<void> {
  const row = await one<{ organisation_id: string; drafted_by: string }>(
    house,
    sql`select organisation_id, drafted_by from documents.outgoing where id = ${outgoingId}::uuid`,
  );
  if (!row) return;
  const author = await postOf(house, row.drafted_by);
  const heads = await holdersOf(house.database.queries, "head-of-unit", row.organisation_id, today());
  const people = heads.map(({ id }) => id).filter((id) => id !== row.drafted_by);
  if (!author || people.length === 0) return;
  await transact(house, { actor: author }, (tx) =>
    addApprovalStep(tx, author, { id: outgoingId, people: people.slice(0, 2), anyOne: false }),
  );
}

async function present(house: House): Promise<boolean> {
  const row = await incomingIn(house, "registered");
  if (!row) return false;
  const clerk = await holder(house, "clerk", row.organisation_id);
  const leader = pick(await leadersOf(house, row.organisation_id));
  await transact(house, { actor: clerk }, (tx) => presentIncomingDocument(tx, clerk, row.id, leader.id));
  return true;
}

async function direct(house: House): Promise<boolean> {
  const row = await incomingIn(house, "presented");
  const leader = row?.presented_to ? await postOf(house, row.presented_to) : undefined;
  if (!row || !leader) return false;
  const units = (await unitsOf(house.database.queries, row.organisation_id, today())).map(({ id }) => id);
  const led = await Promise.all(
    units.map(
      async (id) => (await holdersOf(house.database.queries, "head-of-unit", id, today())).length > 0,
    ),
  );
  const [leadUnit, ...others] = units.filter((_, position) => led[position]);
  if (leadUnit === undefined) return false;
  await transact(house, { actor: leader }, (tx) =>
    directIncomingDocument(tx, leader, {
      id: row.id,
      directive: "Chủ trì tham mưu xử lý",
      leadUnit,
      cooperatingUnits: others.slice(0, 1),
      deadline: new Date(Date.now() + 5 * DAY),
    }),
  );
  return true;
}

async function assign(house: House): Promise<boolean> {
  const row = await one<{ id: string; unit_id: string }>(
    house,
    sql`select i.id, a.unit_id from documents.assignment a join documents.incoming i on i.id = a.incoming_id
         where a.role = 'lead' and a.appointment_id is null and i.state = 'assigned' and not i.frozen
         order by random() limit 1`,
  );
  if (!row) return false;
  const { queries } = house.database;
  const [head] = await holdersOf(queries, "head-of-unit", row.unit_id, today());
  if (!head) return false;
  const [specialist] = await holdersOf(queries, "specialist", row.unit_id, today());
  const actor = actorOf(head);
  await transact(house, { actor }, (tx) =>
    assignPerson(tx, actor, {
      incomingId: row.id,
      unitId: row.unit_id,
      appointmentId: (specialist ?? head).id,
      deadline: null,
    }),
  );
  return true;
}

async function start(house: House): Promise<boolean> {
  const row = await inHand(house, "assigned");
  const actor = row ? await postOf(house, row.appointment_id) : undefined;
  if (!row || !actor) return false;
  await transact(house, { actor }, (tx) => startHandling(tx, actor, row.id));
  return true;
}

/** Half done, then done: not before an opinion asked on it is given. */
async function handle(house: House): Promise<boolean> {
  const row = await inHand(house, "processing");
  const actor = row ? await postOf(house, row.appointment_id) : undefined;
  if (!row || !actor || row.asking) return false;
  await transact(house, { actor }, async (tx) => {
    if ((row.percent ?? 0) < 50)
      await reportProgress(tx, actor, {
        incomingId: row.id,
        taskId: row.task,
        percent: 50,
        note: "Đang rà soát",
      });
    else await completeHandling(tx, actor, row.id, "Đã xử lý xong");
  });
  return true;
}

async function ask(house: House): Promise<boolean> {
  if (Math.random() > ASKED) return false;
  const row = await inHand(house, "processing");
  const actor = row ? await postOf(house, row.appointment_id) : undefined;
  if (!row || !actor || row.asking) return false;
  const people = await holdersOf(house.database.queries, "head-of-unit", actor.organisationId, today());
  await transact(house, { actor }, (tx) =>
    openRound(tx, actor, {
      kind: "incoming",
      documentId: row.id,
      people: people.map(({ id }) => id).slice(0, 3),
      units: [],
      question: "Đề nghị cho ý kiến về phương án xử lý",
      options: USUAL_OPTIONS,
      openAnswers: true,
      deadline: new Date(Date.now() + DAY),
      files: [],
    }),
  );
  return true;
}

async function answerOrClose(house: House): Promise<boolean> {
  const asked = await one<{ id: string; round_id: string; appointment_id: string }>(
    house,
    sql`select a.id, a.round_id, a.appointment_id from documents.opinion_asked a
          join documents.opinion_round r on r.id = a.round_id and r.state = 'open'
         where not exists (select 1 from documents.opinion_answer w where w.asked_id = a.id)
         order by random() limit 1`,
  );
  const answering = asked ? await postOf(house, asked.appointment_id) : undefined;
  if (asked && answering) {
    await transact(house, { actor: answering }, (tx) =>
      answerRound(tx, answering, {
        roundId: asked.round_id,
        askedId: asked.id,
        choice: 0,
        content: "",
        files: [],
        keptFiles: [],
      }),
    );
    return true;
  }
  const open = await one<{ id: string; asked_by: string }>(
    house,
    sql`select id, asked_by from documents.opinion_round where state = 'open' order by random() limit 1`,
  );
  const asker = open ? await postOf(house, open.asked_by) : undefined;
  if (!open || !asker) return false;
  await transact(house, { actor: asker }, (tx) => closeRound(tx, asker, { roundId: open.id, reason: "" }));
  return true;
}

async function approve(house: House): Promise<boolean> {
  const row = await one<{ id: string; file_sha256: string; approver: string }>(
    house,
    sql`select id, file_sha256, approvers_now[1] as approver from documents.outgoing
         where state = 'checked' and approvers_now <> '{}' order by random() limit 1`,
  );
  const actor = row ? await postOf(house, row.approver) : undefined;
  if (!row || !actor) return false;
  await transact(house, { actor }, (tx) =>
    approveDraft(tx, actor, { id: row.id, seen: row.file_sha256, note: "" }),
  );
  return true;
}

/** A work file of one finished document: opened, filled and closed in one transaction. */
async function fileAway(house: House): Promise<boolean> {
  if (Math.random() > FILED) return false;
  const row = await one<{ id: string; appointment_id: string }>(
    house,
    sql`select i.id, a.appointment_id from documents.incoming i
          join documents.assignment a on a.incoming_id = i.id and a.role = 'lead'
         where i.state = 'completed' and i.request is null and not i.frozen
           and not exists (select 1 from records.item t where t.document_id = i.id)
         order by random() limit 1`,
  );
  const actor = row ? await postOf(house, row.appointment_id) : undefined;
  if (!row || !actor) return false;
  await transact(house, { actor }, async (tx) => {
    const file = await createWorkFile(tx, actor, {
      year: tx.now.getFullYear(),
      notation: `SC${row.id.slice(-12)}`,
      title: "Hồ sơ kiểm tra khả năng phục hồi sau sự cố",
      permanent: false,
      years: 10,
      kind: "ordinary",
      access: "unit",
      language: "Tiếng Việt",
      keywords: "",
      description: "",
    });
    await addDocuments(tx, actor, file.id, [row.id]);
    await closeWorkFile(tx, actor, file.id);
  });
  return true;
}

async function packFile(house: House): Promise<boolean> {
  const row = await one<{ id: string; keeper: string }>(
    house,
    sql`select id, keeper from records.work_file f where state = 'closed'
           and not exists (select 1 from records.package p where p.file_id = f.id) order by random() limit 1`,
  );
  const actor = row ? await postOf(house, row.keeper) : undefined;
  if (!row || !actor) return false;
  await transact(house, { actor }, (tx) => askPackage(tx, actor, row.id, "sip", ""));
  return true;
}

/** Somebody's work, by what the person in charge has to do. */
async function inHand(house: House, state: "assigned" | "processing") {
  return await one<{
    id: string;
    task: string;
    appointment_id: string;
    percent: number | null;
    asking: boolean;
  }>(
    house,
    sql`select i.id, a.id as task, a.appointment_id, a.percent,
               exists (select 1 from documents.opinion_round r where r.document_id = i.id and r.state = 'open') as asking
          from documents.incoming i join documents.assignment a on a.incoming_id = i.id and a.role = 'lead'
         where i.state = ${state} and a.appointment_id is not null and not i.frozen
         order by random() limit 1`,
  );
}

/** A document of a body whose units have heads, so that it can be directed to somebody. */
async function incomingIn(house: House, state: "registered" | "presented") {
  return await one<{ id: string; organisation_id: string; presented_to: string | null }>(
    house,
    sql`select id, organisation_id, presented_to from documents.incoming i
         where state = ${state} and not frozen and ${canBeDirected()} order by random() limit 1`,
  );
}

/** Of `documents.incoming i`: its body has a leader, and inner units with a head. */
export function canBeDirected() {
  return sql<boolean>`exists (select 1 from directory.position p join directory.appointment a on a.position_id = p.id
      and a.valid @> current_date where p.body_id = i.organisation_id and p.unit_id <> p.body_id
      and p.valid @> current_date and p.roles @> '{head-of-unit}')`;
}

async function postOf(house: House, appointmentId: string) {
  const held = await findAppointment(house.database.queries, appointmentId, today());
  return held ? actorOf(held) : undefined;
}

async function one<Row>(house: House, query: ReturnType<typeof sql<Row>>): Promise<Row | undefined> {
  const { rows } = await query.execute(house.database.queries);
  return rows[0];
}

function today() {
  return localDateOf(new Date());
}
