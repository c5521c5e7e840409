import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { House } from "../../../core/system.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { formatDate, formatDateTime } from "../../../core/ui/index.ts";
import { eventsOfDay } from "../schedule/read-events.ts";
import { hoursOn } from "../schedule/when-of-event.ts";
import { endOfDay } from "../tasks/list-tasks.ts";
import { dueBy } from "../web/home/due-by.ts";
import { CAP, COUNTED_WORDS, type Figure, figuresOf } from "../web/home/figures.ts";

/** A letter to one person about one day. */
export interface WrittenDigest {
  readonly subject: string;
  readonly body: string;
  /** How much waits in all; 0 = there is nothing to write about. */
  readonly total: number;
}

const LINES = 10;

/**
 * What waits for a person this morning, for each of their posts, in the same order and with the same numbers as the
 * start page. A letter leaves the house, so nothing of a secret document is in it but that it counts.
 *
 * @param posts the posts the person holds today
 * @param baseUrl address of the pages, without a trailing slash
 */
export async function writeDigest(
  queries: Queries,
  house: Pick<House, "services">,
  posts: readonly PersonActor[],
  now: Date,
  baseUrl: string,
): Promise<WrittenDigest> {
  const parts: string[] = [];
  let total = 0;
  let overdue = 0;
  for (const post of posts) {
    const events = await eventsOfDay(queries, post, now);
    const waiting = (await figuresOf(queries, house, post, now)).filter(({ n }) => n > 0);
    if (waiting.length === 0 && events.length === 0) continue;
    total += waiting.reduce((sum, { n }) => sum + n, 0) + events.length;
    overdue += waiting.find(({ key }) => key === "overdue")?.n ?? 0;
    const due = (await dueBy(queries, post, endOfDay(now), LINES)).filter(({ secret }) => !secret);
    parts.push(
      [
        ...(posts.length > 1 ? [`— ${post.positionTitle} —`] : []),
        ...waiting.map((figure) => `${figure.label.vi}: ${amount(figure)}\n  ${baseUrl}${figure.href}`),
        ...(events.length > 0 ? ["", "Lịch hôm nay:"] : []),
        ...events.map(
          ({ id, title, place, ...times }) =>
            `- ${hoursOn(localDateOf(now), times)} ${title}${place ? `, ${place}` : ""}\n  ${baseUrl}/schedule/events/${id}`,
        ),
        ...(due.length > 0 ? ["", "Đến hạn hôm nay và quá hạn:"] : []),
        ...due.map(
          ({ id, label, due: at }) =>
            `- ${label}${at ? ` (hạn ${formatDateTime(at)})` : ""}\n  ${baseUrl}/incoming/${id}`,
        ),
      ].join("\n"),
    );
  }
  const [first] = posts;
  return {
    total,
    subject: `Việc hôm nay ${formatDate(now)}${overdue > 0 ? `: ${overdue} việc quá hạn` : ""}`,
    body: [
      `Kính gửi ${first?.fullName ?? ""},`,
      "Việc đang chờ anh/chị sáng nay:",
      ...parts,
      `Không muốn nhận thư này nữa: ${baseUrl}/digest`,
    ].join("\n\n"),
  };
}

function amount({ n, counted }: Figure): string {
  const number = n > CAP ? `hơn ${CAP}` : String(n);
  return `${number} ${COUNTED_WORDS[counted].vi}`;
}
