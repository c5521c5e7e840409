import { formatNumber } from "../../../core/ui/format.ts";
import { sayMoment, writeSheet } from "../dossiers/index.ts";
import { amountInWords } from "./amount-in-words.ts";
import { METHOD_WORDS, type PaymentRow } from "./settle.ts";

/**
 * The receipt (biên lai thu tiền phí, lệ phí) as PDF/A-2b: fee and charge apart, the sum in words.
 *
 * @param place where the body is: "Đăk Long"
 * @throws RangeError for a payment that is not paid
 */
export async function writeReceipt(row: PaymentRow, place: string): Promise<Buffer> {
  const { paid_at: paidAt, receipt_number: number, method } = row;
  if (!paidAt || !number || !method) throw new RangeError(`payment ${row.id} is not paid`);
  const day = sayMoment(paidAt).split(", ").at(-1) ?? "";
  return await writeSheet(
    {
      superior: "",
      body: row.organisation_name,
      number: `Số: ${number}`,
      placeAndDate: `${place}, ${day}`,
      title: "Biên lai thu tiền phí, lệ phí",
      form: "Bản điện tử",
    },
    paidAt,
    (sheet) => {
      sheet.line("Đơn vị thu", row.organisation_name);
      sheet.line("Người nộp tiền", row.payer);
      sheet.line("Mã hồ sơ", row.dossier_code);
      sheet.line("Thủ tục", `${row.procedure_name} (${row.procedure_code})`);
      sheet.table(
        ["TT", "Loại", "Khoản thu", "Số tiền (đồng)"],
        row.lines.map(({ kind, name, amount, waived }, index) => [
          String(index + 1),
          kind === "fee" ? "Phí" : "Lệ phí",
          waived ? `${name} (miễn: ${waived})` : name,
          formatNumber(amount),
        ]),
        [6, 12, 60, 22],
      );
      sheet.text(`Tổng số tiền: ${formatNumber(Number(row.amount))} đồng`, { bold: true });
      sheet.line("Bằng chữ", amountInWords(Number(row.amount)));
      sheet.line("Hình thức thanh toán", METHOD_WORDS[method].vi);
      if (row.transaction_code !== "") sheet.line("Mã giao dịch", row.transaction_code);
      sheet.line("Thời điểm nộp", sayMoment(paidAt));
      sheet.signatures({ role: "Người nộp tiền", name: row.payer }, { role: "Người thu tiền", name: "" });
    },
  );
}
