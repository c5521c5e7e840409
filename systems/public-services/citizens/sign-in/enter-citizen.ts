import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { clip, type Origin } from "../../../../core/identity/index.ts";
import {
  type SystemActor,
  type Transaction,
  type TransactionHost,
  transact,
  uuidv7,
} from "../../../../core/transaction/index.ts";
import { asCitizen, type Citizen, openCitizens } from "../citizen.ts";
import { type NewCitizenSession, openCitizenSession } from "../sessions/open-citizen-session.ts";
import type { Claims } from "./claims.ts";
import { rulesOn } from "./rules.ts";
import { SignInError } from "./sign-in-error.ts";

/** The room itself, while nobody has proved yet who they are. */
export const CITIZENS: SystemActor = { kind: "system", name: "citizens" };

export type Entry =
  | { readonly kind: "signed-in"; readonly session: NewCitizenSession; readonly created: boolean }
  /** An account with the same number exists and does not know this name at the provider: the person is asked. */
  | { readonly kind: "ask-to-link"; readonly citizen: Citizen };

/**
 * Lets somebody in whom a provider vouches for: the name at the provider (TechID) is known → in; an account with the
 * same number exists → ask; else a new account.
 *
 * @throws SignInError when the law of the day does not take this account
 */
export async function enterCitizen(
  host: TransactionHost,
  claims: Claims,
  origin: Origin,
  now: Date = new Date(),
): Promise<Entry> {
  assertAllowed(claims, localDateOf(now));
  return await transact(host, { actor: CITIZENS, now }, async (tx): Promise<Entry> => {
    const known = await byTechId(tx.queries, claims);
    if (known && known.identifier !== claims.identifier) {
      throw new SignInError("citizens.identifier-changed");
    }
    const made = known ? undefined : await create(tx, claims);
    // A twin of this sign-in may have made the account while this one waited.
    const id = known?.id ?? made ?? (await byTechId(tx.queries, claims))?.id;
    if (id !== undefined) {
      return {
        kind: "signed-in",
        session: await enter(tx, id, claims, origin),
        created: made !== undefined,
      };
    }
    const same = await byIdentifier(tx.queries, claims);
    if (!same) throw new SignInError("citizens.request-unknown", "the account was closed meanwhile");
    return { kind: "ask-to-link", citizen: same };
  });
}

/**
 * The person agreed that the account with their number is theirs: from now on both names lead into it.
 * @throws SignInError when the account was closed meanwhile
 */
export async function linkCitizen(
  host: TransactionHost,
  claims: Claims,
  origin: Origin,
  now: Date = new Date(),
): Promise<NewCitizenSession> {
  assertAllowed(claims, localDateOf(now));
  return await transact(host, { actor: CITIZENS, now }, async (tx) => {
    const same = await byIdentifier(tx.queries, claims);
    if (!same) throw new SignInError("citizens.request-unknown", "the account was closed meanwhile");
    await link(tx, same.id, claims);
    return await enter(tx, same.id, claims, origin);
  });
}

/** @throws SignInError */
function assertAllowed({ provider, kind, level }: Claims, day: string): void {
  const rules = rulesOn(day).filter((rule) => rule.provider === provider && rule.kinds.includes(kind));
  if (rules.length === 0) throw new SignInError("citizens.provider-not-allowed");
  if (rules.every(({ minimumLevel }) => level < minimumLevel))
    throw new SignInError("citizens.level-too-low");
}

async function byTechId(queries: Queries, { provider, techId }: Claims): Promise<Citizen | undefined> {
  const row = await openCitizens(queries)
    .innerJoin("public_services.citizen_provider as p", "p.citizen_id", "c.id")
    .where("p.provider", "=", provider)
    .where("p.tech_id", "=", techId)
    .executeTakeFirst();
  return row && asCitizen(row);
}

async function byIdentifier(queries: Queries, claims: Claims): Promise<Citizen | undefined> {
  const row = await openCitizens(queries)
    .where("c.identifier", "=", claims.identifier)
    .where((where) => where("c.kind", claims.kind === 1 ? "=" : "!=", 1))
    .executeTakeFirst();
  return row && asCitizen(row);
}

/** @returns undefined when there is an open account with this number already, also one made this very moment */
async function create(tx: Transaction, claims: Claims): Promise<string | undefined> {
  const id = uuidv7(tx.now);
  const made = await tx.queries
    .insertInto("public_services.citizen")
    .values({
      id,
      kind: claims.kind,
      identifier: claims.identifier,
      phone: claims.phone,
      email: claims.email,
      created_at: tx.now,
      closed_at: null,
      ...verified(claims, tx.now),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!made) return undefined;
  tx.record({ action: "citizens.create", objectKind: "citizen", objectId: id, data: { kind: claims.kind } });
  await link(tx, id, claims);
  return id;
}

async function link(tx: Transaction, citizenId: string, { provider, techId }: Claims): Promise<void> {
  await tx.queries
    .insertInto("public_services.citizen_provider")
    .values({ provider, tech_id: techId, citizen_id: citizenId, linked_at: tx.now })
    .onConflict((conflict) => conflict.columns(["provider", "tech_id"]).doNothing())
    .execute();
  tx.record({ action: "citizens.link", objectKind: "citizen", objectId: citizenId, data: { provider } });
}

/** What the provider vouches for is taken over at every sign-in; contact data are the person's own. */
async function enter(
  tx: Transaction,
  citizenId: string,
  claims: Claims,
  origin: Origin,
): Promise<NewCitizenSession> {
  const { name, birth_date, sex, ethnicity, permanent_address, current_address, ...rest } = verified(
    claims,
    tx.now,
  );
  // VNeID leaves out what the portal says: what is not said is not forgotten.
  const said = { birth_date, sex, ethnicity, permanent_address, current_address };
  const present = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null));
  await tx.queries
    .updateTable("public_services.citizen")
    .set({ name, ...rest, ...present })
    .where("id", "=", citizenId)
    .execute();
  const session = await openCitizenSession(tx, { citizenId, provider: claims.provider, origin });
  tx.record({
    action: "citizens.sign-in",
    objectKind: "citizen",
    objectId: citizenId,
    data: { provider: claims.provider, level: claims.level, session: session.id },
    personal: { address: clip(origin.address, 45) },
  });
  return session;
}

function verified(claims: Claims, now: Date) {
  return {
    name: claims.name,
    birth_date: claims.birthDate,
    sex: claims.sex,
    ethnicity: claims.ethnicity,
    permanent_address: claims.permanentAddress,
    current_address: claims.currentAddress,
    level: claims.level,
    verified_at: now,
    verified_by: claims.provider,
  };
}
