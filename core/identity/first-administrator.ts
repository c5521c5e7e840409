import { sql } from "kysely";
import { localDateOf } from "../calendar/index.ts";
import type { Queries } from "../database/index.ts";
import {
  addAppointments,
  addOrganisations,
  addPeople,
  addPositions,
  type OrganisationKind,
} from "../directory/index.ts";
import { FormRefusal, type Sentence } from "../errors.ts";
import { type Transaction, transact, uuidv7 } from "../transaction/index.ts";
import { checkNewPassword } from "./change-password.ts";
import { linkExpired } from "./errors.ts";
import { IDENTITY, type IdentityHost, type Origin } from "./host.ts";
import { makeLink, type OneTimeLink, useLink } from "./one-time-link.ts";
import { type NewSession, openSession } from "./open-session.ts";
import { hashPassword } from "./password.ts";
import { standingOf } from "./standing.ts";
import { foldUsername, parseUsername } from "./username.ts";

/** Only one first administrator can ever be made, whatever runs at the same time. */
const LOCK = 7_340_051;

/**
 * While no administrator can sign in, makes the one-time link that makes the first; an earlier one stops working.
 * The starter prints it on the operator's terminal.
 *
 * @returns undefined in demo mode and once there is an administrator
 */
export async function createFirstAdministratorLink(
  host: IdentityHost,
  now: Date = new Date(),
): Promise<OneTimeLink | undefined> {
  if (host.config.mode !== "production") return undefined;
  return await transact(host, { actor: IDENTITY, now }, async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx.queries);
    if (await administratorExists(tx.queries, now)) return undefined;
    tx.record({
      action: "identity.make-first-administrator-link",
      objectKind: "installation",
      objectId: "1",
    });
    return await makeLink(tx, host, "first-administrator", null);
  });
}

export interface FirstAdministratorInput extends Origin {
  readonly token: string;
  readonly fullName: string;
  readonly username: string;
  readonly next: string;
  readonly repeated: string;
  /** An organisation of the directory, or a new one by name when the directory is still empty. */
  readonly organisation:
    | { readonly id: string }
    | { readonly name: string; readonly kind: Exclude<OrganisationKind, "unit"> };
}

/**
 * Makes the first administrator: person, post, account, and a session. Works once.
 *
 * @throws FormRefusal by field (the link still works then), Refusal 410 `identity.link-expired`
 */
export async function redeemFirstAdministratorLink(
  host: IdentityHost,
  input: FirstAdministratorInput,
  now: Date = new Date(),
): Promise<NewSession> {
  const fullName = input.fullName.normalize("NFC").trim().replace(/\s+/g, " ");
  checkNames(input, fullName);
  const username = parseUsername(input.username);
  checkNewPassword(input.next, input.repeated, { username, fullName });
  const hash = await hashPassword(input.next);
  return await transact(host, { actor: IDENTITY, now }, async (tx) => {
    await sql`select pg_advisory_xact_lock(${LOCK})`.execute(tx.queries);
    const link = await useLink(tx, "first-administrator", input.token);
    if (!link || (await administratorExists(tx.queries, now))) throw linkExpired();
    const personId = await addAdministrator(tx, fullName, input.organisation);
    const accountId = uuidv7(now);
    await tx.queries
      .insertInto("identity.account")
      .values({
        id: accountId,
        person_id: personId,
        username,
        username_folded: foldUsername(username),
        password_hash: hash,
        password_changed_at: now,
        created_at: now,
      })
      .execute();
    tx.record({ action: "identity.make-first-administrator", objectKind: "account", objectId: accountId });
    const standing = await standingOf(tx.queries, personId, now);
    const session =
      standing &&
      (await openSession(tx, {
        accountId,
        personId,
        epoch: 0,
        standing,
        preferredAppointmentId: null,
        secondFactor: false,
        how: "first-administrator",
        origin: input,
      }));
    if (!session) throw new Error("the first administrator was made without a post");
    return session;
  });
}

/** True when somebody who can sign in here holds an administrator's post today. */
async function administratorExists(queries: Queries, now: Date): Promise<boolean> {
  const found = await sql`
    select 1 from identity.account a
      join directory.appointment p on p.person_id = a.person_id and p.valid @> ${localDateOf(now)}::date
      join directory.position o on o.id = p.position_id and o.valid @> ${localDateOf(now)}::date
     where a.status = 'active' and not a.demo and 'administrator' = any(o.roles) limit 1`.execute(queries);
  return found.rows.length > 0;
}

function checkNames(input: FirstAdministratorInput, fullName: string): void {
  const problems: Record<string, Sentence> = {};
  if (fullName.length < 2 || fullName.length > 100) {
    problems.fullName = { vi: "Hãy nhập họ và tên đầy đủ.", en: "Give the full name." };
  }
  if ("name" in input.organisation && input.organisation.name.trim().length < 3) {
    problems.organisation = {
      vi: "Hãy nhập tên cơ quan, ví dụ: Sở Thông tin và Truyền thông.",
      en: "Give the name of the organisation, for example: Sở Thông tin và Truyền thông.",
    };
  }
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
}

async function addAdministrator(
  tx: Transaction,
  fullName: string,
  organisation: FirstAdministratorInput["organisation"],
): Promise<string> {
  const validFrom = localDateOf(tx.now);
  const personId = uuidv7(tx.now);
  const positionId = uuidv7(tx.now);
  const bodyId = "id" in organisation ? organisation.id : uuidv7(tx.now);
  if ("name" in organisation) {
    const name = organisation.name.trim().replace(/\s+/g, " ");
    await addOrganisations(tx.queries, [{ id: bodyId, kind: organisation.kind, name, validFrom }]);
  }
  await addPositions(tx.queries, [
    {
      id: positionId,
      unitId: bodyId,
      bodyId,
      title: "Quản trị viên hệ thống",
      rank: "specialist",
      roles: ["administrator"],
      validFrom,
    },
  ]);
  await addPeople(tx.queries, [{ id: personId, fullName }]);
  await addAppointments(tx.queries, [
    { id: uuidv7(tx.now), personId, positionId, kind: "primary", validFrom },
  ]);
  return personId;
}
