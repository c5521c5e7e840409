import { PassThrough, type Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { CertificateForm } from "../../../province/certificates/forms.ts";
import { formLines, type PrintedRequest } from "./form-lines.ts";

const FONT = fileURLToPath(new URL("../../../province/fonts/Tinos-Regular.ttf", import.meta.url));
/** A4 in points; margins of NĐ 30/2020 PL I: 20 mm above and below, 30 mm left, 15 mm right. */
const PAGE = { width: 595.28, height: 841.89 };
const MARGIN = { top: 56.7, bottom: 56.7, left: 85, right: 42.5 };
const WIDTH = PAGE.width - MARGIN.left - MARGIN.right;
const SIZE = 13;
const DOTS = ".".repeat(40);

type Doc = PDFKit.PDFDocument;

/**
 * The official form, filled in: a form of its own for one request, a list (danh sách) with one row a holder for several.
 *
 * @param requests of one kind and one form, at least one
 * @returns the PDF, A4 upright, ready to be signed and sealed
 */
export function writeForm(form: CertificateForm, requests: readonly PrintedRequest[]): Readable {
  const [first] = requests;
  if (first === undefined) throw new RangeError("a form needs at least one request");
  const out = new PassThrough();
  write(out, form, requests, first).catch((error: unknown) =>
    out.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return out;
}

async function write(
  out: PassThrough,
  form: CertificateForm,
  requests: readonly PrintedRequest[],
  first: PrintedRequest,
): Promise<void> {
  // Loaded only here: the library is large, and few requests need it.
  const { default: PDFDocument } = await import("pdfkit");
  const grouped = requests.length > 1;
  const doc = new PDFDocument({
    size: "A4",
    margins: MARGIN,
    lang: "vi-VN",
    displayTitle: true,
    info: { Title: grouped ? form.listTitle : form.title, Author: first.request.organisation_name },
  });
  doc.on("error", (error: Error) => out.destroy(error));
  doc.pipe(out);
  doc.registerFont("Tinos", FONT);
  doc.font("Tinos").fontSize(SIZE);
  head(doc, form, first, grouped);
  if (grouped) list(doc, requests, first);
  else single(doc, first);
  foot(doc, first);
  doc.end();
}

/** Number of the form, organisation and number at the left, Quốc hiệu and date at the right, title (NĐ 30/2020 PL I). */
function head(doc: Doc, form: CertificateForm, { request }: PrintedRequest, grouped: boolean): void {
  const number = grouped ? form.listNumber : form.number;
  const note = number === "" ? form.basis : `${number} (${form.basis})`;
  doc.fontSize(11).text(note, MARGIN.left, MARGIN.top - 22, { width: WIDTH, align: "right" });
  const left = WIDTH * 0.42;
  const right = WIDTH - left;
  const x = MARGIN.left + left;
  let y = MARGIN.top;
  doc.fontSize(12);
  const organisation = request.organisation_name.toLocaleUpperCase("vi");
  bold(doc, organisation, MARGIN.left, y, left - 12, "center");
  const below = doc.y;
  rule(doc, MARGIN.left + (left - 12) / 2 - 30, below + 2, 60);
  doc.text(`Số: ${request.reference || "…………/…………"}`, MARGIN.left, below + 8, {
    width: left - 12,
    align: "center",
  });
  const leftEnd = doc.y;
  bold(doc, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", x, y, right, "center");
  doc.fontSize(13);
  bold(doc, "Độc lập - Tự do - Hạnh phúc", x, doc.y, right, "center");
  rule(doc, x + right / 2 - 80, doc.y + 1, 160);
  const [year, month, day] = localDateOf(request.created_at).split("-");
  doc.text(`Ngày ${day} tháng ${month} năm ${year}`, x, doc.y + 8, { width: right, align: "center" });
  y = Math.max(leftEnd, doc.y) + 22;
  doc.fontSize(14);
  bold(doc, (grouped ? form.listTitle : form.title).toLocaleUpperCase("vi"), MARGIN.left, y, WIDTH, "center");
  doc.fontSize(SIZE).moveDown(0.8);
  if (request.kind !== "return-device") {
    doc.text("Kính gửi: Cục Chứng thực số và Bảo mật thông tin, Ban Cơ yếu Chính phủ", MARGIN.left, doc.y, {
      width: WIDTH,
      align: "center",
    });
    doc.moveDown(0.8);
  }
}

function single(doc: Doc, printed: PrintedRequest): void {
  for (const [index, { label, value }] of formLines(printed).entries()) {
    doc.text(`${index + 1}. ${label}: ${drawable(value) || DOTS}`, MARGIN.left, doc.y, {
      width: WIDTH,
      lineGap: 3,
      paragraphGap: 4,
    });
  }
}

interface ListColumn {
  readonly label: string;
  readonly share: number;
  readonly value: (printed: PrintedRequest, index: number) => string;
}

const COLUMNS: readonly ListColumn[] = [
  { label: "TT", share: 5, value: (_, index) => String(index + 1) },
  { label: "Họ và tên / tên cơ quan", share: 21, value: ({ request }) => request.holder_name },
  { label: "Số CCCD", share: 13, value: ({ request }) => request.identity_number },
  {
    label: "Chức vụ, đơn vị",
    share: 23,
    value: ({ request }) => [request.holder_title, request.unit_name].filter(Boolean).join(", "),
  },
  {
    label: "Thư điện tử, di động",
    share: 19,
    value: ({ request }) => [request.email, request.mobile].filter(Boolean).join(" "),
  },
  {
    label: "Serial, thiết bị",
    share: 19,
    value: ({ request }) => [request.serial, request.device_serial].filter(Boolean).join(" "),
  },
];

function list(doc: Doc, requests: readonly PrintedRequest[], { request }: PrintedRequest): void {
  doc.fontSize(SIZE);
  doc.text(`Lý do đề nghị: ${drawable(request.reason) || DOTS}`, MARGIN.left, doc.y, { width: WIDTH });
  doc.moveDown(0.5).fontSize(10.5);
  row(
    doc,
    COLUMNS.map((column) => column.label),
    true,
  );
  for (const [index, printed] of requests.entries()) {
    row(
      doc,
      COLUMNS.map((column) => column.value(printed, index)),
      false,
    );
  }
  doc.fontSize(SIZE).moveDown(0.5);
  doc.text(`Danh sách gồm ${requests.length} trường hợp.`, MARGIN.left, doc.y, { width: WIDTH });
}

/** One row of the table; a row that does not fit goes to the next page, under the head again. */
function row(doc: Doc, cells: readonly string[], isHead: boolean): void {
  const total = COLUMNS.reduce((sum, column) => sum + column.share, 0);
  const widths = COLUMNS.map((column) => (WIDTH * column.share) / total);
  const texts = cells.map(breakable);
  const height =
    8 + Math.max(...texts.map((text, i) => doc.heightOfString(text || " ", { width: (widths[i] ?? 0) - 6 })));
  if (doc.y + height > PAGE.height - MARGIN.bottom) {
    doc.addPage();
    if (!isHead)
      row(
        doc,
        COLUMNS.map((column) => column.label),
        true,
      );
  }
  const y = doc.y;
  let x = MARGIN.left;
  for (const [index, text] of texts.entries()) {
    const width = widths[index] ?? 0;
    doc.rect(x, y, width, height).lineWidth(0.5).stroke("#000000");
    if (isHead) bold(doc, text, x + 3, y + 4, width - 6, "center");
    else if (text !== "")
      doc.text(text, x + 3, y + 4, { width: width - 6, align: index === 0 ? "center" : "left" });
    x += width;
  }
  doc.x = MARGIN.left;
  doc.y = y + height;
}

/** Who answers for it: the holder or giver at the left, the head of the organisation at the right. */
function foot(doc: Doc, { request }: PrintedRequest): void {
  if (doc.y > PAGE.height - MARGIN.bottom - 150) doc.addPage();
  doc.fontSize(SIZE).moveDown(1.2);
  const y = doc.y;
  const half = WIDTH / 2;
  const handing = request.kind === "return-device";
  bold(doc, handing ? "BÊN GIAO" : "NGƯỜI LẬP", MARGIN.left, y, half, "center");
  doc.fontSize(11).text("(Ký, ghi rõ họ tên)", MARGIN.left, doc.y, { width: half, align: "center" });
  doc.fontSize(SIZE).text(request.created_by_name, MARGIN.left, y + 96, { width: half, align: "center" });
  bold(doc, handing ? "BÊN NHẬN" : "THỦ TRƯỞNG CƠ QUAN, TỔ CHỨC", MARGIN.left + half, y, half, "center");
  doc.fontSize(11).text("(Ký, ghi rõ họ tên, đóng dấu)", MARGIN.left + half, doc.y, {
    width: half,
    align: "center",
  });
}

/** One regular face is enough: bold is drawn by its outline. */
function bold(doc: Doc, text: string, x: number, y: number, width: number, align: "left" | "center"): void {
  doc.lineWidth(0.35).strokeColor("#000000").fillColor("#000000");
  doc.text(drawable(text), x, y, { width, align, stroke: true, fill: true });
}

function rule(doc: Doc, x: number, y: number, width: number): void {
  doc
    .save()
    .moveTo(x, y)
    .lineTo(x + width, y)
    .lineWidth(0.7)
    .stroke("#000000")
    .restore();
}

/** Composed letters are what the font has; control characters are nothing to draw. */
function drawable(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\p{Cc}/gu, " ")
    .toWellFormed();
}

/** Serials and addresses are longer than a column: they may break anywhere. */
function breakable(text: string): string {
  return drawable(text).replace(/\S{14}(?=\S)/g, "$&\u200b");
}
