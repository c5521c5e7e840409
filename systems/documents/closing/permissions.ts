/** Who may do what with the yearly closing of a register, one sentence each (NĐ 30/2020 Art. 16.2.b, 22.3.b). */
import {
  allOf,
  anyOf,
  HIGHEST_CLEARANCE,
  isCleared,
  isClerkOf,
  isLeaderOf,
  permission,
} from "../../../core/access/index.ts";
import { READ, WRITE } from "../permissions.ts";

export interface BookSubject {
  readonly organisationId: string;
  readonly secret: boolean;
}

/** A register of secret documents is printed whole: only who may see every degree handles the print. */
const everyDegree = isCleared<BookSubject>((book) => (book.secret ? HIGHEST_CLEARANCE : 0));

export const mayAskClosing = permission<BookSubject>(
  "documents.close-book",
  {
    vi: "Văn thư cơ quan khóa sổ văn bản khi hết năm, trình lãnh đạo xác nhận, và ghi đính chính cho sổ đã khóa; sổ mật cần được tiếp cận mọi độ mật",
    en: "The clerk closes a register after the year's end, for a leader to confirm, and notes corrections to a closed one; a secret register needs access to every degree",
  },
  allOf(
    isClerkOf((book) => book.organisationId),
    everyDegree,
  ),
  { scope: WRITE },
);

export const mayConfirmClosing = permission<BookSubject>(
  "documents.confirm-closing",
  {
    vi: "Lãnh đạo cơ quan xác nhận việc khóa sổ hoặc trả lại; sổ mật cần được tiếp cận mọi độ mật",
    en: "A leader confirms the closing of a register or returns it; a secret register needs access to every degree",
  },
  allOf(
    isLeaderOf((book) => book.organisationId),
    everyDegree,
  ),
  { scope: WRITE },
);

export const mayReadClosing = permission<BookSubject>(
  "documents.read-closing",
  {
    vi: "Văn thư và lãnh đạo cơ quan được xem, tải bản in của sổ đã khóa; sổ mật cần được tiếp cận mọi độ mật",
    en: "Clerks and leaders may read and download the print of a closed register; a secret one needs access to every degree",
  },
  allOf(
    anyOf(
      isClerkOf((book) => book.organisationId),
      isLeaderOf((book) => book.organisationId),
    ),
    everyDegree,
  ),
  { scope: READ },
);
