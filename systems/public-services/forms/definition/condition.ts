/**
 * Conditions of forms: data only, never code. The same functions decide on the server and in the browser, so this file
 * imports nothing.
 */

/** What an answer is to a condition: the number of files for an attachment, the unit's code for a place. */
export type Value = string | number | boolean | readonly string[];

/** A part of JSON Schema that one answer has to meet. A question without an answer meets nothing but a `not`. */
export interface Predicate {
  readonly const?: string | number | boolean | undefined;
  readonly enum?: readonly (string | number | boolean)[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  /** One of several ticked answers. */
  readonly contains?: string | undefined;
  readonly not?: Predicate | undefined;
}

/** Every predicate holds for its field. */
export type Clause = Readonly<Record<string, Predicate>>;

/** At least one clause holds. */
export type Condition = readonly Clause[];

/** Whether an answer meets a predicate. `{}` is met by any answer, `{ not: {} }` by none. */
export function meets(value: Value | undefined, predicate: Predicate): boolean {
  const { not } = predicate;
  if (not !== undefined && meets(value, not)) return false;
  const { not: _denied, ...asserted } = predicate;
  if (value === undefined) return not !== undefined && Object.keys(asserted).length === 0;
  const { const: only, enum: among, minimum, maximum, contains } = asserted;
  if (only !== undefined && value !== only) return false;
  if (among !== undefined && !among.some((each) => each === value)) return false;
  if (minimum !== undefined && !(typeof value === "number" && value >= minimum)) return false;
  if (maximum !== undefined && !(typeof value === "number" && value <= maximum)) return false;
  return contains === undefined || (Array.isArray(value) && value.includes(contains));
}

/** Whether a condition holds; no condition always does. */
export function holds(condition: Condition | undefined, read: (path: string) => Value | undefined): boolean {
  if (condition === undefined) return true;
  return condition.some((clause) =>
    Object.entries(clause).every(([path, predicate]) => meets(read(path), predicate)),
  );
}

/** The fields a condition speaks of. */
export function pathsOf(condition: Condition | undefined): readonly string[] {
  return [...new Set((condition ?? []).flatMap((clause) => Object.keys(clause)))];
}
