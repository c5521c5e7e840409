import type { Hono } from "hono";
import { z } from "zod";
import { notFound } from "../../errors.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  values,
} from "../../http/index.ts";
import {
  Button,
  type Column,
  EmptyState,
  Form,
  formatDateTime,
  isoDateTime,
  RegisterTable,
  StateChip,
  useText,
} from "../../ui/index.ts";
import {
  findNotification,
  listNotifications,
  markRead,
  type Notification,
  unreadCount,
} from "../notifications.ts";
import { answerLive, answerMissed } from "./live.ts";

const PAGE = 50;
const ids = z.array(z.uuid()).max(500);

/** /notifications: list, filter, open, mark read; /notifications/unread for programs; /live for open pages. */
export function notificationPages(app: Hono<HttpEnv>): void {
  app.get("/live", (c) => answerLive(c));
  app.get("/live/missed", (c) => answerMissed(c));

  app.get("/notifications", async (c) => {
    const { personId } = requireSession(c);
    const queries = c.var.house.database.queries;
    const state = queryText(c, "state");
    const words = queryText(c, "title", 100);
    const after = z.uuid().safeParse(c.req.query("after"));
    const filter = { unread: state === "unread", words, ...(after.success ? { after: after.data } : {}) };
    const found = await listNotifications(queries, personId, filter, PAGE + 1);
    const query = new URL(c.req.url).searchParams;
    return await answerPage(c, {
      title: { vi: "Thông báo", en: "Notifications" },
      lead: {
        vi: "Những việc vừa xảy ra mà bạn cần biết hoặc cần làm.",
        en: "What has happened that you should know or act on.",
      },
      actions: (await unreadCount(queries, personId)) > 0 && <MarkAllRead />,
      children: (
        <NotificationList
          rows={found.slice(0, PAGE)}
          state={state}
          words={words}
          query={query}
          next={found.length > PAGE ? found[PAGE - 1]?.id : undefined}
        />
      ),
    });
  });

  app.get("/notifications/unread", async (c) => {
    const { personId } = requireSession(c);
    return c.json({ unread: await unreadCount(c.var.house.database.queries, personId) });
  });

  // Opening marks as read: a link like any other, so the page works without script.
  app.get("/notifications/:id/open", async (c) => {
    const { personId } = requireSession(c);
    const id = z.uuid().safeParse(c.req.param("id"));
    const queries = c.var.house.database.queries;
    const found = id.success ? await findNotification(queries, personId, id.data) : undefined;
    if (!id.success || !found) throw notFound();
    await markRead(queries, personId, [id.data]);
    return redirectTo(c, found.href);
  });

  app.post("/notifications/read", async (c) => {
    const { personId } = requireSession(c);
    const form = await readForm(c);
    const chosen = values(form, "selected");
    const all = values(form, "all").length > 0;
    const parsed = ids.safeParse(chosen);
    const count =
      parsed.success && (all || parsed.data.length > 0)
        ? await markRead(c.var.house.database.queries, personId, all ? undefined : parsed.data)
        : 0;
    return redirectTo(c, "/notifications", {
      tone: count > 0 ? "good" : "info",
      message:
        count > 0
          ? {
              vi: `Đã đánh dấu ${count} thông báo là đã đọc.`,
              en: `${count} notifications were marked read.`,
            }
          : { vi: "Không có thông báo nào chưa đọc được chọn.", en: "No unread notification was chosen." },
    });
  });
}

function MarkAllRead() {
  const text = useText();
  return (
    <Form action="/notifications/read" method="post">
      <Button icon="check" name="all" value="1">
        {text({ vi: "Đánh dấu tất cả đã đọc", en: "Mark all read" })}
      </Button>
    </Form>
  );
}

interface ListProps {
  readonly rows: readonly Notification[];
  readonly state: string;
  readonly words: string;
  readonly query: URLSearchParams;
  readonly next: string | undefined;
}

function NotificationList({ rows, state, words, query, next }: ListProps) {
  const text = useText();
  const columns: Column<Notification>[] = [
    {
      key: "title",
      label: { vi: "Nội dung", en: "What happened" },
      phone: "title",
      filter: { kind: "text", value: words },
      cell: (row) => text(row.title),
    },
    {
      key: "at",
      label: { vi: "Lúc", en: "At" },
      kind: "date",
      cell: (row) => <time dateTime={isoDateTime(row.at)}>{formatDateTime(row.at)}</time>,
    },
    {
      key: "state",
      label: { vi: "Trạng thái", en: "State" },
      kind: "state",
      filter: {
        kind: "choice",
        value: state,
        options: [{ value: "unread", label: { vi: "Chưa đọc", en: "Unread" } }],
      },
      cell: (row) => <ReadState row={row} />,
    },
  ];
  if (rows.length === 0 && state === "" && words === "") {
    return (
      <EmptyState
        icon="bell"
        title={{ vi: "Chưa có thông báo", en: "No notifications yet" }}
        explanation={{
          vi: "Khi có văn bản đến, việc được giao hoặc trạng thái thay đổi, thông báo hiện ở đây.",
          en: "Arrivals, assignments and changes of state appear here.",
        }}
      />
    );
  }
  return (
    <RegisterTable
      id="notifications"
      caption={{ vi: "Thông báo, mới nhất trước", en: "Notifications, newest first" }}
      columns={columns}
      rows={rows}
      rowKey={(row) => row.id}
      rowHref={(row) => `/notifications/${row.id}/open`}
      rowFresh={(row) => row.readAt === null}
      action="/notifications"
      query={query}
      bulk={{
        action: "/notifications/read",
        actions: [{ value: "read", label: { vi: "Đánh dấu đã đọc", en: "Mark read" } }],
        rowLabel: (row) => text(row.title),
      }}
      pagination={{ count: rows.length, next: next === undefined ? undefined : addressWith(query, next) }}
      empty={{
        icon: "search",
        title: { vi: "Không có thông báo phù hợp", en: "No notification matches" },
        explanation: { vi: "Bỏ bớt điều kiện lọc để xem thêm.", en: "Remove a filter to see more." },
      }}
    />
  );
}

function ReadState({ row }: { row: Notification }) {
  if (row.readAt !== null)
    return <StateChip tone="neutral" label={{ vi: "Đã đọc", en: "Read" }} icon="check" />;
  return row.urgency === "urgent" ? (
    <StateChip tone="bad" label={{ vi: "Chưa đọc, khẩn", en: "Unread, urgent" }} icon="flag" />
  ) : (
    <StateChip tone="info" label={{ vi: "Chưa đọc", en: "Unread" }} icon="bell" />
  );
}

function addressWith(query: URLSearchParams, after: string): string {
  const next = new URLSearchParams(query);
  next.set("after", after);
  return `/notifications?${next}`;
}
