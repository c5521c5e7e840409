/** What the first bytes of a file say it is. */
export type SniffedType =
  | "pdf"
  | "zip"
  | "docx"
  | "xlsx"
  | "pptx"
  | "odf"
  | "ole"
  | "png"
  | "jpeg"
  | "gif"
  | "tiff"
  | "rtf"
  | "xml"
  | "html"
  | "rar"
  | "7z"
  | "gzip"
  | "program"
  | "empty"
  | "unknown";

/** How many bytes `sniff` wants to see. */
export const SNIFF_BYTES = 2048;

const SIGNATURES: readonly (readonly [SniffedType, string])[] = [
  ["ole", "d0cf11e0a1b11ae1"],
  ["png", "89504e470d0a1a0a"],
  ["jpeg", "ffd8ff"],
  ["gif", "47494638"],
  ["tiff", "49492a00"],
  ["tiff", "4d4d002a"],
  ["rtf", "7b5c727466"],
  ["rar", "526172211a07"],
  ["7z", "377abcaf271c"],
  ["gzip", "1f8b08"],
  ["program", "4d5a"],
  ["program", "7f454c46"],
];

/** Recognises a content by its first bytes, never by its name. */
export function sniff(head: Uint8Array): SniffedType {
  if (head.length === 0) return "empty";
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, SNIFF_BYTES));
  if (bytes.subarray(0, 1029).includes("%PDF-")) return "pdf";
  if (bytes.subarray(0, 4).equals(ZIP_LOCAL)) return zipKind(bytes);
  const hex = bytes.toString("hex", 0, 8);
  const known = SIGNATURES.find(([, signature]) => hex.startsWith(signature));
  if (known !== undefined) return known[0];
  const text = bytes
    .toString("latin1")
    .replace(/^\u00ef\u00bb\u00bf/, "")
    .trimStart()
    .toLowerCase();
  if (text.startsWith("<?xml")) return "xml";
  if (text.startsWith("<!doctype html") || text.startsWith("<html")) return "html";
  return "unknown";
}

const ZIP_LOCAL = Buffer.from("PK\u0003\u0004", "latin1");

/** An Office file is a zip whose first entry has a telling name. */
function zipKind(bytes: Buffer): SniffedType {
  const nameLength = bytes.length >= 30 ? bytes.readUInt16LE(26) : 0;
  const first = bytes.toString("latin1", 30, 30 + nameLength);
  if (first === "mimetype" && bytes.includes("application/vnd.oasis.opendocument")) return "odf";
  if (!["[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml"].includes(first)) {
    if (first.startsWith("word/")) return "docx";
    if (first.startsWith("xl/")) return "xlsx";
    return first.startsWith("ppt/") ? "pptx" : "zip";
  }
  if (bytes.includes("word/")) return "docx";
  if (bytes.includes("xl/")) return "xlsx";
  return bytes.includes("ppt/") ? "pptx" : "zip";
}

/** Office files that are zips themselves: the sniffed types a name of that extension may show. */
const ALLOWED_BY_EXTENSION: Readonly<Record<string, readonly SniffedType[]>> = {
  pdf: ["pdf"],
  doc: ["ole", "rtf", "xml", "html"],
  xls: ["ole", "xml", "html"],
  ppt: ["ole"],
  docx: ["docx", "zip"],
  xlsx: ["xlsx", "zip"],
  pptx: ["pptx", "zip"],
  odt: ["odf", "zip"],
  ods: ["odf", "zip"],
  zip: ["zip", "docx", "xlsx", "pptx", "odf"],
  rar: ["rar"],
  "7z": ["7z"],
  gz: ["gzip"],
  png: ["png"],
  jpg: ["jpeg"],
  jpeg: ["jpeg"],
  gif: ["gif"],
  tif: ["tiff"],
  tiff: ["tiff"],
  rtf: ["rtf"],
};

const PROGRAM_EXTENSIONS = new Set([
  "exe",
  "dll",
  "com",
  "scr",
  "msi",
  "bat",
  "cmd",
  "ps1",
  "vbs",
  "js",
  "jar",
  "lnk",
]);

/** True when a name of this extension may hold content of this type; unknown extensions hold anything but programs. */
export function extensionFits(name: string, type: SniffedType): boolean {
  const extension = extensionOf(name);
  const allowed = ALLOWED_BY_EXTENSION[extension];
  if (allowed !== undefined) return allowed.includes(type);
  return type !== "program";
}

/** True for content or a name that a computer would run. */
export function isProgram(name: string, type: SniffedType): boolean {
  return type === "program" || PROGRAM_EXTENSIONS.has(extensionOf(name));
}

/** Lower-case extension without the dot, "" when there is none. */
export function extensionOf(name: string): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : "";
}
