import { anyOf, isHeadOfUnit, isLeaderOf, permission } from "../../../core/access/index.ts";
import { WRITE } from "../permissions.ts";

/** A document somebody is given to read. */
export interface GivenDocument {
  readonly organisationId: string;
  /** The unit that holds it; null while none does. */
  readonly unitId: string | null;
}

export const mayGiveReading = permission<GivenDocument>(
  "documents.give-reading",
  {
    vi: "Lãnh đạo cơ quan và trưởng đơn vị giữ văn bản cho người khác đọc văn bản mà không cần ai xác nhận; ai khác cho đọc bằng việc lấy ý kiến, trình duyệt thì thay đổi quyền này chờ họ xác nhận",
    en: "Leaders and the head of the unit that holds a document let others read it without confirmation; when anybody else does so by asking for an opinion or an approval, that change of rights waits for them to confirm it",
  },
  anyOf(
    isLeaderOf((document) => document.organisationId),
    isHeadOfUnit((document) => document.unitId ?? undefined),
  ),
  { scope: WRITE },
);
