/** Who may do what with forms, one sentence each. Everything not said here is refused. */
import {
  anyOf,
  anyone,
  isAdministrator,
  isClerkOf,
  isLeaderOf,
  isMemberOf,
  permission,
  scope,
} from "../../../core/access/index.ts";

export const READ = "forms:read";
scope(READ, { vi: "Xem biểu mẫu điện tử", en: "Read electronic forms" });

/** A form as far as rights are concerned. */
export interface FormSubject {
  /** Organisation that looks after it; null: only administrators change it. */
  readonly ownerId: string | null;
}

const owner = ({ ownerId }: FormSubject): string | undefined => ownerId ?? undefined;

export const mayReadForms = permission(
  "forms.read",
  {
    vi: "Mọi cán bộ đã đăng nhập được xem biểu mẫu, các phiên bản và xem thử như người dân",
    en: "Every signed-in official may look at forms, their versions and a preview",
  },
  anyone(),
  { scope: READ },
);

export const mayEditForm = permission<FormSubject>(
  "forms.edit",
  {
    vi: "Người của cơ quan quản lý biểu mẫu và quản trị viên được soạn, sửa biểu mẫu",
    en: "People of the organisation that looks after a form, and administrators, may write and change it",
  },
  anyOf(isMemberOf(owner), isAdministrator()),
);

export const mayPublishForm = permission<FormSubject>(
  "forms.publish",
  {
    vi: "Lãnh đạo, văn thư của cơ quan quản lý biểu mẫu và quản trị viên được công bố, ngừng dùng biểu mẫu",
    en: "Leaders and clerks of the organisation that looks after a form, and administrators, may publish and withdraw it",
  },
  anyOf(isLeaderOf(owner), isClerkOf(owner), isAdministrator()),
);
