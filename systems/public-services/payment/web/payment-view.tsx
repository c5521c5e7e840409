import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDateTime,
  formatMoney,
  LinkButton,
  StateChip,
  TextField,
  Timeline,
  type TimelineEntry,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import type { AttemptRow } from "../online/take-money.ts";
import type { RefundRow } from "../refunds.ts";
import { METHOD_WORDS, type PaymentRow } from "../settle.ts";
import { ATTEMPT_LOOKS, HERE, STATE_LOOKS } from "./words.ts";

export interface PaymentProps {
  readonly row: PaymentRow;
  readonly refunds: readonly RefundRow[];
  readonly attempts: readonly AttemptRow[];
  readonly mayCollect: boolean;
  readonly mayDecide: boolean;
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string | undefined;
  readonly transactionId: string;
}

/** One payment, and what the desk or the leader can do with it. */
export function PaymentView(props: PaymentProps) {
  const { row, refunds, attempts, errors } = props;
  return (
    <>
      <ErrorSummary errors={errors} />
      <p class="chips">
        <StateChip {...STATE_LOOKS[row.state]} />
      </p>
      <PaymentFacts row={row} />
      <Papers row={row} />
      {row.state === "open" && props.mayCollect && <CollectForms {...props} />}
      {row.state === "paid" && props.mayCollect && (
        <Step
          {...props}
          action="refund"
          name="reason"
          title={{ vi: "Đề nghị hoàn phí", en: "Ask for a refund" }}
          label={{ vi: "Lý do hoàn phí", en: "Why" }}
        />
      )}
      {row.state === "refund-asked" && props.mayDecide && <DecideForm {...props} />}
      {row.state === "refund-approved" && props.mayCollect && (
        <Step
          {...props}
          open
          action="pay-out"
          name="transfer"
          title={{ vi: "Ghi nhận đã chi hoàn", en: "The money went back" }}
          label={{ vi: "Số chứng từ chi hoàn", en: "Number of the voucher" }}
        />
      )}
      {refunds.length > 0 && <Refunds refunds={refunds} />}
      {attempts.length > 0 && <Attempts attempts={attempts} />}
    </>
  );
}

function PaymentFacts({ row }: { readonly row: PaymentRow }) {
  const text = useText();
  return (
    <Facts
      facts={[
        {
          term: { vi: "Hồ sơ", en: "Dossier" },
          value: <a href={`/dossiers/${row.dossier_id}`}>{row.dossier_code}</a>,
        },
        { term: { vi: "Thủ tục", en: "Procedure" }, value: row.procedure_name },
        { term: { vi: "Người nộp", en: "Payer" }, value: row.payer },
        ...row.lines.map(({ name, kind, amount, waived }) => ({
          term: kind === "fee" ? `Phí: ${name}` : `Lệ phí: ${name}`,
          value: waived ? `${formatMoney(0)} (${waived})` : formatMoney(amount),
        })),
        {
          term: { vi: "Tổng số tiền", en: "Sum" },
          value: <strong>{formatMoney(row.amount)}</strong>,
        },
        {
          term: { vi: "Người lập", en: "Set by" },
          value: `${row.created_by}, ${formatDateTime(row.created_at)}`,
        },
        ...(row.method
          ? [
              { term: { vi: "Hình thức", en: "Method" }, value: text(METHOD_WORDS[row.method]) },
              { term: { vi: "Nộp lúc", en: "Paid" }, value: row.paid_at && formatDateTime(row.paid_at) },
              { term: { vi: "Mã giao dịch", en: "Transaction" }, value: row.transaction_code },
              { term: { vi: "Người thu", en: "Taken by" }, value: row.receipt?.collector },
              { term: { vi: "Biên lai số", en: "Receipt" }, value: row.receipt_number },
            ]
          : []),
      ]}
    />
  );
}

function Papers({ row }: { readonly row: PaymentRow }) {
  const text = useText();
  const receipt = `${HERE}/${row.id}/receipt.pdf`;
  return (
    <Actions>
      {row.state !== "waived" && (
        <LinkButton href={`/pay/${row.token}`}>
          {text({ vi: "Trang nộp tiền, mã QR", en: "Page to pay, QR code" })}
        </LinkButton>
      )}
      {row.state === "open" && (
        <LinkButton href={`/pay/${row.token}/slip.pdf`} download>
          {text({ vi: "In giấy báo nộp tiền", en: "Print the slip" })}
        </LinkButton>
      )}
      {row.paid_at && (
        <>
          <LinkButton href={receipt} download>
            {text({ vi: "Biên lai điện tử", en: "Receipt" })}
          </LinkButton>
          {([1, 2, 3] as const).map((copy) => (
            <LinkButton key={copy} href={`${receipt}?copy=${copy}`} download>
              {text({ vi: `In liên ${copy}`, en: `Print sheet ${copy}` })}
            </LinkButton>
          ))}
          {row.method === "online" && (
            <LinkButton href={`${HERE}/${row.id}/bill.pdf`} download>
              {text({ vi: "Biên lai của nền tảng", en: "Receipt of the platform" })}
            </LinkButton>
          )}
        </>
      )}
    </Actions>
  );
}

function CollectForms(props: PaymentProps) {
  const text = useText();
  const { row } = props;
  return (
    <Card title={{ vi: "Thu tại quầy", en: "At the counter" }}>
      <Form action={`${HERE}/${row.id}/cash`} method="post" transactionId={props.transactionId}>
        <Button kind="primary">
          {text({
            vi: `Đã thu tiền mặt ${formatMoney(row.amount)}`,
            en: `Cash of ${formatMoney(row.amount)} taken`,
          })}
        </Button>
      </Form>
      <Step
        {...props}
        action="transfer"
        name="transaction"
        title={{ vi: "Đã nhận chuyển khoản", en: "The transfer is there" }}
        label={{ vi: "Số bút toán ngân hàng", en: "Number of the bank's entry" }}
      />
      <Step
        {...props}
        action="cancel"
        name="reason"
        title={{ vi: "Hủy khoản này", en: "Cancel it" }}
        label={{ vi: "Lý do hủy", en: "Why" }}
      />
    </Card>
  );
}

/** One step that wants one word: folded until it is needed, open when something about it is wrong. */
function Step(
  props: PaymentProps & {
    readonly action: string;
    readonly name: string;
    readonly title: Words;
    readonly label: Words;
    readonly open?: boolean;
  },
) {
  const text = useText();
  const { row, action, name, errors } = props;
  return (
    <details class="dossier-action" open={props.open === true || errors[name] !== undefined}>
      <summary>{text(props.title)}</summary>
      <Form
        action={`${HERE}/${row.id}/${action}`}
        method="post"
        transactionId={`${props.transactionId}-${action}`}
      >
        <TextField name={name} label={props.label} value={props.typed(name)} error={errors[name]} />
        <Button>{text(props.title)}</Button>
      </Form>
    </details>
  );
}

function DecideForm({ row, errors, typed, transactionId }: PaymentProps) {
  const text = useText();
  return (
    <Card title={{ vi: "Quyết định hoàn phí", en: "Decide the refund" }}>
      <Form action={`${HERE}/${row.id}/decide`} method="post" transactionId={transactionId}>
        <TextField
          name="note"
          label={{ vi: "Ý kiến (bắt buộc khi không duyệt)", en: "Note (needed to refuse)" }}
          value={typed("note")}
          error={errors.note}
          optional
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

function Refunds({ refunds }: { readonly refunds: readonly RefundRow[] }) {
  const entries = refunds.flatMap((refund): TimelineEntry[] => [
    {
      at: refund.asked_at,
      title: { vi: "Đề nghị hoàn phí", en: "Refund asked for" },
      tone: "attention",
      by: refund.asked_by,
      detail: refund.reason,
    },
    ...(refund.decided_at
      ? [
          {
            at: refund.decided_at,
            title: refund.approved
              ? { vi: "Duyệt hoàn phí", en: "Approved" }
              : { vi: "Không duyệt hoàn phí", en: "Refused" },
            tone: refund.approved ? ("good" as const) : ("bad" as const),
            by: refund.decided_by ?? "",
            detail: refund.note,
          },
        ]
      : []),
    ...(refund.paid_out_at
      ? [
          {
            at: refund.paid_out_at,
            title: { vi: "Đã chi hoàn", en: "Money given back" },
            tone: "good" as const,
            by: refund.paid_out_by ?? "",
            detail: refund.transfer,
          },
        ]
      : []),
  ]);
  return (
    <Card title={{ vi: "Hoàn phí", en: "Refund" }}>
      <Timeline label={{ vi: "Hoàn phí", en: "Refund" }} entries={entries} />
    </Card>
  );
}

/** Every try at the platform: what a person who looks for money asks first. */
function Attempts({ attempts }: { readonly attempts: readonly AttemptRow[] }) {
  const text = useText();
  return (
    <Card title={{ vi: "Thanh toán trực tuyến", en: "Online" }}>
      <ul>
        {attempts.map((each) => (
          <li key={each.id}>
            <StateChip {...ATTEMPT_LOOKS[each.state]} /> {formatDateTime(each.begun_at)} ·{" "}
            {text({ vi: "mã tham chiếu", en: "reference" })} <code>{each.reference}</code>
            {each.transaction_code !== "" && ` · ${each.transaction_code}`}
          </li>
        ))}
      </ul>
    </Card>
  );
}
