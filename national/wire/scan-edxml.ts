import { SaxesParser } from "saxes";
import { type EdxmlHeader, HeaderCollector, UnreadableEdxml } from "./edxml-header.ts";

/** The namespace of QCVN 102:2016 and the one of 2015 that old software still writes. */
const NAMESPACES = new Set(["http://www.mic.gov.vn/TBT/QCVN_102_2016", "http://www.e-doc.vn/Schema/"]);
const HEADER_LIMIT_BYTES = 8 * 1024 * 1024;
const JUNK_LIMIT_BYTES = 1024;
const LESS_THAN = 0x3c;
const GREATER_THAN = 0x3e;
const IS_BASE64 = base64Table();

/**
 * Reads an edXML message of any size piece by piece: checks well-formedness to the last byte, refuses DOCTYPE and
 * entities, and collects the header. Base64 content is checked and passed over byte by byte, never decoded or held.
 * Usage: `write` every chunk, then `finish`. Both throw {@link UnreadableEdxml}.
 */
export class EdxmlScanner {
  readonly #parser = new SaxesParser<{ xmlns: true }>({ xmlns: true });
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  readonly #collector = new HeaderCollector();
  readonly #path: string[] = [];
  #text = "";
  #consumed = 0;
  #started = false;
  #passingBase64 = false;
  #lastTagStart = 0;
  /** Bytes given to the parser since the last tag: what it may be holding. */
  #sinceTag = 0;
  #tagEnd = 0;
  #headerStart = 0;

  constructor() {
    this.#parser.on("error", (error) => {
      throw new UnreadableEdxml("not-well-formed", error.message);
    });
    this.#parser.on("doctype", () => {
      throw new UnreadableEdxml("has-doctype", "DOCTYPE and entities are not allowed");
    });
    this.#parser.on("opentag", (tag) => this.#open(tag.local, tag.uri, tag.isSelfClosing));
    this.#parser.on("closetag", (tag) => this.#close(tag.prefix, tag.isSelfClosing));
    this.#parser.on("cdata", (content) => {
      if (this.#collecting()) this.#text += content;
    });
  }

  write(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let at = this.#started ? 0 : this.#skipJunk(bytes);
    while (at < bytes.length) {
      if (this.#passingBase64) {
        at = this.#passBase64(bytes, at);
        if (at === bytes.length) break;
      }
      const greater = bytes.indexOf(GREATER_THAN, at);
      const cut = greater < 0 ? bytes.length : greater + 1;
      this.#parse(bytes.subarray(at, cut), this.#consumed + at);
      at = cut;
    }
    this.#consumed += bytes.length;
  }

  finish(): EdxmlHeader {
    if (!this.#started) throw new UnreadableEdxml("not-well-formed", "the message is empty");
    try {
      this.#decoder.decode();
    } catch {
      throw new UnreadableEdxml("not-well-formed", "the message is not UTF-8");
    }
    this.#parser.close();
    return this.#collector.header;
  }

  /** An official sample begins with the characters "1212": what stands before the first "<" is dropped. */
  #skipJunk(bytes: Buffer): number {
    const start = bytes.indexOf(LESS_THAN);
    if (start >= 0 && this.#consumed + start <= JUNK_LIMIT_BYTES) {
      this.#started = true;
      return start;
    }
    if (this.#consumed + bytes.length > JUNK_LIMIT_BYTES) {
      throw new UnreadableEdxml("not-well-formed", "no XML in the first 1,024 bytes");
    }
    return bytes.length;
  }

  #passBase64(bytes: Buffer, from: number): number {
    let at = from;
    while (at < bytes.length && IS_BASE64[bytes[at] ?? 0] === 1) at++;
    if (at < bytes.length) this.#passingBase64 = false;
    return at;
  }

  #parse(piece: Buffer, offset: number): void {
    const less = piece.lastIndexOf(LESS_THAN);
    if (less >= 0) this.#lastTagStart = offset + less;
    this.#tagEnd = offset + piece.length;
    this.#sinceTag += piece.length;
    const headerSize = this.#path.includes("edXMLHeader") ? this.#tagEnd - this.#headerStart : 0;
    if (Math.max(this.#sinceTag, headerSize) > HEADER_LIMIT_BYTES) {
      throw new UnreadableEdxml(
        "not-to-standard",
        "the header, or text that is not base64, is larger than 8 MB",
      );
    }
    let decoded: string;
    try {
      decoded = this.#decoder.decode(piece, { stream: true });
    } catch {
      throw new UnreadableEdxml("not-well-formed", "the message is not UTF-8");
    }
    this.#parser.write(decoded);
  }

  #open(name: string, uri: string, selfClosing: boolean): void {
    if (this.#path.length === 0 && (name !== "edXML" || !NAMESPACES.has(uri))) {
      throw new UnreadableEdxml("not-to-standard", `the root element is ${name}, not edXML of QCVN 102:2016`);
    }
    if (this.#path.length > 64)
      throw new UnreadableEdxml("not-to-standard", "elements are nested too deeply");
    this.#path.push(name);
    this.#sinceTag = 0;
    this.#text = "";
    if (name === "edXMLHeader") this.#headerStart = this.#lastTagStart;
    if (this.#collecting()) this.#collector.begin(this.#headerPath());
    this.#listenWhereWanted();
    this.#passingBase64 = name === "ContentTransferEncoded" && !selfClosing;
  }

  #close(prefix: string, selfClosing: boolean): void {
    const value = this.#text.trim();
    const path = this.#headerPath();
    this.#text = "";
    if (!selfClosing) this.#noteTrace(path, prefix === "" ? "" : `${prefix}:`);
    if (this.#inAttachment() && this.#path.at(-1) === "AttachmentName") {
      this.#collector.header.attachmentNames.push(value);
    } else if (path !== "") this.#collector.leaf(path, value);
    this.#path.pop();
    this.#sinceTag = 0;
    this.#listenWhereWanted();
  }

  /** After the last TraceHeader; in a list that has none, before its end tag. */
  #noteTrace(path: string, prefix: string): void {
    const { header } = this.#collector;
    if (path === "TraceHeaderList/TraceHeader") header.traceInsertion = { byteOffset: this.#tagEnd, prefix };
    if (path === "TraceHeaderList") header.traceInsertion ??= { byteOffset: this.#lastTagStart, prefix };
  }

  #listenWhereWanted(): void {
    if (!this.#collecting()) {
      this.#parser.off("text");
      return;
    }
    this.#parser.on("text", (content) => {
      this.#text += content;
    });
  }

  #headerPath(): string {
    const header = this.#path.indexOf("edXMLHeader");
    return header < 0 ? "" : this.#path.slice(header + 1).join("/");
  }

  #inAttachment(): boolean {
    return this.#path[1] === "AttachmentEncoded";
  }

  /** Text is kept only where it is wanted, so that a body never piles up in memory. */
  #collecting(): boolean {
    const header = this.#path.indexOf("edXMLHeader");
    if (header >= 0) return this.#path[header + 1] !== "Signature";
    return this.#inAttachment() && this.#path.at(-1) === "AttachmentName";
  }
}

function base64Table(): Uint8Array {
  const table = new Uint8Array(256);
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n";
  for (const character of alphabet) table[character.charCodeAt(0)] = 1;
  return table;
}
