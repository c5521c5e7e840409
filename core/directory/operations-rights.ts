/** Posts and changes of rights for programs. */
import { z } from "zod";
import { assertMay } from "../access/index.ts";
import { type Operation, operation } from "../http/index.ts";
import { transact } from "../transaction/index.ts";
import { decideRightsAlert } from "./decide-rights-alert.ts";
import { endAppointment } from "./end-appointment.ts";
import { giveAppointment } from "./give-appointment.ts";
import { RANKS, ROLES } from "./people.ts";
import { DIRECTORY_READ, DIRECTORY_RIGHTS, mayListRightsAlerts } from "./permissions.ts";
import { listRightsAlerts } from "./rights-alerts.ts";

const sentence = z.object({ vi: z.string(), en: z.string() });

const give = operation({
  id: "giveAppointment",
  method: "post",
  path: "/directory/appointments",
  summary: { vi: "Giao chức vụ từ hôm nay", en: "Give an official a post from today" },
  tag: "directory",
  scope: DIRECTORY_RIGHTS.name,
  body: z.object({
    person: z.uuid(),
    unit: z.uuid(),
    title: z.string().max(150),
    rank: z.enum(RANKS),
    roles: z.array(z.enum(ROLES)).min(1),
    kind: z.enum(["primary", "concurrent", "acting", "seconded"]),
    basis: z.string().max(300),
  }),
  answer: z.object({ id: z.uuid() }),
  async run({ house, actor, requestId }, { body }) {
    const { id } = await transact(house, { actor, ...(requestId ? { requestId } : {}) }, (tx) =>
      giveAppointment(tx, actor, { ...body, personId: body.person, unitId: body.unit }),
    );
    return { id };
  },
});

const end = operation({
  id: "endAppointment",
  method: "post",
  path: "/directory/appointments/{id}/end",
  summary: { vi: "Kết thúc chức vụ", en: "End a post" },
  tag: "directory",
  scope: DIRECTORY_RIGHTS.name,
  parameters: z.object({ id: z.uuid() }),
  body: z.object({ lastDay: z.iso.date(), basis: z.string().max(300) }),
  answer: z.object({ id: z.uuid() }),
  async run({ house, actor, requestId }, { parameters, body }) {
    const { id } = await transact(house, { actor, ...(requestId ? { requestId } : {}) }, (tx) =>
      endAppointment(tx, actor, { appointmentId: parameters.id, ...body }),
    );
    return { id };
  },
});

const list = operation({
  id: "listRightsAlerts",
  method: "get",
  path: "/directory/rights-alerts",
  summary: { vi: "Thay đổi quyền chờ xác nhận hoặc đã quyết định", en: "Changes of rights" },
  tag: "directory",
  scope: DIRECTORY_READ.name,
  query: z.object({ view: z.enum(["open", "decided"]).default("open"), q: z.string().max(100).default("") }),
  answer: z.object({
    alerts: z.array(
      z.object({
        id: z.uuid(),
        holder: z.string(),
        what: sentence,
        before: sentence,
        after: sentence,
        why: z.string(),
        changedBy: z.string(),
        state: z.enum(["open", "confirmed", "contested", "lapsed"]),
      }),
    ),
  }),
  async run({ house, actor }, { query }) {
    assertMay(actor, mayListRightsAlerts, undefined);
    const alerts = await listRightsAlerts(house.database.queries, actor, {
      view: query.view,
      text: query.q,
      ascending: false,
    });
    return {
      alerts: alerts.map(({ id, holderName, what, before, after, why, changedByName, state }) => ({
        id,
        holder: holderName,
        what,
        before,
        after,
        why,
        changedBy: changedByName,
        state,
      })),
    };
  },
});

const decide = operation({
  id: "decideRightsAlert",
  method: "post",
  path: "/directory/rights-alerts/{id}/decide",
  summary: { vi: "Xác nhận hoặc không đồng ý thay đổi quyền", en: "Confirm or contest a change of rights" },
  tag: "directory",
  scope: DIRECTORY_RIGHTS.name,
  parameters: z.object({ id: z.uuid() }),
  body: z.object({ decision: z.enum(["confirm", "contest"]), reason: z.string().max(300).default("") }),
  answer: z.object({ outcome: sentence }),
  async run({ house, actor, requestId }, { parameters, body }) {
    return await transact(house, { actor, ...(requestId ? { requestId } : {}) }, (tx) =>
      decideRightsAlert(tx, actor, { id: parameters.id, ...body }),
    );
  },
});

export const rightsOperations: readonly Operation[] = [give, end, list, decide];
