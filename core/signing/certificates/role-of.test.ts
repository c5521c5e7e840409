import { describe, expect, it } from "vitest";
import { testCertificate } from "../testing/test-certificates.ts";
import { parseCertificate } from "./certificate.ts";
import type { NameAttribute } from "./distinguished-name.ts";
import { demoPolicy, roleOf } from "./role-of.ts";

const named = (...attributes: [string, string][]): NameAttribute[] =>
  attributes.map(([type, value]) => ({ type, value }));
const parsed = (subject: NameAttribute[], policies?: string[]) =>
  parseCertificate(testCertificate({ subject, ...(policies === undefined ? {} : { policies }) }).certificate);

describe("whom a certificate speaks for", () => {
  it.each<[string, NameAttribute[], string]>([
    ["a person by name", named(["O", "Sở Thông tin và Truyền thông"], ["CN", "Nguyễn Văn An"]), "person"],
    ["an identity card in UID", named(["CN", "Sở Văn Bình"], ["UID", "CCCD:062099001234"]), "person"],
    ["a tax code in UID", named(["CN", "Đất Việt"], ["UID", "MST:6100123456"]), "organisation"],
    [
      "a department by name",
      named(["O", "UBND tỉnh Kon Tum"], ["CN", "Sở Thông tin và Truyền thông"]),
      "organisation",
    ],
    [
      "a committee, written with decomposed marks",
      named(["CN", "Ủy ban nhân dân xã Đăk Hà".normalize("NFD")]),
      "organisation",
    ],
    ["a person with a surname like an office", named(["CN", "Ban Văn Minh"]), "person"],
    ["a title", named(["title", "Giám đốc"], ["CN", "Văn phòng"]), "person"],
    [
      "common name equal to the organisation",
      named(["O", "Hạt Kiểm lâm"], ["CN", "Hạt Kiểm lâm"]),
      "organisation",
    ],
    ["an organisation alone", named(["O", "Hạt Kiểm lâm"]), "organisation"],
    [
      "organizationIdentifier",
      named(["organizationIdentifier", "NTRVN-61"], ["CN", "Đất Việt"]),
      "organisation",
    ],
  ])("%s", (_, subject, role) => {
    expect(roleOf(parsed(subject))).toBe(role);
  });

  it("the demo authority's policy decides before any name", () => {
    const name = named(["CN", "Sở Thông tin và Truyền thông"]);
    expect(roleOf(parsed(name, [demoPolicy.person]))).toBe("person");
    expect(roleOf(parsed(named(["CN", "Nguyễn Văn An"]), [demoPolicy.organisation]))).toBe("organisation");
  });

  it("the trust list's own rules come first", () => {
    const certificate = parsed(named(["OU", "Con dấu"], ["CN", "Nguyễn Văn An"]));
    expect(roleOf(certificate, [{ role: "organisation", attribute: "OU", pattern: "^con dấu$" }])).toBe(
      "organisation",
    );
  });
});
