import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import PDFDocument from "pdfkit";
import { type GreyImage, readPgm } from "../grey-image.ts";

/** A line of a page: where it stands in points from the upper left corner, and how. */
export interface DrawnLine {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size?: number;
  readonly bold?: boolean;
  readonly align?: "left" | "center" | "justify";
}

/** An A4 page with this text, as a PDF with a text layer. @param fonts folder of the Tinos files */
export async function drawPage(lines: readonly DrawnLine[], fonts: string): Promise<Buffer> {
  const doc = new PDFDocument({ size: "A4", margin: 0 });
  const chunks: Buffer[] = [];
  doc.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise((resolve) => doc.on("end", resolve));
  for (const { text, x, y, width, size = 13, bold = false, align = "left" } of lines)
    doc
      .font(join(fonts, bold ? "Tinos-Bold.ttf" : "Tinos-Regular.ttf"))
      .fontSize(size)
      .text(text, x, y, { width, align, lineGap: 3 });
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}

/** The first page of a PDF as a picture. */
export function drawn(pdf: Buffer, dpi: number): GreyImage {
  const folder = mkdtempSync(join(tmpdir(), "ngoc-linh-draw-"));
  try {
    writeFileSync(join(folder, "a.pdf"), pdf);
    execFileSync("pdftoppm", [
      "-gray",
      "-r",
      String(dpi),
      "-singlefile",
      join(folder, "a.pdf"),
      join(folder, "a"),
    ]);
    const image = readPgm(readFileSync(join(folder, "a.pgm")));
    if (!image) throw new Error("pdftoppm drew no page");
    return image;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A PDF whose only page is a picture of this many dots per inch: what a scanner makes. */
export function scanned({ width, height, pixels }: GreyImage, dpi: number): Buffer {
  const [w, h] = [(width * 72) / dpi, (height * 72) / dpi];
  const image = deflateSync(pixels);
  const content = `q ${w} 0 0 ${h} 0 0 cm /I Do Q`;
  const objects = [
    Buffer.from("<</Type/Catalog/Pages 2 0 R>>"),
    Buffer.from("<</Type/Pages/Kids[3 0 R]/Count 1>>"),
    Buffer.from(
      `<</Type/Page/Parent 2 0 R/MediaBox[0 0 ${w} ${h}]/Resources<</XObject<</I 5 0 R>>>>/Contents 4 0 R>>`,
    ),
    Buffer.from(`<</Length ${content.length}>>\nstream\n${content}\nendstream`),
    Buffer.concat([
      Buffer.from(
        `<</Type/XObject/Subtype/Image/Width ${width}/Height ${height}/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode/Length ${image.length}>>\nstream\n`,
      ),
      image,
      Buffer.from("\nendstream"),
    ]),
  ];
  const parts: Buffer[] = [Buffer.from("%PDF-1.7\n")];
  const offsets: number[] = [];
  let at = 9;
  for (const [i, object] of objects.entries()) {
    const bytes = Buffer.concat([Buffer.from(`${i + 1} 0 obj\n`), object, Buffer.from("\nendobj\n")]);
    offsets.push(at);
    at += bytes.length;
    parts.push(bytes);
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, "0")} 00000 n \n`).join("");
  parts.push(
    Buffer.from(
      `xref\n0 6\n0000000000 65535 f \n${rows}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}
