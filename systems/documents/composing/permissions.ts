/** Who may do what with texts being composed, one sentence each (NĐ 30/2020 Art. 10, 11). */
import {
  actsAs,
  allOf,
  anyOf,
  isClerkOf,
  isHeadOfUnit,
  isMemberOf,
  may,
  permission,
  when,
} from "../../../core/access/index.ts";
import { subjectOfOutgoing } from "../outgoing/outgoing.ts";
import { mayReadOutgoing, READ, WRITE } from "../permissions.ts";
import type { TextSubject } from "./texts.ts";

export const mayWriteText = permission<TextSubject>(
  "documents.write-text",
  {
    vi: "Người soạn được viết, lưu và bỏ bản soạn của mình",
    en: "The author may write, keep and discard their own text",
  },
  allOf(
    isMemberOf((text) => text.organisationId),
    actsAs((text) => text.author),
  ),
  { scope: WRITE },
);

export const mayReadText = permission<TextSubject>(
  "documents.read-text",
  {
    vi: "Người soạn xem bản soạn của mình; đã thành dự thảo thì ai được xem dự thảo được xem bản soạn, các lần sửa và góp ý",
    en: "The author reads their text; once it is a draft, whoever may read the draft reads its text, versions and opinions",
  },
  anyOf(
    actsAs((text) => text.author),
    when(
      (text, actor) => text.draft !== undefined && may(actor, mayReadOutgoing, subjectOfOutgoing(text.draft)),
    ),
  ),
  { scope: READ },
);

export const mayKeepTemplate = permission<{ readonly organisationId: string; readonly unitId: string }>(
  "documents.keep-template",
  {
    vi: "Trưởng đơn vị đặt mẫu văn bản của đơn vị mình; văn thư đặt mẫu dùng chung của cơ quan",
    en: "The head of a unit keeps the templates of the unit; clerks keep those of the whole organisation",
  },
  anyOf(
    isHeadOfUnit((template) => template.unitId),
    isClerkOf((template) => template.organisationId),
  ),
  { scope: WRITE },
);
