import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const FONT = fileURLToPath(new URL("../../province/fonts/Tinos-Regular.ttf", import.meta.url));
const MILLIMETRE = 72 / 25.4;
let font: Promise<Buffer> | undefined;

/** The text of one page in the form of NĐ 30/2020/NĐ-CP Phụ lục I. */
export interface PageText {
  organName: string;
  code: string;
  /** `yyyy/MM/dd`. */
  date: string;
  title: string;
  receivers: string[];
  paragraphs: string[];
  signer: { competence: string; position: string; fullName: string };
}

/** Draws an administrative document on A4 with an embedded Vietnamese font; unsigned. */
export async function drawPdf(page: PageText): Promise<Buffer> {
  // Loaded with the first document: most runs of the stand-ins never draw one.
  const { default: PDFDocument } = await import("pdfkit");
  font ??= readFile(FONT);
  const margins = {
    top: 20 * MILLIMETRE,
    bottom: 20 * MILLIMETRE,
    left: 30 * MILLIMETRE,
    right: 15 * MILLIMETRE,
  };
  const pdf = new PDFDocument({ size: "A4", margins, lang: "vi-VN", info: { Title: page.title } });
  const chunks: Buffer[] = [];
  pdf.on("data", (chunk: Buffer) => chunks.push(chunk));
  const finished = new Promise<Buffer>((resolve, reject) => {
    pdf.on("end", () => resolve(Buffer.concat(chunks)));
    pdf.on("error", reject);
  });
  pdf.registerFont("body", await font).font("body");
  const width = pdf.page.width - margins.left - margins.right;
  const half = width / 2;
  const right = margins.left + half;
  const [year = "", month = "", day = ""] = page.date.split("/");
  pdf
    .fontSize(12)
    .text(page.organName.toUpperCase(), margins.left, margins.top, { width: half, align: "center" });
  const afterName = pdf.y;
  pdf.text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", right, margins.top, { width: half, align: "center" });
  pdf.fontSize(13).text("Độc lập - Tự do - Hạnh phúc", { width: half, align: "center" });
  const second = Math.max(afterName, pdf.y) + 8;
  pdf.text(`Số: ${page.code}`, margins.left, second, { width: half, align: "center" });
  pdf.fontSize(12).text(page.title, { width: half, align: "center" });
  const afterTitle = pdf.y;
  const place = `Hà Nội, ngày ${day} tháng ${month} năm ${year}`;
  pdf.fontSize(13).text(place, right, second, { width: half, align: "center" });
  pdf.text(`Kính gửi: ${page.receivers.join("; ")}`, margins.left, Math.max(afterTitle, pdf.y) + 16, {
    width,
  });
  for (const paragraph of page.paragraphs)
    pdf.moveDown(0.6).text(paragraph, { width, align: "justify", indent: 36 });
  const bottom = pdf.y + 24;
  pdf.fontSize(11).text("Nơi nhận:\n- Như trên;\n- Lưu: VT.", margins.left, bottom, { width: half });
  pdf.fontSize(13).text(page.signer.competence, right, bottom, { width: half, align: "center" });
  pdf.text(page.signer.position.toUpperCase(), { width: half, align: "center" });
  pdf.moveDown(4).text(page.signer.fullName, { width: half, align: "center" });
  pdf.end();
  return finished;
}
