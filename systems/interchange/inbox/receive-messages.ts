import { sql } from "kysely";
import type { House } from "../../../core/system.ts";
import { AxisError, type AxisPort, type MessageKind, type ReceivedItem } from "../axis/index.ts";
import { noteAxisFailure, noteAxisSuccess } from "../axis-health.ts";
import { takeInMessage } from "./take-in-message.ts";

/** Copies worked on at once. Documents are heavier: files to write, signatures to verify. */
const AT_ONCE: Readonly<Record<MessageKind, number>> = { edoc: 4, status: 12 };

interface Known {
  readonly axis_doc_id: string;
  readonly state: string;
  readonly told: "done" | "fail";
  readonly attempts: number;
  readonly next_at: Date | null;
  readonly acknowledged_at: Date | null;
}

/**
 * One look at the list of waiting messages: takes in what is new and acknowledges what is in our hands. The axis is
 * told after the commit, so a crash leads to a second delivery (which changes nothing), never to a loss.
 *
 * @returns "again" when the list was not empty and something moved
 */
export async function receiveMessages(
  house: House,
  kind: MessageKind,
  signal: AbortSignal,
): Promise<"again" | "rest"> {
  const { axis } = house.services;
  if (!axis) return "rest";
  const { items } = await list(house, axis, kind);
  if (items.length === 0) {
    await settleUnheard(house, kind);
    return "rest";
  }
  const known = await knownCopies(house, kind, items);
  const told: { docId: string; how: "done" | "fail" }[] = [];
  let moved = false;
  try {
    await eachAtOnce(items, AT_ONCE[kind], signal, async (item) => {
      const earlier = known.get(item.docId);
      const how = await settle(house, axis, kind, item, earlier);
      if (how === undefined) return;
      if (await acknowledge(house, axis, item, how)) {
        told.push({ docId: item.docId, how });
        if (!earlier?.acknowledged_at) moved = true;
      }
    });
  } finally {
    if (told.length < items.length) heard.get(house)?.delete(kind);
    await markAcknowledged(house, kind, told);
  }
  return moved ? "again" : "rest";
}

/** Houses and kinds of which every acknowledgement is known to have been heard. */
const heard = new WeakMap<House, Set<MessageKind>>();

/** What the axis does not list any more was acknowledged, though a crash kept us from noting it. */
async function settleUnheard(house: House, kind: MessageKind): Promise<void> {
  const kinds = heard.get(house) ?? new Set();
  if (kinds.has(kind)) return;
  await sql`update interchange.incoming_message set acknowledged_at = now()
     where kind = ${kind} and acknowledged_at is null and state <> 'listed'`.execute(house.database.queries);
  heard.set(house, kinds.add(kind));
}

async function list(house: House, axis: AxisPort, kind: MessageKind) {
  try {
    const listing = await axis.listReceived(kind);
    await noteAxisSuccess(house);
    return listing;
  } catch (error) {
    if (error instanceof AxisError) await noteAxisFailure(house, error);
    throw error;
  }
}

async function settle(
  house: House,
  axis: AxisPort,
  kind: MessageKind,
  item: ReceivedItem,
  known: Known | undefined,
): Promise<"done" | "fail" | undefined> {
  if (known && known.state !== "listed") return known.told;
  if (known?.next_at && known.next_at > new Date()) return undefined;
  return await takeInMessage(house, axis, kind, item, known?.attempts ?? 0);
}

/** @returns false when the axis did not hear it: the copy is listed again and answered again */
async function acknowledge(
  house: House,
  axis: AxisPort,
  item: ReceivedItem,
  how: "done" | "fail",
): Promise<boolean> {
  try {
    await axis.acknowledge(item.docId, how);
    return true;
  } catch (error) {
    if (!(error instanceof AxisError)) throw error;
    house.log.warn({ docId: item.docId, error: error.code }, "the axis did not take an acknowledgement");
    return false;
  }
}

async function knownCopies(
  house: House,
  kind: MessageKind,
  items: readonly ReceivedItem[],
): Promise<ReadonlyMap<string, Known>> {
  const rows = await sql<Known>`select axis_doc_id, state, told, attempts, next_at, acknowledged_at
      from interchange.incoming_message
     where kind = ${kind} and axis_doc_id = any(${items.map(({ docId }) => docId)}::text[])`.execute(
    house.database.queries,
  );
  return new Map(rows.rows.map((row) => [row.axis_doc_id, row]));
}

async function markAcknowledged(
  house: House,
  kind: MessageKind,
  told: readonly { readonly docId: string }[],
): Promise<void> {
  if (told.length === 0) return;
  await sql`update interchange.incoming_message set acknowledged_at = now()
     where kind = ${kind} and acknowledged_at is null
       and axis_doc_id = any(${told.map(({ docId }) => docId)}::text[])`.execute(house.database.queries);
}

/** Works on several at once; after a failure nothing new is begun, what runs is awaited, then it is thrown. */
async function eachAtOnce<Item>(
  items: readonly Item[],
  atOnce: number,
  signal: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const failures: unknown[] = [];
  const side = async (): Promise<void> => {
    for (const item of queue) {
      try {
        await work(item);
      } catch (error) {
        failures.push(error);
      }
      if (failures.length > 0 || signal.aborted) return;
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, side));
  if (failures.length > 0) throw failures[0];
}
