import { clearanceOf } from "../../../../core/access/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { countRightsAlerts } from "../../../../core/directory/index.ts";
import type { House } from "../../../../core/system.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import type { Words } from "../../../../core/ui/index.ts";
import { countToConfirm, leaversWithOpenWork } from "../../handover/handovers.ts";
import { countRounds } from "../../opinion-rounds/list-rounds.ts";
import { countOutgoingWork } from "../../outgoing/list-outgoing-work.ts";
import { countIncoming } from "../../registers.ts";
import { countTasks, endOfDay, listWaitingExtensions } from "../../tasks/list-tasks.ts";
import { TO_DO, workViews } from "../incoming/work-views.ts";

/** How much of one kind of work waits for a person, and the list that holds exactly that. */
export interface Figure {
  readonly key: string;
  readonly label: Words;
  readonly href: string;
  /** Counted up to `CAP` + 1. */
  readonly n: number;
  /** `overdue` and `today` by the clock; `pressing`: somebody else waits for an answer; `waiting`: the usual work. */
  readonly weight: Weight;
  /** What one is: a document, or one unit's part of it (a document directed to two units is two). */
  readonly counted: Counted;
}

export type Counted = "documents" | "parts" | "people" | "handovers" | "changes" | "opinions";

export type Weight = "overdue" | "today" | "pressing" | "waiting";

/** What is counted, in words. */
export const COUNTED_WORDS: Readonly<
  Record<Counted, { readonly vi: string; readonly one: string; readonly many: string }>
> = {
  documents: { vi: "văn bản", one: "document", many: "documents" },
  parts: { vi: "phần việc", one: "part", many: "parts" },
  people: { vi: "người", one: "person", many: "people" },
  handovers: { vi: "biên bản", one: "hand-over", many: "hand-overs" },
  opinions: { vi: "ý kiến", one: "opinion", many: "opinions" },
  changes: { vi: "thay đổi", one: "change", many: "changes" },
};

/** Figures on a start page are no statistic. */
export const CAP = 1_000;

const ORDER: readonly Weight[] = ["overdue", "today", "pressing", "waiting"];

/**
 * What waits for a person, in the order to act: what has run out, what runs out today, what somebody waits for, then
 * the work of the role in the order of its steps; what is empty comes last. Every figure is counted by the condition
 * of the list it opens.
 */
export async function figuresOf(
  queries: Queries,
  house: Pick<House, "services">,
  actor: PersonActor,
  now: Date,
): Promise<readonly Figure[]> {
  const counted = await Promise.all([
    ...deadlines(queries, actor, now),
    ...steps(queries, house, actor, now),
  ]);
  return counted
    .map((figure, position) => ({ figure, position }))
    .sort(
      (a, b) =>
        Number(a.figure.n === 0) - Number(b.figure.n === 0) ||
        ORDER.indexOf(a.figure.weight) - ORDER.indexOf(b.figure.weight) ||
        a.position - b.position,
    )
    .map(({ figure }) => figure);
}

/** A clerk watches every deadline of the organisation; everybody else what they do, head or directed. */
function deadlines(queries: Queries, actor: PersonActor, now: Date): Promise<Figure>[] {
  const words = {
    overdue: { vi: "Việc quá hạn", en: "Overdue work" },
    today: { vi: "Việc đến hạn hôm nay", en: "Work due today" },
  };
  if (actor.roles.includes("clerk")) {
    const own = { organisationId: actor.organisationId, clearance: clearanceOf(actor) };
    return [
      figure("overdue", words.overdue, "/incoming?view=all&overdue=1", "overdue", () =>
        countIncoming(queries, { ...own, overdueAt: now }, CAP + 1),
      ),
      figure("today", words.today, "/incoming?view=all&due=today", "today", () =>
        countIncoming(queries, { ...own, dueBetween: [now, endOfDay(now)] }, CAP + 1),
      ),
    ];
  }
  return (["overdue", "today"] as const).map((view) =>
    figure(view, words[view], `/tasks?view=${view}`, view, () =>
      countTasks(queries, actor, view, now, CAP + 1),
    ),
  );
}

function steps(
  queries: Queries,
  house: Pick<House, "services">,
  actor: PersonActor,
  now: Date,
): Promise<Figure>[] {
  const { organisationId } = actor;
  const asked = { vi: "Đề nghị gia hạn chờ tôi quyết định", en: "Extensions to decide" };
  return [
    ...workViews(actor)
      .filter(({ key }) => TO_DO.has(key))
      .map((view) =>
        figure(
          view.key,
          VIEW_WORDS[view.key] ?? view.label,
          `/incoming?view=${view.key}`,
          view.key === "requests" ? "pressing" : "waiting",
          () => countIncoming(queries, { ...view.filter, organisationId }, CAP + 1),
        ),
      ),
    ...(actor.roles.includes("leader") || actor.roles.includes("head-of-unit")
      ? [
          figure("extensions", asked, "/tasks?view=extensions", "pressing", async () => {
            return (await listWaitingExtensions(queries, actor)).length;
          }),
        ]
      : []),
    ...(actor.roles.some((role) => ["leader", "head-of-unit", "administrator"].includes(role))
      ? [
          figure(
            "leavers",
            { vi: "Người đã rời vị trí, chưa bàn giao", en: "People who left, work not handed over" },
            "/handovers",
            "pressing",
            async () => (await leaversWithOpenWork(queries, house, actor, now)).length,
            "people",
          ),
          figure(
            "rights",
            { vi: "Thay đổi quyền chờ xác nhận", en: "Changes of rights to confirm" },
            "/rights-alerts",
            "pressing",
            () => countRightsAlerts(queries, actor, CAP + 1),
            "changes",
          ),
        ]
      : []),
    figure(
      "opinions",
      { vi: "Ý kiến chờ tôi trả lời", en: "Opinions to give" },
      "/opinion-rounds?view=to-answer",
      "pressing",
      () => countRounds(queries, actor, "to-answer", CAP + 1),
      "opinions",
    ),
    figure(
      "received",
      { vi: "Bàn giao chờ tôi xác nhận", en: "Hand-overs to confirm" },
      "/handovers?view=mine",
      "pressing",
      () => countToConfirm(queries, actor.appointmentId),
      "handovers",
    ),
    figure(
      "outgoing",
      { vi: "Văn bản đi chờ tôi làm bước tiếp theo", en: "Outgoing documents that wait for me" },
      "/outgoing?tab=todo",
      "waiting",
      () => countOutgoingWork(queries, actor),
    ),
  ];
}

async function figure(
  key: string,
  label: Words,
  href: string,
  weight: Weight,
  count: () => Promise<number>,
  counted: Counted = href.startsWith("/tasks") ? "parts" : "documents",
): Promise<Figure> {
  return { key, label, href, weight, counted, n: await count() };
}

const VIEW_WORDS: Readonly<Record<string, Words>> = {
  intake: { vi: "Văn bản đến chờ tiếp nhận", en: "Arrived documents to register" },
  requests: { vi: "Yêu cầu thu hồi, cập nhật chờ trả lời", en: "Recalls and updates to answer" },
  duplicates: { vi: "Văn bản đến có thể trùng", en: "Possible duplicates" },
  present: { vi: "Văn bản đã vào sổ, chờ trình lãnh đạo", en: "Registered documents to present" },
  "for-me": { vi: "Văn bản trình tôi, chờ bút phê", en: "Documents presented to me" },
  "unit-new": {
    vi: "Văn bản giao đơn vị tôi, chưa có người xử lý",
    en: "Documents of my unit without a person",
  },
  mine: { vi: "Văn bản giao tôi đang xử lý", en: "Documents assigned to me" },
};
