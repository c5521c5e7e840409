/** What a reader accepts from a stranger before it stops reading. All are configuration. */
export interface ReadLimits {
  /** Bytes of the whole message as received. */
  readonly messageBytes: number;
  /** Bytes of all attachments together, decoded and unpacked. */
  readonly attachmentBytes: number;
  readonly attachments: number;
  readonly depth: number;
  readonly attributesPerElement: number;
  readonly elements: number;
  /** Bytes of one start tag, processing instruction or XML declaration. */
  readonly tagBytes: number;
  /** Bytes of all text outside attachment contents. */
  readonly textBytes: number;
  /** Most times a zip may unpack to its packed size. */
  readonly zipRatio: number;
}

const MB = 1024 * 1024;

/** 100 MB of attachments; base64 adds a third and its line breaks a little more. */
export const DEFAULT_LIMITS: ReadLimits = {
  messageBytes: 150 * MB,
  attachmentBytes: 100 * MB,
  attachments: 200,
  depth: 32,
  attributesPerElement: 32,
  elements: 20_000,
  tagBytes: 32 * 1024,
  textBytes: 2 * MB,
  zipRatio: 200,
};
