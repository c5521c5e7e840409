/** Who may do what with payments, one sentence each. Paying itself needs no right: whoever has the link may pay. */
import {
  allOf,
  anyOf,
  hasRole,
  isAuditorOf,
  isClerkOf,
  isLeaderOf,
  isMemberOf,
  permission,
  scope,
} from "../../../core/access/index.ts";

export const READ = "payments:read";
scope(READ, { vi: "Xem các khoản phí, lệ phí", en: "Read payments" });

export interface PaymentSubject {
  /** The body that collects; null: none is known. */
  readonly organisationId: string | null;
}

const body = ({ organisationId }: PaymentSubject) => organisationId ?? undefined;
/** The accountant of a body is the head of a unit or a leader. */
const isAccountantOf = anyOf(
  isLeaderOf(body),
  allOf(hasRole<PaymentSubject>("head-of-unit"), isMemberOf(body)),
);

export const mayReadPayments = permission<PaymentSubject>(
  "payments.read",
  {
    vi: "Văn thư bộ phận một cửa, trưởng đơn vị, lãnh đạo và kiểm tra viên của cơ quan thu xem các khoản thu của cơ quan mình",
    en: "The desk, heads of units, leaders and auditors of a body read what it collects",
  },
  anyOf(isClerkOf(body), isAccountantOf, isAuditorOf(body)),
  { scope: READ },
);

export const mayCollect = permission<PaymentSubject>(
  "payments.collect",
  {
    vi: "Văn thư bộ phận một cửa lập khoản thu, miễn giảm có lý do, thu tiền mặt, xác nhận chuyển khoản, đề nghị hoàn phí, ghi nhận đã chi hoàn",
    en: "The clerk of the desk sets what is owed, waives with a reason, takes cash, confirms transfers, asks for refunds, pays them out",
  },
  isClerkOf(body),
);

export const mayDecideRefund = permission<PaymentSubject>(
  "payments.decide-refund",
  {
    vi: "Lãnh đạo hoặc trưởng đơn vị của cơ quan thu duyệt hoàn phí do người khác đề nghị",
    en: "Leaders and heads of units of the body decide refunds that somebody else asked for",
  },
  isAccountantOf,
);

export const mayReconcile = permission<PaymentSubject>(
  "payments.reconcile",
  {
    vi: "Văn thư, trưởng đơn vị và lãnh đạo cơ quan thu đối soát với nền tảng thanh toán, xử lý chênh lệch có ghi chú",
    en: "Clerks, heads of units and leaders of the body compare with the platform and settle differences with a note",
  },
  anyOf(isClerkOf(body), isAccountantOf),
);

export const mayChangeAccount = permission<PaymentSubject>(
  "payments.change-account",
  {
    vi: "Lãnh đạo cơ quan thu đổi tài khoản nhận tiền và mẫu biên lai",
    en: "Leaders of the body change the account the money goes to and the form of receipts",
  },
  isLeaderOf(body),
);
