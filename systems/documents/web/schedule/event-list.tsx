import type { Context } from "hono";
import { instantAt, localDateOf, plusDays } from "../../../../core/calendar/index.ts";
import { answerPage, type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import {
  type Column,
  foldVietnamese,
  formatDate,
  Notice,
  parseDay,
  RegisterTable,
  useText,
} from "../../../../core/ui/index.ts";
import { eventsBetween, type ListedEvent } from "../../schedule/read-events.ts";
import { whenOfEvent } from "../../schedule/when-of-event.ts";
import { shownColumns } from "../shared/shown-columns.ts";
import { answerTable } from "./answer-table.ts";

const HERE = "/schedule/list";
const DAYS = 366;
/** A page shows so many lines; the export has all. */
const MOST_SHOWN = 200;
const SORTS = ["when", "title", "place"] as const;

/** GET /schedule/list?title=&when=&sort=: a year of events from a day on, one line each. */
export async function eventListPage(c: Context<HttpEnv>): Promise<Response> {
  const asked = readAsked(c);
  const events = await listed(c, asked);
  const query = new URL(c.req.url).searchParams;
  const columns: readonly Column<ListedEvent>[] = [
    {
      key: "when",
      label: { vi: "Thời gian (từ ngày)", en: "When (from)" },
      kind: "date",
      sortable: true,
      filter: { kind: "date", value: query.has("when") ? formatDate(asked.from) : undefined },
      cell: whenOfEvent,
    },
    {
      key: "title",
      label: { vi: "Nội dung", en: "What" },
      phone: "title",
      sortable: true,
      filter: { kind: "text", value: asked.text },
      cell: (row) => row.title,
    },
    { key: "place", label: { vi: "Địa điểm", en: "Place" }, sortable: true, cell: (row) => row.place },
    { key: "chair", label: { vi: "Chủ trì", en: "Chair" }, cell: (row) => row.chair_name },
    { key: "people", label: { vi: "Thành phần", en: "People" }, cell: peopleOfEvent },
    { key: "state", label: { vi: "Tình trạng", en: "State" }, cell: stateOf },
  ];
  return await answerPage(c, {
    title: { vi: "Danh sách lịch công tác", en: "List of events" },
    lead: {
      vi: "Lịch trong một năm kể từ ngày chọn; tìm theo nội dung, địa điểm, người, có dấu hay không đều được.",
      en: "A year of events from the day chosen; found by subject, place or person, with or without diacritics.",
    },
    crumbs: [{ href: "/schedule", label: { vi: "Lịch đơn vị", en: "Calendar of the unit" } }],
    children: (
      <div class="dense">
        {events.length > MOST_SHOWN && <More n={events.length} />}
        <RegisterTable
          id="events"
          caption={{ vi: "Lịch công tác", en: "Events" }}
          columns={columns}
          shown={shownColumns(query, columns)}
          query={query}
          sorting={{ key: asked.sort, descending: asked.descending }}
          rows={events.slice(0, MOST_SHOWN)}
          rowKey={(row) => row.id}
          rowHref={(row) => `/schedule/events/${row.id}`}
          action={HERE}
          exports={{ xlsx: `/schedule/list.xlsx?${query}` }}
          empty={{
            icon: "clock",
            title: { vi: "Không có lịch nào", en: "No events" },
            explanation: {
              vi: "Chọn ngày sớm hơn hoặc bỏ bớt từ tìm; lịch mới ghi hiện ở đây ngay.",
              en: "Choose an earlier day or fewer words; new events appear here at once.",
            },
          }}
        />
      </div>
    ),
  });
}

/** GET /schedule/list.xlsx: every line of the list. */
export async function eventListExport(c: Context<HttpEnv>): Promise<Response> {
  const asked = readAsked(c);
  const events = await listed(c, asked);
  return await answerTable(c, "xlsx", {
    title: "Danh sách lịch công tác",
    subtitle: `Từ ngày ${formatDate(asked.from)}`,
    columns: [
      { key: "when", label: "Thời gian", width: 18 },
      { key: "title", label: "Nội dung", width: 34 },
      { key: "place", label: "Địa điểm", width: 18 },
      { key: "chair", label: "Chủ trì", width: 16 },
      { key: "people", label: "Thành phần", width: 30 },
      { key: "state", label: "Tình trạng", width: 10 },
    ],
    rows: events.map((event) => ({
      when: whenOfEvent(event),
      title: event.title,
      place: event.place,
      chair: event.chair_name,
      people: peopleOfEvent(event),
      state: stateOf(event),
    })),
  });
}

interface Asked {
  readonly from: string;
  readonly text: string;
  readonly sort: (typeof SORTS)[number];
  readonly descending: boolean;
}

function readAsked(c: Context<HttpEnv>): Asked {
  const sort = queryText(c, "sort", 10);
  return {
    from: parseDay(queryText(c, "when", 10)) ?? localDateOf(new Date()),
    text: queryText(c, "title", 100),
    sort: SORTS.find((key) => key === sort.replace(/^-/, "")) ?? "when",
    descending: sort.startsWith("-"),
  };
}

async function listed(c: Context<HttpEnv>, asked: Asked): Promise<readonly ListedEvent[]> {
  const { actor } = requireSession(c);
  const events = await eventsBetween(
    c.var.house.database.queries,
    actor,
    instantAt(asked.from),
    instantAt(plusDays(asked.from, DAYS)),
  );
  const words = foldVietnamese(asked.text).split(/\s+/).filter(Boolean);
  const found = events.filter((event) => {
    const said = foldVietnamese([event.title, event.place, event.chair_name, peopleOfEvent(event)].join(" "));
    return words.every((word) => said.includes(word));
  });
  // They come by the hour already; a stable sort keeps that within one title or place.
  const sorted =
    asked.sort === "when"
      ? found
      : found.toSorted((a, b) =>
          a[asked.sort === "title" ? "title" : "place"].localeCompare(
            b[asked.sort === "title" ? "title" : "place"],
            "vi",
          ),
        );
  return asked.descending ? sorted.toReversed() : sorted;
}

function More({ n }: { n: number }) {
  const text = useText();
  return (
    <Notice tone="info">
      {text({
        vi: `Có ${n} lịch, trang này hiện ${MOST_SHOWN} lịch đầu; bản xuất có đủ.`,
        en: `${n} events; the first ${MOST_SHOWN} are shown, the export has all.`,
      })}
    </Notice>
  );
}

/** Those invited and the guests from outside. */
export function peopleOfEvent({ guests, others }: ListedEvent): string {
  return [guests, others].filter(Boolean).join("; ");
}

function stateOf({ state }: ListedEvent): string {
  return state === "cancelled" ? "Đã hủy" : "";
}
