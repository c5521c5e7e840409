/** Stable codes of {@link TimestampError}. */
export type TimestampErrorCode =
  | "timestamp.no-authority"
  | "timestamp.unreachable"
  | "timestamp.timeout"
  | "timestamp.http-status"
  | "timestamp.malformed-reply"
  | "timestamp.rejected"
  | "timestamp.wrong-imprint"
  | "timestamp.wrong-nonce"
  | "timestamp.wrong-policy"
  | "timestamp.wrong-time"
  | "timestamp.not-verified";

/** No usable timestamp came back. For level B-T this fails closed: no signature without the time asked for. */
export class TimestampError extends Error {
  readonly code: TimestampErrorCode;

  constructor(code: TimestampErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "TimestampError";
    this.code = code;
  }
}
