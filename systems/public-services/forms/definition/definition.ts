import { hash } from "node:crypto";
import { z } from "zod";
import { checkPath, condition, field, KEY, wording } from "./field.ts";

/** What several answers must agree on, beyond each being right by itself. */
export const check = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("date-order"),
    earlier: checkPath,
    later: checkPath,
    message: wording.optional(),
  }),
  z.object({
    kind: z.literal("different"),
    first: checkPath,
    second: checkPath,
    message: wording.optional(),
  }),
  z.object({
    kind: z.literal("at-most"),
    smaller: checkPath,
    larger: checkPath,
    message: wording.optional(),
  }),
  z.object({
    kind: z.literal("age"),
    birthDate: checkPath,
    /** Day on which the age counts; today when absent. */
    on: checkPath.optional(),
    atLeast: z.int().min(0).max(150).optional(),
    atMost: z.int().min(0).max(150).optional(),
    message: wording.optional(),
  }),
]);
export type Check = z.output<typeof check>;

const page = z.object({
  key: z.string().regex(KEY),
  title: wording,
  lead: wording.optional(),
  show: condition.optional(),
  fields: z.array(field).max(20),
});
export type FormPage = z.output<typeof page>;

/**
 * A form as data: pages of one question or one short group, conditions and checks. It holds no code, so an official may
 * write it and a machine may run it.
 */
export const formDefinition = z.object({
  code: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,59}$/),
  title: wording,
  lead: wording.optional(),
  /** Codes of the procedures it is the form of. */
  procedures: z.array(z.string().regex(/^[1-3]\.\d{6}(\.[\dA-Z.]+)?$/)).max(50),
  pages: z.array(page).min(1).max(60),
  checks: z.array(check).max(60),
  /** What the person declares when sending. */
  declaration: wording.optional(),
  /** Law or decision the form comes from. */
  basis: z.string().max(500).optional(),
});
export type FormDefinition = z.output<typeof formDefinition>;

/** Same content, same checksum, whatever the order of keys. */
export function checksumOf(definition: FormDefinition): string {
  return hash("sha256", JSON.stringify(sorted(definition)), "hex");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, each]) => each !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, each]) => [name, sorted(each)]),
  );
}
