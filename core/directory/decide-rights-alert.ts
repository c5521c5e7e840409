import { sql } from "kysely";
import { assertMay } from "../access/index.ts";
import { FormRefusal, notFound, Refusal, type Sentence } from "../errors.ts";
import type { PersonActor, Transaction } from "../transaction/index.ts";
import { mayDecideRightsAlert } from "./permissions.ts";
import { findRightsAlert, type RightsAlert } from "./rights-alerts.ts";

/** Takes a contested change back, or locks what it gave, in the same transaction. @returns what was done, in words */
export type UndoRights = (tx: Transaction, actor: PersonActor, alert: RightsAlert) => Promise<Sentence>;

const undoers = new Map<string, UndoRights>();

/**
 * Says how a contested change of one kind is undone, next to the change itself.
 * @throws Error when the kind is taken
 */
export function undoesRights(kind: string, undo: UndoRights): void {
  if (undoers.has(kind)) throw new Error(`undoing ${kind} is declared twice`);
  undoers.set(kind, undo);
}

/** What else confirming does, where a change counts only from then on. */
type ConfirmRights = (tx: Transaction, actor: PersonActor, alert: RightsAlert) => Promise<void>;
const confirmers = new Map<string, ConfirmRights>();

/** Says what confirming a change of one kind brings into force. */
export function confirmsRights(kind: string, confirm: ConfirmRights): void {
  confirmers.set(kind, confirm);
}

export interface DecideRightsAlert {
  readonly id: string;
  readonly decision: "confirm" | "contest";
  /** Why it is contested, 10 to 300 characters; may be empty when it is confirmed. */
  readonly reason: string;
}

/**
 * An authorised person confirms a change of rights, or contests it, which takes it back. Nobody decides about a change they
 * made or that concerns themselves.
 *
 * @throws AccessDeniedError, FormRefusal on `reason`, Refusal not-found, directory.alert-decided
 */
export async function decideRightsAlert(
  tx: Transaction,
  actor: PersonActor,
  input: DecideRightsAlert,
): Promise<{ readonly outcome: Sentence }> {
  const alert = /^[0-9a-f-]{36}$/i.test(input.id)
    ? await findRightsAlert(tx.queries, input.id, true)
    : undefined;
  if (!alert) throw notFound();
  assertMay(actor, mayDecideRightsAlert, alert);
  if (alert.state !== "open") {
    throw new Refusal("directory.alert-decided", 409, {
      vi: `Thay đổi này không còn chờ xác nhận${alert.decidedByName ? `: ${alert.decidedByName} đã quyết định` : ""}.`,
      en: `This change no longer waits for a decision${alert.decidedByName ? `: ${alert.decidedByName} decided` : ""}.`,
    });
  }
  const reason = input.reason.normalize("NFC").trim();
  const contested = input.decision === "contest";
  if ((contested && reason.length < 10) || reason.length > 300) {
    throw new FormRefusal({
      reason: {
        vi: "Nêu lý do không đồng ý, 10 đến 300 ký tự.",
        en: "Say why you object, 10 to 300 characters.",
      },
    });
  }
  if (!contested) await confirmers.get(alert.kind)?.(tx, actor, alert);
  const outcome = contested ? await takeBack(tx, actor, alert) : CONFIRMED;
  await sql`update directory.rights_alert set state = ${contested ? "contested" : "confirmed"},
      decided_by_name = ${actor.fullName}, decided_at = ${tx.now}, decision_reason = ${reason},
      outcome_vi = ${outcome.vi}, outcome_en = ${outcome.en}
    where id = ${alert.id}::uuid`.execute(tx.queries);
  tx.record({
    action: contested ? "directory.contest-rights" : "directory.confirm-rights",
    objectKind: "rights-alert",
    objectId: alert.id,
    data: { kind: alert.kind, object: alert.objectId, outcome: outcome.vi, ...(reason ? { reason } : {}) },
    personal: { holder: alert.holderName },
  });
  tx.emit({
    type: "directory.rights-decided",
    subjectId: alert.id,
    organisations: [alert.organisationId],
    data: { alertId: alert.id, decision: contested ? "contested" : "confirmed" },
  });
  return { outcome };
}

async function takeBack(tx: Transaction, actor: PersonActor, alert: RightsAlert): Promise<Sentence> {
  const undo = undoers.get(alert.kind);
  return undo ? await undo(tx, actor, alert) : LEFT;
}

const CONFIRMED: Sentence = { vi: "Thay đổi được giữ nguyên.", en: "The change stands." };
const LEFT: Sentence = {
  vi: "Thay đổi này không hoàn lại được bằng một bước; quản trị viên được báo để xử lý.",
  en: "This change cannot be taken back in one step; the administrators are told.",
};
