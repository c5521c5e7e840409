import { z } from "zod";

export const PROCEDURE_CODE = /^[1-3]\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?$/;
export const LEVELS = ["province", "district", "commune"] as const;
/** Level of administration that handles it. */
export type Level = (typeof LEVELS)[number];

const text = (max: number) => z.string().trim().max(max);
const words = (max: number) => text(max).min(1);
const key = z.string().regex(/^[a-z0-9][a-z0-9-]{0,59}$/);

const duration = z.object({
  amount: z.number().min(0).max(10_000),
  unit: z.enum(["working-day", "day", "hour", "none"]),
  /** As the law says it; shown instead of amount and unit when there is more to say. */
  text: text(2_000),
});
export type Duration = z.output<typeof duration>;

const fee = z.object({
  code: text(60),
  /** phí | lệ phí */
  kind: z.enum(["fee", "charge"]),
  /** Null: set by a rule that depends on the case; the text says which. */
  amount: z.number().min(0).max(1e12).nullable(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  text: text(2_000),
  /** HinhThucThu: 1 at receipt, 2 at supplement, 4 at return. */
  collect: z.union([z.literal(1), z.literal(2), z.literal(4)]),
});
export type Fee = z.output<typeof fee>;

const channel = z.object({
  /** 1 at the counter, 2 online, 3 by public post. */
  channel: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  durations: z.array(duration).max(50),
  fees: z.array(fee).max(50),
});

const component = z.object({
  key,
  code: text(60),
  name: words(10_000),
  originals: z.int().min(0).max(50),
  copies: z.int().min(0).max(50),
  /** A scan or an electronic copy is enough. */
  electronic: z.boolean(),
  required: z.boolean(),
  /** Taken from a register or an earlier dossier when it is there. */
  reusable: z.boolean(),
  /** Name of the printed form. */
  template: text(300),
});
export type Component = z.output<typeof component>;

const procedureCase = z.object({
  key,
  name: words(500),
  formCode: text(60).nullable(),
  workflowCode: text(60).nullable(),
  steps: z.array(words(10_000)).min(1).max(100),
  channels: z.array(channel).min(1).max(3),
  components: z.array(component).max(200),
});
export type ProcedureCase = z.output<typeof procedureCase>;

/** The full record of a procedure (NĐ 63/2010/NĐ-CP Art. 8.2 and the national database of procedures). */
export const procedureRecord = z.object({
  code: z.string().regex(PROCEDURE_CODE),
  name: words(1_000),
  /** What it is for, in one or two short sentences to the citizen. */
  summary: text(1_000),
  field: z.object({ code: words(60), name: words(300) }),
  levels: z.array(z.enum(LEVELS)).min(1),
  /** 2 information, 3 partial, 4 full; the words depend on the day. */
  serviceLevel: z.union([z.literal(2), z.literal(3), z.literal(4)]),
  publishedBy: text(300),
  implementingBody: words(1_000),
  competentBody: words(1_000),
  coordinatingBody: text(1_000),
  /** Name of the department that receives it at the province; empty: the province's People's Committee. */
  department: text(300),
  targets: z.array(words(300)).min(1),
  targetText: text(2_000),
  lifeEvents: z.array(key),
  keywords: z.array(words(200)).max(100),
  cases: z.array(procedureCase).min(1).max(50),
  results: z.array(z.object({ code: text(60), name: words(1_000) })).min(1),
  conditions: text(20_000),
  legalBases: z.array(z.object({ number: text(100), title: words(1_000) })).min(1),
  /** Day on which the law was last compared. */
  asOf: z.iso.date(),
  /** What is not sure, shown to officials only. */
  unverified: z.array(words(500)),
});
export type ProcedureRecord = z.output<typeof procedureRecord>;
