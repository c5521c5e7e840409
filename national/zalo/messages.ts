import { z } from "zod";
import type { Message, Store, ZaloUser } from "./state.ts";

const button = z.object({
  title: z.string().min(1).max(100),
  type: z.enum(["oa.query.show", "oa.query.hide", "oa.open.url", "oa.open.phone"]),
  payload: z
    .union([z.string(), z.object({ url: z.string() }), z.object({ phone_code: z.string() })])
    .transform((value) =>
      typeof value === "string" ? value : "url" in value ? value.url : value.phone_code,
    ),
});
const recipient = z.object({ user_id: z.string().min(1) });
const customerCare = z.object({
  recipient,
  message: z.object({
    text: z.string().min(1).max(2000),
    attachment: z
      .object({
        type: z.literal("template"),
        payload: z.object({ template_type: z.string().optional(), buttons: z.array(button).min(1).max(5) }),
      })
      .optional(),
  }),
});
const content = z.union([z.string(), z.array(z.object({ key: z.string(), value: z.string() }))]);
const template = z.object({
  recipient,
  message: z.object({
    attachment: z.object({
      type: z.literal("template"),
      payload: z.object({
        template_type: z.string().min(1),
        language: z.enum(["VI", "EN"]).default("VI"),
        elements: z.array(z.object({ type: z.string(), content: content.optional() })).min(1),
        buttons: z.array(button).max(4).default([]),
      }),
    }),
  }),
});
const zns = z.object({
  phone: z.string().regex(/^84\d{8,10}$/),
  template_id: z.string().min(1),
  template_data: z.record(z.string(), z.union([z.string(), z.number()])),
  tracking_id: z.string().min(1).max(48),
});

/** As the platform answers: `error` 0 with data, else a negative code. */
export type Reply =
  | { readonly error: 0; readonly message: "Success"; readonly data: Record<string, unknown> }
  | { readonly error: number; readonly message: string };

const HOUR = 3_600_000;
/** Free messages reach somebody for so long after they last wrote. */
const WINDOW_MS = 48 * HOUR;
const PROMOTIONS_A_DAY = 1;
const PROMOTIONS_A_MONTH = 6;

/** POST v3.0/oa/message/…: what the official account sends into a chat. */
export function sendMessage(
  store: Store,
  kind: "cs" | "transaction" | "promotion",
  body: unknown,
  now: number,
): Reply {
  if (kind === "cs") {
    const parsed = customerCare.safeParse(body);
    if (!parsed.success) return badParameter(parsed.error);
    const user = store.user(parsed.data.recipient.user_id);
    if (!user) return refusal(-201, "user_id is invalid");
    if (!user.follows) return refusal(-213, "User has not followed OA");
    if (now - user.lastActedAt > WINDOW_MS)
      return refusal(-224, "Out of the 48 hours after the last message");
    const { text, attachment } = parsed.data.message;
    return deliver(store, user, { kind, text, buttons: attachment?.payload.buttons ?? [] }, now);
  }
  const parsed = template.safeParse(body);
  if (!parsed.success) return badParameter(parsed.error);
  const { payload } = parsed.data.message.attachment;
  if (!payload.template_type.startsWith(kind)) return refusal(-201, `template_type is not of ${kind}`);
  const user = store.user(parsed.data.recipient.user_id);
  if (!user) return refusal(-201, "user_id is invalid");
  if (!user.follows) return refusal(-213, "User has not followed OA");
  if (kind === "promotion") {
    const month = user.promotions.filter((at) => now - at < 30 * 24 * HOUR);
    const today = month.filter((at) => now - at < 24 * HOUR);
    if (today.length >= PROMOTIONS_A_DAY || month.length >= PROMOTIONS_A_MONTH) {
      return refusal(-211, "Out of quota");
    }
    user.promotions = [...month, now];
  }
  const text = payload.elements
    .map((element) => wordsOf(element.content))
    .filter(Boolean)
    .join("\n");
  return deliver(store, user, { kind, text, buttons: payload.buttons }, now);
}

/** POST message/template: to a telephone number, whether its holder follows or not. */
export function sendZns(store: Store, templates: readonly string[], body: unknown, now: number): Reply {
  const parsed = zns.safeParse(body);
  if (!parsed.success) return refusal(-1121, z.prettifyError(parsed.error));
  const { phone, template_id, template_data } = parsed.data;
  if (!templates.includes(template_id)) return refusal(-108, "template_id is not approved");
  const user = store.find(phone);
  if (!user) return refusal(-118, "Zalo account not existed");
  const text = [
    `Mẫu ${template_id}`,
    ...Object.entries(template_data).map(([key, value]) => `${key}: ${value}`),
  ];
  const reply = deliver(store, user, { kind: "zns", text: text.join("\n"), buttons: [] }, now);
  return "data" in reply
    ? { error: 0, message: "Success", data: { msg_id: reply.data.message_id, sent_time: String(now) } }
    : reply;
}

/** POST v3.0/oa/quota/message. */
export function quotaOf(store: Store, body: unknown, now: number): Reply {
  const parsed = z.object({ user_id: z.string() }).safeParse(body);
  const user = parsed.success ? store.user(parsed.data.user_id) : undefined;
  if (!user) return refusal(-201, "user_id is invalid");
  const open = user.follows && now - user.lastActedAt <= WINDOW_MS;
  const month = user.promotions.filter((at) => now - at < 30 * 24 * HOUR).length;
  return {
    error: 0,
    message: "Success",
    data: { cs: open ? "unlimited" : 0, promotion: PROMOTIONS_A_MONTH - month },
  };
}

/** GET v3.0/oa/user/detail. */
export function userDetail(store: Store, data: string): Reply {
  const parsed = z.object({ user_id: z.string() }).safeParse(parseJson(data));
  const user = parsed.success ? store.find(parsed.data.user_id) : undefined;
  if (!user) return refusal(-201, "user_id is invalid");
  if (!user.follows) return refusal(-213, "User has not followed OA");
  return {
    error: 0,
    message: "Success",
    data: { user_id: user.id, display_name: user.name, user_is_follower: true },
  };
}

function deliver(
  store: Store,
  user: ZaloUser,
  said: Pick<Message, "kind" | "text" | "buttons">,
  now: number,
): Reply {
  const id = crypto.randomUUID().replaceAll("-", "");
  store.say(user, { id, at: now, from: "oa", ...said });
  return { error: 0, message: "Success", data: { message_id: id, user_id: user.id } };
}

function wordsOf(said: z.infer<typeof content> | undefined): string {
  if (said === undefined || typeof said === "string") return said ?? "";
  return said.map(({ key, value }) => `${key}: ${value}`).join("\n");
}

function badParameter(error: z.ZodError): Reply {
  return refusal(-201, z.prettifyError(error));
}

function refusal(error: number, message: string): Reply {
  return { error, message };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
