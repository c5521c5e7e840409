import type { RoleRule, SignerRole } from "../types.ts";
import type { Certificate } from "./certificate.ts";
import { attributeOf } from "./distinguished-name.ts";

/** Policy OIDs by which the demo authority marks its certificates (2.999 is ITU-T X.660's arc for examples). */
export const demoPolicy = { person: "2.999.84.30.1", organisation: "2.999.84.30.2" } as const;

/**
 * Rules for Vietnamese certificates, in order; the first that matches decides:
 * 1. the demo authority's policy OIDs;
 * 2. the identifier in UID or serialNumber: CMND, CCCD, CC, HC (passport) belong to a person; MST (tax code), MNS
 *    (budget code), BHXH, ĐKKD to an organisation (the profile of national certificates, Thông tư 06/2015/TT-BTTTT);
 * 3. organizationIdentifier (ETSI EN 319 412-3) belongs to an organisation;
 * 4. given name, surname or title belong to a person;
 * 5. a common name that begins like an authority's.
 * Whatever none of them names is a person's, except a subject with O and no CN or with CN equal to O.
 */
export const vietnameseRoleRules: readonly RoleRule[] = [
  { role: "person", policy: demoPolicy.person },
  { role: "organisation", policy: demoPolicy.organisation },
  { role: "person", attribute: "UID", pattern: "^\\s*(CMND|CCCD|CC|HC)\\s*:" },
  { role: "organisation", attribute: "UID", pattern: "^\\s*(MST|MNS|BHXH|ĐKKD|DKKD)\\s*:" },
  { role: "person", attribute: "serialNumber", pattern: "^\\s*(CMND|CCCD|CC|HC|PNO|IDC|PAS)" },
  { role: "organisation", attribute: "serialNumber", pattern: "^\\s*(MST|MNS|BHXH)\\s*:" },
  { role: "organisation", attribute: "organizationIdentifier" },
  { role: "person", attribute: "GN" },
  { role: "person", attribute: "SN" },
  { role: "person", attribute: "title" },
  {
    role: "organisation",
    attribute: "CN",
    pattern:
      "^\\s*(UBND|HĐND|HDND|Ủy ban|Uỷ ban|Uy ban|Hội đồng|Sở|Bộ|Ban (?:Quản|Dân|Tổ|Tuyên|Nội|Chỉ|Thường|Cơ|Tiếp)|Văn phòng|Chi cục|Cục|Tổng cục|Phòng|Trung tâm|" +
      "Thanh tra|Công an|Đảng ủy|Tỉnh ủy|Huyện ủy|Thành ủy|Trường|Bệnh viện|Trạm|Kho bạc|Bảo hiểm|Tòa án|" +
      "Viện|Chính phủ|Quốc hội|Công ty|Tổng công ty|Tập đoàn|Ngân hàng|Đài|Báo|Hội|Liên đoàn|Mặt trận)(\\s|$)",
  },
];

/**
 * Whether a certificate speaks for a person or an organisation: NĐ 30/2020 Art. 5 wants a signature of each on a
 * document.
 *
 * @param rules the trust list's own rules, tried first
 */
export function roleOf(certificate: Certificate, rules: readonly RoleRule[] = []): SignerRole {
  for (const rule of [...rules, ...vietnameseRoleRules]) {
    if (matches(certificate, rule)) return rule.role;
  }
  const commonName = attributeOf(certificate.subject, "CN");
  const organisation = attributeOf(certificate.subject, "O");
  if (organisation === undefined) return "person";
  return commonName === undefined || commonName === organisation ? "organisation" : "person";
}

function matches(certificate: Certificate, rule: RoleRule): boolean {
  if (rule.policy === undefined && rule.attribute === undefined) return false;
  if (rule.policy !== undefined && !certificate.extensions.policies.includes(rule.policy)) return false;
  if (rule.attribute === undefined) return true;
  const value = attributeOf(certificate.subject, rule.attribute)?.normalize("NFC");
  if (value === undefined) return false;
  return rule.pattern === undefined || compiled(rule.pattern).test(value);
}

const patterns = new Map<string, RegExp>();

function compiled(source: string): RegExp {
  const known = patterns.get(source);
  if (known !== undefined) return known;
  const pattern = new RegExp(source, "iu");
  patterns.set(source, pattern);
  return pattern;
}
