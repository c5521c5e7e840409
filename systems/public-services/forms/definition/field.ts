import { z } from "zod";

/** Words of a form: as written, or in the languages of the screens. */
export const wording = z.union([
  z.string().trim().min(1).max(4_000),
  z.object({ vi: z.string().trim().min(1).max(4_000), en: z.string().trim().min(1).max(4_000) }),
]);

/** Name of a page or question inside its form: stands in addresses and in the data. */
export const KEY = /^[a-z][a-zA-Z0-9]{0,39}$/;
const key = z.string().regex(KEY);
/** A key, a part of a block (`child.birthDate`) or a field beside it in the same group. */
const path = z.string().regex(/^[a-z][a-zA-Z0-9]{0,39}(\.[a-z][a-zA-Z0-9]{0,39}){0,2}$/);

const scalar = z.union([z.string().max(200), z.number(), z.boolean()]);
const assertion = {
  const: scalar.optional(),
  enum: z.array(scalar).min(1).max(60).readonly().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  contains: z.string().max(200).optional(),
};
const predicate = z.strictObject({ ...assertion, not: z.strictObject(assertion).optional() });
export const condition = z
  .array(z.record(path, predicate).refine((clause) => Object.keys(clause).length > 0))
  .min(1)
  .max(20)
  .readonly();

/** Where an answer may come from before the citizen types anything (once-only). */
export const PREFILLS = [
  "account",
  "account.name",
  "account.identityNumber",
  "account.birthDate",
  "account.sex",
  "account.address",
  "account.phone",
  "account.email",
  "account.taxCode",
  "earlier",
] as const;

const common = {
  key,
  label: wording,
  hint: wording.optional(),
  optional: z.boolean().optional(),
  /** Absent from page, data and review while it does not hold. */
  show: condition.optional(),
  /** Seen but not asked while it does not hold. */
  enable: condition.optional(),
  /** Left out of "check your answers" while it does not hold. */
  review: condition.optional(),
  prefill: z.enum(PREFILLS).optional(),
};

const option = z.object({
  value: z.string().regex(/^[a-zA-Z0-9][\w.-]{0,59}$/),
  label: wording,
  hint: wording.optional(),
});
const options = z.array(option).min(1).max(300);

export const TEXT_FORMATS = ["plain", "name", "phone", "email", "identity", "tax-code"] as const;

const text = z.object({
  ...common,
  type: z.literal("text"),
  format: z.enum(TEXT_FORMATS).optional(),
  maxLength: z.int().min(1).max(500).optional(),
});
const longText = z.object({
  ...common,
  type: z.literal("long-text"),
  maxLength: z.int().min(1).max(10_000).optional(),
});
const number = z.object({
  ...common,
  type: z.literal("number"),
  min: z.number().optional(),
  max: z.number().optional(),
  /** Digits behind the comma; 0 = whole numbers. */
  decimals: z.int().min(0).max(4).optional(),
  unit: wording.optional(),
});
/** Whole đồng. */
const money = z.object({
  ...common,
  type: z.literal("money"),
  min: z.int().optional(),
  max: z.int().optional(),
});
const date = z.object({
  ...common,
  type: z.literal("date"),
  /** A day in the past or today; in the future or today. */
  when: z.enum(["past", "future"]).optional(),
});
const yesNo = z.object({ ...common, type: z.literal("yes-no") });
const choice = z.object({ ...common, type: z.literal("choice"), options });
const choices = z.object({ ...common, type: z.literal("choices"), options });
/** A commune of the province by list, or another place in words. */
const place = z.object({ ...common, type: z.literal("place"), detail: z.boolean().optional() });
const agreement = z.object({ ...common, type: z.literal("agreement") });
const information = z.object({ ...common, type: z.literal("information"), body: wording });
const file = z.object({
  ...common,
  type: z.literal("file"),
  /** Component of the procedure the files stand for. */
  component: z.string().max(80).optional(),
  most: z.int().min(1).max(20).optional(),
});

export const PERSON_PARTS = [
  "name",
  "birthDate",
  "sex",
  "identityNumber",
  "ethnicity",
  "nationality",
  "address",
  "phone",
  "email",
] as const;
export const ORGANISATION_PARTS = ["name", "taxCode", "address", "representative", "phone", "email"] as const;

const person = z.object({
  ...common,
  type: z.literal("person"),
  parts: z.array(z.object({ part: z.enum(PERSON_PARTS), optional: z.boolean().optional() })).min(1),
});
const organisation = z.object({
  ...common,
  type: z.literal("organisation"),
  parts: z.array(z.object({ part: z.enum(ORGANISATION_PARTS), optional: z.boolean().optional() })).min(1),
});

const asked = [text, longText, number, money, date, yesNo, choice, choices, place, agreement] as const;
const group = z.object({
  ...common,
  type: z.literal("group"),
  /** What one entry is called: "Người con". */
  item: wording,
  least: z.int().min(0).max(20).optional(),
  most: z.int().min(1).max(20),
  fields: z
    .array(z.discriminatedUnion("type", [...asked, person, organisation]))
    .min(1)
    .max(12),
});

export const field = z.discriminatedUnion("type", [...asked, information, file, person, organisation, group]);

/** A question of a form. */
export type FormField = z.output<typeof field>;
export type FieldType = FormField["type"];
export type GroupField = z.output<typeof group>;
export type PersonField = z.output<typeof person>;
export type OrganisationField = z.output<typeof organisation>;
/** A question answered by controls of its own: blocks and groups are made of these. */
export type LeafField = Exclude<FormField, GroupField | PersonField | OrganisationField>;
export type Prefill = (typeof PREFILLS)[number];

export const checkPath = path;
