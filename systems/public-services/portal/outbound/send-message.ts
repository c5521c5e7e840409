import { isDeepStrictEqual } from "node:util";
import type { House } from "../../../../core/system.ts";
import type { PortalAdapter, PortalReply } from "../adapter/portal-adapter.ts";
import { text } from "../mapping/check-ho-so.ts";
import type { WireRecord } from "../mapping/ho-so.ts";
import { gather, type MessageRow, type QueueRow } from "./gather.ts";

/** What became of a message; a failure to reach the portal is thrown instead. */
export type Outcome =
  | { readonly kind: "sent"; readonly payload: WireRecord }
  | {
      readonly kind: "refused";
      readonly code: string;
      readonly message: string;
      readonly payload: WireRecord;
    };

/**
 * Hands one message to the portal, with one effect there: what may have arrived without an answer is asked for before
 * anything is sent again, and is sent again word for word.
 *
 * @throws PortalUnavailable when it may succeed later
 */
export async function sendMessage(
  house: House,
  adapter: PortalAdapter,
  queue: QueueRow,
  message: MessageRow,
): Promise<Outcome> {
  const kept = message.unsure ? recordOf(message.payload) : undefined;
  const { record, problems } = kept
    ? { record: kept, problems: [] }
    : await gather(house, adapter, queue, message);
  if (problems.length > 0) {
    const told = problems.map(({ field, sentence }) => `${field}: ${sentence.vi}`).join(" ");
    return { kind: "refused", code: "portal.incomplete", message: told, payload: record };
  }
  if (message.kind === "progress") {
    await noteTry(house, message, record);
    return settled(await adapter.addProgress(record), record);
  }
  return await sendRecord(house, adapter, { ...message, portalHasIt: queue.at_portal }, record);
}

async function sendRecord(
  house: House,
  adapter: PortalAdapter,
  message: MessageRow & { readonly portalHasIt: boolean },
  record: WireRecord,
): Promise<Outcome> {
  let isUpdating = message.portalHasIt;
  if (message.unsure) {
    const found = await adapter.find(text(record, "MaHoSo"));
    if (found && tells(found, record)) return { kind: "sent", payload: record };
    if (found && !isSameDossier(found, record)) return codeTaken(record);
    isUpdating = found !== undefined;
  }
  await noteTry(house, message, record);
  const reply = await adapter.putDossier(record, isUpdating);
  if (reply.kind === "missing") return settled(await adapter.putDossier(record, false), record);
  if (reply.kind !== "exists" && !(reply.kind === "duplicate" && !isUpdating)) return settled(reply, record);
  // Somebody has made it: is it this one, and does it tell the same?
  const found = await adapter.find(text(record, "MaHoSo"));
  if (found && !isSameDossier(found, record)) return codeTaken(record);
  if (found && tells(found, record)) return { kind: "sent", payload: record };
  return settled(await adapter.putDossier(record, true), record);
}

function settled(reply: PortalReply, payload: WireRecord): Outcome {
  switch (reply.kind) {
    case "done":
    case "duplicate":
      return { kind: "sent", payload };
    case "refused":
      return { kind: "refused", code: "portal.refused", message: reply.message, payload };
    case "exists":
      return { kind: "refused", code: "portal.refused", message: "Cổng báo hồ sơ đã tồn tại", payload };
    case "missing":
      return {
        kind: "refused",
        code: "portal.refused",
        message: "Cổng báo không có hồ sơ này. Gửi lại hồ sơ trước khi gửi tiến trình.",
        payload,
      };
  }
}

/** Never written over: another dossier's record would be lost. */
function codeTaken(payload: WireRecord): Outcome {
  return {
    kind: "refused",
    code: "portal.code-taken",
    message: "Trên Cổng, mã hồ sơ này là của một hồ sơ khác. Báo quản trị viên; không gửi đè.",
    payload,
  };
}

/** The portal has the record and everything in it. */
function tells(found: WireRecord, record: WireRecord): boolean {
  return Object.entries(record).every(([name, value]) => isDeepStrictEqual(found[name], value));
}

/** A dossier keeps its procedure and the moment it was filed; a portal that does not tell them is believed. */
function isSameDossier(found: WireRecord, record: WireRecord): boolean {
  return ["MaTTHC", "NgayNopHoSo"].every((name) => {
    const theirs = text(found, name);
    return theirs === "" || theirs === text(record, name);
  });
}

/** Written down before the call: whoever continues after a kill knows that it may have arrived, and what. */
async function noteTry(house: House, message: MessageRow, record: WireRecord): Promise<void> {
  await house.database.queries
    .updateTable("public_services.portal_message")
    .set((update) => ({
      tries: update("tries", "+", 1),
      tried_at: new Date(),
      unsure: true,
      payload: JSON.stringify(record),
    }))
    .where("id", "=", message.id)
    .where("standing", "=", "waiting")
    .execute();
}

function recordOf(payload: unknown): WireRecord | undefined {
  return isRecord(payload) ? payload : undefined;
}

/** Only this room writes payloads, and only whole records. */
function isRecord(payload: unknown): payload is WireRecord {
  return typeof payload === "object" && payload !== null && !Array.isArray(payload);
}
