import { Readable } from "node:stream";
import type { Context, Hono } from "hono";
import { z } from "zod";
import { assertMay, may } from "../../../core/access/index.ts";
import { notFound } from "../../../core/errors.ts";
import {
  answerPage,
  attachment,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../core/http/index.ts";
import { type PersonActor, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { formatDateTime, Notice, Tabs, useText } from "../../../core/ui/index.ts";
import {
  type AxisStanding,
  axisStanding,
  countAlerts,
  type Direction,
  findMessage,
  listMessages,
  type MessageDetail,
  type MessageFilter,
  STANDINGS,
} from "../messages.ts";
import { sentBytes } from "../outbox/sent-bytes.ts";
import { mayReadMessages, maySettleMessages } from "../permissions.ts";
import { settleMessage, settlementsOf } from "../settle-message.ts";
import { kindWords } from "../words.ts";
import { MessageRegister, PATH } from "./message-register.tsx";
import { MessageView } from "./message-view.tsx";

const PAGE = 50;
const TITLE = { vi: "Liên thông văn bản", en: "Document interchange" };

/** /interchange: messages sent and received, one message in plain words, alerts, sending again. */
export function messagePages(app: Hono<HttpEnv>): void {
  app.get(PATH, async (c) => {
    const { actor } = requireSession(c);
    const scope = scopeOf(actor);
    const { queries } = c.var.house.database;
    const view = viewOf(c);
    const typed = {
      words: queryText(c, "words", 100),
      standing: queryText(c, "standing", 20),
      direction: queryText(c, "direction", 20),
    };
    const [found, alerts, axis] = await Promise.all([
      listMessages(queries, { ...scope, ...filterOf(c, view, typed) }, PAGE + 1),
      countAlerts(queries, scope.organisationId),
      axisStanding(queries),
    ]);
    const query = new URL(c.req.url).searchParams;
    return await answerPage(c, {
      title: TITLE,
      lead: {
        vi: "Thông điệp gửi và nhận trên trục liên thông văn bản quốc gia. Thông điệp nào không gửi được hoặc không đọc được đều có lý do ở đây.",
        en: "Messages sent and received over the national interchange axis. Whatever could not be sent or read stands here with the reason.",
      },
      children: (
        <>
          <AxisNotice axis={axis} configured={c.var.house.services.axis !== undefined} />
          <Tabs
            label={{ vi: "Loại thông điệp", en: "Kinds of messages" }}
            tabs={[
              { href: PATH, label: { vi: "Văn bản", en: "Documents" }, current: view === "documents" },
              {
                href: `${PATH}?view=statuses`,
                label: { vi: "Trạng thái", en: "States" },
                current: view === "statuses",
              },
              {
                href: `${PATH}?view=alerts`,
                label: { vi: "Cần xử lý", en: "Need attention" },
                current: view === "alerts",
                count: alerts,
              },
            ]}
          />
          <MessageRegister
            rows={found.slice(0, PAGE)}
            query={query}
            typed={typed}
            next={found.length > PAGE ? found[PAGE - 1]?.id : undefined}
            alerts={view === "alerts"}
          />
        </>
      ),
    });
  });

  app.get(`${PATH}/:direction{sent|received}/:id`, async (c) => {
    const { actor } = requireSession(c);
    const message = await readMessage(c, actor);
    return await answerPage(c, {
      title: titleOf(message),
      crumbs: [{ href: PATH, label: TITLE }],
      children: (
        <MessageView
          message={message}
          settlements={may(actor, maySettleMessages, message) ? settlementsOf(message) : []}
          transactionId={uuidv7(new Date())}
        />
      ),
    });
  });

  app.post(`${PATH}/:direction{sent|received}/:id`, async (c) => {
    const { actor } = requireSession(c);
    const message = await readMessage(c, actor);
    const form = await readForm(c);
    const settlement = value(form, "do") === "retry" ? "retry" : "settle";
    const requestId = value(form, "transactionId");
    await transact(c.var.house, requestId === "" ? { actor } : { actor, requestId }, (tx) =>
      settleMessage(tx, actor, { direction: message.direction, id: message.id, settlement }),
    );
    return redirectTo(c, `${PATH}/${message.direction}/${message.id}`, {
      tone: "good",
      message:
        settlement === "retry"
          ? {
              vi: "Đã đưa vào hàng chờ. Trang này cho biết kết quả; nếu vẫn lỗi sẽ có cảnh báo mới.",
              en: "Queued again. This page tells the result; if it fails there is a new alert.",
            }
          : { vi: "Đã tắt cảnh báo.", en: "The alert is ended." },
    });
  });

  app.get(`${PATH}/:direction{sent|received}/:id/edxml`, async (c) => {
    const { actor } = requireSession(c);
    const message = await readMessage(c, actor);
    if (message.sha256 === null) throw notFound();
    if (message.organisationId !== actor.organisationId) await recordForeignReading(c, actor, message);
    const headers = {
      "Content-Type": "application/octet-stream",
      "Content-Disposition": attachment(`${message.symbol.replaceAll("/", "_") || message.id}.edxml`),
      "Content-Length": String(message.size ?? 0),
      "Cache-Control": "private, no-cache",
    };
    if (message.raw) return new Response(new Uint8Array(message.raw), { headers });
    const { house } = c.var;
    const stream =
      message.direction === "sent"
        ? Readable.from((await sentBytes(house, message.id, message.sha256)).open(), { objectMode: false })
        : await house.files.read(message.sha256);
    return new Response(Readable.toWeb(stream) as ReadableStream, { headers });
  });
}

/** Administrators see the messages of every organisation, clerks those of their own. @throws AccessDeniedError */
export function scopeOf(actor: PersonActor): { readonly organisationId?: string } {
  if (may(actor, mayReadMessages, { organisationId: null })) return {};
  assertMay(actor, mayReadMessages, { organisationId: actor.organisationId });
  return { organisationId: actor.organisationId };
}

async function readMessage(c: Context<HttpEnv>, actor: PersonActor): Promise<MessageDetail> {
  const id = z.uuid().safeParse(c.req.param("id"));
  const direction: Direction = c.req.param("direction") === "sent" ? "sent" : "received";
  const message = id.success
    ? await findMessage(c.var.house.database.queries, direction, id.data)
    : undefined;
  if (!message) throw notFound();
  assertMay(actor, mayReadMessages, message);
  return message;
}

/** Administrators may look into messages of organisations that are not theirs; that they did is on record. */
async function recordForeignReading(
  c: Context<HttpEnv>,
  actor: PersonActor,
  message: MessageDetail,
): Promise<void> {
  await transact(c.var.house, { actor }, async (tx) => {
    tx.record({
      action: "interchange.read-message",
      objectKind: message.direction === "sent" ? "outgoing-message" : "incoming-message",
      objectId: message.id,
      data: { organisation: message.organisationId, edxml: message.sha256 },
    });
  });
}

type View = "documents" | "statuses" | "alerts";

function viewOf(c: Context<HttpEnv>): View {
  const asked = c.req.query("view");
  return asked === "statuses" || asked === "alerts" ? asked : "documents";
}

function filterOf(
  c: Context<HttpEnv>,
  view: View,
  typed: { readonly words: string; readonly standing: string; readonly direction: string },
): MessageFilter {
  const after = z.uuid().safeParse(c.req.query("after"));
  const standing = STANDINGS.find((each) => each === typed.standing);
  const direction = (["sent", "received"] as const).find((each) => each === typed.direction);
  return {
    ...(view === "documents" ? { kind: "edoc" as const } : {}),
    ...(view === "statuses" ? { kind: "status" as const } : {}),
    ...(view === "alerts" ? { alerts: true } : {}),
    ...(standing ? { standing } : {}),
    ...(direction ? { direction } : {}),
    ...(typed.words === "" ? {} : { words: typed.words }),
    ...(after.success ? { after: after.data } : {}),
  };
}

function titleOf(message: MessageDetail) {
  const words = kindWords(message);
  const symbol = message.symbol === "" ? "" : ` ${message.symbol}`;
  return { vi: `${words.vi}${symbol}`, en: `${words.en}${symbol}` };
}

/** Says when the axis itself is the problem. */
function AxisNotice({ axis, configured }: { axis: AxisStanding | undefined; configured: boolean }) {
  const text = useText();
  if (!configured) {
    return (
      <Notice tone="attention" title={{ vi: "Chưa nối với trục liên thông", en: "No axis is configured" }}>
        {text({
          vi: "Văn bản phát hành được giữ trong hàng chờ. Quản trị viên đặt AXIS_ENDPOINT, AXIS_SYSTEM_ID và AXIS_SECRET rồi khởi động lại.",
          en: "Issued documents wait in the queue. An administrator sets AXIS_ENDPOINT, AXIS_SYSTEM_ID and AXIS_SECRET and restarts.",
        })}
      </Notice>
    );
  }
  if (!axis?.failingSince) return null;
  const since = formatDateTime(axis.failingSince);
  return (
    <Notice
      tone="bad"
      title={{
        vi: `Trục liên thông gặp sự cố từ ${since}`,
        en: `The axis has been failing since ${since}`,
      }}
    >
      <p>{text({ vi: axis.errorVi ?? "", en: axis.errorEn ?? "" })}</p>
      <p>
        {text({
          vi: "Không có gì bị mất: thông điệp nằm trong hàng chờ và được gửi, nhận tiếp khi trục hoạt động lại.",
          en: "Nothing is lost: messages wait and go on when the axis is back.",
        })}
      </p>
    </Notice>
  );
}
