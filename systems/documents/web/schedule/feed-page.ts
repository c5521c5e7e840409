import type { Context } from "hono";
import { localDateOf, plusDays } from "../../../../core/calendar/index.ts";
import { notFound } from "../../../../core/errors.ts";
import { type HttpEnv, readForm, redirectTo, requireSession, value } from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { makeFeed, readerOfFeed, revokeFeed } from "../../schedule/feed.ts";
import { readSchedule } from "../../schedule/read-schedule.ts";
import { type IcsEntry, writeIcs } from "../../schedule/write-ics.ts";
import { requestIdOf } from "../shared/refused-form.ts";

const BACK_DAYS = 31;
const AHEAD_DAYS = 366;

/** POST /schedule/feed: a new secret address, or none any more. */
export async function feedAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const revoke = value(form, "do") === "revoke";
  await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
    if (revoke) await revokeFeed(tx, actor);
    else await makeFeed(tx, actor);
  });
  return redirectTo(c, "/schedule", {
    tone: "good",
    message: revoke
      ? { vi: "Đã hủy địa chỉ lịch.", en: "The address no longer works." }
      : {
          vi: "Đã tạo địa chỉ lịch mới; địa chỉ cũ (nếu có) không dùng được nữa.",
          en: "A new address; an earlier one no longer works.",
        },
  });
}

/**
 * GET /schedule/feed/:token (…ics): the calendar for a program that cannot sign in. A secret document is
 * in it as "Có việc" and nothing else; a revoked address, or one of a post that has ended, is no address.
 */
export async function feedFile(c: Context<HttpEnv>): Promise<Response> {
  const { house } = c.var;
  const { queries } = house.database;
  const now = new Date();
  const token = (c.req.param("token") ?? "").replace(/\.ics$/, "");
  const reader = await readerOfFeed(queries, house.config.secret, token, now);
  if (!reader) throw notFound();
  const today = localDateOf(now);
  const { deadlines, absences, events } = await readSchedule(
    queries,
    reader,
    plusDays(today, -BACK_DAYS),
    plusDays(today, AHEAD_DAYS),
  );
  const { hostname } = new URL(house.config.baseUrl);
  const entries: IcsEntry[] = [
    ...deadlines.map((deadline) => ({
      uid: `deadline.${deadline.id}@${hostname}`,
      at: deadline.due,
      ...(deadline.confidentiality > 0
        ? { summary: "Có việc" }
        : {
            summary: `Hạn ${deadline.symbol}: ${deadline.abstract}`,
            description: deadline.who,
            url: `${house.config.baseUrl}/incoming/${deadline.incoming_id}`,
          }),
    })),
    ...events.map((event) => ({
      uid: `event.${event.id}@${hostname}`,
      at: event.starts_at,
      ends: event.ends_at,
      summary: event.title,
      description: [
        event.chair_name && `Chủ trì: ${event.chair_name}`,
        (event.guests || event.others) &&
          `Thành phần: ${[event.guests, event.others].filter(Boolean).join("; ")}`,
      ]
        .filter(Boolean)
        .join("\n"),
      location: event.place,
      sequence: event.version - 1,
      cancelled: event.state === "cancelled",
      url: `${house.config.baseUrl}/schedule/events/${event.id}`,
    })),
    ...absences.map((absence) => ({
      uid: `absence.${absence.id}@${hostname}`,
      summary: `Vắng: ${absence.person_name}`,
      from: absence.from_day,
      until: absence.to_day,
    })),
  ];
  return new Response(writeIcs("Lịch đơn vị", entries, now), {
    headers: {
      "Content-Type": "text/calendar; charset=utf-8",
      "Content-Disposition": 'attachment; filename="lich-don-vi.ics"',
      "Cache-Control": "private, no-store",
      "X-Robots-Tag": "noindex",
    },
  });
}
