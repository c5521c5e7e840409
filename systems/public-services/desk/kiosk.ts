import { randomBytes } from "node:crypto";
import { assertMay } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { maySetDesk } from "./permissions.ts";

/** The body whose tickets the machine at this address draws; undefined when the address holds no longer. */
export async function bodyOfKiosk(queries: Queries, token: string): Promise<string | undefined> {
  if (!/^[\w-]{22}$/.test(token)) return undefined;
  const found = await queries
    .selectFrom("public_services.desk_kiosk")
    .select("organisation_id")
    .where("token", "=", token)
    .executeTakeFirst();
  return found?.organisation_id;
}

/** Address of a body's machine; undefined: it has none yet. */
export async function kioskOf(queries: Queries, organisationId: string): Promise<string | undefined> {
  const found = await queries
    .selectFrom("public_services.desk_kiosk")
    .select("token")
    .where("organisation_id", "=", organisationId)
    .executeTakeFirst();
  return found?.token;
}

/** Gives one's body a new address for its machine; the one before holds no longer. @throws AccessDeniedError */
export async function renewKiosk(tx: Transaction, actor: PersonActor): Promise<void> {
  const { organisationId } = actor;
  assertMay(actor, maySetDesk, { organisationId });
  const made = {
    token: randomBytes(16).toString("base64url"),
    made_at: tx.now,
    made_by: actor.fullName,
  };
  await tx.queries
    .insertInto("public_services.desk_kiosk")
    .values({ organisation_id: organisationId, ...made })
    .onConflict((conflict) => conflict.column("organisation_id").doUpdateSet(made))
    .execute();
  tx.record({ action: "desk.set-kiosk", objectKind: "organisation", objectId: organisationId });
}
