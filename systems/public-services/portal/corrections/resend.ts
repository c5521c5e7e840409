import { type Selectable, sql } from "kysely";
import { assertMay } from "../../../../core/access/index.ts";
import type { Tables } from "../../../../core/database/index.ts";
import { notFound, Refusal } from "../../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../../core/transaction/index.ts";
import { wake } from "../outbound/queue-dossier.ts";
import { mayResend } from "../permissions.ts";

type MessageRow = Selectable<Tables["public_services.portal_message"]>;

/** The most that one press of the button sends again; whoever has more presses it once more. */
const MOST_AT_ONCE = 1_000;

/**
 * Sends a refused message again as the dossier stands, for example after the portal's catalogue was put right.
 *
 * @throws AccessDeniedError; Refusal 404, 409 when it is not refused any more
 */
export async function resendMessage(tx: Transaction, actor: PersonActor, id: string): Promise<void> {
  const message = await lockRefused(tx, id);
  assertMay(actor, mayResend, { organisationId: message.organisation_id });
  tx.record({
    action: "portal.resend",
    objectKind: "dossier",
    objectId: message.dossier_id,
    data: { message: id, kind: message.kind, state: message.state },
  });
  await sendAgain(tx, message);
}

/**
 * Sends all refused messages again: of the actor's body, or of all bodies for an administrator.
 *
 * @param organisationId undefined: of all bodies
 * @returns how many
 */
export async function resendAll(
  tx: Transaction,
  actor: PersonActor,
  organisationId: string | undefined,
): Promise<number> {
  assertMay(actor, mayResend, { organisationId: organisationId ?? null });
  const refused = await tx.queries
    .selectFrom("public_services.portal_message")
    .selectAll()
    .where("standing", "=", "refused")
    .$if(organisationId !== undefined, (query) => query.where("organisation_id", "=", organisationId ?? ""))
    .orderBy("id")
    .limit(MOST_AT_ONCE)
    .forUpdate()
    .execute();
  for (const message of refused) await sendAgain(tx, message);
  tx.record({
    action: "portal.resend",
    objectKind: "portal",
    objectId: organisationId ?? "all",
    data: { messages: refused.length },
  });
  return refused.length;
}

/** @throws Refusal 404, 409 */
export async function lockRefused(tx: Transaction, id: string): Promise<MessageRow> {
  const message = /^[0-9a-f-]{36}$/i.test(id)
    ? await tx.queries
        .selectFrom("public_services.portal_message")
        .selectAll()
        .where("id", "=", id)
        .forUpdate()
        .executeTakeFirst()
    : undefined;
  if (!message) throw notFound();
  if (message.standing !== "refused")
    throw new Refusal("portal.not-refused", 409, {
      vi: "Bản ghi này không còn bị từ chối; có thể người khác vừa gửi lại. Tải lại trang để xem kết quả.",
      en: "This is not refused any more; somebody may have just sent it again. Reload the page to see.",
    });
  return message;
}

/** It waits again, first in its dossier's line; its content is made anew from the dossier. */
export async function sendAgain(tx: Transaction, message: MessageRow): Promise<void> {
  await tx.queries
    .updateTable("public_services.portal_message")
    .set({ standing: "waiting", unsure: false, problem_code: null, problem: null, settled_at: null })
    .where("id", "=", message.id)
    .execute();
  await wake(tx, message.dossier_id, sql`${tx.now}`);
  tx.emit({
    type: "portal.alert",
    subjectId: message.id,
    organisations: [message.organisation_id],
    data: { messageId: message.id, open: false },
  });
}
