import type { Sentence } from "../../core/errors.ts";
import type { RegisteredState } from "../../core/signing/key-ring/registered-keys.ts";
import type { Tone } from "../../core/ui/index.ts";

export const CERTIFICATE_KINDS = ["person", "organisation", "system", "public"] as const;
/** Official duty of a person or an organisation; a server, device or program; or issued by a public authority. */
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

export const DEVICES = ["usb-token", "sim-pki", "hsm", "software"] as const;
export type Device = (typeof DEVICES)[number];
/** Devices that are given to a person and have to come back. */
export const HANDED_OUT: readonly Device[] = ["usb-token", "sim-pki"];

export type HolderKind = "person" | "organisation";

export const CERTIFICATE_STATES = ["issued", "in-use", "suspended", "revoked", "replaced"] as const;
export type CertificateState = (typeof CERTIFICATE_STATES)[number];

/** Whether keys of a certificate in this state may sign in the house; replacing changes nothing about that. */
export function keyStateOf(state: CertificateState): RegisteredState | undefined {
  if (state === "replaced") return undefined;
  return state === "suspended" || state === "revoked" ? state : "usable";
}

export const REQUEST_KINDS = [
  "new",
  "renew",
  "change",
  "suspend",
  "resume",
  "revoke",
  "return-device",
  "unlock-device",
] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];
/** What can be asked of a certificate that exists. */
export type LaterRequestKind = Exclude<RequestKind, "new">;

export const REQUEST_STATES = ["drafted", "submitted", "done", "refused", "cancelled"] as const;
export type RequestState = (typeof REQUEST_STATES)[number];

/** What happens to a certificate: a request that is done, or the two acts of the managers themselves. */
export type CertificateAction = LaterRequestKind | "hand-over" | "replace";

/**
 * NĐ 68/2024 knows issuing, renewal, change of information, revocation and recovery of the device; suspension and
 * resumption are the province's own measure while a revocation is being decided.
 */
export const CERTIFICATE_TRANSITIONS: Readonly<
  Record<CertificateState, Readonly<Partial<Record<CertificateAction, CertificateState>>>>
> = {
  issued: { "hand-over": "in-use", change: "issued", "unlock-device": "issued", revoke: "revoked" },
  "in-use": {
    renew: "in-use",
    change: "in-use",
    suspend: "suspended",
    revoke: "revoked",
    replace: "replaced",
    "return-device": "in-use",
    "unlock-device": "in-use",
  },
  suspended: {
    resume: "in-use",
    revoke: "revoked",
    replace: "replaced",
    "return-device": "suspended",
    "unlock-device": "suspended",
  },
  revoked: { "return-device": "revoked" },
  replaced: { "return-device": "replaced", revoke: "revoked" },
};

export type RequestAction = "submit" | "cancel" | "complete" | "refuse";
export const REQUEST_TRANSITIONS: Readonly<
  Record<RequestState, Readonly<Partial<Record<RequestAction, RequestState>>>>
> = {
  drafted: { submit: "submitted", cancel: "cancelled" },
  submitted: { complete: "done", refuse: "refused", cancel: "cancelled" },
  done: {},
  refused: {},
  cancelled: {},
};

export interface Look {
  readonly label: Sentence;
  readonly tone: Tone;
}

export const CERTIFICATE_STATE_WORDS: Readonly<Record<CertificateState, Look>> = {
  issued: { label: { vi: "Đã cấp, chờ bàn giao", en: "Issued, to hand over" }, tone: "info" },
  "in-use": { label: { vi: "Đang dùng", en: "In use" }, tone: "good" },
  suspended: { label: { vi: "Tạm dừng", en: "Suspended" }, tone: "attention" },
  revoked: { label: { vi: "Đã thu hồi", en: "Revoked" }, tone: "bad" },
  replaced: { label: { vi: "Đã thay bằng chứng thư mới", en: "Replaced" }, tone: "neutral" },
};
export const EXPIRED_WORDS: Look = { label: { vi: "Đã hết hạn", en: "Expired" }, tone: "bad" };

export const REQUEST_STATE_WORDS: Readonly<Record<RequestState, Look>> = {
  drafted: { label: { vi: "Đã lập, chưa gửi", en: "Drafted" }, tone: "neutral" },
  submitted: { label: { vi: "Đã gửi, chờ kết quả", en: "Submitted" }, tone: "progress" },
  done: { label: { vi: "Đã hoàn thành", en: "Done" }, tone: "good" },
  refused: { label: { vi: "Bị từ chối", en: "Refused" }, tone: "bad" },
  cancelled: { label: { vi: "Đã rút", en: "Withdrawn" }, tone: "neutral" },
};

export const KIND_WORDS: Readonly<Record<CertificateKind, Sentence>> = {
  person: { vi: "Công vụ, cá nhân", en: "Official duty, person" },
  organisation: { vi: "Công vụ, cơ quan", en: "Official duty, organisation" },
  system: { vi: "Thiết bị, phần mềm (TLS)", en: "Server, device, program (TLS)" },
  public: { vi: "Tổ chức công cộng cấp", en: "By a public authority" },
};
export const DEVICE_WORDS: Readonly<Record<Device, Sentence>> = {
  "usb-token": { vi: "USB Token", en: "USB token" },
  "sim-pki": { vi: "SIM PKI", en: "SIM PKI" },
  hsm: { vi: "HSM", en: "HSM" },
  software: { vi: "Phần mềm", en: "Software" },
};
export const REQUEST_KIND_WORDS: Readonly<Record<RequestKind, Sentence>> = {
  new: { vi: "Cấp mới", en: "New certificate" },
  renew: { vi: "Gia hạn", en: "Renewal" },
  change: { vi: "Thay đổi nội dung thông tin", en: "Change of information" },
  suspend: { vi: "Tạm dừng", en: "Suspension" },
  resume: { vi: "Khôi phục sau tạm dừng", en: "Resumption" },
  revoke: { vi: "Thu hồi", en: "Revocation" },
  "return-device": { vi: "Bàn giao, thu hồi thiết bị", en: "Handing back the device" },
  "unlock-device": { vi: "Mở khóa (khôi phục) thiết bị", en: "Unlocking the device" },
};
