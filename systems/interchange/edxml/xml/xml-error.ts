/** Why a byte stream is not XML this reader accepts. `code` is stable; `offset` counts bytes from the start. */
export class XmlError extends Error {
  readonly code: XmlErrorCode;
  readonly offset: number;
  readonly vi: string;

  constructor(code: XmlErrorCode, offset: number, vi: string, en: string) {
    super(en);
    this.name = "XmlError";
    this.code = code;
    this.offset = offset;
    this.vi = vi;
  }
}

export type XmlErrorCode =
  | "X.NotXml"
  | "X.NotWellFormed"
  | "X.Doctype"
  | "X.Entity"
  | "X.Encoding"
  | "X.Namespace"
  | "X.Truncated"
  | "L.Depth"
  | "L.Attributes"
  | "L.Tag"
  | "L.Elements"
  | "L.Text"
  | "L.MessageSize";
