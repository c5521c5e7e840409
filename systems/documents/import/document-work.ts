import type { KnownBody } from "./import-directory.ts";
import type { RefusalCode } from "./refusals.ts";

/** A unit or person of the organisation, by its id here; the id of somebody who has left is empty. */
export interface Named {
  readonly id: string;
  readonly name: string;
}

/** Who does what with an incoming document, and until when. */
export interface DocumentWork {
  readonly unit: Named | undefined;
  readonly person: Named | undefined;
  readonly cooperating: readonly Named[];
  readonly leader: Named | undefined;
  readonly directive: string;
}

/** Steps at which somebody has to act: whoever that is must be in office. */
const WITH_UNIT = new Set(["assigned", "processing"]);
const DONE = new Set(["completed", "refused"]);
const LONGEST_DIRECTIVE = 1_000;

/**
 * Reads lead unit, person, co-operating units, leader and directive of a line.
 *
 * @param wrong is told every reason why the line cannot be taken
 */
export function parseWork(
  cell: (name: string) => string,
  document: {
    readonly body: KnownBody | undefined;
    readonly outgoing: boolean;
    readonly state: string | undefined;
  },
  wrong: (code: RefusalCode, detail: string) => void,
): DocumentWork {
  const { body, outgoing, state = "" } = document;
  const settled = outgoing || DONE.has(state);
  const unit = cell("unit") === "" ? undefined : body?.unit(cell("unit"));
  if (body && cell("unit") !== "" && !unit) wrong("unit", cell("unit"));
  if (!outgoing && cell("unit") === "" && WITH_UNIT.has(state)) wrong("unit", "");
  const person = personOf(cell("person"), body, settled);
  if (cell("person") !== "" && !person) wrong("person", cell("person"));
  const leader = personOf(cell("leader"), body, state !== "presented");
  if (state === "presented" ? !leader : cell("leader") !== "" && !leader) wrong("leader", cell("leader"));
  const names = listOf(cell("cooperating"));
  const cooperating = names.flatMap((name) => body?.unit(name) ?? []);
  const all = new Set([...cooperating, ...(unit ? [unit] : [])].map(({ id }) => id));
  // Co-operating is co-operating with a lead unit, and nobody is named twice.
  if (
    names.length > 0 &&
    (cooperating.length !== names.length || !unit || all.size !== names.length + 1 || outgoing)
  )
    wrong("cooperating", cell("cooperating"));
  const directive = cell("directive");
  if (directive.length > LONGEST_DIRECTIVE) wrong("directive", directive);
  return { unit, person, cooperating, leader, directive };
}

/** Names in one cell, separated by `;` or `|`. */
export function listOf(cell: string): readonly string[] {
  return cell
    .split(/[;|]/)
    .map((each) => each.trim())
    .filter(Boolean);
}

/** Whoever finished a document may have left; what is open must be somebody's. */
function personOf(name: string, body: KnownBody | undefined, mayHaveLeft: boolean): Named | undefined {
  const holder = name === "" ? undefined : body?.holder(name);
  if (holder) return { id: holder.id, name: holder.name };
  return mayHaveLeft && name !== "" ? { id: "", name: name.slice(0, 100) } : undefined;
}
