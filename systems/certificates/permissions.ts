/** Who may do what with the register of certificates, one sentence each. Everything not said here is refused. */
import {
  anyOf,
  isAdministrator,
  isClerkOf,
  isHeadOfUnit,
  isLeaderOf,
  isMemberOfUnit,
  isPerson,
  permission,
  scope,
} from "../../core/access/index.ts";
import type { HolderKind } from "./states.ts";

export const READ = "certificates:read";
export const WRITE = "certificates:write";
scope(READ, { vi: "Xem sổ chứng thư số", en: "Read the register of certificates" });
scope(WRITE, { vi: "Cập nhật sổ chứng thư số", en: "Change the register of certificates" });

/** Those who look after certificates on the day of the question. */
export interface Managers {
  /** Units that look after the certificates of the province. */
  readonly managers: readonly string[];
}

/** A certificate or a request, as far as rights are concerned. */
export interface CertificateSubject extends Managers {
  readonly holderKind: HolderKind;
  readonly holderId: string;
  readonly organisationId: string;
  readonly unitId: string;
  /** Units that look after the certificates of this organisation. */
  readonly itUnits: readonly string[];
}

const holder = (subject: CertificateSubject): string | undefined =>
  subject.holderKind === "person" ? subject.holderId : undefined;
const organisation = (subject: CertificateSubject): string => subject.organisationId;

export const mayManage = permission<Managers>(
  "certificates.manage",
  {
    vi: "Đơn vị quản lý chứng thư số của tỉnh và quản trị viên được cập nhật, nhập, cấp, bàn giao, thu hồi chứng thư số trong sổ",
    en: "The unit that manages the province's certificates, and administrators, may import, issue, hand over and revoke in the register",
  },
  anyOf(
    isMemberOfUnit((subject) => subject.managers),
    isAdministrator(),
  ),
  { scope: WRITE },
);

export const mayReadCertificate = permission<CertificateSubject>(
  "certificates.read",
  {
    vi: "Đơn vị quản lý xem mọi chứng thư số; văn thư, lãnh đạo và đơn vị công nghệ thông tin xem của cơ quan mình; trưởng đơn vị xem của đơn vị mình; mỗi người xem của chính mình",
    en: "The managing unit sees every certificate; clerks, leaders and the IT unit those of their organisation; heads those of their unit; everybody their own",
  },
  anyOf(
    isMemberOfUnit((subject) => subject.managers),
    isAdministrator(),
    isClerkOf(organisation),
    isLeaderOf(organisation),
    isMemberOfUnit((subject) => subject.itUnits),
    isHeadOfUnit((subject) => subject.unitId),
    isPerson(holder),
  ),
  { scope: READ },
);

export const mayRequest = permission<CertificateSubject>(
  "certificates.request",
  {
    vi: "Người giữ chứng thư số, văn thư và đơn vị công nghệ thông tin của cơ quan, đơn vị quản lý của tỉnh được lập và rút đề nghị",
    en: "Holders, their organisation's clerks and IT unit, and the managing unit may draft and withdraw requests",
  },
  anyOf(
    isMemberOfUnit((subject) => subject.managers),
    isAdministrator(),
    isClerkOf(organisation),
    isMemberOfUnit((subject) => subject.itUnits),
    isPerson(holder),
  ),
  { scope: WRITE },
);

export const maySubmit = permission<CertificateSubject>(
  "certificates.submit",
  {
    vi: "Văn thư và đơn vị công nghệ thông tin của cơ quan, đơn vị quản lý của tỉnh được gửi đề nghị và gửi nhắc",
    en: "The organisation's clerks and IT unit, and the managing unit, may submit requests and send reminders",
  },
  anyOf(
    isMemberOfUnit((subject) => subject.managers),
    isAdministrator(),
    isClerkOf(organisation),
    isMemberOfUnit((subject) => subject.itUnits),
  ),
  { scope: WRITE },
);

export const mayReadShare = permission<Managers & Pick<CertificateSubject, "organisationId" | "itUnits">>(
  "certificates.read-share",
  {
    vi: "Đơn vị quản lý của tỉnh xem tỷ lệ ký số của mọi cơ quan; văn thư, lãnh đạo và đơn vị công nghệ thông tin xem của cơ quan mình",
    en: "The managing unit sees the share of signed documents of all; clerks, leaders and the IT unit that of their organisation",
  },
  anyOf(
    isMemberOfUnit((subject) => subject.managers),
    isAdministrator(),
    isClerkOf((subject) => subject.organisationId),
    isLeaderOf((subject) => subject.organisationId),
    isMemberOfUnit((subject) => subject.itUnits),
  ),
  { scope: READ },
);

export const mayConfigure = permission(
  "certificates.configure",
  {
    vi: "Quản trị viên được chọn đơn vị quản lý chứng thư số và quy định nhắc hạn",
    en: "Administrators choose who looks after certificates and when people are reminded",
  },
  isAdministrator(),
);
