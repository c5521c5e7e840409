import { createHash } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { createTestPki, revocationFrom } from "../testing/test-pki.ts";
import { fileName } from "./check-content.ts";
import { type SignXadesRequest, signXades } from "./sign-xades.ts";
import { openXmlSec } from "./testing/xmlsec.ts";
import { verifyXades } from "./verify-xades.ts";

const pki = createTestPki();
const person = pki.issue({ commonName: "Lê Thị Hồng Gấm", key: "rsa" });
const other = pki.issue({ commonName: "Người khác" });
const options = { trust: pki.trust, revocation: pki.allGood };
const judge = openXmlSec();
afterAll(() => judge.dispose());

const LETTER = `<?xml version="1.0"?>\n<quyếtĐịnh xmlns:x="urn:x" x:số='12/QĐ-UBND'>\n\t<điều>Bổ nhiệm ông A &amp; bà B</điều>\n</quyếtĐịnh>`;
const bytes = Buffer.from("Nội dung gói dữ liệu");
const files = { "bảng kê.txt": bytes, "a/b.bin": Buffer.from([1, 2, 3]) };
const sha256 = (content: Uint8Array) => createHash("sha256").update(content).digest();
const digestOf = async (name: string, algorithm: string) => {
  const found = new Map(Object.entries(files)).get(name);
  return found && createHash(algorithm).update(found).digest();
};

const CONTENTS: Record<string, SignXadesRequest["content"]> = {
  enveloped: { form: "enveloped", xml: LETTER },
  enveloping: { form: "enveloping", bytes, mimeType: "text/plain" },
  detached: {
    form: "detached",
    files: Object.entries(files).map(([name, content]) => ({
      name,
      mimeType: "application/octet-stream",
      digest: sha256(content),
    })),
  },
};
const sign = async (form: string, extra: Partial<SignXadesRequest> = {}) => {
  const content = CONTENTS[form];
  if (content === undefined) throw new Error(form);
  return Buffer.from(await signXades({ content, signer: person.signer, level: "B-B", ...extra }));
};

describe("XAdES baseline (ETSI EN 319 132-1)", () => {
  it.each(Object.keys(CONTENTS))("%s: B-B and B-T hold, and say when", async (form) => {
    for (const { signer } of [person, other]) {
      const [plain] = (await verifyXades(await sign(form, { signer }), { ...options, digestOf })).signatures;
      expect(plain).toMatchObject({ indication: "TOTAL_PASSED", counts: true, level: "B-B", warnings: [] });
      expect(plain?.time).toMatchObject({ proven: undefined, source: "claimed" });
      const timestampAuthority = pki.timestampAuthority();
      const stamped = await sign(form, { signer, level: "B-T", timestampAuthority });
      const [verdict] = (await verifyXades(stamped, { ...options, digestOf })).signatures;
      expect(verdict).toMatchObject({ indication: "TOTAL_PASSED", level: "B-T", warnings: [] });
      expect(verdict?.time.source).toBe("signature-timestamp");
    }
  });

  it("xmlsec1 agrees on enveloped and enveloping signatures", async () => {
    for (const form of ["enveloped", "enveloping"])
      expect(judge.verify(await sign(form), pki.root.certificate)).toMatchObject({ ok: true });
  });

  it("xmlsec1 finds the file of a detached signature", async () => {
    const content = {
      form: "detached",
      files: [{ name: "tep.bin", mimeType: "x/y", digest: sha256(bytes) }],
    } as const;
    const signature = await signXades({ content, signer: other.signer, level: "B-B" });
    expect(judge.verify(signature, pki.root.certificate, { "tep.bin": bytes })).toMatchObject({ ok: true });
    expect(judge.verify(signature, pki.root.certificate, { "tep.bin": Buffer.from("x") }).ok).toBe(false);
  });

  it("gives back the very content that was digested", async () => {
    const [enveloped] = (await verifyXades(await sign("enveloped"), options)).signatures;
    expect(enveloped?.signed?.root?.local).toBe("quyếtĐịnh");
    const [enveloping] = (await verifyXades(await sign("enveloping"), options)).signatures;
    expect(enveloping?.signed?.objects).toEqual([bytes]);
    const [detached] = (await verifyXades(await sign("detached"), { ...options, digestOf })).signatures;
    expect(detached?.signed?.files).toEqual(Object.keys(files));
  });

  it("B-T never comes without its timestamp", async () => {
    await expect(sign("enveloped", { level: "B-T" })).rejects.toThrow(TypeError);
    const timestampAuthority = { timestamp: () => Promise.reject(new Error("mất mạng")) };
    await expect(sign("enveloped", { level: "B-T", timestampAuthority })).rejects.toThrow("mất mạng");
  });

  it("revoked before the proven time fails, after it passes", async () => {
    const stampedAt = new Date(Date.now() - 60_000);
    const xml = await sign("enveloped", {
      level: "B-T",
      timestampAuthority: pki.timestampAuthority(() => stampedAt),
    });
    const revoked = (at: Date) =>
      revocationFrom(
        pki.crl([{ serial: person.identity.serial, at }], new Date(Date.now() - 1_000)),
        pki.rootCrl(),
      );
    const before = await verifyXades(xml, {
      ...options,
      revocation: revoked(new Date(stampedAt.getTime() - 5_000)),
    });
    expect(before.signatures[0]).toMatchObject({ indication: "TOTAL_FAILED", subIndication: "REVOKED" });
    const after = await verifyXades(xml, {
      ...options,
      revocation: revoked(new Date(stampedAt.getTime() + 5_000)),
    });
    expect(after.signatures[0]).toMatchObject({ indication: "TOTAL_PASSED" });
  });

  it("a timestamp of another signature proves nothing", async () => {
    const stamp = /<xades:UnsignedProperties>.*<\/xades:UnsignedProperties>/s;
    const timestampAuthority = pki.timestampAuthority();
    const mine = (await sign("enveloped", { level: "B-T", timestampAuthority })).toString();
    const foreign = (await sign("enveloping", { level: "B-T", timestampAuthority })).toString();
    const mixed = mine.replace(stamp, stamp.exec(foreign)?.[0] ?? "");
    const [verdict] = (await verifyXades(mixed, options)).signatures;
    expect(verdict).toMatchObject({ level: "B-B", time: { proven: undefined } });
    expect(verdict?.warnings).not.toEqual([]);
  });
});

describe("what is refused", () => {
  type Tamper = (xml: string) => string;
  const cases: [string, string, Tamper, string][] = [
    [
      "unsigned content around",
      "enveloping",
      (x) => `<thư><nội-dung>Giả</nội-dung>${x}</thư>`,
      "SIG_CONSTRAINTS_FAILURE",
    ],
    ["unsigned text around", "detached", (x) => `<thư>Giả${x}</thư>`, "SIG_CONSTRAINTS_FAILURE"],
    ["wrapped whole", "enveloped", (x) => `<thư>${x}</thư>`, "HASH_FAILURE"],
    ["changed text", "enveloped", (x) => x.replace("ông A", "ông C"), "HASH_FAILURE"],
    ["changed attribute", "enveloped", (x) => x.replace("12/QĐ", "13/QĐ"), "HASH_FAILURE"],
    ["added element", "enveloped", (x) => x.replace("</điều>", "</điều><điều>x</điều>"), "HASH_FAILURE"],
    [
      "altered signing time",
      "enveloped",
      (x) => x.replace(/<xades:SigningTime>20/, "<xades:SigningTime>19"),
      "HASH_FAILURE",
    ],
    ["altered format", "enveloping", (x) => x.replace(">text/plain<", ">text/html<"), "HASH_FAILURE"],
    [
      "altered content",
      "enveloping",
      (x) => x.replace(bytes.toString("base64").slice(0, 8), "AAAAAAAA"),
      "HASH_FAILURE",
    ],
    [
      "removed data reference",
      "enveloped",
      (x) => x.replace(/<ds:Reference Id=.*?<\/ds:Reference>/s, ""),
      "SIGNED_DATA_NOT_FOUND",
    ],
    [
      "removed property reference",
      "enveloped",
      (x) => x.replace(/<ds:Reference Type=.*?<\/ds:Reference>/s, ""),
      "FORMAT_FAILURE",
    ],
    [
      "type of the property reference",
      "enveloped",
      (x) => x.replace("01903#SignedProperties", "01903#Other"),
      "FORMAT_FAILURE",
    ],
    [
      "no properties",
      "enveloped",
      (x) => x.replace(/<ds:Object><xades.*<\/ds:Object>/s, ""),
      "FORMAT_FAILURE",
    ],
    [
      "two properties",
      "enveloped",
      (x) =>
        x.replace(
          /(<ds:Object><xades.*<\/ds:Object>)/s,
          "$1<ds:Object><xades:QualifyingProperties xmlns:xades='http://uri.etsi.org/01903/v1.3.2#'/></ds:Object>",
        ),
      "FORMAT_FAILURE",
    ],
    ["target elsewhere", "enveloped", (x) => x.replace('Target="#', 'Target="#x'), "FORMAT_FAILURE"],
    [
      "no certificate",
      "enveloped",
      (x) => x.replace(/<ds:KeyInfo>.*<\/ds:KeyInfo>/s, ""),
      "NO_SIGNING_CERTIFICATE_FOUND",
    ],
    [
      "other certificate",
      "enveloped",
      (x) =>
        x.replace(
          /<ds:X509Certificate>.*<\/ds:X509Certificate>/s,
          `<ds:X509Certificate>${Buffer.from(other.identity.certificate).toString("base64")}</ds:X509Certificate>`,
        ),
      "SIG_CONSTRAINTS_FAILURE",
    ],
    [
      "signature value",
      "enveloped",
      (x) => x.replace(/(<ds:SignatureValue[^>]*>)..../, "$1AAAA"),
      "SIG_CRYPTO_FAILURE",
    ],
    [
      "SHA-1 digest",
      "enveloped",
      (x) => x.replaceAll("2001/04/xmlenc#sha256", "2000/09/xmldsig#sha1"),
      "CRYPTO_CONSTRAINTS_FAILURE",
    ],
    [
      "HMAC",
      "enveloped",
      (x) => x.replace("xmldsig-more#rsa-sha256", "xmldsig-more#hmac-sha256"),
      "CRYPTO_CONSTRAINTS_FAILURE",
    ],
    [
      "RetrievalMethod",
      "enveloped",
      (x) => x.replace("<ds:KeyInfo>", '<ds:KeyInfo><ds:RetrievalMethod URI="#x"/>'),
      "FORMAT_FAILURE",
    ],
    ["absent file", "detached", (x) => x.replace("a/b.bin", "a/c.bin"), "SIGNED_DATA_NOT_FOUND"],
    ["file with a way out", "detached", (x) => x.replace("a/b.bin", "../b.bin"), "FORMAT_FAILURE"],
    ["file on the network", "detached", (x) => x.replace("a/b.bin", "http://a/b.bin"), "FORMAT_FAILURE"],
    ["fragment", "enveloping", (x) => x.replace(/URI="#content-/, 'URI="#konten-'), "SIGNED_DATA_NOT_FOUND"],
  ];
  it.each(cases)("%s (%s)", async (_name, form, tamper, subIndication) => {
    const honest = (await sign(form)).toString();
    const changed = tamper(honest);
    expect(changed).not.toBe(honest);
    const { signatures, problem } = await verifyXades(changed, { ...options, digestOf });
    expect(problem).toBeUndefined();
    expect(signatures[0]).toMatchObject({ subIndication, counts: false, signed: undefined });
  });

  it("names of files are relative and stay inside", () => {
    expect(fileName("b%E1%BA%A3ng.txt")).toBe("bảng.txt");
    for (const uri of [
      "",
      "/a",
      "a//b",
      "a/./b",
      "..",
      "a/../b",
      "file:a",
      "a?b",
      "a#b",
      "%2e%2e/a",
      "a\\b",
      "%zz",
    ])
      expect(fileName(uri)).toBeUndefined();
  });
});
