import {
  Actions,
  Button,
  Card,
  type Column,
  DateField,
  ErrorSummary,
  type FieldErrors,
  FileDrop,
  Form,
  formatDate,
  formatDateTime,
  formatMoney,
  LinkButton,
  RegisterTable,
  useText,
} from "../../../../core/ui/index.ts";
import type { ComparisonRow } from "../comparison/list-comparisons.ts";
import { HERE } from "./words.ts";

const COMPARE = `${HERE}/compare`;

/** The days that were compared, what is left to settle, and the two ways to compare a day. */
export function CompareView(props: {
  readonly page: { readonly rows: readonly ComparisonRow[]; readonly next?: string };
  readonly open: number;
  readonly after: string;
  readonly typed: string;
  readonly errors: FieldErrors;
  readonly mostBytes: number;
  readonly transactionId: string;
}) {
  const text = useText();
  const { page, open, errors, typed } = props;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Actions>
        <LinkButton href={`${HERE}/differences`} kind={open > 0 ? "primary" : "secondary"}>
          {text({ vi: `Chênh lệch chờ xử lý (${open})`, en: `Differences to settle (${open})` })}
        </LinkButton>
      </Actions>
      <Card title={{ vi: "Đối soát một ngày", en: "Compare a day" }}>
        <Form action={COMPARE} method="post" transactionId={props.transactionId}>
          <DateField
            name="day"
            label={{ vi: "Ngày đối soát", en: "Day" }}
            value={errors["list-day"] || errors.files ? "" : typed}
            error={errors.day}
          />
          <Button kind="primary">{text({ vi: "Đối soát với nền tảng", en: "Ask the platform" })}</Button>
        </Form>
        <details class="dossier-action" open={errors["list-day"] !== undefined || errors.files !== undefined}>
          <summary>
            {text({ vi: "Đối soát bằng danh sách của nền tảng", en: "Compare with the platform's list" })}
          </summary>
          <Form action={`${COMPARE}/list`} method="post" files transactionId={`${props.transactionId}-list`}>
            <DateField
              name="list-day"
              label={{ vi: "Danh sách của ngày", en: "Day of the list" }}
              value={errors.day ? "" : typed}
              error={errors["list-day"]}
            />
            <FileDrop
              name="files"
              label={{ vi: "Tệp CSV", en: "CSV file" }}
              hint={{
                vi: "Các cột MaThamChieu, MaGiaoDich, SoTien, TrangThai.",
                en: "Columns MaThamChieu, MaGiaoDich, SoTien, TrangThai.",
              }}
              accept=".csv,text/csv"
              maxBytes={props.mostBytes}
              error={errors.files}
            />
            <Button>{text({ vi: "Đối soát với danh sách", en: "Compare with the list" })}</Button>
          </Form>
        </details>
      </Card>
      <div class="dense">
        <RegisterTable
          id="comparisons"
          caption={{ vi: "Các lần đối soát", en: "Comparisons" }}
          columns={columnsOf(text)}
          rows={page.rows}
          rowKey={(row) => row.id}
          action={COMPARE}
          pagination={{
            count: page.rows.length,
            next: page.next && `${COMPARE}?after=${page.next}`,
            previous: props.after === "" ? undefined : COMPARE,
          }}
          empty={{
            icon: "search",
            title: { vi: "Chưa đối soát ngày nào", en: "No day was compared" },
            explanation: {
              vi: "Ngày nào có người thanh toán trực tuyến thì đêm hôm sau hệ thống tự đối soát.",
              en: "A day on which somebody paid online is compared by itself in the night after.",
            },
          }}
        />
      </div>
    </>
  );
}

function columnsOf(text: (words: { vi: string; en: string }) => string): readonly Column<ComparisonRow>[] {
  return [
    {
      key: "day",
      label: { vi: "Ngày", en: "Day" },
      kind: "date",
      cell: (row) => formatDate(row.day),
      phone: "title",
    },
    {
      key: "at",
      label: { vi: "Đối soát lúc, bởi", en: "Compared at, by" },
      cell: (row) => `${formatDateTime(row.at)}, ${row.by_name}`,
    },
    {
      key: "source",
      label: { vi: "Bằng", en: "With" },
      cell: (row) =>
        row.source === "list"
          ? text({ vi: "danh sách", en: "list" })
          : text({ vi: "hỏi nền tảng", en: "questions" }),
    },
    {
      key: "compared",
      label: { vi: "Số khoản", en: "Compared" },
      kind: "number",
      cell: (row) => String(row.compared),
    },
    {
      key: "matched",
      label: { vi: "Khớp", en: "Match" },
      kind: "number",
      cell: (row) => String(row.matched),
    },
    {
      key: "settled",
      label: { vi: "Ghi nhận thêm", en: "Settled" },
      kind: "number",
      cell: (row) => String(row.settled),
    },
    {
      key: "differences",
      label: { vi: "Chênh lệch", en: "Differ" },
      kind: "number",
      cell: (row) => (row.differences === 0 ? "0" : <strong>{row.differences}</strong>),
    },
    {
      key: "here",
      label: { vi: "Tiền ở đây", en: "Sum here" },
      kind: "number",
      cell: (row) => formatMoney(row.sum_here),
    },
    {
      key: "there",
      label: { vi: "Tiền ở nền tảng", en: "Sum there" },
      kind: "number",
      cell: (row) => formatMoney(row.sum_there),
    },
  ];
}
