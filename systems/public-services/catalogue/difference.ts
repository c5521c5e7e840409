import type { ProcedureRecord } from "./record.ts";

/** One place where two versions say different things. */
export interface Difference {
  /** Path inside the record: `cases › Khai sinh đúng hạn › steps`. */
  readonly where: readonly string[];
  readonly before: string;
  readonly after: string;
}

/** What a version says otherwise than the one before, in the order of the record. */
export function differenceOf(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly Difference[] {
  const old = leavesOf(before);
  const now = leavesOf(after);
  const found: Difference[] = [];
  for (const key of new Set([...old.keys(), ...now.keys()])) {
    const [was = "", is = ""] = [old.get(key), now.get(key)];
    if (was !== is) found.push({ where: key.split("\u0000"), before: was, after: is });
  }
  return found;
}

/** The record as places and texts; things of a list that have a name are known by it, so that a new one shifts nothing. */
function leavesOf(record: Readonly<Record<string, unknown>>): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const walk = (value: unknown, path: readonly string[]): void => {
    if (value === null || value === "" || typeof value === "function") return;
    if (Array.isArray(value) && value.every((each) => typeof each !== "object")) {
      if (value.length > 0) leaves.set(path.join("\u0000"), value.join("\n"));
    } else if (Array.isArray(value)) {
      for (const [index, each] of value.entries()) walk(each, [...path, nameOf(each, index)]);
    } else if (typeof value === "object") {
      for (const [key, each] of Object.entries(value)) walk(each, [...path, key]);
    } else {
      leaves.set(path.join("\u0000"), String(value));
    }
  };
  walk(pick(record), []);
  return leaves;
}

const PARTS: readonly (keyof ProcedureRecord | "levelNumber")[] = [
  "name",
  "summary",
  "field",
  "levels",
  "levelNumber",
  "implementingBody",
  "competentBody",
  "coordinatingBody",
  "department",
  "targets",
  "targetText",
  "lifeEvents",
  "keywords",
  "cases",
  "results",
  "conditions",
  "legalBases",
  "asOf",
  "unverified",
];

function pick(record: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(PARTS.map((part) => [part, record[part]]));
}

function nameOf(value: unknown, index: number): string {
  if (typeof value === "object" && value !== null) {
    for (const key of ["name", "title", "channel"]) {
      const name: unknown = Reflect.get(value, key);
      if (typeof name === "string" || typeof name === "number") return String(name);
    }
  }
  return String(index + 1);
}
