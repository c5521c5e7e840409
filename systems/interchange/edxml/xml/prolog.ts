import { XmlError } from "./xml-error.ts";

const LT = 0x3c;

/** Reads the XML declaration. @throws XmlError when it is malformed or declares anything but UTF-8 */
export function checkDeclaration(text: string, offset: number): void {
  const parts =
    /^<\?xml\s+version\s*=\s*(?:"1\.\d"|'1\.\d')(?:\s+encoding\s*=\s*(?:"([\w.:-]+)"|'([\w.:-]+)'))?(?:\s+standalone\s*=\s*(?:"(?:yes|no)"|'(?:yes|no)'))?\s*\?>$/.exec(
      text,
    );
  if (parts === null) {
    throw new XmlError("X.NotWellFormed", offset, "Khai báo <?xml …?> viết sai.", "Bad XML declaration.");
  }
  const encoding = parts[1] ?? parts[2] ?? "UTF-8";
  if (!/^(utf-?8|us-ascii)$/i.test(encoding)) {
    throw encodingError(
      `Tệp khai báo bảng mã ${encoding}; edXML phải là UTF-8.`,
      `The file declares encoding ${encoding}; edXML must be UTF-8.`,
    );
  }
}

export function encodingError(vi: string, en: string, offset = 0): XmlError {
  return new XmlError("X.Encoding", offset, vi, en);
}

/** True when the first bytes are those of a UTF-16 or UTF-32 document. */
export function isUtf16(b: Buffer): boolean {
  const [first, second, third, fourth] = [b[0], b[1], b[2], b[3]];
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return (
    (first === LT && second === 0 && third !== undefined) || (first === 0 && (second === LT || fourth === LT))
  );
}

/** What a file that is no XML seems to be. */
export function notXml(buffer: Buffer): { vi: string; en: string } {
  if (buffer.length === 0) return { vi: "Tệp rỗng.", en: "The file is empty." };
  if (buffer.includes("%PDF-"))
    return { vi: "Đây là tệp PDF, không phải thông điệp edXML.", en: "This is a PDF, not edXML." };
  if (buffer.subarray(0, 2).toString("latin1") === "PK") {
    return {
      vi: "Đây là tệp ZIP hoặc tệp Office, không phải thông điệp edXML.",
      en: "This is a ZIP or Office file, not edXML.",
    };
  }
  return { vi: "Tệp không phải XML.", en: "The file is not XML." };
}

export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
