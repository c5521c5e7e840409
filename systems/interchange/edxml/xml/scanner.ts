import { isUtf8 } from "node:buffer";
import { checkDeclaration, encodingError, isBlank, isUtf16, notXml } from "./prolog.ts";
import { isXmlName, type NamespaceScope, parseStartTag, ROOT_SCOPE, type StartTag } from "./start-tag.ts";
import { expandReferences, normaliseText } from "./text.ts";
import { XmlError } from "./xml-error.ts";

/** What a scanner tells, in document order. Buffers are valid only during the call. */
export interface XmlHandler {
  startElement(tag: StartTag): void;
  endElement(): void;
  /** Character data as UTF-8 octets, references expanded and line ends normalised; may come in pieces. */
  text(octets: Buffer): void;
  processingInstruction(target: string, data: string): void;
}

export interface XmlLimits {
  readonly depth: number;
  readonly attributesPerElement: number;
  readonly tagBytes: number;
}

type State = "prolog" | "content" | "comment" | "cdata";

const LT = 0x3c;
const PROLOG_WINDOW = 4096;
const HOLD_REFERENCE = 40;

/**
 * Streaming XML 1.0 reader with namespaces over UTF-8 buffers. It knows the five predefined entities and character
 * references only: a DOCTYPE or any other entity is an error, so nothing is ever fetched or multiplied.
 * Junk before `<?xml` is skipped, as official sample messages carry some.
 */
export class XmlScanner {
  readonly #handler: XmlHandler;
  readonly #limits: XmlLimits;
  readonly #names: string[] = [];
  readonly #scopes: NamespaceScope[] = [ROOT_SCOPE];
  #state: State = "prolog";
  #buffer: Buffer = Buffer.alloc(0);
  #position = 0;
  #consumed = 0;
  #utf8Tail: Buffer = Buffer.alloc(0);
  #rootSeen = false;
  /** Bytes skipped before the document began. */
  junkBytes = 0;

  constructor(handler: XmlHandler, limits: XmlLimits) {
    this.#handler = handler;
    this.#limits = limits;
  }

  /** Feeds the next bytes. @throws XmlError */
  push(chunk: Buffer): void {
    if (this.#state !== "prolog") this.#requireUtf8(chunk, false);
    this.#append(chunk);
    this.#run(false);
  }

  /** Says that no more bytes follow. @throws XmlError when the document is incomplete. */
  finish(): void {
    if (this.#state === "prolog") this.#startDocument(true);
    this.#requireUtf8(Buffer.alloc(0), true);
    this.#run(true);
    if (!this.#rootSeen || this.#names.length > 0 || this.#state !== "content") {
      const open = this.#names.at(-1);
      throw new XmlError(
        "X.Truncated",
        this.#offset(),
        open === undefined ? "Nội dung XML bị cắt cụt." : `Nội dung XML bị cắt cụt, thẻ <${open}> chưa đóng.`,
        open === undefined ? "The XML is cut off." : `The XML is cut off inside <${open}>.`,
      );
    }
  }

  #append(chunk: Buffer): void {
    const rest = this.#buffer.subarray(this.#position);
    this.#consumed += this.#position;
    this.#buffer = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    this.#position = 0;
  }

  #run(last: boolean): void {
    if (this.#state === "prolog" && !this.#startDocument(last)) return;
    while (this.#position < this.#buffer.length && this.#step(last));
    // The caller may reuse its buffer: what is left over is copied.
    const rest = Buffer.from(this.#buffer.subarray(this.#position));
    this.#consumed += this.#position;
    this.#buffer = rest;
    this.#position = 0;
  }

  /** Advances over one piece of markup or text; false when more bytes are needed. */
  #step(last: boolean): boolean {
    if (this.#state === "comment") return this.#comment();
    if (this.#state === "cdata") return this.#cdata();
    const buffer = this.#buffer;
    if (buffer[this.#position] !== LT) return this.#characters(last);
    const next = buffer[this.#position + 1];
    if (next === undefined) return false;
    if (next === 0x2f) return this.#endTag();
    if (next === 0x3f) return this.#instruction();
    if (next === 0x21) return this.#declaration(last);
    return this.#startTag();
  }

  #characters(last: boolean): boolean {
    const from = this.#position;
    const lt = this.#buffer.indexOf(LT, from);
    const end = lt >= 0 ? lt : last ? this.#buffer.length : holdBack(this.#buffer, from);
    if (end === from) return false;
    const raw = this.#buffer.subarray(from, end);
    if (raw.includes(0x3e) && raw.includes("]]>"))
      throw this.#malformed("Chuỗi “]]>” đứng ngoài CDATA.", "Stray ]]>.");
    if (this.#names.length === 0) {
      if (!/^[ \t\r\n]*$/.test(raw.toString("latin1"))) {
        throw this.#malformed("Có ký tự lạ nằm ngoài phần tử gốc.", "Text outside the root element.");
      }
    } else {
      this.#handler.text(normaliseText(raw, this.#offset()));
    }
    this.#position = end;
    return true;
  }

  #startTag(): boolean {
    const from = this.#position;
    const end = this.#endOfTag(from + 1);
    if (end < 0) return false;
    const offset = this.#offset();
    if (this.#names.length === 0 && this.#rootSeen) {
      throw this.#malformed("Có hơn một phần tử gốc.", "More than one root element.");
    }
    if (this.#names.length >= this.#limits.depth) {
      const most = this.#limits.depth;
      throw new XmlError(
        "L.Depth",
        offset,
        `Các thẻ lồng nhau quá ${most} mức.`,
        `Nested deeper than ${most} levels.`,
      );
    }
    const inside = this.#buffer.toString("utf8", from + 1, end);
    const outer = this.#scopes.at(-1) ?? ROOT_SCOPE;
    const expand = (raw: string) => expandReferences(raw, offset);
    const tag = parseStartTag(inside, outer, this.#limits.attributesPerElement, offset, expand);
    this.#rootSeen = true;
    this.#position = end + 1;
    this.#names.push(tag.name);
    this.#scopes.push(tag.scope);
    this.#handler.startElement(tag);
    if (tag.empty) this.#close();
    return true;
  }

  #endTag(): boolean {
    const end = this.#buffer.indexOf(0x3e, this.#position);
    if (end < 0) return this.#awaitMarkup();
    const name = this.#buffer.toString("utf8", this.#position + 2, end).replace(/[ \t\r\n]+$/, "");
    if (name !== this.#names.at(-1)) {
      const open = this.#names.at(-1) ?? "";
      throw this.#malformed(
        `Thẻ đóng </${name.slice(0, 60)}> không khớp với thẻ mở <${open}>.`,
        `End tag </${name.slice(0, 60)}> does not match <${open}>.`,
      );
    }
    this.#position = end + 1;
    this.#close();
    return true;
  }

  #close(): void {
    this.#names.pop();
    this.#scopes.pop();
    this.#handler.endElement();
  }

  #instruction(): boolean {
    const end = this.#buffer.indexOf("?>", this.#position + 2);
    if (end < 0) return this.#awaitMarkup();
    const text = this.#buffer.toString("utf8", this.#position + 2, end);
    const parts = /^(\S+)(?:\s+([\s\S]*))?$/.exec(text);
    const target = parts?.[1] ?? "";
    if (!isXmlName(target) || target.includes(":") || target.toLowerCase() === "xml") {
      throw this.#malformed("Chỉ thị xử lý <?…?> viết sai.", "Bad processing instruction.");
    }
    this.#handler.processingInstruction(target, (parts?.[2] ?? "").replaceAll(/\r\n?/g, "\n"));
    this.#position = end + 2;
    return true;
  }

  #declaration(last: boolean): boolean {
    const head = this.#buffer.toString("latin1", this.#position, this.#position + 9);
    if (head.startsWith("<!--")) {
      this.#position += 4;
      this.#state = "comment";
      return true;
    }
    if (head === "<![CDATA[" && this.#names.length > 0) {
      this.#position += 9;
      this.#state = "cdata";
      return true;
    }
    if (/^<!DOCTYPE/i.test(head)) {
      throw new XmlError(
        "X.Doctype",
        this.#offset(),
        "Thông điệp có khai báo DOCTYPE, không được phép vì lý do an toàn.",
        "A DOCTYPE is not allowed.",
      );
    }
    if (head.length < 9 && !last) return false;
    throw this.#malformed("Khai báo <!…> không hợp lệ.", "Bad markup declaration.");
  }

  #comment(): boolean {
    const dashes = this.#buffer.indexOf("--", this.#position);
    if (dashes < 0) {
      this.#position = Math.max(this.#position, this.#buffer.length - 1);
      return false;
    }
    const after = this.#buffer[dashes + 2];
    this.#position = dashes;
    if (after === undefined) return false;
    if (after !== 0x3e) throw this.#malformed("Chú thích XML có chuỗi “--”.", "A comment holds --.");
    this.#position = dashes + 3;
    this.#state = "content";
    return true;
  }

  #cdata(): boolean {
    const from = this.#position;
    const close = this.#buffer.indexOf("]]>", from);
    let end = close;
    if (close < 0) {
      end = this.#buffer.length - incompleteTail(this.#buffer.subarray(from));
      end = Math.max(from, Math.min(end, this.#buffer.length - 2));
      while (end > from && this.#buffer[end - 1] === 0x0d) end--;
    }
    if (end > from)
      this.#handler.text(normaliseText(this.#buffer.subarray(from, end), this.#offset(), false));
    if (close < 0) {
      this.#position = end;
      return false;
    }
    this.#position = close + 3;
    this.#state = "content";
    return true;
  }

  /** Index of the `>` that ends the tag, looking past quoted values; -1 when more bytes are needed. */
  #endOfTag(from: number): number {
    let quoteByte = 0;
    for (let i = from; i < this.#buffer.length; i++) {
      const byte = this.#buffer[i];
      if (quoteByte !== 0) {
        if (byte === quoteByte) quoteByte = 0;
      } else if (byte === 0x3e) {
        return i;
      } else if (byte === 0x22 || byte === 0x27) {
        quoteByte = byte;
      } else if (byte === LT) {
        throw this.#malformed("Thẻ XML chưa đóng dấu “>”.", "A tag is not closed.");
      }
    }
    this.#awaitMarkup();
    return -1;
  }

  #awaitMarkup(): false {
    if (this.#buffer.length - this.#position > this.#limits.tagBytes) {
      const most = this.#limits.tagBytes;
      throw new XmlError(
        "L.Tag",
        this.#offset(),
        `Một thẻ XML dài quá ${most} byte.`,
        `A tag longer than ${most} bytes.`,
      );
    }
    return false;
  }

  /** Finds the beginning of the document and reads its XML declaration; false when more bytes are needed. */
  #startDocument(last: boolean): boolean {
    const buffer = this.#buffer;
    if (buffer.length < 4 && !last) return false;
    if (isUtf16(buffer)) {
      throw encodingError(
        "Tệp dùng bảng mã UTF-16 hoặc UTF-32; edXML phải là UTF-8.",
        "The file is UTF-16 or UTF-32, not UTF-8.",
      );
    }
    let start = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0;
    while (isBlank(buffer[start])) start++;
    if (buffer[start] !== LT) {
      start = buffer.subarray(0, PROLOG_WINDOW).indexOf("<?xml");
      if (start < 0) {
        if (!last && buffer.length < PROLOG_WINDOW) return false;
        throw new XmlError("X.NotXml", 0, notXml(buffer).vi, notXml(buffer).en);
      }
      this.junkBytes = start;
    }
    const declaration = /^<\?xml\s/.test(buffer.toString("latin1", start, start + 6));
    let end = start;
    if (declaration) {
      const close = buffer.indexOf("?>", start);
      if (close < 0) {
        if (!last && buffer.length - start < this.#limits.tagBytes) return false;
        throw this.#malformed("Khai báo <?xml …?> chưa đóng.", "The XML declaration is not closed.");
      }
      checkDeclaration(buffer.toString("latin1", start, close + 2), start);
      end = close + 2;
    } else if (buffer.length - start < 6 && !last) {
      return false;
    }
    this.#position = end;
    this.#state = "content";
    this.#requireUtf8(buffer.subarray(end), false);
    return true;
  }

  #requireUtf8(chunk: Buffer, last: boolean): void {
    const all = this.#utf8Tail.length === 0 ? chunk : Buffer.concat([this.#utf8Tail, chunk]);
    const whole = last ? all.length : all.length - incompleteTail(all);
    if (!isUtf8(all.subarray(0, whole))) {
      throw encodingError(
        "Nội dung có byte không đúng bảng mã UTF-8.",
        "The content is not valid UTF-8.",
        this.#consumed,
      );
    }
    this.#utf8Tail = Buffer.from(all.subarray(whole));
  }

  #offset(): number {
    return this.#consumed + this.#position;
  }

  #malformed(vi: string, en: string): XmlError {
    return new XmlError("X.NotWellFormed", this.#offset(), vi, en);
  }
}

/** End of the text that can be told now: half a character, a reference, a CR or "]]" waits for what follows. */
function holdBack(buffer: Buffer, from: number): number {
  let end = buffer.length - incompleteTail(buffer.subarray(from));
  for (let i = end - 1; i >= Math.max(from, end - HOLD_REFERENCE); i--) {
    if (buffer[i] === 0x3b) break;
    if (buffer[i] === 0x26) {
      end = i;
      break;
    }
  }
  while (
    end > from &&
    end > buffer.length - HOLD_REFERENCE &&
    (buffer[end - 1] === 0x0d || buffer[end - 1] === 0x5d)
  )
    end--;
  return end;
}

/** Number of bytes at the end that begin a UTF-8 sequence without completing it. */
function incompleteTail(buffer: Buffer): number {
  for (let back = 1; back <= 3 && back <= buffer.length; back++) {
    const byte = buffer[buffer.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? back : 0;
  }
  return 0;
}
