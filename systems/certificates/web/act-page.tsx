import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { Refusal } from "../../../core/errors.ts";
import { answerPage, type HttpEnv, readForm, redirectTo } from "../../../core/http/index.ts";
import { transact } from "../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  type Column,
  Form,
  formatDate,
  formatNumber,
  LinkButton,
  Notice,
  RegisterTable,
  useText,
} from "../../../core/ui/index.ts";

import { sendReminders } from "../send-reminders.ts";
import { actorsOf, type DueCertificate, whoMustAct } from "../who-must-act.ts";
import { type Asked, ask } from "./asked.ts";
import { answerExport } from "./export.ts";
import { requestIdOf } from "./forms.ts";

const PAGE = 200;
const SHOWN_AT_FIRST = ["holder", "unit", "end", "days", "who"];

/** The question of the page: without a day it is the next Tết. */
async function askDue(c: Context<HttpEnv>): Promise<Asked & { readonly before: string }> {
  const asked = await ask(c);
  const before = asked.filter.endsBefore ?? asked.tet;
  return { ...asked, before, filter: { ...asked.filter, endsBefore: before } };
}

/** GET /certificates/act: which certificates end before a day, and who must act. */
export async function actPage(c: Context<HttpEnv>): Promise<Response> {
  const asked = await askDue(c);
  const due = await whoMustAct(c.var.house.database.queries, asked.actor, asked.units, asked.filter);
  const days = Math.ceil(
    (Date.parse(`${asked.before}T00:00:00+07:00`) - asked.filter.now.getTime()) / 86_400_000,
  );
  const isTet = asked.before === asked.tet;
  return await answerPage(c, {
    title: isTet
      ? { vi: "Chứng thư số hết hạn trước Tết", en: "Certificates ending before Tết" }
      : {
          vi: `Chứng thư số hết hạn trước ngày ${formatDate(asked.before)}`,
          en: `Certificates ending before ${formatDate(asked.before)}`,
        },
    lead: {
      vi: `${isTet ? `Mùng 1 Tết là ngày ${formatDate(asked.tet)}, còn ${days} ngày. ` : ""}${formatNumber(due.length)} chứng thư số cần gia hạn trước ngày đó.`,
      en: `${isTet ? `Tết is on ${formatDate(asked.tet)}, in ${days} days. ` : ""}${formatNumber(due.length)} certificates must be renewed before.`,
    },
    crumbs: [{ href: "/certificates", label: { vi: "Sổ chứng thư số", en: "Register of certificates" } }],
    children: <ActView asked={asked} due={due} query={new URL(c.req.url).searchParams} />,
  });
}

/** GET /certificates/act.xlsx and .pdf */
export async function actExport(c: Context<HttpEnv>): Promise<Response> {
  const asked = await askDue(c);
  const due = await whoMustAct(c.var.house.database.queries, asked.actor, asked.units, asked.filter);
  return await answerExport(c, {
    actor: asked.actor,
    kind: c.req.path.endsWith(".pdf") ? "pdf" : "xlsx",
    title: "Chứng thư số sắp hết hạn",
    subtitle: `Hết hạn trước ngày ${formatDate(asked.before)}, lập ngày ${formatDate(asked.filter.now)}`,
    columns: [
      { key: "n", label: "TT", width: 5, kind: "number" },
      { key: "holder", label: "Người, cơ quan giữ", width: 20 },
      { key: "unit", label: "Đơn vị", width: 26 },
      { key: "serial", label: "Số serial", width: 24 },
      { key: "end", label: "Hết hạn", width: 11, kind: "date" },
      { key: "days", label: "Còn (ngày)", width: 8, kind: "number" },
      { key: "who", label: "Người cần xử lý", width: 36 },
    ],
    rows: due.map((row, index) => ({
      n: String(index + 1),
      holder: row.holder_name,
      unit: unitOf(row),
      serial: row.serial,
      end: formatDate(row.not_after),
      days: String(row.daysLeft),
      who: actorsOf(row).vi,
    })),
  });
}

/** POST /certificates/act/remind: reminds everybody of the list. */
export async function remindAll(c: Context<HttpEnv>): Promise<Response> {
  const asked = await askDue(c);
  const form = await readForm(c);
  const sent = await transact(c.var.house, { actor: asked.actor, ...requestIdOf(form) }, async (tx) => {
    const done = await sendReminders(tx, asked.actor, asked.filter);
    if (done.certificates > 0) return done;
    throw new Refusal("certificates.nothing-to-remind", 422, {
      vi: "Không có chứng thư số nào bạn được gửi nhắc trong danh sách này.",
      en: "There is no certificate in this list that you may remind of.",
    });
  });
  return redirectTo(c, `/certificates/act?before=${asked.before}`, {
    tone: "good",
    message: {
      vi: `Đã gửi nhắc cho ${formatNumber(sent.certificates)} chứng thư số (${formatNumber(sent.told)} thông báo). Mỗi người nhận một lần mỗi ngày cho một chứng thư số.`,
      en: `Reminded of ${formatNumber(sent.certificates)} certificates (${formatNumber(sent.told)} notifications), each person once a day.`,
    },
  });
}

function unitOf(row: DueCertificate): string {
  return row.unit_id === row.organisation_id
    ? row.organisation_name
    : `${row.unit_name}, ${row.organisation_name}`;
}

const COLUMNS: readonly Column<DueCertificate>[] = [
  {
    key: "holder",
    label: { vi: "Người, cơ quan giữ", en: "Holder" },
    phone: "title",
    cell: (row) => row.holder_name,
  },
  { key: "unit", label: { vi: "Đơn vị", en: "Unit" }, phone: "plain", cell: unitOf },
  {
    key: "serial",
    label: { vi: "Số serial", en: "Serial number" },
    phone: "hide",
    cell: (row) => row.serial,
  },
  {
    key: "end",
    label: { vi: "Hết hạn", en: "Ends" },
    kind: "date",
    cell: (row) => formatDate(row.not_after),
  },
  {
    key: "days",
    label: { vi: "Còn (ngày)", en: "Days left" },
    kind: "number",
    cell: (row) => formatNumber(row.daysLeft),
  },
  {
    key: "who",
    label: { vi: "Ai phải xử lý", en: "Who must act" },
    cell: (row) => <WhoActs due={row} />,
  },
];

function WhoActs({ due }: { due: DueCertificate }) {
  return <>{useText()(actorsOf(due))}</>;
}

function ActView({
  asked,
  due,
  query,
}: {
  asked: Asked & { readonly before: string };
  due: readonly DueCertificate[];
  query: URLSearchParams;
}) {
  const text = useText();
  const rest = new URLSearchParams({ before: asked.before });
  const shown = due.slice(0, PAGE);
  const chosen = query.getAll("cols").filter((key) => COLUMNS.some((column) => column.key === key));
  return (
    <div class="dense">
      {due.length > 0 && (
        <Form action={`/certificates/act/remind?${rest}`} method="post" transactionId={randomUUID()}>
          <Actions>
            <Button kind="primary" icon="bell">
              {text({
                vi: `Gửi nhắc (${formatNumber(due.length)})`,
                en: `Send reminders (${formatNumber(due.length)})`,
              })}
            </Button>
            <LinkButton href={`/certificates?report=expired`} icon="warning">
              {text({ vi: "Xem loại đã hết hạn", en: "Those already expired" })}
            </LinkButton>
          </Actions>
        </Form>
      )}
      {due.length > PAGE && (
        <Notice tone="info">
          <p>
            {text({
              vi: `Trang này hiện ${PAGE} chứng thư số hết hạn sớm nhất; bản xuất có đủ ${formatNumber(due.length)}.`,
              en: `This page shows the ${PAGE} that end first; the exports hold all ${formatNumber(due.length)}.`,
            })}
          </p>
        </Notice>
      )}
      <RegisterTable
        id="due"
        caption={{ vi: "Chứng thư số và người phải xử lý", en: "Certificates and who must act" }}
        columns={COLUMNS}
        shown={chosen.length > 0 ? chosen : SHOWN_AT_FIRST}
        rows={shown}
        rowKey={(row) => row.id}
        rowHref={(row) => `/certificates/${row.id}`}
        action="/certificates/act"
        query={query}
        exports={{ xlsx: `/certificates/act.xlsx?${rest}`, pdf: `/certificates/act.pdf?${rest}` }}
        empty={{
          icon: "check-circle",
          title: {
            vi: "Không có chứng thư số nào hết hạn trước ngày này",
            en: "No certificate ends before this day",
          },
          explanation: {
            vi: "Hệ thống tự nhắc khi còn 60, 30 và 7 ngày.",
            en: "People are reminded 60, 30 and 7 days before the end.",
          },
        }}
      />
    </div>
  );
}
