import { SaxesParser } from "saxes";
import { readCompoundFile } from "./compound-file.ts";
import { ConvertError } from "./convert-error.ts";
import { type OfficePackage, readPackage } from "./read-package.ts";

export type OfficeFormat = "docx" | "doc" | "odt";

/** Bytes of the largest file taken. */
export const MOST_BYTES = 64 * 1024 * 1024;

const COMPOUND = Buffer.from("d0cf11e0a1b11ae1", "hex");
const PACKAGE = Buffer.from("PK\x03\x04", "latin1");
const ODT = "application/vnd.oasis.opendocument.text";

/**
 * Looks a file through before the office program meets it, so that its sender gets a plain reason: what it is, whether
 * it is whole, protected by a password, carries macros, unpacks to a flood or fetches content from elsewhere. What this
 * look may miss stays harmless by the fence around the office program.
 *
 * @throws ConvertError
 */
export async function inspectOffice(bytes: Buffer): Promise<OfficeFormat> {
  if (bytes.length > MOST_BYTES) throw new ConvertError("convert.too-large", `${bytes.length} bytes`);
  if (bytes.subarray(0, 8).equals(COMPOUND)) return inspectCompound(bytes);
  if (!bytes.subarray(0, 4).equals(PACKAGE)) throw new ConvertError("convert.not-office");
  const parts = await readPackage(bytes);
  const { names } = parts;
  if (names.includes("word/document.xml")) return await inspectWord(parts);
  if (names.includes("mimetype") && (await parts.part("mimetype")).toString("latin1").trim() === ODT)
    return await inspectOpenDocument(parts);
  throw new ConvertError(
    names.includes("[Content_Types].xml") || names.includes("mimetype")
      ? "convert.not-office"
      : "convert.broken",
  );
}

/** A .doc ([MS-DOC]), or the compound file that wraps an encrypted .docx ([MS-OFFCRYPTO]). */
function inspectCompound(bytes: Buffer): OfficeFormat {
  const file = readCompoundFile(bytes);
  const has = (name: string): boolean => file.names.includes(name);
  if (has("EncryptedPackage") || has("EncryptionInfo")) throw new ConvertError("convert.password");
  if (!has("WordDocument")) throw new ConvertError("convert.not-office", file.names.slice(0, 5).join(", "));
  if (file.names.some((name) => name === "Macros" || name.startsWith("_VBA_PROJECT")))
    throw new ConvertError("convert.macros");
  const head = file.head("WordDocument");
  if (!head || head.length < 12) throw new ConvertError("convert.broken", "no WordDocument stream");
  // FibBase.fEncrypted.
  if ((head.readUInt16LE(10) & 0x0100) !== 0) throw new ConvertError("convert.password");
  return "doc";
}

/** Relationships whose target becomes part of the page; links a reader may click stay as they are. */
const BROUGHT_IN = /\/(image|oleObject|subDocument|frame|video|audio|aFChunk|package)$/;

async function inspectWord(parts: OfficePackage): Promise<OfficeFormat> {
  if (parts.names.some((name) => /(^|\/)vba\w*\.(bin|xml)$/i.test(name)))
    throw new ConvertError("convert.macros");
  for (const name of parts.names.filter((each) => each.endsWith(".rels"))) {
    readXml(await parts.part(name), name, (tag, attributes) => {
      if (tag !== "Relationship" || attributes.TargetMode !== "External") return;
      const type = attributes.Type ?? "";
      const target = attributes.Target ?? "";
      if (BROUGHT_IN.test(type) || (type.endsWith("/attachedTemplate") && isRemote(target)))
        throw new ConvertError("convert.outside-content", target.slice(0, 200));
    });
  }
  const fields: string[] = [];
  readXml(await parts.part("word/document.xml"), "word/document.xml", (tag, attributes) => {
    if (tag.endsWith(":fldSimple")) fields.push(attributes["w:instr"] ?? "");
  });
  // Fields that copy a file into the text.
  if (fields.some((field) => /^\s*INCLUDE(TEXT|PICTURE)\b/i.test(field)))
    throw new ConvertError("convert.outside-content", "an INCLUDE field");
  return "docx";
}

/** Where OpenDocument brings content in rather than pointing at it. */
const ODF_CONTENT = new Set([
  "draw:image",
  "draw:object",
  "draw:object-ole",
  "draw:plugin",
  "draw:floating-frame",
  "text:section-source",
  "form:form",
]);

async function inspectOpenDocument(parts: OfficePackage): Promise<OfficeFormat> {
  const { names } = parts;
  if (names.includes("META-INF/manifest.xml")) {
    readXml(await parts.part("META-INF/manifest.xml"), "manifest", (tag) => {
      if (tag === "manifest:encryption-data") throw new ConvertError("convert.password");
    });
  }
  if (names.some((name) => /^(Basic|Scripts)\/.+\/.+/.test(name))) throw new ConvertError("convert.macros");
  if (!names.includes("content.xml")) throw new ConvertError("convert.broken", "no content.xml");
  for (const name of ["content.xml", "styles.xml"]) {
    if (!names.includes(name)) continue;
    readXml(await parts.part(name), name, (tag, attributes) => {
      const target = attributes["xlink:href"] ?? "";
      if (ODF_CONTENT.has(tag) && leaves(target))
        throw new ConvertError("convert.outside-content", target.slice(0, 200));
    });
  }
  return "odt";
}

/** An address that is not a part of the package itself. */
function leaves(target: string): boolean {
  return /^([a-z][a-z0-9+.-]*:|\/|\\)/i.test(target) || target.startsWith("../");
}

/** An address another machine answers; the path of a template on the author's own disk is common and harmless. */
function isRemote(target: string): boolean {
  return (
    /^(https?|ftps?|smb|webdavs?|vnd\.[\w.-]+):/i.test(target) || /^(file:)?[\\/]{2}[^\\/]/i.test(target)
  );
}

/** Reads a part to its end, so that a part that is cut short or ill-formed is refused here. */
function readXml(
  bytes: Buffer,
  name: string,
  onTag: (tag: string, attributes: Readonly<Record<string, string>>) => void,
): void {
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw new ConvertError("convert.broken", `${name}: ${error.message}`);
  });
  parser.on("doctype", () => {
    throw new ConvertError("convert.broken", `${name}: a document type declaration`);
  });
  parser.on("opentag", (tag) => onTag(tag.name, tag.attributes));
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
  const text = bytes.toString(utf16 ? "utf16le" : "utf8");
  parser.write(text.startsWith("\ufeff") ? text.slice(1) : text).close();
}
