/** The names, codes and shapes of the axis protocol ("Trục liên thông văn bản quốc gia", VXP). */

export const PATH_PREFIX = "/XrdAdapter/RestService/forward/mngadapter";

/** Error codes used by the axis; "0" is success. */
export const ERROR = {
  badFile: "10",
  authentication: "15",
  unknownReceiver: "18",
  unregisteredSender: "19",
  system: "20",
  fileProcessing: "21",
  notToStandard: "22",
  receiverLocked: "23",
} as const;

export type ErrorCode = (typeof ERROR)[keyof typeof ERROR];

/** A refusal that reaches the caller as `{"status":"FAIL","ErrorCode":code,"ErrorDesc":message}`. */
export class AxisRefusal extends Error {
  readonly code: ErrorCode;
  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = "AxisRefusal";
    this.code = code;
  }
}

export type MessageKind = "edoc" | "status";

/** Throws a refusal unless the value is one of the two message types. */
export function parseMessageKind(value: string): MessageKind {
  if (value === "edoc" || value === "status") return value;
  throw new AxisRefusal(ERROR.notToStandard, `messagetype phải là edoc hoặc status, không phải "${value}"`);
}

/** Transport state of one receiver's copy; `initial` until the receiver acknowledges. */
export type CopyStatus = "initial" | "processing" | "done" | "fail";

export const COPY_STATUS_DESCRIPTION: Record<CopyStatus, string> = {
  initial: "Chờ nhận",
  processing: "Đang xử lý",
  done: "Đã nhận",
  fail: "Nhận lỗi",
};

/** The body of every answer. */
export function success(extra: Record<string, unknown> = {}): Record<string, unknown> {
  return { status: "OK", ErrorCode: "0", ErrorDesc: "", ...extra };
}

export function failure(refusal: AxisRefusal): Record<string, unknown> {
  return { status: "FAIL", ErrorCode: refusal.code, ErrorDesc: refusal.message };
}
