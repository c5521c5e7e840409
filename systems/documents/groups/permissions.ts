/** Who may do what with forwarding groups, one sentence each. */
import {
  actsAs,
  allOf,
  anyOf,
  isClerkOf,
  isLeaderOf,
  isMemberOf,
  permission,
  when,
} from "../../../core/access/index.ts";
import { READ, WRITE } from "../permissions.ts";

export interface GroupSubject {
  readonly organisationId: string;
  /** Appointment whose own it is; null: the organisation's. */
  readonly owner: string | null;
}

export const mayKeepGroup = permission<GroupSubject>(
  "documents.keep-group",
  {
    vi: "Văn thư và lãnh đạo lập, sửa, xóa nhóm chuyển của cơ quan; mỗi người lập, sửa, xóa nhóm của riêng mình",
    en: "Clerks and leaders keep the forwarding groups of the organisation; everybody keeps their own",
  },
  allOf(
    isMemberOf((group) => group.organisationId),
    anyOf(
      actsAs((group) => group.owner ?? ""),
      allOf(
        when((group) => group.owner === null),
        anyOf(
          isClerkOf((group) => group.organisationId),
          isLeaderOf((group) => group.organisationId),
        ),
      ),
    ),
  ),
  { scope: WRITE },
);

export const mayUseGroup = permission<GroupSubject>(
  "documents.use-group",
  {
    vi: "Người của cơ quan dùng được nhóm chuyển của cơ quan và nhóm của riêng mình",
    en: "Members of an organisation use its forwarding groups and their own",
  },
  allOf(
    isMemberOf((group) => group.organisationId),
    anyOf(
      when((group) => group.owner === null),
      actsAs((group) => group.owner ?? ""),
    ),
  ),
  { scope: READ },
);
