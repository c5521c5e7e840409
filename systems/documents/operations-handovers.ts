/** Hand-overs of open work for programs. */
import { z } from "zod";
import { assertMay, clearanceOf, may } from "../../core/access/index.ts";
import { type Operation, operation } from "../../core/http/index.ts";
import { transact } from "../../core/transaction/index.ts";
import { beginHandover } from "./handover/begin-handover.ts";
import { confirmHandover } from "./handover/confirm-handover.ts";
import {
  getHandover,
  getLeaver,
  leaversWithOpenWork,
  mayReadMinutes,
  shownItems,
} from "./handover/handovers.ts";
import { HANDOVER_KINDS, isHandoverKind } from "./handover/kinds.ts";
import { openWorkOf } from "./handover/open-work.ts";
import { mayReadAbstracts, mayReadHandover, mayReadOpenWork } from "./handover/permissions.ts";
import { READ, WRITE } from "./permissions.ts";

const TAG = "handovers";

const openItem = z.object({
  kind: z.enum(HANDOVER_KINDS),
  id: z.uuid(),
  code: z.string(),
  abstract: z.string().describe("Empty where the reader may only know that it is there"),
  href: z.string(),
  deadline: z.iso.datetime({ offset: true }).nullable(),
});

const listLeavers = operation({
  id: "listLeaversWithOpenWork",
  method: "get",
  path: "/handovers/leavers",
  summary: {
    vi: "Người đã rời vị trí hoặc bị khóa tài khoản mà còn việc chưa bàn giao",
    en: "People who left or are locked out and still have open work",
  },
  tag: TAG,
  scope: READ,
  answer: z.object({
    leavers: z.array(
      z.object({
        appointmentId: z.uuid(),
        fullName: z.string(),
        title: z.string(),
        unit: z.string(),
        leftOn: z.iso.date().nullable(),
        locked: z.boolean(),
      }),
    ),
  }),
  async run({ house, actor }) {
    const leavers = await leaversWithOpenWork(house.database.queries, house, actor, new Date());
    return {
      leavers: leavers.map(({ appointmentId, fullName, title, unitName, leftOn, locked }) => ({
        appointmentId,
        fullName,
        title,
        unit: unitName,
        leftOn,
        locked,
      })),
    };
  },
});

const openWork = operation({
  id: "openWorkOf",
  method: "get",
  path: "/handovers/leavers/{id}",
  summary: { vi: "Việc còn mở của một chức vụ", en: "What a post has open" },
  tag: TAG,
  scope: READ,
  parameters: z.object({ id: z.uuid() }),
  answer: z.object({ items: z.array(openItem), hidden: z.int().describe("Above the reader's clearance") }),
  async run({ house, actor }, { parameters }) {
    const { queries } = house.database;
    const leaver = await getLeaver(queries, parameters.id);
    assertMay(actor, mayReadOpenWork, leaver);
    const all = await openWorkOf(queries, house, leaver.appointmentId, new Date());
    const shown = all.filter((item) => item.confidentiality <= clearanceOf(actor));
    const abstracts = may(actor, mayReadAbstracts, leaver);
    return {
      items: shown.map(({ kind, id, code, abstract, href, deadline }) => ({
        kind,
        id,
        code,
        abstract: abstracts ? abstract : "",
        href,
        deadline: deadline?.toISOString() ?? null,
      })),
      hidden: all.length - shown.length,
    };
  },
});

const begin = operation({
  id: "beginHandover",
  method: "post",
  path: "/handovers",
  summary: { vi: "Bàn giao việc còn mở của một chức vụ", en: "Hand the open work of a post over" },
  tag: TAG,
  scope: WRITE,
  body: z.object({
    appointment: z.uuid().describe("the post that is left"),
    basis: z.string().max(300),
    everything: z.uuid().optional().describe("receiver of whatever nothing else is said of"),
    kinds: z.partialRecord(z.enum(HANDOVER_KINDS), z.uuid()).default({}),
    items: z
      .array(z.object({ kind: z.enum(HANDOVER_KINDS), id: z.uuid() }))
      .max(5_000)
      .default([]),
    itemsTo: z.uuid().optional(),
  }),
  answer: z.object({ id: z.uuid() }),
  async run({ house, actor, requestId }, { body }) {
    return await transact(house, { actor, ...(requestId ? { requestId } : {}) }, (tx) =>
      beginHandover(tx, house, actor, {
        appointmentId: body.appointment,
        basis: body.basis,
        everything: body.everything ?? "",
        kinds: Object.fromEntries(Object.entries(body.kinds).filter(([kind]) => isHandoverKind(kind))),
        items: body.items.map(({ kind, id }) => `${kind}/${id}`),
        itemsTo: body.itemsTo ?? "",
      }),
    );
  },
});

const read = operation({
  id: "getHandover",
  method: "get",
  path: "/handovers/{id}",
  summary: { vi: "Biên bản bàn giao và kết quả từng việc", en: "A hand-over and what became of every item" },
  tag: TAG,
  scope: READ,
  parameters: z.object({ id: z.uuid() }),
  answer: z.object({
    id: z.uuid(),
    state: z.enum(["moving", "to-confirm", "confirmed"]),
    from: z.string(),
    basis: z.string(),
    minutesSha256: z.string().nullable(),
    signed: z.boolean(),
    receivers: z.array(z.object({ appointment: z.uuid(), name: z.string(), confirmed: z.boolean() })),
    items: z.array(
      z.object({
        kind: z.enum(HANDOVER_KINDS),
        code: z.string(),
        abstract: z.string(),
        to: z.uuid().nullable(),
        state: z.enum(["waiting", "moved", "ended", "refused", "gone"]),
        reason: z.string(),
      }),
    ),
  }),
  async run({ house, actor }, { parameters }) {
    const whole = await getHandover(house.database.queries, parameters.id);
    assertMay(actor, mayReadHandover, whole.subject);
    const { handover, receivers } = whole;
    const abstracts = mayReadMinutes(actor, whole);
    return {
      id: handover.id,
      state: handover.state,
      from: handover.from_name,
      basis: handover.basis,
      minutesSha256: handover.minutes_sha256,
      signed: handover.signed_at !== null,
      receivers: receivers.map((each) => ({
        appointment: each.appointment_id,
        name: each.full_name,
        confirmed: each.confirmed_at !== null,
      })),
      items: shownItems(actor, whole).map((item) => ({
        kind: item.kind,
        code: item.code,
        abstract: abstracts ? item.abstract : "",
        to: item.to_appointment,
        state: item.state,
        reason: item.reason_vi,
      })),
    };
  },
});

const confirm = operation({
  id: "confirmHandover",
  method: "post",
  path: "/handovers/{id}/confirm",
  summary: { vi: "Xác nhận đã nhận bàn giao", en: "Confirm what was handed over" },
  tag: TAG,
  scope: WRITE,
  parameters: z.object({ id: z.uuid() }),
  answer: z.object({ id: z.uuid() }),
  async run({ house, actor, requestId }, { parameters }) {
    await confirmHandover(house, actor, { id: parameters.id, ...(requestId ? { requestId } : {}) });
    return { id: parameters.id };
  },
});

export const handoverOperations: readonly Operation[] = [listLeavers, openWork, begin, read, confirm];
