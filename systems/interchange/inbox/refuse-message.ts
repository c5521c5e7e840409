import { notify } from "../../../core/notify/index.ts";
import type { House } from "../../../core/system.ts";
import { type Transaction, transact } from "../../../core/transaction/index.ts";
import { findIncomingByWire } from "../../documents/index.ts";
import type { MessageKind, ReceivedItem } from "../axis/index.ts";
import { type PartialIdentity, parseOrganId, vietnamTimestamp } from "../edxml/index.ts";
import { queueStatus } from "../outbox/queue-message.ts";
import { clip } from "../outbox/wire-organisation.ts";
import type { Note } from "../tables.ts";
import { symbolOf } from "./apply-document.ts";
import { INBOX } from "./apply-message.ts";
import { listedRow, writeRow } from "./incoming-row.ts";
import { findOwn, type OwnOrganisation } from "./parties.ts";
import type { RawMessage } from "./raw-message.ts";

export interface Unusable {
  readonly raw?: RawMessage | undefined;
  readonly about: PartialIdentity;
  /** Why, the decisive reason first. */
  readonly notes: readonly Note[];
}

/**
 * Puts a message aside that can never be used: the clerk of the receiver sees a line that says why, its sender gets
 * the status 02 when it can be made out who that is, and nothing waits behind it.
 */
export async function refuseMessage(
  house: House,
  kind: MessageKind,
  item: ReceivedItem,
  unusable: Unusable,
): Promise<void> {
  const { about, raw, notes } = unusable;
  const now = new Date();
  const toCode = item.to ?? about.to[0]?.organId ?? "";
  const receiver = await findOwn(house.database.queries, toCode, now);
  const why = {
    code: notes[0]?.code ?? "interchange.unreadable",
    vi: notes.map((note) => note.vi).join(" "),
    en: notes.map((note) => note.en).join(" "),
  };
  await transact(house, { actor: INBOX, now }, async (tx) => {
    const row = listedRow(kind, item, now);
    const id = await writeRow(tx, {
      ...row,
      state: "unreadable",
      raw: raw?.raw ?? null,
      edxml_sha256: raw?.sha256 ?? null,
      edxml_size: raw?.size ?? null,
      from_code: about.from?.organId ?? item.from ?? "",
      from_name: about.from?.name ?? "",
      to_code: toCode,
      organisation_id: receiver?.id ?? null,
      wire_id: about.documentId ?? "",
      symbol: about.symbol ?? "",
      subject: about.subject ?? "",
      notes: JSON.stringify(notes),
      problem_code: why.code,
      problem_vi: clip(why.vi, 2_000),
      problem_en: clip(why.en, 2_000),
      alert: true,
      told: "fail",
      applied_at: now,
    });
    tx.record({
      action: "interchange.refuse",
      objectKind: "incoming-message",
      objectId: id,
      data: { axisDocId: item.docId, problem: why.code, edxml: raw?.sha256 ?? "" },
    });
    tx.emit({
      type: "interchange.alert",
      subjectId: id,
      organisations: receiver ? [receiver.id] : [],
      data: { messageId: id, direction: "in", open: true },
    });
    if (receiver) await tellClerks(tx, id, receiver, item, unusable);
    if (kind === "edoc") await tellSender(tx, receiver, toCode, about, why.vi);
  });
}

async function tellClerks(
  tx: Transaction,
  id: string,
  receiver: OwnOrganisation,
  item: ReceivedItem,
  { about, notes }: Unusable,
): Promise<void> {
  const from = about.from?.name || about.from?.organId || item.from || "";
  await notify(tx, {
    to: { organisations: [receiver.id], roles: ["clerk"] },
    kind: "interchange.unreadable",
    title: {
      vi: `Một thông điệp ${from ? `từ ${from} ` : ""}không đọc được: ${notes[0]?.vi ?? ""}`,
      en: `A message ${from ? `from ${from} ` : ""}cannot be read: ${notes[0]?.en ?? ""}`,
    },
    href: `/interchange/received/${id}`,
    urgency: "urgent",
    dedupeKey: `interchange.unreadable:${id}`,
  });
}

/** A broken recall or update of a document we hold must not look like a refusal of that document. */
async function tellSender(
  tx: Transaction,
  receiver: OwnOrganisation | undefined,
  toCode: string,
  about: PartialIdentity,
  why: string,
): Promise<void> {
  const from = parseOrganId(toCode);
  const { documentId } = about;
  const symbol = about.symbol ?? symbolOf(documentId ?? "");
  if (about.from === undefined || from === undefined || documentId === undefined || symbol === "") return;
  if (receiver && (await findIncomingByWire(tx.queries, receiver.id, { wireId: documentId }))) return;
  const name = receiver?.name ?? about.to.find(({ organId }) => organId === from)?.name ?? from;
  await queueStatus(
    tx,
    { organisationId: receiver?.id ?? null, receiverName: about.from.name },
    {
      kind: "status",
      from: { organId: from, name: clip(name, 200) },
      responseFor: {
        organId: about.from.organId,
        code: symbol,
        documentId,
        ...(about.issuedDate === undefined ? {} : { promulgationDate: about.issuedDate }),
      },
      statusCode: "02",
      description: clip(`Hệ thống nơi nhận không tiếp nhận được thông điệp: ${why}`, 1_000),
      timestamp: vietnamTimestamp(tx.now),
    },
  );
}
