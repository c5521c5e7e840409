/** Who may do what with payments, one sentence each. Paying itself needs no right: whoever has the link may pay. */
import { anyOf, isClerkOf, isLeaderOf, isMemberOf, permission, scope } from "../../../core/access/index.ts";

export const READ = "payments:read";
scope(READ, { vi: "Xem các khoản phí, lệ phí", en: "Read payments" });

export interface PaymentSubject {
  readonly organisationId: string;
}

const body = ({ organisationId }: PaymentSubject) => organisationId;

export const mayReadPayments = permission<PaymentSubject>(
  "payments.read",
  {
    vi: "Cán bộ của cơ quan thu xem các khoản thu của cơ quan mình",
    en: "Officials of a body read what it collects",
  },
  isMemberOf(body),
  { scope: READ },
);

export const mayCollect = permission<PaymentSubject>(
  "payments.collect",
  {
    vi: "Văn thư bộ phận một cửa lập khoản thu, miễn giảm có lý do, thu tiền mặt, xác nhận chuyển khoản, đề nghị hoàn phí",
    en: "The clerk of the desk sets what is owed, waives with a reason, takes cash, confirms transfers, asks for refunds",
  },
  isClerkOf(body),
);

export const mayDecideRefund = permission<PaymentSubject>(
  "payments.decide-refund",
  {
    vi: "Lãnh đạo cơ quan thu duyệt hoàn phí do người khác đề nghị",
    en: "Leaders of the body decide refunds that somebody else asked for",
  },
  isLeaderOf(body),
);

export const maySettleDifference = permission<PaymentSubject>(
  "payments.settle-difference",
  {
    vi: "Văn thư và lãnh đạo cơ quan thu xử lý chênh lệch đối soát, có ghi chú",
    en: "Clerks and leaders of the body settle differences with the platform, with a note",
  },
  anyOf(isClerkOf(body), isLeaderOf(body)),
);

export const mayChangeAccount = permission<PaymentSubject>(
  "payments.change-account",
  {
    vi: "Lãnh đạo cơ quan thu đổi tài khoản nhận tiền",
    en: "Leaders of the body change the account the money goes to",
  },
  isLeaderOf(body),
);
