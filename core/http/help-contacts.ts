import { localDateOf } from "../calendar/index.ts";
import { type Database, isDatabaseUnavailable } from "../database/index.ts";
import { holdersOf, type Role } from "../directory/index.ts";
import type { PersonActor } from "../transaction/index.ts";

/** Who is meant by "the clerk", "the head of the unit": the people of the one who asks, by name. */
export type HelpContacts = Readonly<Partial<Record<Role, readonly string[]>>>;

const KEEP_MS = 5 * 60_000;
const MOST_KEPT = 1_000;
const MOST_NAMES = 3;

interface Kept {
  readonly contacts: Promise<HelpContacts>;
  readonly until: number;
}

const kept = new WeakMap<Database, Map<string, Kept>>();

/** Names of whom a help text sends this person to; five minutes old is new enough. None while the database is away. */
export async function helpContacts(
  database: Database,
  { organisationId, unitId }: Pick<PersonActor, "organisationId" | "unitId">,
): Promise<HelpContacts> {
  const known = kept.get(database) ?? new Map<string, Kept>();
  kept.set(database, known);
  const before = known.get(unitId);
  if (before && before.until > Date.now()) return await before.contacts;
  if (known.size >= MOST_KEPT) known.clear();
  const contacts = readContacts(database, organisationId, unitId);
  known.set(unitId, { contacts, until: Date.now() + KEEP_MS });
  try {
    return await contacts;
  } catch (error) {
    known.delete(unitId);
    if (isDatabaseUnavailable(error)) return {};
    throw error;
  }
}

async function readContacts(
  { queries }: Database,
  organisationId: string,
  unitId: string,
): Promise<HelpContacts> {
  const today = localDateOf(new Date());
  const namesOf = async (role: Role, of: string) =>
    (await holdersOf(queries, role, of, today)).slice(0, MOST_NAMES).map(({ fullName }) => fullName);
  return {
    clerk: await namesOf("clerk", organisationId),
    "head-of-unit": unitId === organisationId ? [] : await namesOf("head-of-unit", unitId),
    leader: await namesOf("leader", organisationId),
    administrator: await namesOf("administrator", organisationId),
  };
}
