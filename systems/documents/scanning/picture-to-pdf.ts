import { FormRefusal } from "../../../core/errors.ts";

/** A4 in points. */
const PAGE = { width: 595.28, height: 841.89 };
const MOST_BYTES = 40 * 1024 * 1024;
/** A0 at 200 dpi: more than any sheet needs. */
const MOST_PIXELS = 64_000_000;

/**
 * Puts a photographed or scanned page (PNG, JPEG) on an A4 sheet. A JPEG stays as it is.
 *
 * @throws FormRefusal on the field `scan`
 */
export async function pictureToPdf(picture: Buffer, name: string): Promise<Buffer> {
  const size = sizeOf(picture);
  if (!size || picture.length > MOST_BYTES || size.width * size.height > MOST_PIXELS) throw refused(name);
  const wide = size.width > size.height;
  // Loaded only here: the library is large, and few requests need it.
  const { default: PDFDocument } = await import("pdfkit");
  const doc = new PDFDocument({ size: "A4", layout: wide ? "landscape" : "portrait", margin: 0 });
  const chunks: Buffer[] = [];
  doc.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    doc.on("end", resolve);
    doc.on("error", reject);
  });
  try {
    const fit: [number, number] = wide ? [PAGE.height, PAGE.width] : [PAGE.width, PAGE.height];
    doc.image(picture, 0, 0, { fit, align: "center", valign: "center" });
    doc.end();
    await ended;
  } catch {
    throw refused(name);
  }
  return Buffer.concat(chunks);
}

/** Width and height in pixels as the head of the file says them; undefined when it is no whole PNG or JPEG. */
function sizeOf(bytes: Buffer): { readonly width: number; readonly height: number } | undefined {
  if (bytes.length > 24 && bytes.toString("latin1", 1, 4) === "PNG")
    return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  // JPEG: segments up to a start of frame (SOF0–SOF15 but DHT, JPG and DAC).
  for (let at = 2; at + 9 < bytes.length; ) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

function refused(name: string): FormRefusal {
  return new FormRefusal({
    scan: {
      vi: `Không mở được ảnh "${name}". Quét hoặc chụp lại thành JPEG, PNG (không quá 40 MB) hoặc PDF rồi chọn lại.`,
      en: `The picture "${name}" cannot be opened. Scan it again as JPEG, PNG (at most 40 MB) or PDF and choose it.`,
    },
  });
}
