import { anyOf, isAdministrator, isClerkOf, isPerson, permission } from "../../access/index.ts";
import type { KeyOwner } from "../service.ts";

export const manageCertificate = permission<KeyOwner>(
  "signing.manage-certificate",
  {
    vi: "Mỗi người được quản lý chứng thư số của mình, văn thư quản lý chứng thư số của cơ quan, quản trị viên quản lý tất cả",
    en: "Everybody may manage their own certificate, clerks their organisation's, administrators all",
  },
  anyOf(
    isPerson((owner) => (owner.kind === "person" ? owner.id : undefined)),
    isClerkOf((owner) => (owner.kind === "organisation" ? owner.id : undefined)),
    isAdministrator(),
  ),
);

export const listCertificates = permission(
  "signing.list-certificates",
  {
    vi: "Quản trị viên được xem danh sách chứng thư số của mọi người và mọi cơ quan",
    en: "Administrators may see the list of everybody's certificates",
  },
  isAdministrator(),
);

export const manageArchive = permission(
  "signing.manage-archive",
  {
    vi: "Quản trị viên được xem và chạy lại việc lưu trữ lâu dài chữ ký số",
    en: "Administrators may see the long-term archive of signatures and run its work again",
  },
  isAdministrator(),
);
