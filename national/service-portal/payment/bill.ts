import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Payment } from "./payments.ts";

const FONT = fileURLToPath(new URL("../../../province/fonts/Tinos-Regular.ttf", import.meta.url));

/** The receipt of a payment as PDF; it says that it is worth nothing. */
export async function drawBill(payment: Payment): Promise<Buffer> {
  // Loaded with the first receipt: most runs of the stand-ins never draw one.
  const { default: PDFDocument } = await import("pdfkit");
  const pdf = new PDFDocument({
    size: "A5",
    margin: 40,
    lang: "vi-VN",
    info: { Title: "Biên lai mô phỏng" },
  });
  const chunks: Buffer[] = [];
  pdf.on("data", (chunk: Buffer) => chunks.push(chunk));
  const finished = new Promise<Buffer>((resolve, reject) => {
    pdf.on("end", () => resolve(Buffer.concat(chunks)));
    pdf.on("error", reject);
  });
  pdf.registerFont("body", await readFile(FONT)).font("body");
  pdf.fontSize(14).text("BIÊN LAI THU PHÍ, LỆ PHÍ", { align: "center" });
  pdf.fontSize(10).text("Mô phỏng, không có giá trị thanh toán", { align: "center" }).moveDown();
  const rows = [
    ["Mã tham chiếu", payment.reference],
    ["Mã giao dịch", payment.transaction],
    ["Người nộp", payment.payer],
    ["Nội dung", payment.purpose],
    ...payment.lines.map((line) => [line.text, dong(line.amount)]),
    ["Tổng số tiền", dong(payment.amount)],
  ];
  for (const [name, value] of rows) pdf.text(`${name}: ${value}`);
  pdf.end();
  return await finished;
}

function dong(amount: number): string {
  return `${amount.toString().replace(/\B(?=(\d{3})+$)/g, ".")} đồng`;
}
