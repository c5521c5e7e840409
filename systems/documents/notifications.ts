import { localDateOf } from "../../core/calendar/index.ts";
import type { Queries } from "../../core/database/index.ts";
import { openDelegationsOf } from "../../core/directory/index.ts";
import type { Sentence } from "../../core/errors.ts";
import { type NewNotification, notify, notifyAll } from "../../core/notify/index.ts";
import { type Subscription, subscription } from "../../core/system.ts";
import type { Transaction } from "../../core/transaction/index.ts";
import { formatDateTime } from "../../core/ui/index.ts";
import type { StatusCode } from "./outgoing/recipient-states.ts";
import "./events.ts";
import "./tables.ts";

/** Who is told of what happens to documents: whoever has to act next, and whoever waits for it. */
export const documentNotifications: readonly Subscription[] = [
  subscription({
    consumer: "documents.tell-incoming",
    events: ["documents.incoming-arrived", "documents.incoming-moved", "documents.request-arrived"],
    async handle(tx, event) {
      const { data } = event;
      if ("request" in data) await tellRequest(tx, data.incomingId, data.request, event.id);
      else if ("action" in data) await tellMove(tx, data.incomingId, data.action, event.id);
      else await tellArrivals(tx, [data.incomingId]);
    },
  }),
  subscription({
    consumer: "documents.tell-outgoing",
    events: ["documents.outgoing-moved", "documents.recipient-moved"],
    concerns: (data) => "action" in data || Object.hasOwn(RECEIVER_NEWS, data.code),
    async handle(tx, event) {
      const { data } = event;
      if ("action" in data) await tellOutgoing(tx, data.outgoingId, data.action, event.id);
      else await tellReceiver(tx, data.outgoingId, data.organisationId, data.code, event.id);
    },
  }),
];

/** Tells the clerks of every receiver that a document has come: one statement however many there are. */
export async function tellArrivals(tx: Transaction, incomingIds: readonly string[]): Promise<void> {
  const documents = await incomingOf(tx.queries, incomingIds);
  await notifyAll(
    tx,
    documents.map((document) => ({
      to: { organisations: [document.organisation_id], roles: ["clerk"] },
      kind: "documents.arrived",
      title: {
        vi: `Văn bản đến ${nameOf(document)}`,
        en: `Arrived: ${nameOf(document)}`,
      },
      href: `/incoming/${document.id}`,
      urgency: document.urgency > 0 ? "urgent" : "normal",
      dedupeKey: `documents.arrived:${document.id}`,
    })),
  );
}

/** Whoever directing was delegated to for today, when the delegation covers the document. */
async function delegatesOf(
  tx: Transaction,
  document: { presented_to: string | null; type_name: string; confidentiality: number },
): Promise<readonly string[]> {
  if (document.presented_to === null || document.confidentiality > 0) return [];
  const today = localDateOf(tx.now);
  const open = await openDelegationsOf(tx.queries, document.presented_to, today);
  const type = document.type_name.toLocaleLowerCase("vi");
  return open
    .filter(
      ({ from, begins, kinds, documentTypeNames }) =>
        from === document.presented_to &&
        begins <= today &&
        kinds.includes("direct") &&
        (documentTypeNames.length === 0 ||
          documentTypeNames.some((name) => name.toLocaleLowerCase("vi") === type)),
    )
    .map(({ to }) => to);
}

async function tellRequest(
  tx: Transaction,
  incomingId: string,
  request: "recall" | "update",
  key: string,
): Promise<void> {
  const [document] = await incomingOf(tx.queries, [incomingId]);
  if (!document) return;
  await notify(tx, {
    to: { organisations: [document.organisation_id], roles: ["clerk"] },
    kind: `documents.${request}-asked`,
    title:
      request === "recall"
        ? {
            vi: `${document.from_name} yêu cầu thu hồi ${document.symbol}; cần trả lời đồng ý hoặc không`,
            en: `${document.from_name} wants ${document.symbol} back; answer yes or no`,
          }
        : {
            vi: `${document.from_name} yêu cầu cập nhật ${document.symbol}; cần trả lời đồng ý hoặc không`,
            en: `${document.from_name} wants to update ${document.symbol}; answer yes or no`,
          },
    href: `/incoming/${document.id}`,
    urgency: "urgent",
    dedupeKey: key,
  });
}

async function tellMove(tx: Transaction, incomingId: string, action: string, key: string): Promise<void> {
  const [document] = await incomingOf(tx.queries, [incomingId]);
  if (!document) return;
  const name = nameOf(document);
  const common = {
    href: `/incoming/${document.id}`,
    urgency: document.urgency > 0 ? ("urgent" as const) : ("normal" as const),
    dedupeKey: key,
  };
  if (action === "present" && document.presented_to) {
    await notify(tx, {
      ...common,
      to: { appointments: [document.presented_to, ...(await delegatesOf(tx, document))] },
      kind: "documents.presented",
      title: { vi: `Trình bạn ${name}`, en: `Presented to you: ${name}` },
    });
  } else if (action === "give-back") {
    await notify(tx, {
      ...common,
      to: { organisations: [document.organisation_id], roles: ["clerk"] },
      kind: "documents.given-back",
      title: { vi: `Lãnh đạo chuyển lại ${name}`, en: `Given back by the leader: ${name}` },
    });
  } else if (action === "direct") {
    const units = await assignmentsOf(tx.queries, incomingId);
    const due = document.deadline ? `, hạn ${formatDateTime(document.deadline)}` : "";
    await notifyAll(
      tx,
      (["lead", "co-operating"] as const).map((role) => ({
        ...common,
        to: {
          organisations: units.filter((unit) => unit.role === role).map((unit) => unit.unit_id),
          roles: ["head-of-unit"],
        },
        kind: "documents.directed",
        title:
          role === "lead"
            ? { vi: `Giao đơn vị bạn chủ trì ${name}${due}`, en: `Your unit leads on ${name}` }
            : { vi: `Giao đơn vị bạn phối hợp ${name}${due}`, en: `Your unit co-operates on ${name}` },
      })),
    );
  } else if (action === "assign-person") {
    const assigned = (await assignmentsOf(tx.queries, incomingId)).flatMap(
      (each) => each.appointment_id ?? [],
    );
    // Several people may be assigned one after another; each is told once of a document.
    await notify(tx, {
      ...common,
      to: { appointments: assigned },
      kind: "documents.assigned",
      title: { vi: `Giao bạn xử lý ${name}`, en: `Assigned to you: ${name}` },
      dedupeKey: `documents.assigned:${incomingId}`,
    });
  } else if (action === "complete" && document.presented_to) {
    await notify(tx, {
      ...common,
      urgency: "normal",
      to: { appointments: [document.presented_to] },
      kind: "documents.completed",
      title: { vi: `Đã xử lý xong ${name}`, en: `Completed: ${name}` },
    });
  } else if (action === "accept-recall" || action === "replace") {
    const assigned = (await assignmentsOf(tx.queries, incomingId)).flatMap(
      (each) => each.appointment_id ?? [],
    );
    await notify(tx, {
      ...common,
      to: { appointments: document.presented_to ? [...assigned, document.presented_to] : assigned },
      kind: "documents.withdrawn",
      title: {
        vi: `Không xử lý nữa: ${document.symbol} của ${document.from_name} đã ${action === "replace" ? "được thay thế" : "được thu hồi"}`,
        en: `Stop working on ${document.symbol} of ${document.from_name}: it was ${action === "replace" ? "replaced" : "recalled"}`,
      },
    });
  }
}

/** Who acts next, by the step a draft has just taken; who waits for news otherwise. */
async function tellOutgoing(tx: Transaction, outgoingId: string, action: string, key: string): Promise<void> {
  const document = await outgoingOf(tx.queries, outgoingId);
  if (!document) return;
  const name = document.symbol ? `${document.symbol}: ${document.abstract}` : document.abstract;
  const clerks = { organisations: [document.organisation_id], roles: ["clerk"] };
  const told: Readonly<Record<string, { to: NewNotification["to"]; title: Sentence }>> = {
    submit: {
      to: { organisations: [document.unit_id], roles: ["head-of-unit"] },
      title: { vi: `Chờ bạn kiểm tra dự thảo: ${name}`, en: `To check: ${name}` },
    },
    check: {
      // Where somebody has to approve first, `tell-approvals.ts` tells them, and the signer after them.
      to: { appointments: document.approvers_now.length === 0 ? [document.signer_appointment] : [] },
      title: { vi: `Chờ bạn ký: ${name}`, en: `To sign: ${name}` },
    },
    return: {
      to: { appointments: [document.drafted_by] },
      title: { vi: `Dự thảo bị trả lại: ${name}`, en: `Draft returned: ${name}` },
    },
    "take-signature": {
      to: { appointments: [document.drafted_by] },
      title: {
        vi: `Người ký thay đổi theo ủy quyền; sửa phần ký rồi trình lại: ${name}`,
        en: `Another signs under a delegation; change the block and submit again: ${name}`,
      },
    },
    sign: { to: clerks, title: { vi: `Chờ cấp số: ${name}`, en: `To number: ${name}` } },
    number: { to: clerks, title: { vi: `Chờ đóng dấu: ${name}`, en: `To seal: ${name}` } },
    seal: { to: clerks, title: { vi: `Chờ phát hành: ${name}`, en: `To issue: ${name}` } },
    issue: {
      to: { appointments: [document.drafted_by] },
      title: { vi: `Đã phát hành ${name}`, en: `Issued: ${name}` },
    },
  };
  const notice = told[action];
  if (!notice) return;
  await notify(tx, {
    ...notice,
    kind: `documents.outgoing-${action}`,
    href: `/outgoing/${document.id}`,
    urgency: document.urgency > 0 ? "urgent" : "normal",
    dedupeKey: key,
  });
}

const RECEIVER_NEWS: Readonly<
  Partial<Record<StatusCode | "answer", (who: string, what: string) => Sentence>>
> = {
  "02": (who, what) => ({ vi: `${who} từ chối ${what}`, en: `${who} refused ${what}` }),
  "15": (who, what) => ({
    vi: `${who} đồng ý yêu cầu thu hồi hoặc cập nhật ${what}`,
    en: `${who} agreed to the recall or update of ${what}`,
  }),
  "16": (who, what) => ({
    vi: `${who} không đồng ý thu hồi hoặc cập nhật ${what}`,
    en: `${who} declined the recall or update of ${what}`,
  }),
  answer: (who, what) => ({ vi: `${who} đã trả lời ${what}`, en: `${who} answered ${what}` }),
};

async function tellReceiver(
  tx: Transaction,
  outgoingId: string,
  organisationId: string,
  code: string,
  key: string,
): Promise<void> {
  const say = Object.entries(RECEIVER_NEWS).find(([known]) => known === code)?.[1];
  const document = say && (await outgoingOf(tx.queries, outgoingId));
  if (!document) return;
  const receiver = organisationId
    ? await tx.queries
        .selectFrom("documents.recipient")
        .select("organ_name")
        .where("outgoing_id", "=", outgoingId)
        .where("organisation_id", "=", organisationId)
        .executeTakeFirst()
    : undefined;
  await notify(tx, {
    to: {
      organisations: [document.organisation_id],
      roles: ["clerk"],
      appointments: [document.drafted_by],
    },
    kind: `documents.receiver-${code}`,
    title: say(receiver?.organ_name ?? "Nơi nhận", document.symbol ?? document.abstract),
    href: `/outgoing/${document.id}`,
    urgency: code === "02" || code === "16" ? "urgent" : "normal",
    dedupeKey: key,
  });
}

interface Named {
  readonly symbol: string;
  readonly from_name: string;
  readonly abstract: string;
  readonly confidentiality: number;
}

/** The abstract of a secret document stays inside it: notifications also go to telephones. */
export function nameOf({ symbol, from_name, abstract, confidentiality }: Named): string {
  return confidentiality > 0 ? `${symbol} của ${from_name}` : `${symbol} của ${from_name}: ${abstract}`;
}

async function incomingOf(queries: Queries, ids: readonly string[]) {
  if (ids.length === 0) return [];
  return await queries
    .selectFrom("documents.incoming")
    .select([
      "id",
      "organisation_id",
      "symbol",
      "from_name",
      "abstract",
      "confidentiality",
      "urgency",
      "presented_to",
      "type_name",
      "deadline",
    ])
    .where("id", "in", [...ids])
    .execute();
}

async function assignmentsOf(queries: Queries, incomingId: string) {
  return await queries
    .selectFrom("documents.assignment")
    .select(["role", "unit_id", "appointment_id"])
    .where("incoming_id", "=", incomingId)
    .execute();
}

async function outgoingOf(queries: Queries, id: string) {
  const found = await queries
    .selectFrom("documents.outgoing")
    .select([
      "id",
      "organisation_id",
      "unit_id",
      "symbol",
      "abstract",
      "confidentiality",
      "urgency",
      "signer_appointment",
      "approvers_now",
      "drafted_by",
    ])
    .where("id", "=", id)
    .executeTakeFirst();
  return found && found.confidentiality > 0 ? { ...found, abstract: "văn bản mật" } : found;
}
