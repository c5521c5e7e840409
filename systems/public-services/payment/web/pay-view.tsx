import {
  Actions,
  Card,
  Facts,
  formatDateTime,
  formatMoney,
  LinkButton,
  Notice,
  SquareCode,
  StateChip,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { METHOD_WORDS, type PaymentRow } from "../settle.ts";
import { STATE_LOOKS } from "./words.ts";

/** Where a transfer goes, and what its square code holds. */
export interface TransferTo {
  readonly square: string;
  readonly bank: string;
  readonly account: string;
  readonly holder: string;
  readonly purpose: string;
}

/** What is owed for a dossier and the ways to pay it; nothing personal. */
export function PayView({
  row,
  to,
  problem,
}: {
  readonly row: PaymentRow;
  readonly to: TransferTo | undefined;
  readonly problem: Words | undefined;
}) {
  const text = useText();
  return (
    <>
      {problem && (
        <Notice tone="attention" announce>
          {text(problem)}
        </Notice>
      )}
      <p class="chips">
        <StateChip {...STATE_LOOKS[row.state]} />
      </p>
      <PayFacts row={row} />
      {row.paid_at !== null && (
        <p>
          <a class="button button-primary" href={`/pay/${row.token}/receipt.pdf`} data-turbo="false">
            {text({ vi: "Xem biên lai", en: "Receipt" })}
          </a>
        </p>
      )}
      {row.state === "open" && <Ways row={row} to={to} />}
    </>
  );
}

function PayFacts({ row }: { readonly row: PaymentRow }) {
  const text = useText();
  return (
    <Facts
      facts={[
        { term: { vi: "Thủ tục", en: "Procedure" }, value: row.procedure_name },
        { term: { vi: "Cơ quan thu", en: "Body" }, value: row.organisation_name },
        ...row.lines.map((line) => ({
          term: line.name,
          // Why somebody pays nothing (a poor household) is theirs to tell.
          value: line.waived ? text({ vi: "Được miễn", en: "Waived" }) : formatMoney(line.amount),
        })),
        { term: { vi: "Tổng số tiền", en: "Sum" }, value: <strong>{formatMoney(row.amount)}</strong> },
        ...(row.paid_at && row.method
          ? [
              {
                term: { vi: "Đã nộp", en: "Paid" },
                value: `${formatDateTime(row.paid_at)}, ${text(METHOD_WORDS[row.method])}`,
              },
              { term: { vi: "Biên lai số", en: "Receipt" }, value: row.receipt_number },
            ]
          : []),
      ]}
    />
  );
}

function Ways({ row, to }: { readonly row: PaymentRow; readonly to: TransferTo | undefined }) {
  const text = useText();
  return (
    <>
      <Actions>
        <a class="button button-primary" href={`/pay/${row.token}/online`} data-turbo="false">
          {text({ vi: "Thanh toán trực tuyến", en: "Pay online" })}
        </a>
        <LinkButton href={`/pay/${row.token}/slip.pdf`} download>
          {text({ vi: "In giấy báo nộp tiền", en: "Print the slip" })}
        </LinkButton>
      </Actions>
      {to && (
        <Card title={{ vi: "Chuyển khoản bằng mã QR", en: "Transfer by QR code" }}>
          <p>
            <SquareCode
              side={220}
              content={to.square}
              label={{
                vi: `Mã VietQR: ${formatMoney(row.amount)}`,
                en: `VietQR code: ${formatMoney(row.amount)}`,
              }}
            />
          </p>
          <Facts
            facts={[
              { term: { vi: "Ngân hàng", en: "Bank" }, value: to.bank },
              { term: { vi: "Số tài khoản", en: "Account" }, value: to.account },
              { term: { vi: "Chủ tài khoản", en: "Holder" }, value: to.holder },
              { term: { vi: "Nội dung", en: "Purpose" }, value: to.purpose },
            ]}
          />
          <p>
            {text({
              vi: "Tiền chuyển khoản được bộ phận một cửa xác nhận trong giờ làm việc.",
              en: "Transfers are confirmed by the desk in office hours.",
            })}
          </p>
        </Card>
      )}
      <p>
        {text({
          vi: "Bạn cũng nộp được bằng tiền mặt tại bộ phận một cửa.",
          en: "You can also pay cash at the desk.",
        })}
      </p>
    </>
  );
}
