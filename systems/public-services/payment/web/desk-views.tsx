import type { Selectable } from "kysely";
import type { Tables } from "../../../../core/database/index.ts";
import {
  Actions,
  Button,
  Card,
  type Column,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDate,
  formatDateTime,
  formatMoney,
  LinkButton,
  Notice,
  RegisterTable,
  StateChip,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import type { PaymentFilter, PaymentLineItem } from "../list-payments.ts";
import { METHOD_WORDS, type PaymentRow } from "../settle.ts";
import { DIFFERENCE_WORDS, STATE_LOOKS } from "./words.ts";

const HERE = "/payments";

/** What a body collects. */
export function PaymentListView(props: {
  readonly rows: readonly PaymentLineItem[];
  readonly more: boolean;
  readonly filter: PaymentFilter;
  readonly query: URLSearchParams;
  readonly mayCompare: boolean;
  readonly mayChange: boolean;
}) {
  const text = useText();
  const { rows, more, filter, query } = props;
  const rest = new URLSearchParams([...query].filter(([name]) => name !== "after"));
  const exported = rest.size > 0 ? `?${rest}` : "";
  const columns: readonly Column<PaymentLineItem>[] = [
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
      cell: (row) => formatMoney(Number(row.amount)),
    },
    {
      key: "state",
      label: { vi: "Trạng thái", en: "State" },
      kind: "state",
      cell: (row) => <StateChip {...STATE_LOOKS[row.state]} />,
      filter: {
        kind: "choice",
        value: filter.state,
        options: Object.entries(STATE_LOOKS).map(([value, { label }]) => ({ value, label })),
      },
    },
    {
      key: "method",
      label: { vi: "Hình thức", en: "Method" },
      cell: (row) => (row.method ? text(METHOD_WORDS[row.method]) : "–"),
      filter: {
        kind: "choice",
        value: filter.method,
        options: Object.entries(METHOD_WORDS).map(([value, label]) => ({ value, label })),
      },
    },
    {
      key: "paid",
      label: { vi: "Nộp lúc", en: "Paid" },
      kind: "date",
      cell: (row) => (row.paid_at ? formatDateTime(row.paid_at) : "–"),
    },
    {
      key: "receipt",
      label: { vi: "Biên lai", en: "Receipt" },
      cell: (row) => row.receipt_number ?? "–",
      phone: "hide",
    },
  ];
  return (
    <div class="dense">
      <Actions>
        {props.mayCompare && (
          <LinkButton href={`${HERE}/compare`}>
            {text({ vi: "Đối soát theo ngày", en: "Compare a day" })}
          </LinkButton>
        )}
        {props.mayChange && (
          <LinkButton href={`${HERE}/account`}>
            {text({ vi: "Tài khoản nhận tiền", en: "Account" })}
          </LinkButton>
        )}
      </Actions>
      <RegisterTable
        id="payments"
        caption={{ vi: "Các khoản thu", en: "Payments" }}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `${HERE}/${row.id}`}
        action={HERE}
        query={query}
        pagination={{
          count: rows.length,
          next: more
            ? `${HERE}?${new URLSearchParams([...rest, ["after", rows.at(-1)?.id ?? ""]])}`
            : undefined,
          previous: query.has("after") ? `${HERE}${exported}` : undefined,
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
    </div>
  );
}

interface PaymentProps {
  readonly row: PaymentRow;
  readonly refund: Selectable<Tables["public_services.payment_refund"]> | undefined;
  readonly mayCollect: boolean;
  readonly mayDecide: boolean;
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string | undefined;
  readonly transactionId: string;
}

/** One payment, and what the desk or the leader can do with it. */
export function PaymentView(props: PaymentProps) {
  const text = useText();
  const { row, refund, errors } = props;
  return (
    <>
      <ErrorSummary errors={errors} />
      <p class="chips">
        <StateChip {...STATE_LOOKS[row.state]} />
      </p>
      <Facts
        facts={[
          {
            term: { vi: "Hồ sơ", en: "Dossier" },
            value: <a href={`/dossiers/${row.dossier_id}`}>{row.dossier_code}</a>,
          },
          { term: { vi: "Người nộp", en: "Payer" }, value: row.payer },
          ...row.lines.map(({ name, amount, waived }) => ({
            term: name,
            value: waived ? `${formatMoney(0)} (${waived})` : formatMoney(amount),
          })),
          { term: { vi: "Tổng", en: "Sum" }, value: formatMoney(Number(row.amount)) },
          { term: { vi: "Mã tham chiếu", en: "Reference" }, value: row.reference },
          { term: { vi: "Hình thức", en: "Method" }, value: row.method && text(METHOD_WORDS[row.method]) },
          { term: { vi: "Nộp lúc", en: "Paid" }, value: row.paid_at && formatDateTime(row.paid_at) },
          { term: { vi: "Mã giao dịch", en: "Transaction" }, value: row.transaction_code },
          { term: { vi: "Biên lai", en: "Receipt" }, value: row.receipt_number },
        ]}
      />
      <Actions>
        <LinkButton href={`/pay/${row.token}`}>
          {text({ vi: "Trang nộp tiền, mã QR", en: "Page to pay, QR code" })}
        </LinkButton>
        {row.paid_at && (
          <LinkButton href={`${HERE}/${row.id}/receipt.pdf`} download>
            {text({ vi: "In biên lai", en: "Print the receipt" })}
          </LinkButton>
        )}
      </Actions>
      {refund && (
        <Notice tone="info">
          {text({
            vi: `${refund.asked_by} đề nghị hoàn phí: ${refund.reason}${refund.decided_by ? `. ${refund.decided_by} ${refund.approved ? "đã duyệt" : "không duyệt"}: ${refund.note}` : ""}`,
            en: `${refund.asked_by} asks for a refund: ${refund.reason}${refund.decided_by ? `. ${refund.decided_by} ${refund.approved ? "approved" : "refused"}: ${refund.note}` : ""}`,
          })}
        </Notice>
      )}
      {row.state === "open" && props.mayCollect && <CollectForms {...props} />}
      {row.state === "paid" && props.mayCollect && (
        <details class="dossier-action" open={errors.reason !== undefined}>
          <summary>{text({ vi: "Đề nghị hoàn phí", en: "Ask for a refund" })}</summary>
          <OneField
            {...props}
            action="refund"
            name="reason"
            label={{ vi: "Lý do hoàn phí", en: "Why" }}
            button={{ vi: "Đề nghị hoàn phí", en: "Ask for a refund" }}
          />
        </details>
      )}
      {row.state === "refund-asked" && props.mayDecide && <DecideForm {...props} />}
    </>
  );
}

function CollectForms(props: PaymentProps) {
  const text = useText();
  const { row, errors } = props;
  return (
    <Card title={{ vi: "Thu tại quầy", en: "At the counter" }}>
      <Form action={`${HERE}/${row.id}/cash`} method="post" transactionId={props.transactionId}>
        <Button kind="primary">
          {text({
            vi: `Đã thu tiền mặt ${formatMoney(Number(row.amount))}`,
            en: `Cash of ${formatMoney(Number(row.amount))} taken`,
          })}
        </Button>
      </Form>
      <details class="dossier-action" open={errors.transaction !== undefined}>
        <summary>{text({ vi: "Đã nhận chuyển khoản", en: "The transfer is there" })}</summary>
        <OneField
          {...props}
          action="transfer"
          name="transaction"
          label={{ vi: "Số bút toán ngân hàng", en: "Number of the bank's entry" }}
          button={{ vi: "Xác nhận chuyển khoản", en: "Confirm the transfer" }}
        />
      </details>
      <details class="dossier-action" open={errors.reason !== undefined}>
        <summary>{text({ vi: "Hủy khoản này", en: "Cancel it" })}</summary>
        <OneField
          {...props}
          action="cancel"
          name="reason"
          label={{ vi: "Lý do hủy", en: "Why" }}
          button={{ vi: "Hủy khoản này", en: "Cancel it" }}
        />
      </details>
    </Card>
  );
}

function OneField(
  props: PaymentProps & {
    readonly action: string;
    readonly name: string;
    readonly label: { vi: string; en: string };
    readonly button: { vi: string; en: string };
  },
) {
  const text = useText();
  const { row, action, name, errors } = props;
  return (
    <Form
      action={`${HERE}/${row.id}/${action}`}
      method="post"
      transactionId={`${props.transactionId}-${action}`}
    >
      <TextField name={name} label={props.label} value={props.typed(name)} error={errors[name]} />
      <Button>{text(props.button)}</Button>
    </Form>
  );
}

function DecideForm({ row, errors, typed, transactionId }: PaymentProps) {
  const text = useText();
  return (
    <Card title={{ vi: "Quyết định hoàn phí", en: "Decide the refund" }}>
      <Form action={`${HERE}/${row.id}/decide`} method="post" transactionId={transactionId}>
        <TextField
          name="note"
          label={{
            vi: "Số chứng từ chi hoàn, hoặc lý do không duyệt",
            en: "Number of the transfer, or why not",
          }}
          value={typed("note")}
          error={errors.note}
        />
        <Actions>
          <Button kind="primary" name="do" value="approve">
            {text({ vi: "Duyệt hoàn phí", en: "Approve" })}
          </Button>
          <Button name="do" value="refuse">
            {text({ vi: "Không duyệt", en: "Refuse" })}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}

/** A day against the platform, and what is left to settle. */
export function CompareView(props: {
  readonly rows: readonly Selectable<Tables["public_services.payment_difference"]>[];
  readonly day: string;
  readonly errors: FieldErrors;
  readonly transactionId: string;
}) {
  const text = useText();
  const { rows, errors } = props;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action={`${HERE}/compare`} method="post" transactionId={props.transactionId}>
        <TextField
          name="day"
          label={{ vi: "Ngày đối soát (ngày/tháng/năm)", en: "Day (day/month/year)" }}
          value={/^\d{4}-/.test(props.day) ? formatDate(props.day) : props.day}
          error={errors.day}
          size={12}
        />
        <Button kind="primary">{text({ vi: "Đối soát", en: "Compare" })}</Button>
      </Form>
      <Card title={{ vi: "Chênh lệch", en: "Differences" }}>
        {rows.length === 0 && <p>{text({ vi: "Không có chênh lệch nào.", en: "There is none." })}</p>}
        {rows.map((row) => (
          <div key={row.id}>
            <p>
              <strong>{formatDate(row.day)}</strong> ·{" "}
              {row.payment_id ? <a href={`${HERE}/${row.payment_id}`}>{row.reference}</a> : row.reference} ·{" "}
              {text(DIFFERENCE_WORDS[row.kind])} ({row.detail})
            </p>
            {row.settled_at ? (
              <p>
                {formatDateTime(row.settled_at)}, {row.settled_by}: {row.note}
              </p>
            ) : (
              <Form
                action={`${HERE}/differences/${row.id}`}
                method="post"
                transactionId={`${props.transactionId}-${row.id}`}
              >
                <TextField
                  name="note"
                  label={{ vi: "Đã xử lý thế nào", en: "What was done" }}
                  error={errors.note}
                />
                <Button>{text({ vi: "Đã xử lý", en: "Settled" })}</Button>
              </Form>
            )}
          </div>
        ))}
      </Card>
    </>
  );
}

/** Where the money of the body goes. */
export function AccountView(props: {
  readonly account:
    | { readonly bank_bin: string; readonly account: string; readonly holder: string }
    | undefined;
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string | undefined;
  readonly transactionId: string;
}) {
  const text = useText();
  const { account, errors, typed } = props;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action={`${HERE}/account`} method="post" transactionId={props.transactionId}>
        <TextField
          name="bankBin"
          label={{ vi: "Mã ngân hàng (BIN, 6 số)", en: "Bank code (6 digits)" }}
          value={typed("bankBin") ?? account?.bank_bin}
          error={errors.bankBin}
          inputMode="numeric"
          size={8}
        />
        <TextField
          name="account"
          label={{ vi: "Số tài khoản", en: "Account" }}
          value={typed("account") ?? account?.account}
          error={errors.account}
          size={20}
        />
        <TextField
          name="holder"
          label={{ vi: "Chủ tài khoản", en: "Holder" }}
          value={typed("holder") ?? account?.holder}
          error={errors.holder}
        />
        <Button kind="primary">{text({ vi: "Lưu tài khoản", en: "Save" })}</Button>
      </Form>
    </>
  );
}
