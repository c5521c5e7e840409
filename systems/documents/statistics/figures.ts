import { type RawBuilder, sql } from "kysely";
import type { Sentence } from "../../../core/errors.ts";

/** What is counted, by what it is counted, and of which documents. */
export interface Counted {
  readonly organisationId: string;
  /** Only of this inner unit: its part as lead unit, and what it drafted. */
  readonly unitId: string | undefined;
  /** Days of arrival and of issue, `yyyy-MM-dd`, both included. */
  readonly from: string;
  readonly to: string;
  /** Highest degrees of secrecy that count. */
  readonly incomingClearance: number;
  readonly outgoingClearance: number;
  /** What is not completed is overdue at this moment. */
  readonly now: Date;
}

export const DIMENSIONS = ["unit", "person", "type", "month"] as const;
export type Dimension = (typeof DIMENSIONS)[number];

export const DIMENSION_WORDS: Readonly<Record<Dimension, Sentence>> = {
  unit: { vi: "Đơn vị", en: "Unit" },
  person: { vi: "Người", en: "Person" },
  type: { vi: "Loại văn bản", en: "Type" },
  month: { vi: "Tháng", en: "Month" },
};

interface FigureRule {
  readonly words: Sentence;
  /** Of which documents it counts. */
  readonly of: "incoming" | "outgoing";
  /** Which of them: a condition on `i` (and its lead part `a`) or on `o`. */
  readonly condition: (now: Date) => RawBuilder<unknown>;
}

/** Every figure as data: the count and the list behind it come from the same condition. */
export const FIGURES = {
  in: {
    words: { vi: "Văn bản đến", en: "In" },
    of: "incoming",
    condition: () => sql`true`,
  },
  "on-time": {
    words: { vi: "Xong đúng hạn", en: "On time" },
    of: "incoming",
    condition: () => sql`i.state = 'completed' and i.completed_at <= i.deadline`,
  },
  late: {
    words: { vi: "Xong trễ hạn", en: "Late" },
    of: "incoming",
    condition: () => sql`i.state = 'completed' and i.completed_at > i.deadline`,
  },
  overdue: {
    words: { vi: "Đang quá hạn", en: "Overdue" },
    of: "incoming",
    condition: (now) => sql`i.state in ('assigned', 'processing') and i.deadline < ${now}`,
  },
  reminded: {
    words: { vi: "Bị nhắc, đôn đốc", en: "Reminded" },
    of: "incoming",
    condition: () => sql`exists (select 1 from documents.reminder r where r.assignment_id = a.id)`,
  },
  out: {
    words: { vi: "Văn bản đi", en: "Out" },
    of: "outgoing",
    condition: () => sql`true`,
  },
  signed: {
    words: { vi: "Ký số đủ", en: "Signed" },
    of: "outgoing",
    condition: () => sql`o.signed_at is not null and o.sealed_at is not null`,
  },
} as const satisfies Readonly<Record<string, FigureRule>>;
export type Figure = keyof typeof FIGURES;

export function isFigure(name: string): name is Figure {
  return name in FIGURES;
}

export function figureNames(of: "incoming" | "outgoing"): Figure[] {
  return Object.keys(FIGURES)
    .filter(isFigure)
    .filter((name) => FIGURES[name].of === of);
}

/** The key of a row by a dimension, as text; empty for documents that have none (nobody is in charge yet). */
export function keyOf(of: "incoming" | "outgoing", dimension: Dimension): RawBuilder<string> {
  const keys = {
    incoming: {
      unit: sql<string>`coalesce(a.unit_id::text, '')`,
      person: sql<string>`coalesce(a.appointment_id::text, '')`,
      type: sql<string>`i.type_name`,
      month: sql<string>`to_char(i.arrived_at at time zone 'Asia/Ho_Chi_Minh', 'YYYY-MM')`,
    },
    outgoing: {
      unit: sql<string>`o.unit_id::text`,
      person: sql<string>`o.drafted_by::text`,
      type: sql<string>`t.name`,
      month: sql<string>`to_char(o.issued_date, 'YYYY-MM')`,
    },
  };
  return keys[of][dimension];
}

/** Registered arrivals with their lead part, or numbered documents: what every count and every list is taken from. */
export function documentsOf(of: "incoming" | "outgoing", counted: Counted): RawBuilder<unknown> {
  const { organisationId, unitId, from, to } = counted;
  if (of === "incoming") {
    return sql`documents.incoming i
      left join documents.assignment a on a.incoming_id = i.id and a.role = 'lead'
     where i.organisation_id = ${organisationId} and i.arrival_number is not null
       and i.arrived_at >= (${from}::date::timestamp at time zone 'Asia/Ho_Chi_Minh')
       and i.arrived_at < ((${to}::date + 1)::timestamp at time zone 'Asia/Ho_Chi_Minh')
       and i.confidentiality <= ${counted.incomingClearance}
       ${unitId === undefined ? sql`` : sql`and a.unit_id = ${unitId}::uuid`}`;
  }
  return sql`documents.outgoing o
      join documents.document_type t on t.code = o.document_type
     where o.organisation_id = ${organisationId} and o.code_number is not null and o.state <> 'cancelled'
       and o.issued_date between ${from}::date and ${to}::date
       and o.confidentiality <= ${counted.outgoingClearance}
       ${unitId === undefined ? sql`` : sql`and o.unit_id = ${unitId}::uuid`}`;
}
