import type { EventDelivery } from "./deliver-events.ts";
import type { Store, ZaloUser } from "./state.ts";

/** What a person does in the app, and the events it makes. */
export interface Chat {
  /** @returns false when there is no such person or action */
  act(userId: string, action: string, text: string): boolean;
}

export interface ChatOptions {
  readonly appId: string;
  /** Id of the official account. */
  readonly oaId: string;
  readonly store: Store;
  readonly delivery: EventDelivery;
  readonly now: () => number;
}

export function createChat({ appId, oaId, store, delivery, now }: ChatOptions): Chat {
  const envelope = (event_name: string, user: ZaloUser, more: Record<string, unknown>) => ({
    app_id: appId,
    event_name,
    timestamp: String(now()),
    ...more,
    ...(event_name === "follow" || event_name === "unfollow"
      ? { follower: { id: user.id }, recipient: { id: oaId } }
      : { sender: { id: user.id }, recipient: { id: oaId } }),
  });
  const write = (user: ZaloUser, text: string, event: string) => {
    const id = crypto.randomUUID().replaceAll("-", "");
    store.say(user, { id, at: now(), from: "user", kind: "text", text, buttons: [] });
    delivery.deliver(envelope(event, user, { message: { text, msg_id: id } }));
  };
  return {
    act(userId, action, text) {
      const user = store.user(userId);
      if (!user) return false;
      switch (action) {
        case "follow":
        case "unfollow":
          user.follows = action === "follow";
          if (user.follows) user.lastActedAt = now();
          delivery.deliver(envelope(action, user, {}));
          break;
        case "write":
          if (text.trim() === "") return false;
          user.lastActedAt = now();
          write(user, text, "user_send_text");
          break;
        case "press":
          user.lastActedAt = now();
          // A button of the type oa.query.show says its payload in the person's name.
          write(user, text, "user_send_text");
          break;
        case "share":
          user.lastActedAt = now();
          delivery.deliver(
            envelope("user_submit_info", user, { info: { name: user.name, phone: user.phone, address: "" } }),
          );
          break;
        default:
          return false;
      }
      store.save();
      return true;
    },
  };
}
