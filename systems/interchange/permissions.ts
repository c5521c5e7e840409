import { anyOf, isAdministrator, isClerkOf, permission, scope } from "../../core/access/index.ts";

export const READ = "interchange:read";
export const WRITE = "interchange:write";
scope(READ, {
  vi: "Xem thông điệp gửi, nhận trên trục liên thông",
  en: "Read messages of the interchange axis",
});
scope(WRITE, { vi: "Gửi lại và xử lý thông điệp có lỗi", en: "Send again and settle failed messages" });

/** A message belongs to the organisation of ours that sent or received it; to nobody when none is known. */
export interface MessageSubject {
  readonly organisationId: string | null;
}

export const mayReadMessages = permission<MessageSubject>(
  "interchange.read",
  {
    vi: "Văn thư được xem thông điệp gửi, nhận của cơ quan mình; quản trị viên xem của mọi cơ quan",
    en: "Clerks may see the messages of their own organisation, administrators those of all",
  },
  anyOf(
    isClerkOf((message) => message.organisationId ?? undefined),
    isAdministrator(),
  ),
  { scope: READ },
);

export const maySettleMessages = permission<MessageSubject>(
  "interchange.settle",
  {
    vi: "Văn thư được gửi lại, thử lại và kết thúc cảnh báo của thông điệp thuộc cơ quan mình; quản trị viên của mọi cơ quan",
    en: "Clerks may send again, retry and settle alerts of messages of their own organisation, administrators of all",
  },
  anyOf(
    isClerkOf((message) => message.organisationId ?? undefined),
    isAdministrator(),
  ),
  { scope: WRITE },
);
