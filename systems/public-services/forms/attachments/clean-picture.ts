/**
 * Pictures without what the camera wrote about place, time and owner: only what draws the picture is kept, and which
 * way up it is. Whatever hangs behind the picture's end is cut off.
 */

/** @returns undefined when the bytes are no whole JPEG */
export function cleanJpeg(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 2)];
  let turned = 1;
  let at = 2;
  let pictures = 0;
  for (;;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined) return undefined;
    if (marker === 0xd9) break;
    if (at + 4 > bytes.length) return undefined;
    const end = at + 2 + view.getUint16(at + 2);
    if (end > bytes.length || end < at + 4) return undefined;
    const segment = bytes.subarray(at, end);
    if (marker === 0xe1) turned = orientationOf(segment) ?? turned;
    at = end;
    if (!isOfThePicture(marker, segment)) continue;
    kept.push(segment);
    if (marker !== 0xda) continue;
    pictures += 1;
    const after = endOfScan(bytes, at);
    if (after === undefined) return undefined;
    kept.push(bytes.subarray(at, after));
    at = after;
  }
  if (pictures === 0) return undefined;
  kept.push(Uint8Array.of(0xff, 0xd9));
  if (turned !== 1) kept.splice(1, 0, orientationSegment(turned));
  return Buffer.concat(kept);
}

/** JFIF, colour profile, Adobe's colour transform, tables, frames and scans; no other application data, no comments. */
function isOfThePicture(marker: number, segment: Uint8Array): boolean {
  if (marker === 0xfe) return false;
  if (marker < 0xe0 || marker > 0xef) return true;
  const name = Buffer.from(segment.subarray(4, 16)).toString("latin1");
  if (marker === 0xe0) return name.startsWith("JFIF\0");
  return (marker === 0xe2 && name.startsWith("ICC_PROFILE")) || (marker === 0xee && name.startsWith("Adobe"));
}

/** Where the next marker stands that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Uint8Array, from: number): number | undefined {
  for (let at = from; at + 1 < bytes.length; at += 1) {
    const next = bytes[at + 1] ?? 0;
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return undefined;
}

/** Tag 0x0112 of the first directory (Exif 2.3, TIFF 6.0), 1–8. */
function orientationOf(segment: Uint8Array): number | undefined {
  if (Buffer.from(segment.subarray(4, 10)).toString("latin1") !== "Exif\0\0") return undefined;
  const tiff = new DataView(segment.buffer, segment.byteOffset + 10, segment.byteLength - 10);
  if (tiff.byteLength < 14) return undefined;
  const little = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, little);
  if (directory + 2 > tiff.byteLength) return undefined;
  const entries = tiff.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = directory + 2 + 12 * entry;
    if (at + 12 > tiff.byteLength) return undefined;
    if (tiff.getUint16(at, little) !== 0x0112) continue;
    const value = tiff.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}

/** An APP1 segment that says which way up the picture is and nothing else. */
function orientationSegment(turned: number): Uint8Array {
  const tiff = Buffer.from("4d4d002a00000008000101120003000000010000000000000000", "hex");
  tiff.writeUInt16BE(turned, 18);
  const head = Buffer.from("ffe10000457869660000", "hex");
  head.writeUInt16BE(tiff.length + 8, 2);
  return Buffer.concat([head, tiff]);
}

const PNG_HEAD = Buffer.from("89504e470d0a1a0a", "hex");
/** Chunks that draw (ISO/IEC 15948); no texts, times and Exif. */
const PNG_CHUNKS = new Set(
  "IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP bKGD pHYs hIST sPLT".split(" "),
);

/** @returns undefined when the bytes are no whole PNG */
export function cleanPng(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length < 8 || PNG_HEAD.compare(bytes, 0, 8) !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Uint8Array[] = [bytes.subarray(0, 8)];
  let pictures = 0;
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 12 + view.getUint32(at);
    if (end > bytes.length) return undefined;
    const name = Buffer.from(bytes.subarray(at + 4, at + 8)).toString("latin1");
    if (PNG_CHUNKS.has(name)) kept.push(bytes.subarray(at, end));
    if (name === "IDAT") pictures += 1;
    if (name === "IEND") return pictures > 0 ? Buffer.concat(kept) : undefined;
    at = end;
  }
  return undefined;
}
