import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import {
  answerPage,
  attachment,
  type HttpEnv,
  type Form as PostedForm,
  queryText,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Button,
  type Column,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDate,
  formatDateTime,
  RegisterTable,
  StateChip,
  TextArea,
  useText,
} from "../../../../core/ui/index.ts";
import { answerTable } from "../../../documents/index.ts";
import { type DifferencesAsked, everyDifference, listDifferences } from "../comparison/list-comparisons.ts";
import { type DifferenceRow, getDifference, settleDifference } from "../comparison/settle-difference.ts";
import { mayReconcile } from "../permissions.ts";
import { DIFFERENCE_KINDS } from "../tables.ts";
import { writeCsv } from "../write-csv.ts";
import { act } from "./act.ts";
import { CRUMBS, DIFFERENCE_WORDS, HERE } from "./words.ts";

const LIST = `${HERE}/differences`;
const TITLE = { vi: "Chênh lệch đối soát", en: "Differences" };
const HEADS = [...CRUMBS, { href: `${HERE}/compare`, label: { vi: "Đối soát", en: "Compare" } }];

function asked(c: Context<HttpEnv>): DifferencesAsked {
  const text = queryText(c, "reference", 100);
  const kind = DIFFERENCE_KINDS.find((each) => each === queryText(c, "kind", 20));
  const settled = queryText(c, "state", 10);
  return {
    oldest: queryText(c, "sort", 10) === "day",
    filter: {
      ...(text === "" ? {} : { text }),
      ...(kind ? { kind } : {}),
      ...(settled === "open" || settled === "settled" ? { settled: settled === "settled" } : {}),
    },
  };
}

/** GET /payments/differences */
export async function differencesPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReconcile, actor);
  const wanted = asked(c);
  const after = queryText(c, "after", 36);
  const page = await listDifferences(
    c.var.house.database.queries,
    actor.organisationId,
    wanted,
    after === "" ? {} : { after },
  );
  const query = new URL(c.req.url).searchParams;
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "after"));
  const exported = rest.size > 0 ? `?${rest}` : "";
  return await answerPage(c, {
    title: TITLE,
    crumbs: HEADS,
    children: (
      <div class="dense">
        <RegisterTable
          id="differences"
          caption={TITLE}
          columns={columnsOf(wanted)}
          rows={page.rows}
          rowKey={(row) => row.id}
          rowHref={(row) => `${LIST}/${row.id}`}
          action={LIST}
          query={query}
          sorting={{ key: "day", descending: !wanted.oldest }}
          pagination={{
            count: page.rows.length,
            next: page.next && `${LIST}?${new URLSearchParams([...rest, ["after", page.next]])}`,
            previous: after === "" ? undefined : `${LIST}${exported}`,
          }}
          exports={{
            xlsx: `${LIST}.xlsx${exported}`,
            docx: `${LIST}.docx${exported}`,
            pdf: `${LIST}.pdf${exported}`,
          }}
          empty={{
            icon: "check-circle",
            title: { vi: "Không có chênh lệch nào", en: "Nothing differs" },
            explanation: {
              vi: "Khoản nào hai bên khác nhau sẽ hiện ở đây để xử lý.",
              en: "What differs between the two sides appears here to be settled.",
            },
          }}
        />
      </div>
    ),
  });
}

function columnsOf({ filter }: DifferencesAsked): readonly Column<DifferenceRow>[] {
  return [
    {
      key: "day",
      label: { vi: "Ngày", en: "Day" },
      kind: "date",
      cell: (row) => formatDate(row.day),
      sortable: true,
    },
    {
      key: "reference",
      label: { vi: "Mã tham chiếu", en: "Reference" },
      cell: (row) => row.reference,
      phone: "title",
      filter: { kind: "text", value: filter.text },
    },
    {
      key: "kind",
      label: { vi: "Chênh lệch", en: "Difference" },
      cell: (row) => DIFFERENCE_WORDS[row.kind].vi,
      filter: {
        kind: "choice",
        value: filter.kind,
        options: DIFFERENCE_KINDS.map((kind) => ({ value: kind, label: DIFFERENCE_WORDS[kind] })),
      },
    },
    { key: "detail", label: { vi: "Chi tiết", en: "Detail" }, cell: (row) => row.detail },
    {
      key: "state",
      label: { vi: "Xử lý", en: "Settled" },
      kind: "state",
      cell: (row) => <StateChip {...stateOf(row)} />,
      filter: {
        kind: "choice",
        value: filter.settled === undefined ? undefined : filter.settled ? "settled" : "open",
        options: [
          { value: "open", label: OPEN.label },
          { value: "settled", label: SETTLED.label },
        ],
      },
    },
  ];
}

const OPEN = { tone: "attention", label: { vi: "Chờ xử lý", en: "To settle" } } as const;
const SETTLED = { tone: "good", label: { vi: "Đã xử lý", en: "Settled" } } as const;

function stateOf({ settled_at: at }: DifferenceRow): typeof OPEN | typeof SETTLED {
  return at === null ? OPEN : SETTLED;
}

const EXPORTED = [
  { key: "day", label: "Ngày", width: 8, kind: "date" },
  { key: "reference", label: "Mã tham chiếu", width: 20 },
  { key: "transaction", label: "Mã giao dịch", width: 14 },
  { key: "kind", label: "Chênh lệch", width: 16 },
  { key: "detail", label: "Chi tiết", width: 20 },
  { key: "settled", label: "Xử lý lúc, bởi", width: 12 },
  { key: "note", label: "Ghi chú", width: 20 },
] as const;

/** GET /payments/differences.xlsx, .docx, .pdf, .csv */
export async function differencesExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReconcile, actor);
  const { house } = c.var;
  const kind = (["docx", "pdf", "csv"] as const).find((each) => c.req.path.endsWith(`.${each}`)) ?? "xlsx";
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "payments.export",
      objectKind: "payment-differences",
      objectId: actor.organisationId,
      data: { kind, address: new URL(c.req.url).search.slice(0, 1_000) },
    });
  });
  const rows = cells(everyDifference(house.database.queries, actor.organisationId, asked(c)));
  if (kind === "csv")
    return new Response(Readable.toWeb(Readable.from(writeCsv(EXPORTED, rows))) as ReadableStream, {
      headers: {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": attachment(`${TITLE.vi}.csv`),
      },
    });
  return await answerTable(c, actor, kind, { title: TITLE.vi, subtitle: "", columns: EXPORTED, rows });
}

async function* cells(rows: AsyncIterable<DifferenceRow>): AsyncGenerator<Readonly<Record<string, string>>> {
  for await (const row of rows)
    yield {
      day: formatDate(row.day),
      reference: row.reference,
      transaction: row.transaction_code,
      kind: DIFFERENCE_WORDS[row.kind].vi,
      detail: row.detail,
      settled: row.settled_at ? `${formatDateTime(row.settled_at)}, ${row.settled_by}` : "",
      note: row.note,
    };
}

/** GET /payments/differences/:id */
export async function differencePage(c: Context<HttpEnv>): Promise<Response> {
  return await answerDifference(c, {}, undefined, 200);
}

async function answerDifference(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  form: PostedForm | undefined,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  const row = await getDifference(c.var.house.database.queries, c.req.param("id") ?? "");
  assertMay(actor, mayReconcile, { organisationId: row.organisation_id });
  return await answerPage(
    c,
    {
      title: DIFFERENCE_WORDS[row.kind],
      crumbs: [...HEADS, { href: LIST, label: TITLE }],
      width: "narrow",
      children: <DifferenceView row={row} errors={errors} typed={form && value(form, "note")} />,
    },
    status,
  );
}

function DifferenceView(props: {
  readonly row: DifferenceRow;
  readonly errors: FieldErrors;
  readonly typed: string | undefined;
}) {
  const text = useText();
  const { row, errors } = props;
  return (
    <>
      <ErrorSummary errors={errors} />
      <p class="chips">
        <StateChip {...stateOf(row)} />
      </p>
      <Facts
        facts={[
          { term: { vi: "Ngày", en: "Day" }, value: formatDate(row.day) },
          { term: { vi: "Mã tham chiếu", en: "Reference" }, value: row.reference },
          { term: { vi: "Mã giao dịch", en: "Transaction" }, value: row.transaction_code },
          { term: { vi: "Chi tiết", en: "Detail" }, value: row.detail },
          {
            term: { vi: "Khoản thu", en: "Payment" },
            value: row.payment_id && (
              <a href={`${HERE}/${row.payment_id}`}>{text({ vi: "Mở khoản thu", en: "Open it" })}</a>
            ),
          },
          ...(row.settled_at
            ? [
                {
                  term: { vi: "Đã xử lý", en: "Settled" },
                  value: `${formatDateTime(row.settled_at)}, ${row.settled_by}`,
                },
                { term: { vi: "Ghi chú", en: "Note" }, value: row.note },
              ]
            : []),
        ]}
      />
      {!row.settled_at && (
        <Form action={`${LIST}/${row.id}`} method="post" transactionId={randomUUID()}>
          <TextArea
            name="note"
            label={{ vi: "Đã xử lý thế nào", en: "What was done" }}
            hint={{
              vi: "Ví dụ: đã trả lại người nộp theo chứng từ số …, đã báo nền tảng.",
              en: "For example: given back by voucher …, told the platform.",
            }}
            value={props.typed}
            error={errors.note}
          />
          <Button kind="primary">{text({ vi: "Đã xử lý", en: "Settled" })}</Button>
        </Form>
      )}
    </>
  );
}

/** POST /payments/differences/:id */
export async function differencePost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const id = c.req.param("id") ?? "";
  return await act(c, {
    actor,
    work: (tx, who, form) => settleDifference(tx, who, id, value(form, "note")),
    back: `${LIST}?state=open`,
    again: (errors, form, status) => answerDifference(c, errors, form, status),
  });
}
