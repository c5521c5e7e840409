import { formatDate, formatNumber } from "../../../core/ui/format.ts";
import { sayMoment, writeSheet } from "../dossiers/index.ts";
import { amountInWords } from "./amount-in-words.ts";
import { METHOD_WORDS, type PaymentRow } from "./settle.ts";
import type { PaymentLine } from "./tables.ts";

/** The three sheets of a receipt on paper (biên lai 3 liên). */
export const COPIES = {
  1: "Liên 1: Lưu tại cơ quan thu",
  2: "Liên 2: Giao người nộp tiền",
  3: "Liên 3: Lưu nội bộ",
} as const;
export type Copy = keyof typeof COPIES;

/**
 * The receipt (biên lai thu tiền phí, lệ phí) as PDF/A-2b: fee and charge apart, each with its sum, the whole in words.
 *
 * @param copy which sheet of the paper receipt; absent: the electronic one
 * @throws RangeError for a payment that is not paid
 */
export async function writeReceipt(row: PaymentRow, copy?: Copy): Promise<Buffer> {
  const { paid_at: paidAt, receipt_number: number, method, receipt } = row;
  if (!paidAt || !number || !method) throw new RangeError(`payment ${row.id} is not paid`);
  const place = placeOf(row.organisation_name);
  const day = sayMoment(paidAt).split(", ").at(-1) ?? "";
  const series = [
    receipt?.form && `Mẫu số: ${receipt.form}`,
    receipt?.symbol && `Ký hiệu: ${receipt.symbol}`,
    copy ? COPIES[copy] : "Bản điện tử",
  ];
  return await writeSheet(
    {
      superior: "",
      body: row.organisation_name,
      number: `Số: ${number}`,
      placeAndDate: place === "" ? day : `${place}, ${day}`,
      title: "Biên lai thu tiền phí, lệ phí",
      form: series.filter(Boolean).join(" – "),
    },
    paidAt,
    (sheet) => {
      sheet.line("Đơn vị thu", row.organisation_name);
      sheet.line("Mã số thuế", receipt?.taxCode ?? "");
      sheet.line("Người nộp tiền", row.payer);
      sheet.line("Địa chỉ", row.payer_address);
      sheet.line("Mã hồ sơ", row.dossier_code);
      sheet.line("Thủ tục", `${row.procedure_name} (${row.procedure_code})`);
      sheet.table(["TT", "Khoản thu", "Số tiền (đồng)"], linesOf(row.lines), [6, 72, 22]);
      sheet.text(`Tổng số tiền: ${formatNumber(row.amount)} đồng`, { bold: true });
      sheet.line("Bằng chữ", amountInWords(row.amount));
      sheet.line("Hình thức thanh toán", METHOD_WORDS[method].vi);
      if (row.transaction_code !== "") sheet.line("Mã giao dịch", row.transaction_code);
      sheet.line("Thời điểm nộp", sayMoment(paidAt));
      if (row.state === "refunded") sheet.text("Khoản thu này đã được hoàn trả.", { bold: true });
      sheet.signatures(
        { role: "Người nộp tiền", name: row.payer },
        { role: "Người thu tiền", name: receipt?.collector ?? "" },
      );
    },
  );
}

/** Fees first, then charges, each kind with its own sum: they go to different accounts of the budget. */
function linesOf(lines: readonly PaymentLine[]): readonly (readonly string[])[] {
  const kinds = (["fee", "charge"] as const).filter((kind) => lines.some((line) => line.kind === kind));
  let number = 0;
  return kinds.flatMap((kind) => {
    const own = lines.filter((line) => line.kind === kind);
    const sum = own.reduce((so, { amount }) => so + amount, 0);
    return [
      ["", kind === "fee" ? "Phí" : "Lệ phí", formatNumber(sum)],
      ...own.map(({ name, amount, waived }) => {
        number += 1;
        return [String(number), waived ? `${name} (miễn: ${waived})` : name, formatNumber(amount)];
      }),
    ];
  });
}

/**
 * What a payer takes to a bank or a helper's telephone: what is owed, with the square code to pay by (giấy báo nộp tiền),
 * as PDF/A-2b. Nothing personal stands on it.
 *
 * @param square content of the VietQR code; undefined: transfers are not taken here
 */
export async function writeSlip(
  row: PaymentRow,
  to:
    | { readonly square: string; readonly account: string; readonly holder: string; readonly bank: string }
    | undefined,
  page: string,
): Promise<Buffer> {
  return await writeSheet(
    {
      superior: "",
      body: row.organisation_name,
      number: row.dossier_code,
      placeAndDate: `Lập ngày ${formatDate(row.created_at)}`,
      title: "Giấy báo nộp phí, lệ phí",
      form: "",
      ...(to ? { square: to.square } : {}),
    },
    row.created_at,
    (sheet) => {
      sheet.line("Thủ tục", row.procedure_name);
      sheet.line("Mã hồ sơ", row.dossier_code);
      sheet.table(["TT", "Khoản thu", "Số tiền (đồng)"], linesOf(row.lines), [6, 72, 22]);
      sheet.text(`Tổng số tiền: ${formatNumber(row.amount)} đồng`, { bold: true });
      sheet.line("Bằng chữ", amountInWords(row.amount));
      if (to) {
        sheet.text("Chuyển khoản: quét mã VietQR ở trên bằng ứng dụng ngân hàng, hoặc ghi đúng như sau:");
        sheet.line("Số tài khoản", to.account);
        sheet.line("Ngân hàng (BIN)", to.bank);
        sheet.line("Chủ tài khoản", to.holder);
        sheet.line("Nội dung", transferPurpose(row));
      }
      sheet.line("Nộp trực tuyến tại", page);
      sheet.text("Nộp tiền mặt: tại bộ phận một cửa, đưa giấy này hoặc đọc mã hồ sơ.");
    },
  );
}

/** What a transfer says it is for; ASCII, as banks carry it. */
export function transferPurpose({ dossier_code: code }: Pick<PaymentRow, "dossier_code">): string {
  return `HS ${code}`;
}

/** "UBND xã Đăk Long" → "Đăk Long". */
function placeOf(name: string): string {
  return name.replace(/^(?:UBND|Ủy ban nhân dân)\s+(?:xã|phường|thị trấn|huyện|thành phố|tỉnh)\s+/iu, "");
}
