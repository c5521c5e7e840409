import type { Context } from "hono";
import type { Queries } from "../../../../core/database/index.ts";
import { answerPage, type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import { LinkButton, RegisterTable, say, Tabs, useText, type Words } from "../../../../core/ui/index.ts";
import { INCOMING_STATE_WORDS, INCOMING_STATES } from "../../incoming/incoming-states.ts";
import {
  countIncoming,
  type IncomingRow,
  listIncoming,
  type RegisterFilter,
  type RegisterPage,
} from "../../registers.ts";
import { endOfDay } from "../../tasks/list-tasks.ts";
import { calendarOf } from "../shared/deadlines.ts";
import { isFiltered, type ListFilter, ListFilterBar, readListFilter } from "../shared/list-filter.tsx";
import { BULK_WORDS } from "./bulk-actions.ts";
import { incomingColumns } from "./incoming-columns.tsx";
import { TO_DO, type WorkView, workViews } from "./work-views.ts";

const PAGE = 50;

/** GET /incoming: the incoming documents this person has work with, newest first. */
export async function incomingListPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { database } = c.var.house;
  const views = workViews(actor);
  const asked = queryText(c, "view", 20);
  const view = views.find((each) => each.key === asked) ?? views[0];
  if (!view) throw new Error("every person has a view of their own work");
  const filter = readListFilter(c);
  const now = new Date();
  const after = queryText(c, "after", 80);
  const before = queryText(c, "before", 80);
  const dueToday = queryText(c, "due", 5) === "today";
  const [page, calendar, counts] = await Promise.all([
    listIncoming(
      database.queries,
      {
        ...narrowed(view, filter, actor.organisationId, now),
        ...(dueToday ? { dueBetween: [now, endOfDay(now)] } : {}),
      },
      {
        limit: PAGE,
        ...(after ? { after } : before ? { before } : {}),
      },
    ),
    calendarOf(database, actor.organisationId),
    countsOf(database.queries, views, actor.organisationId),
  ]);
  return await answerPage(c, {
    title: { vi: "Văn bản đến", en: "Incoming documents" },
    actions: actor.roles.includes("clerk") && <PaperLink />,
    children: (
      <IncomingList
        views={views}
        view={view}
        filter={filter}
        dueToday={dueToday}
        counts={counts}
        page={page}
        columns={incomingColumns(now, calendar)}
        query={new URL(c.req.url).searchParams}
        lang={c.var.lang}
      />
    ),
  });
}

/** Tabs count no further: beyond that the number is no help to decide where to begin. */
const COUNT_TO = 99;

/** How much waits in each view that is work to do; views to look something up have no number. */
async function countsOf(
  queries: Queries,
  views: readonly WorkView[],
  organisationId: string,
): Promise<ReadonlyMap<string, number>> {
  const counted = views.filter(({ key }) => TO_DO.has(key));
  const counts = await Promise.all(
    counted.map((view) => countIncoming(queries, { ...view.filter, organisationId }, COUNT_TO + 1)),
  );
  return new Map(counted.map(({ key }, n) => [key, counts[n] ?? 0]));
}

/** The view of the person, narrowed by what was typed. */
function narrowed(view: WorkView, typed: ListFilter, organisationId: string, now: Date): RegisterFilter {
  const states = typed.state === "" ? view.filter.states : [typed.state];
  const outside = typed.state !== "" && view.filter.states && !view.filter.states.includes(typed.state);
  return {
    organisationId,
    ...view.filter,
    // A state that the view does not hold finds nothing, instead of leaving the view.
    ...(outside ? { states: ["none"] } : states ? { states } : {}),
    ...(typed.text ? { text: typed.text } : {}),
    ...(typed.from ? { from: typed.from } : {}),
    ...(typed.to ? { to: typed.to } : {}),
    ...(typed.urgency ? { urgency: Number(typed.urgency) } : {}),
    ...(typed.overdue ? { overdueAt: now } : {}),
  };
}

function PaperLink() {
  const text = useText();
  return (
    <>
      <LinkButton href="/incoming/new-paper" icon="plus">
        {text({ vi: "Vào sổ văn bản giấy", en: "Register a paper document" })}
      </LinkButton>
      <LinkButton href="/incoming/quick">
        {text({ vi: "Vào sổ nhanh bằng bàn phím", en: "Register by keyboard" })}
      </LinkButton>
    </>
  );
}

interface IncomingListProps {
  readonly views: readonly WorkView[];
  readonly view: WorkView;
  readonly filter: ListFilter;
  readonly dueToday: boolean;
  readonly counts: ReadonlyMap<string, number>;
  readonly page: RegisterPage<IncomingRow>;
  readonly columns: ReturnType<typeof incomingColumns>;
  readonly query: URLSearchParams;
  readonly lang: "vi" | "en";
}

function IncomingList(props: IncomingListProps) {
  const { views, view, filter, dueToday, counts, page, columns, query, lang } = props;
  const chosen = query.getAll("cols").filter((key) => columns.some((column) => column.key === key));
  const kept: [string, string][] = [
    ...(query.has("view") ? [["view", view.key] as [string, string]] : []),
    ...(dueToday ? [["due", "today"] as [string, string]] : []),
    ...chosen.map((key): [string, string] => ["cols", key]),
  ];
  const states = view.filter.states ?? INCOMING_STATES;
  const filtered = isFiltered(filter) || dueToday;
  return (
    <div class="dense">
      <Tabs
        label={{ vi: "Việc với văn bản đến", en: "Work with incoming documents" }}
        tabs={views.map((each) => ({
          href: `/incoming?view=${each.key}`,
          label: each.label,
          count: counts.get(each.key),
          countedTo: COUNT_TO,
          current: each.key === view.key,
        }))}
      />
      <ListFilterBar
        action="/incoming"
        filter={filter}
        kept={kept}
        states={
          states.length > 1
            ? INCOMING_STATES.filter((state) => states.includes(state)).map((state) => ({
                value: state,
                label: INCOMING_STATE_WORDS[state],
              }))
            : undefined
        }
        urgency
        overdue
        filtered={filtered}
      />
      <RegisterTable
        id="incoming"
        caption={captionOf(view, dueToday)}
        columns={columns}
        shown={chosen.length > 0 ? chosen : keysOf(columns, view)}
        rows={page.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/incoming/${row.id}`}
        rowFresh={(row) => row.state === "arrived"}
        action="/incoming"
        query={query}
        pagination={{
          count: page.rows.length,
          next: page.next && pageHref(query, "after", page.next),
          previous: page.previous && pageHref(query, "before", page.previous),
        }}
        bulk={bulkOf(view, page.rows.length, lang)}
        empty={
          filtered
            ? {
                icon: "search",
                title: { vi: "Không có văn bản nào khớp", en: "No document matches" },
                explanation: {
                  vi: "Bỏ bớt điều kiện lọc, hoặc xem mục khác ở trên.",
                  en: "Remove a filter, or look at another view above.",
                },
              }
            : {
                icon: "inbox",
                title: { vi: "Không có việc nào ở mục này", en: "Nothing to do here" },
                explanation: view.explanation,
              }
        }
      />
    </div>
  );
}

function captionOf({ label }: WorkView, dueToday: boolean): Words {
  return dueToday
    ? { vi: `${label.vi}, đến hạn hôm nay, mới nhất trước`, en: `${label.en}, due today, newest first` }
    : { vi: `${label.vi}, mới nhất trước`, en: `${label.en}, newest first` };
}

function keysOf(columns: IncomingListProps["columns"], { without }: WorkView): string[] | undefined {
  return without && columns.map((column) => column.key).filter((key) => !without.includes(key));
}

function bulkOf(view: WorkView, rows: number, lang: "vi" | "en") {
  if (rows === 0) return undefined;
  const select = say(lang, { vi: "Chọn", en: "Select" });
  return {
    action: "/incoming/selected",
    actions: [...(view.bulk ?? []), "read" as const, "export" as const].map((value) => ({
      value,
      label: BULK_WORDS[value],
      download: value === "export",
    })),
    kept: [["view", view.key] as const],
    rowLabel: (row: IncomingRow) => `${select} ${row.symbol}, ${row.from_name}`,
  };
}

function pageHref(query: URLSearchParams, name: "after" | "before", cursor: string): string {
  const next = new URLSearchParams([...query].filter(([key]) => key !== "after" && key !== "before"));
  next.set(name, cursor);
  return `/incoming?${next}`;
}
