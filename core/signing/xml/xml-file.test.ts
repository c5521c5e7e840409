import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestPki } from "../testing/test-pki.ts";
import type { Signer } from "../types.ts";
import { canonicalise } from "./canonicalise.ts";
import { ENVELOPED, EXCLUSIVE_C14N } from "./names.ts";
import { parseXml } from "./parse-xml.ts";
import { type SignXadesRequest, signXades } from "./sign-xades.ts";
import { openXmlSec } from "./testing/xmlsec.ts";
import { verifyXmlFile } from "./verify-xml-file.ts";
import { writeSignature } from "./write-signature.ts";

const pki = createTestPki();
const person = pki.issue({ commonName: "Lê Thị Hồng Gấm", key: "rsa" });
const organisation = pki.issue({ commonName: "Sở Tư pháp", role: "organisation" });
const stranger = createTestPki().issue({ commonName: "Kẻ lạ" });
const options = { trust: pki.trust, revocation: pki.allGood };
const judge = openXmlSec();
afterAll(() => judge.dispose());

const LETTER = `<?xml version="1.0"?>\n<giấy số='12'><nội-dung Id="nd">Cấp cho ông A &amp; bà B</nội-dung></giấy>`;
const EDXML = "http://www.mic.gov.vn/TBT/QCVN_102_2016";
const HOP =
  "<e:TraceHeader><e:OrganId>H34</e:OrganId><e:Timestamp>2026/03/04 09:16:00</e:Timestamp></e:TraceHeader>";
const MESSAGE = `<edXML xmlns="${EDXML}"><e:Header xmlns:e="${EDXML}"><e:TraceHeaderList>${HOP}<e:Bussiness/></e:TraceHeaderList><Ký/></e:Header></edXML>`;
const xades = async (content: SignXadesRequest["content"], signer = person.signer) =>
  Buffer.from(await signXades({ content, signer, level: "B-B" })).toString();
const enveloped = (signer?: Signer) => xades({ form: "enveloped", xml: LETTER }, signer);

/** A plain ds:Signature over the whole document, put where the mark stands or at its end. */
async function plain(xml: string, signer: Signer, uri = ""): Promise<string> {
  const bare = xml.replace("<Ký/>", "");
  const document = parseXml(bare);
  const element = uri === "" ? document.root : document.ids.get(uri.slice(1));
  if (element === undefined) throw new Error(uri);
  const transforms = uri === "" ? [ENVELOPED, EXCLUSIVE_C14N] : [EXCLUSIVE_C14N];
  const digest = createHash("sha256").update(canonicalise(element, "exclusive")).digest();
  const signature = await writeSignature({ signer, references: [{ uri, transforms, digest }] });
  return xml.includes("<Ký/>")
    ? xml.replace("<Ký/>", signature)
    : xml.replace(/<\/[^>]+>\s*$/, (end) => `${signature}${end}`);
}

const verify = (xml: string | Uint8Array, extra = {}) =>
  verifyXmlFile(typeof xml === "string" ? Buffer.from(xml) : xml, { ...options, ...extra });

describe("an XML file that stands alone", () => {
  it("signed by a person holds: XAdES and plain XMLDSig, enveloped and enveloping", async () => {
    const files: [string, string, boolean][] = [
      [await enveloped(), "xades", true],
      [
        await xades({ form: "enveloping", bytes: Buffer.from("dữ liệu"), mimeType: "text/plain" }),
        "xades",
        true,
      ],
      [await plain(LETTER, person.signer), "xmldsig", false],
      [await plain(MESSAGE, organisation.signer), "xmldsig", false],
    ];
    for (const [xml, form, claimed] of files) {
      const verdict = await verify(xml);
      expect(verdict).toMatchObject({ status: "valid-one", problem: undefined, warnings: [] });
      expect(verdict.signatures).toMatchObject([
        { form, indication: "TOTAL_PASSED", counts: true, coverage: { kind: "whole" }, files: [] },
      ]);
      expect(verdict.signatures[0]?.time.claimed !== undefined).toBe(claimed);
      expect(judge.verify(Buffer.from(xml), pki.root.certificate)).toMatchObject({ ok: true });
    }
    expect((await verify(`\ufeff${await enveloped()}`)).status).toBe("valid-one");
  });

  it("signed by xmlsec1 holds", async () => {
    const template = LETTER.replace(
      "</giấy>",
      '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><CanonicalizationMethod Algorithm="http://www.w3.org/TR/2001/REC-xml-c14n-20010315"/>' +
        '<SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><Reference URI=""><Transforms>' +
        '<Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/></Transforms>' +
        '<DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><DigestValue/></Reference></SignedInfo>' +
        "<SignatureValue/><KeyInfo><X509Data/></KeyInfo></Signature></giấy>",
    );
    const signed = judge.sign(template, person.identity, pki.sub.certificate);
    expect(await verify(signed)).toMatchObject({ status: "valid-one", signatures: [{ counts: true }] });
  });

  it("that nobody signed is unsigned, also with the empty place edXML leaves for a signature", async () => {
    const empty = '<Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/>';
    for (const xml of [LETTER, MESSAGE.replace("<Ký/>", empty)])
      expect(await verify(xml)).toMatchObject({ status: "unsigned", signatures: [], problem: undefined });
    const foreign = MESSAGE.replace("<Ký/>", "<Signature><SignedInfo/></Signature>");
    expect(await verify(foreign)).toMatchObject({ status: "unsigned", warnings: ["xml.foreign-signature"] });
  });

  it("from somebody nobody here trusts, or whose revocation cannot be asked, is undecided and never invalid", async () => {
    const foreign = await verify(await enveloped(stranger.signer));
    expect(foreign).toMatchObject({
      status: "unknown",
      signatures: [{ indication: "INDETERMINATE", subIndication: "NO_CERTIFICATE_CHAIN_FOUND" }],
    });
    expect(foreign.sentence.vi).toMatch(/^Chưa kết luận được/);
    const offline = await verify(await enveloped(), { offline: true });
    expect(offline).toMatchObject({ status: "unknown", signatures: [{ subIndication: "TRY_LATER" }] });
  });

  it("is not fetched from anywhere: what a signature says of other files stays undecided or refused", async () => {
    const digest = createHash("sha256").update("x").digest();
    const beside = (name: string) => xades({ form: "detached", files: [{ name, mimeType: "x/y", digest }] });
    const verdict = await verify(await beside("bảng kê.xlsx"));
    expect(verdict).toMatchObject({
      status: "unknown",
      signatures: [{ subIndication: "SIGNED_DATA_NOT_FOUND", coverage: { kind: "part" }, counts: false }],
    });
    expect(verdict.signatures[0]?.sentence.vi).toContain("“bảng kê.xlsx” nằm ngoài tệp XML này");
    const detached = await beside("a.bin");
    for (const uri of ["http://127.0.0.1:1/x", "file:///etc/passwd", "../x", "//host/x", "ftp://h/x"]) {
      const { signatures, status } = await verify(detached.replace('URI="a.bin"', `URI="${uri}"`));
      expect([status, signatures[0]?.failedCheck]).toEqual(["invalid", "xml.external-reference"]);
    }
  });
});

describe("a message of edXML", () => {
  it("stays valid when stations of the axis append their trace, and that is said", async () => {
    const message = await plain(MESSAGE, organisation.signer);
    const carried = (count: number) => message.replace("<e:Bussiness", `${HOP.repeat(count)}<e:Bussiness`);
    const verdict = await verify(carried(2));
    expect(verdict).toMatchObject({
      status: "valid-one",
      signatures: [{ counts: true, coverage: { kind: "part" }, warnings: ["xml.hops-appended"] }],
    });
    expect(verdict.signatures[0]?.sentence.vi).toContain("trừ 2 vết chuyển");
    expect((await verify(carried(5))).status).toBe("invalid");
  });

  it.each<[string, (hop: string) => string]>([
    ["with other content", (hop) => hop.replace("</e:TraceHeader>", "<e:To>H99</e:To></e:TraceHeader>")],
    ["with text around", (hop) => hop.replace("<e:OrganId>", "Gửi H99<e:OrganId>")],
    ["with an attribute", (hop) => hop.replace("<e:OrganId>", '<e:OrganId to="H99">')],
    ["with elements in a value", (hop) => hop.replace("H34", "<e:To>H99</e:To>")],
    ["with a long text", (hop) => hop.replace("H34", "H99 ".repeat(50))],
    ["of another name", (hop) => hop.replaceAll("TraceHeader", "Trace")],
  ])("a trace %s was not appended by the axis", async (_name, change) => {
    const message = await plain(MESSAGE, organisation.signer);
    const verdict = await verify(message.replace("<e:Bussiness", `${change(HOP)}<e:Bussiness`));
    expect(verdict).toMatchObject({ status: "invalid", signatures: [{ subIndication: "HASH_FAILURE" }] });
  });
});

describe("hostile XML files", () => {
  const signed = { xades: "", plain: "", enveloping: "", part: "" };
  beforeAll(async () => {
    signed.xades = await enveloped();
    signed.plain = await plain(LETTER, person.signer);
    signed.part = await plain(LETTER, person.signer, "#nd");
    signed.enveloping = await xades({
      form: "enveloping",
      bytes: Buffer.from("dữ liệu"),
      mimeType: "text/plain",
    });
  });
  const signature = (xml: string) => /<ds:Signature .*<\/ds:Signature>/s.exec(xml)?.[0] ?? "";
  const without = (xml: string) => xml.replace(signature(xml), "");
  const object = (content: string) => `<ds:Object Id="giả">${content}</ds:Object></ds:Signature>`;

  const ATTACKS: Record<string, () => string> = {
    "changed text": () => signed.plain.replace("ông A", "ông C"),
    "changed text, XAdES": () => signed.xades.replace("ông A", "ông C"),
    "a part signed, the rest changed": () => signed.part.replace("12", "13"),
    "a part signed, nothing changed": () => signed.part,
    "wrapped in another document": () => `<thư><giả/>${signed.plain}</thư>`,
    "the honest document moved into the signature": () =>
      `<giấy số="13">${signature(signed.plain).replace("</ds:Signature>", object(without(signed.plain).replace(/<\?.*?\?>/, "")))}</giấy>`,
    "content in the signature that nobody signed": () =>
      signed.plain.replace("</ds:Signature>", object("<nội-dung>Cấp cho ông C</nội-dung>")),
    "content in the signature that nobody signed, XAdES": () =>
      signed.xades.replace("</ds:Signature>", object("<nội-dung>Cấp cho ông C</nội-dung>")),
    "content beside the properties": () =>
      signed.xades.replace(
        "</xades:QualifyingProperties>",
        "</xades:QualifyingProperties><nội-dung>C</nội-dung>",
      ),
    "text beside the properties": () =>
      signed.xades.replace("</xades:QualifyingProperties>", "</xades:QualifyingProperties>Cấp cho ông C"),
    "an enveloping signature inside a document": () => `<giấy>${signed.enveloping}Cấp cho ông C</giấy>`,
    "an enveloping signature with a second, unsigned object": () =>
      signed.enveloping.replace("</ds:Signature>", object("giả")),
    "the properties left out: XAdES read as plain": () =>
      signed.xades.replace(/<ds:Object><xades:Q.*<\/ds:Object>/s, ""),
    "the reference to the document left out": () =>
      signed.plain.replace(/<ds:Reference .*<\/ds:Reference>/s, ""),
    "two references to the same document": () =>
      signed.plain.replace(/<ds:Reference .*<\/ds:Reference>/s, (all) => all.repeat(2)),
    "the certificate of somebody else in front": () =>
      signed.plain.replace(
        "<ds:X509Certificate>",
        `<ds:X509Certificate>${Buffer.from(organisation.identity.certificate).toString("base64")}</ds:X509Certificate><ds:X509Certificate>`,
      ),
    "no certificate": () => signed.plain.replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/s, ""),
    "a key without certificate": () =>
      signed.plain.replace(/<ds:X509Data>.*<\/ds:X509Data>/s, "<ds:KeyName>Lê Thị Hồng Gấm</ds:KeyName>"),
    "an honest signature, and one of nobody's over the same": () =>
      signed.plain.replace(
        "</giấy>",
        `${signature(signed.plain).replace(/<ds:SignatureValue>.{8}/, "$&AAAA")}</giấy>`,
      ),
    "SHA-1": () => signed.plain.replace("2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#rsa-sha1"),
    HMAC: () => signed.plain.replace("2001/04/xmldsig-more#rsa-sha256", "2000/09/xmldsig#hmac-sha1"),
    XSLT: () => signed.plain.replace("2001/10/xml-exc-c14n#", "TR/1999/REC-xslt-19991116"),
    "canonical form with comments": () =>
      signed.plain.replaceAll("xml-exc-c14n#", "xml-exc-c14n#WithComments"),
    "an element with the same identifier": () => signed.part.replace("<giấy", '<giấy id="nd"'),
    "a comment that cuts a text": () => signed.plain.replace("ông A", "ông <!---->A"),
    CDATA: () => signed.plain.replace("ông A", "<![CDATA[ông A]]>"),
    "a processing instruction": () =>
      signed.plain.replace("<nội-dung", '<?xml-stylesheet href="x.xsl"?><nội-dung'),
    "an external entity": () =>
      signed.plain
        .replace("?>\n", '?><!DOCTYPE giấy [<!ENTITY a SYSTEM "file:///etc/passwd">]>\n')
        .replace("ông A", "&a;"),
    "entities in entities": () =>
      `<!DOCTYPE a [<!ENTITY a0 "aaaaaaaaaa">${Array.from({ length: 20 }, (_, i) => `<!ENTITY a${i + 1} "${`&a${i};`.repeat(10)}">`).join("")}]><a>&a20;</a>`,
    "a character that is none": () => signed.plain.replace("ông A", "ông &#0;A"),
    "another encoding": () => signed.plain.replace('version="1.0"', 'version="1.0" encoding="windows-1258"'),
    "cut off": () => signed.plain.slice(0, -20),
    "a second root": () => `${signed.plain}<giấy/>`,
    nothing: () => "",
  };

  it.each(Object.entries(ATTACKS))("%s is never valid", async (_name, make) => {
    const xml = make();
    expect(Object.values(signed).filter((each) => each !== signed.part)).not.toContain(xml);
    const verdict = await verify(xml);
    expect(["invalid", "unknown"]).toContain(verdict.status);
    expect(verdict.sentence.vi).not.toBe("");
    expect(verdict.problem ?? verdict.signatures.find(({ counts }) => !counts)).toBeDefined();
  });

  it("bytes that are not UTF-8 end in an answer", async () => {
    const utf16 = Buffer.from(`\ufeff${LETTER}`, "utf16le");
    for (const bytes of [utf16, Buffer.from([0x3c, 0xff, 0x3e])])
      expect(await verify(bytes)).toMatchObject({ status: "unknown", problem: { code: "xml.encoding" } });
  });

  it.each<[string, () => string]>([
    [
      "64 signatures over a large document",
      () =>
        signed.plain
          .replace("bà B", "bà B".repeat(500_000))
          .replace("</giấy>", `${signature(signed.plain).repeat(63)}</giấy>`),
    ],
    ["65 signatures", () => signed.plain.replace("</giấy>", `${signature(signed.plain).repeat(64)}</giấy>`)],
    [
      "signatures in signatures",
      () =>
        `${signature(signed.plain)
          .replace(/<\/ds:Signature>$/, "")
          .repeat(90)}${"</ds:Signature>".repeat(90)}`,
    ],
    [
      "a canonical form far larger than the file",
      () =>
        signed.plain.replace(
          "<nội-dung",
          `<x xmlns:n="${"u".repeat(20_000)}">${"<n:a/>".repeat(20_000)}</x><nội-dung`,
        ),
    ],
    ["a million elements", () => `<a>${"<b/>".repeat(1_000_000)}</a>`],
  ])("%s costs less than two seconds of the processor", async (_name, make) => {
    const xml = Buffer.from(make());
    const before = process.cpuUsage();
    const verdict = await verify(xml);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(2_000);
    expect(["invalid", "unknown"]).toContain(verdict.status);
  });
});
