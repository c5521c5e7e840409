import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { answerPage, type HttpEnv, queryText, requireSession } from "../../../../core/http/index.ts";
import {
  Actions,
  type Column,
  Facts,
  formatDate,
  formatDateTime,
  formatMoney,
  LinkButton,
  parseDay,
  RegisterTable,
  StateChip,
  useText,
} from "../../../../core/ui/index.ts";
import {
  type DayTotal,
  dayTotals,
  listPayments,
  PAYMENT_SORTS,
  type PaymentLineItem,
  type PaymentsAsked,
} from "../list-payments.ts";
import { mayChangeAccount, mayReadPayments, mayReconcile } from "../permissions.ts";
import { METHOD_WORDS } from "../settle.ts";
import { PAYMENT_METHODS, PAYMENT_STATES } from "../tables.ts";
import { HERE, STATE_LOOKS, TITLE } from "./words.ts";

const PAGE = 50;

/** What the address asks for; the newest first unless it says otherwise. */
export function askedPayments(c: Context<HttpEnv>): PaymentsAsked {
  const text = queryText(c, "code", 100);
  const state = PAYMENT_STATES.find((each) => each === queryText(c, "state", 20));
  const method = PAYMENT_METHODS.find((each) => each === queryText(c, "method", 20));
  const paidOn = parseDay(queryText(c, "paid", 10));
  const typed = queryText(c, "sort", 10);
  const sort = PAYMENT_SORTS.find((each) => each === typed.replace(/^-/, ""));
  return {
    sort: sort ?? "created",
    descending: sort === undefined || typed.startsWith("-"),
    filter: {
      ...(text === "" ? {} : { text }),
      ...(state ? { state } : {}),
      ...(method ? { method } : {}),
      ...(paidOn ? { paidOn } : {}),
    },
  };
}

/** GET /payments: what a body collects. */
export async function paymentsPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReadPayments, actor);
  const { queries } = c.var.house.database;
  const asked = askedPayments(c);
  const after = queryText(c, "after", 80);
  const day = asked.filter.paidOn ?? localDateOf(new Date());
  const [page, totals] = await Promise.all([
    listPayments(queries, actor.organisationId, asked, { limit: PAGE, ...(after === "" ? {} : { after }) }),
    dayTotals(queries, actor.organisationId, day),
  ]);
  return await answerPage(c, {
    title: TITLE,
    actions: (
      <HeadLinks
        mayReconcile={may(actor, mayReconcile, actor)}
        mayChange={may(actor, mayChangeAccount, actor)}
      />
    ),
    children: (
      <div class="dense">
        <Totals day={day} totals={totals} />
        <List asked={asked} page={page} after={after} query={new URL(c.req.url).searchParams} />
      </div>
    ),
  });
}

function HeadLinks(props: { readonly mayReconcile: boolean; readonly mayChange: boolean }) {
  const text = useText();
  return (
    <Actions>
      {props.mayReconcile && (
        <LinkButton href={`${HERE}/compare`}>{text({ vi: "Đối soát", en: "Compare" })}</LinkButton>
      )}
      {props.mayChange && (
        <LinkButton href={`${HERE}/account`}>
          {text({ vi: "Tài khoản, biên lai", en: "Account, receipts" })}
        </LinkButton>
      )}
    </Actions>
  );
}

/** What came in on a day: what the cash box is counted against. */
function Totals({ day, totals }: { readonly day: string; readonly totals: readonly DayTotal[] }) {
  const text = useText();
  const whole = totals.reduce((so, { sum }) => so + sum, 0);
  return (
    <section aria-label={text({ vi: "Đã thu trong ngày", en: "Taken on the day" })}>
      <Facts
        facts={[
          {
            term: { vi: `Đã thu ngày ${formatDate(day)}`, en: `Taken on ${formatDate(day)}` },
            value: <strong>{formatMoney(whole)}</strong>,
          },
          ...totals.map(({ method, count, sum }) => ({
            term: METHOD_WORDS[method],
            value: text({
              vi: `${formatMoney(sum)} (${count} khoản)`,
              en: `${formatMoney(sum)} (${count})`,
            }),
          })),
        ]}
      />
    </section>
  );
}

function List(props: {
  readonly asked: PaymentsAsked;
  readonly page: Awaited<ReturnType<typeof listPayments>>;
  readonly after: string;
  readonly query: URLSearchParams;
}) {
  const text = useText();
  const { asked, page, query } = props;
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "after"));
  const exported = rest.size > 0 ? `?${rest}` : "";
  return (
    <>
      <RegisterTable
        id="payments"
        caption={{ vi: "Các khoản thu", en: "Payments" }}
        columns={columnsOf(asked, text)}
        rows={page.rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `${HERE}/${row.id}`}
        action={HERE}
        query={query}
        sorting={{ key: asked.sort, descending: asked.descending }}
        pagination={{
          count: page.rows.length,
          next: page.next && `${HERE}?${new URLSearchParams([...rest, ["after", page.next]])}`,
          previous: props.after === "" ? undefined : `${HERE}${exported}`,
        }}
        exports={{
          xlsx: `${HERE}.xlsx${exported}`,
          docx: `${HERE}.docx${exported}`,
          pdf: `${HERE}.pdf${exported}`,
        }}
        empty={{
          icon: "search",
          title: { vi: "Chưa có khoản thu nào", en: "There is no payment" },
          explanation: {
            vi: "Khoản thu được lập từ trang hồ sơ, hoặc tự lập khi hồ sơ yêu cầu nghĩa vụ tài chính.",
            en: "Payments are set on the page of a dossier, or by themselves when a dossier asks for money.",
          },
        }}
      />
      <p>
        <a href={`${HERE}.csv${exported}`} data-turbo="false" download>
          {text({ vi: "Xuất CSV cho phần mềm kế toán", en: "Export CSV for accounting software" })}
        </a>
      </p>
    </>
  );
}

function columnsOf(
  { filter }: PaymentsAsked,
  text: (words: { readonly vi: string; readonly en: string }) => string,
): readonly Column<PaymentLineItem>[] {
  return [
    {
      key: "code",
      label: { vi: "Hồ sơ, người nộp", en: "Dossier, payer" },
      cell: (row) => `${row.dossier_code} – ${row.payer}`,
      phone: "title",
      filter: { kind: "text", value: filter.text },
    },
    {
      key: "amount",
      label: { vi: "Số tiền", en: "Sum" },
      kind: "number",
      cell: (row) => formatMoney(row.amount),
      sortable: true,
    },
    {
      key: "state",
      label: { vi: "Trạng thái", en: "State" },
      kind: "state",
      cell: (row) => <StateChip {...STATE_LOOKS[row.state]} />,
      filter: {
        kind: "choice",
        value: filter.state,
        options: PAYMENT_STATES.map((value) => ({ value, label: STATE_LOOKS[value].label })),
      },
    },
    {
      key: "method",
      label: { vi: "Hình thức", en: "Method" },
      cell: (row) => (row.method ? text(METHOD_WORDS[row.method]) : "–"),
      filter: {
        kind: "choice",
        value: filter.method,
        options: PAYMENT_METHODS.map((value) => ({ value, label: METHOD_WORDS[value] })),
      },
    },
    {
      key: "created",
      label: { vi: "Lập lúc", en: "Set" },
      kind: "date",
      cell: (row) => formatDateTime(row.created_at),
      phone: "hide",
      sortable: true,
    },
    {
      key: "paid",
      label: { vi: "Nộp lúc", en: "Paid" },
      kind: "date",
      cell: (row) => (row.paid_at ? formatDateTime(row.paid_at) : "–"),
      sortable: true,
      filter: { kind: "date", value: filter.paidOn && formatDate(filter.paidOn) },
    },
    {
      key: "receipt",
      label: { vi: "Biên lai", en: "Receipt" },
      cell: (row) => row.receipt_number ?? "–",
      phone: "hide",
    },
  ];
}
