import type { Context } from "hono";
import { type HttpEnv, queryText, requireSession } from "../../http/index.ts";
import { type Listener, type LiveMessage, liveHub, missedSince } from "../live-hub.ts";

/** Proxies cut silent connections after 30–60 s. */
const HEARTBEAT_MS = 20_000;
/** The browser comes again by itself; then the session is checked again. */
const LONGEST_MS = 10 * 60_000;

/** GET /live: server-sent events for the signed-in person's open page. */
export function answerLive(c: Context<HttpEnv>): Response {
  const session = requireSession(c);
  const hub = liveHub(c.var.house);
  const encoder = new TextEncoder();
  let stop: () => void = () => undefined;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const write = (text: string): void => {
        // A browser that reads nothing any more is let go; it comes again and catches up.
        if ((controller.desiredSize ?? 0) < -256) stop();
        else controller.enqueue(encoder.encode(text));
      };
      const listener: Listener = {
        sessionId: session.id,
        personId: session.personId,
        organisationId: session.actor.organisationId,
        // A browser that makes its connection anew by itself cannot set the header: the address says it.
        seen: c.req.header("last-event-id") ?? seenOf(c),
        send: (message) => write(frame(message)),
        close: () => stop(),
      };
      const beat = setInterval(() => write(": nhịp\n\n"), HEARTBEAT_MS);
      const end = setTimeout(() => stop(), LONGEST_MS);
      let open = true;
      stop = () => {
        if (!open) return;
        open = false;
        clearInterval(beat);
        clearTimeout(end);
        hub.remove(listener);
        try {
          controller.close();
        } catch {
          // The browser has gone already.
        }
      };
      write("retry: 2000\n\n");
      hub.add(listener).catch((error: unknown) => {
        c.var.house.log.warn({ error: String(error) }, "live updates: could not catch up");
        stop();
      });
    },
    cancel() {
      stop();
    },
  });
  return new Response(body, {
    headers: {
      "Content-Type": "text/event-stream; charset=utf-8",
      "Cache-Control": "no-store",
      "X-Accel-Buffering": "no",
    },
  });
}

/** GET /live/missed: for a tab that hears of changes through another tab, what came before it listened. */
export async function answerMissed(c: Context<HttpEnv>): Promise<Response> {
  const { personId, actor } = requireSession(c);
  const seen = seenOf(c);
  const found =
    seen && (await missedSince(c.var.house, { personId, organisationId: actor.organisationId }, seen));
  return c.json(found || { missed: true, unread: 0, snapshot: "" }, 200, { "Cache-Control": "no-store" });
}

function seenOf(c: Context<HttpEnv>): string | undefined {
  return queryText(c, "after", 4_100) || undefined;
}

/** A `data:` line must be there even when it is empty, or the browser drops the event. */
function frame({ event, data, id }: LiveMessage): string {
  const lines = data.split("\n").map((line) => `data: ${line}\n`);
  return `event: ${event}\n${id === "" ? "" : `id: ${id}\n`}${lines.join("")}\n`;
}
