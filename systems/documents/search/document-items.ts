import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { fold, type SearchItem } from "../../../core/search/index.ts";
import { readersOfIncoming, readersOfOutgoing } from "./readers.ts";
import "./tables.ts";

/** Kinds of items in the search. */
export const KINDS = { incoming: "documents.incoming", outgoing: "documents.outgoing" } as const;

/** What a search of documents may be narrowed by. */
export const TAGS = {
  state: (state: string): string => `state:${state}`,
  type: (name: string): string => `type:${fold(name)}`,
  /** Half an identifier tells units apart and takes half the room. */
  unit: (id: string): string => `unit:${id.replaceAll("-", "").slice(0, 16)}`,
} as const;

/** A document as it is to be found, and the contents of its files: the main one, then the attached PDFs. */
export interface DocumentItem {
  readonly item: SearchItem;
  readonly state: string;
  readonly files: readonly string[];
}

/** A quarter of a SHA-256 tells the files of one search apart. */
export const KEY_LENGTH = 16;

/** Under which key the words of a file are kept. */
export function bodyKey(sha256: string): string {
  return sha256.slice(0, KEY_LENGTH);
}

interface Common {
  readonly id: string;
  readonly d: string;
  readonly organisation_id: string;
  readonly state: string;
  readonly confidentiality: number;
  readonly readers: readonly string[];
  readonly symbol: string | null;
  readonly type_name: string;
  readonly abstract: string;
  readonly summary: string;
  readonly signer_name: string;
  readonly files: readonly string[];
}

interface IncomingItemRow extends Common {
  readonly from_name: string;
  readonly directive: string;
  readonly presented_to: string | null;
  readonly assignments: readonly { unit: string; appointment: string | null; person: string | null }[] | null;
}

interface OutgoingItemRow extends Common {
  readonly unit_id: string;
  readonly drafted_by: string;
  readonly drafted_by_name: string;
  readonly signer_appointment: string;
  readonly recipients: readonly string[];
}

const pdfsOf = (table: "i" | "o"): RawBuilder<unknown> => sql`
  array_remove(array[${sql.ref(`${table}.file_sha256`)}] || array(select a.file_sha256 from documents.attachment a
    where a.document_id = ${sql.ref(`${table}.id`)} and a.file_type = 'application/pdf' order by a.position), null) as files`;

/**
 * Incoming documents as they are to be found.
 *
 * @param which the end of the statement, over `documents.incoming i`: a condition, an order, a limit
 */
export async function incomingItems(
  queries: Queries,
  which: RawBuilder<unknown>,
): Promise<readonly DocumentItem[]> {
  const { rows } = await sql<IncomingItemRow>`
    select i.id, (i.arrived_at at time zone 'Asia/Ho_Chi_Minh')::date as d, i.organisation_id, i.state, i.confidentiality, i.readers,
           i.symbol, i.type_name, i.abstract, i.summary, i.signer_name, i.from_name, i.directive, i.presented_to,
           ${pdfsOf("i")},
           (select json_agg(json_build_object('unit', a.unit_id, 'appointment', a.appointment_id, 'person', a.person_name)
                            order by a.role desc)
              from documents.assignment a where a.incoming_id = i.id) as assignments
      from documents.incoming i ${which}`.execute(queries);
  return rows.map((row) => {
    const assignments = row.assignments ?? [];
    const units = assignments.map(({ unit }) => unit);
    return {
      state: row.state,
      files: row.files,
      item: {
        ...common(row, [row.directive]),
        kind: KINDS.incoming,
        readers: readersOfIncoming({
          presentedTo: row.presented_to,
          units,
          appointments: assignments.flatMap(({ appointment }) => appointment ?? []),
          confidentiality: row.confidentiality,
          readers: row.readers,
        }),
        issuer: row.from_name,
        people: namesOf([row.signer_name, ...assignments.map(({ person }) => person)]),
        tags: tagsOf(row, units),
        withdrawn: row.state === "refused",
      },
    };
  });
}

/** Outgoing documents as they are to be found; see `incomingItems`. */
export async function outgoingItems(
  queries: Queries,
  which: RawBuilder<unknown>,
): Promise<readonly DocumentItem[]> {
  const { rows } = await sql<OutgoingItemRow>`
    select o.id, coalesce(o.issued_date, (o.drafted_at at time zone 'Asia/Ho_Chi_Minh')::date) as d, o.organisation_id,
           o.state, o.confidentiality, o.readers, o.symbol, t.name as type_name, o.abstract, o.summary, o.signer_name, o.unit_id,
           o.drafted_by, o.drafted_by_name, o.signer_appointment, ${pdfsOf("o")},
           array(select r.organ_name from documents.recipient r where r.outgoing_id = o.id order by r.position) as recipients
      from documents.outgoing o join documents.document_type t on t.code = o.document_type ${which}`.execute(
    queries,
  );
  return rows.map((row) => ({
    state: row.state,
    files: row.files,
    item: {
      ...common(row, row.recipients),
      kind: KINDS.outgoing,
      readers: readersOfOutgoing({
        draftedBy: row.drafted_by,
        signer: row.signer_appointment,
        unitId: row.unit_id,
        confidentiality: row.confidentiality,
        readers: row.readers,
      }),
      people: namesOf([row.signer_name, row.drafted_by_name]),
      tags: tagsOf(row, [row.unit_id]),
      withdrawn: row.state === "cancelled",
    },
  }));
}

function common(
  row: Common,
  others: readonly string[],
): Pick<
  SearchItem,
  "id" | "date" | "organisationId" | "confidentiality" | "symbol" | "title" | "content" | "bodies"
> {
  return {
    id: row.id,
    date: row.d,
    organisationId: row.organisation_id,
    confidentiality: row.confidentiality,
    ...(row.symbol ? { symbol: row.symbol } : {}),
    title: [row.type_name, row.abstract].filter(Boolean).join(" · "),
    content: [row.summary, ...others].filter(Boolean).join("\n"),
    bodies: row.files.map(bodyKey),
  };
}

function namesOf(names: readonly (string | null)[]): string[] {
  return [...new Set(names.flatMap((name) => name || []))];
}

function tagsOf(row: Common, units: readonly string[]): string[] {
  return [
    TAGS.state(row.state),
    ...(row.type_name ? [TAGS.type(row.type_name)] : []),
    ...units.map((unit) => TAGS.unit(unit)),
  ];
}
