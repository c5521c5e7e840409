import { Readable } from "node:stream";
import { crc32, deflateRawSync } from "node:zlib";
import type { TableExport } from "./table-export.ts";

const FONT = "Times New Roman";
/** A4 landscape in twentieths of a point; margins 20 mm. */
const PAGE = `<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>`;
const INNER = 16838 - 2 * 1134;
const WORD = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`;

/**
 * A table as a Word document (ISO/IEC 29500): title, subtitle, and the rows under a head that repeats on every page.
 * The whole document is held in memory, so it is for lists of thousands of rows, not for registers.
 */
export function writeDocx(table: TableExport): Readable {
  return Readable.from(document(table));
}

async function* document(table: TableExport): AsyncGenerator<Buffer> {
  const total = table.columns.reduce((sum, column) => sum + column.width, 0);
  const widths = table.columns.map((column) => Math.round((INNER * column.width) / total));
  const parts = [
    `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document ${WORD}><w:body>`,
    paragraph(table.organisation, { bold: true, size: 13 }),
    paragraph(table.title, { bold: true, size: 15, centred: true }),
    paragraph(table.subtitle, { size: 12, centred: true }),
    `<w:tbl><w:tblPr><w:tblW w:w="${INNER}" w:type="dxa"/><w:tblBorders>${["top", "left", "bottom", "right", "insideH", "insideV"].map((side) => `<w:${side} w:val="single" w:sz="4"/>`).join("")}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>`,
    `<w:tblGrid>${widths.map((width) => `<w:gridCol w:w="${width}"/>`).join("")}</w:tblGrid>`,
    row(
      table.columns.map((column) => column.label),
      widths,
      true,
    ),
  ];
  let rows = 0;
  for await (const cells of table.rows) {
    parts.push(
      row(
        table.columns.map(({ key }) => cells[key] ?? ""),
        widths,
        false,
      ),
    );
    rows += 1;
    if (rows % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  parts.push("</w:tbl>", paragraph(table.placeAndDate, { size: 12 }), PAGE, "</w:body></w:document>");
  yield zip([
    [
      "[Content_Types].xml",
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
    ],
    [
      "_rels/.rels",
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
    ],
    ["word/document.xml", parts.join("")],
  ]);
}

function row(cells: readonly string[], widths: readonly number[], head: boolean): string {
  const inside = cells.map(
    (cell, index) =>
      `<w:tc><w:tcPr><w:tcW w:w="${widths[index] ?? 0}" w:type="dxa"/></w:tcPr>${paragraph(cell, { bold: head, size: 11, centred: head })}</w:tc>`,
  );
  return `<w:tr><w:trPr><w:cantSplit/>${head ? "<w:tblHeader/>" : ""}</w:trPr>${inside.join("")}</w:tr>`;
}

function paragraph(text: string, look: { bold?: boolean; size: number; centred?: boolean }): string {
  const font = `<w:rFonts w:ascii="${FONT}" w:hAnsi="${FONT}" w:cs="${FONT}"/>`;
  const run = `<w:rPr>${font}${look.bold ? "<w:b/>" : ""}<w:sz w:val="${look.size * 2}"/><w:lang w:val="vi-VN"/></w:rPr>`;
  return `<w:p><w:pPr><w:spacing w:after="40"/>${look.centred ? '<w:jc w:val="center"/>' : ""}</w:pPr><w:r>${run}<w:t xml:space="preserve">${escaped(text)}</w:t></w:r></w:p>`;
}

/** XML cannot carry most control characters. */
function escaped(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\p{Cc}/gu, " ")
    .toWellFormed()
    .replace(/[&<>]/g, (character) => (character === "&" ? "&amp;" : character === "<" ? "&lt;" : "&gt;"));
}

/** 1 January 1980: the same content gives the same bytes. */
const DOS_DATE = 0x0021;

function zip(files: readonly (readonly [string, string])[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [name, text] of files) {
    const content = Buffer.from(text, "utf8");
    const packed = deflateRawSync(content);
    const nameBytes = Buffer.from(name, "utf8");
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(DOS_DATE, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(nameBytes.length, 22);
    bodies.push(signature(0x04034b50), common, nameBytes, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(signature(0x02014b50), Buffer.from([20, 0]), common, rest, nameBytes);
    at += 4 + common.length + nameBytes.length + packed.length;
  }
  const size = directory.reduce((sum, piece) => sum + piece.length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...bodies, ...directory, signature(0x06054b50), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
