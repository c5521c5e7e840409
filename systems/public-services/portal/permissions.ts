import {
  anyOf,
  isAdministrator,
  isClerkOf,
  isLeaderOf,
  permission,
  scope,
} from "../../../core/access/index.ts";

export const READ = "portal:read";
export const WRITE = "portal:write";
scope(READ, {
  vi: "Xem hồ sơ đồng bộ với Cổng Dịch vụ công quốc gia",
  en: "Read what is synchronised with the national portal",
});
scope(WRITE, {
  vi: "Gửi lại hồ sơ lên Cổng Dịch vụ công quốc gia",
  en: "Send to the national portal again",
});

/** A message belongs to the body that received the dossier; to nobody when the portal named none. */
export interface PortalSubject {
  readonly organisationId: string | null;
}

const receiver = ({ organisationId }: PortalSubject) => organisationId ?? undefined;

export const mayReadPortal = permission<PortalSubject>(
  "portal.read",
  {
    vi: "Văn thư bộ phận một cửa và lãnh đạo xem việc đồng bộ hồ sơ của cơ quan mình; quản trị viên xem của mọi cơ quan",
    en: "Clerks and leaders see how the dossiers of their own body are synchronised, administrators those of all",
  },
  anyOf(isClerkOf(receiver), isLeaderOf(receiver), isAdministrator()),
  { scope: READ },
);

export const mayReadContent = permission<PortalSubject>(
  "portal.read-content",
  {
    vi: "Văn thư bộ phận một cửa và lãnh đạo của cơ quan tiếp nhận xem nội dung bản ghi; mỗi lần xem được ghi lại",
    en: "Clerks and leaders of the receiving body read what a record says; every look is recorded",
  },
  anyOf(isClerkOf(receiver), isLeaderOf(receiver)),
);

export const mayCorrect = permission<PortalSubject>(
  "portal.correct",
  {
    vi: "Văn thư bộ phận một cửa của cơ quan tiếp nhận sửa phần mô tả của bản ghi bị từ chối; trạng thái và thời điểm không ai sửa được",
    en: "Clerks of the receiving body correct what a refused record describes; nobody can change its state or times",
  },
  isClerkOf(receiver),
);

export const mayResend = permission<PortalSubject>(
  "portal.resend",
  {
    vi: "Văn thư bộ phận một cửa gửi lại bản ghi bị từ chối của cơ quan mình; quản trị viên của mọi cơ quan",
    en: "Clerks send refused records of their own body again, administrators those of all",
  },
  anyOf(isClerkOf(receiver), isAdministrator()),
  { scope: WRITE },
);
