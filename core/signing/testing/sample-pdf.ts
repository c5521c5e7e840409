import { deflateSync } from "node:zlib";
import PDFDocument from "pdfkit";

const FONT = new URL("../../../province/fonts/Tinos-Regular.ttf", import.meta.url).pathname;

export interface SampleLine {
  readonly text: string;
  readonly x: number;
  /** From the top of the page, points. */
  readonly y: number;
  readonly size?: number;
}

/** The first page of an official letter with the cells of NĐ 30/2020: number line, date line, text, signer. */
export const LETTER: readonly SampleLine[] = [
  { text: "UBND TỈNH KON TUM", x: 90, y: 60 },
  { text: "SỞ THÔNG TIN VÀ TRUYỀN THÔNG", x: 85, y: 76 },
  { text: "Số:            /STTTT-CNTT", x: 110, y: 100 },
  { text: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", x: 300, y: 60 },
  { text: "Kon Tum, ngày       tháng       năm 2026", x: 340, y: 100 },
  { text: "Kính gửi: Ủy ban nhân dân các huyện, thành phố", x: 120, y: 180 },
  { text: "Về việc triển khai chữ ký số chuyên dùng công vụ trên địa bàn tỉnh.", x: 90, y: 210 },
  { text: "GIÁM ĐỐC", x: 400, y: 560 },
  { text: "Nguyễn Văn Ứng", x: 385, y: 670 },
];

/** A PDF by pdfkit (classic cross-reference table, embedded subset font), one list of lines a page. */
export function samplePdf(
  pages: readonly (readonly SampleLine[])[] = [LETTER],
  paddingBytes = 0,
): Promise<Buffer> {
  const document = new PDFDocument({ size: "A4", margin: 0, autoFirstPage: false });
  document.registerFont("Tinos", FONT);
  if (paddingBytes > 0) document.ref({ Note: Buffer.alloc(paddingBytes / 2, 7) }).end("");
  for (const lines of pages) {
    document.addPage();
    for (const { text, x, y, size } of lines)
      document.font("Tinos", size ?? 13).text(text, x, y, { lineBreak: false });
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    document.on("data", (chunk: Buffer) => chunks.push(chunk));
    document.on("end", () => resolve(Buffer.concat(chunks)));
    document.on("error", reject);
    document.end();
  });
}

/** A small transparent PNG: a disc of one colour, like a seal. */
export function samplePng(red: number, green: number, blue: number, side = 64): Buffer {
  const rows = Buffer.alloc((side * 4 + 1) * side);
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const distance = Math.hypot(x - side / 2, y - side / 2);
      const inside = distance < side / 2 && distance > side / 2 - 6;
      rows.set([red, green, blue, inside ? 255 : 0], y * (side * 4 + 1) + 1 + x * 4);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, body: Buffer): Buffer {
  const out = Buffer.alloc(body.length + 12);
  out.writeUInt32BE(body.length, 0);
  out.write(type, 4, "latin1");
  body.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, body.length + 8)), body.length + 8);
  return out;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
