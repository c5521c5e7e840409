import { hash, type KeyObject } from "node:crypto";
import { afterAll, describe, expect, it } from "vitest";
import { openOpensslBench } from "../testing/openssl.ts";
import { pem, testCertificate, testKey, testSigner } from "../testing/test-certificates.ts";
import { buildCms, CmsError, digestAlgorithmOf, prepareSigner, verifyCms } from "./index.ts";

const bench = openOpensslBench();
afterAll(() => bench.dispose());
const text = Buffer.from("V/v triển khai chữ ký số chuyên dùng công vụ");
bench.file("text", text);

async function signedWith(privateKey: KeyObject) {
  const root = testCertificate({ subject: "Root", ca: true });
  const sub = testCertificate({ subject: "Sub", issuer: root, ca: true });
  const person = testCertificate({ subject: "Nguyễn Văn An", issuer: sub, privateKey });
  const signer = testSigner(person, sub);
  const digest = hash(digestAlgorithmOf(signer.algorithm), text, "buffer");
  return { root, signer, digest, cms: await buildCms({ digest, signer }) };
}

describe("a CMS signature for PAdES", () => {
  it.each(["rsa", "p256", "p384"] as const)(
    "with a key of kind %s satisfies openssl and our own verifier",
    async (kind) => {
      const { root, cms, signer } = await signedWith(testKey(kind));
      bench.file("sig.der", cms);
      bench.file("root.pem", pem("CERTIFICATE", root.certificate));
      const judged = bench.say(
        ...["cms", "-verify", "-binary", "-inform", "DER", "-in", "sig.der", "-content", "text"],
        ...["-CAfile", "root.pem", "-purpose", "any", "-cades", "-out", "out"],
      );
      expect(judged.text).toMatch(/Verification successful|CAdES Verification successful/);
      const own = await verifyCms(cms, (algorithm) => hash(algorithm, text, "buffer"));
      expect(own.ok && own.signatureAlgorithm).toBe(signer.algorithm);
      expect(cms.length).toBeLessThanOrEqual(prepareSigner(signer).maximumSize);
    },
  );

  it("has the attributes of EN 319 142-1 baseline B and no signing time", async () => {
    const { cms } = await signedWith(testKey("rsa"));
    const printed = bench.run("cms", "-cmsout", "-print", "-inform", "DER", "-in", bench.file("p.der", cms));
    const signed = printed.slice(printed.indexOf("signedAttrs"));
    const attributes = [...signed.matchAll(/object: (\S+)/g)].map((match) => match[1]);
    expect(attributes).toEqual(["contentType", "messageDigest", "id-smime-aa-signingCertificateV2"]);
    expect(printed).not.toContain("signingTime");
    expect(printed).toMatch(/eContent: <ABSENT>/);
    // Explicit NULL with RSA and SHA-256 (RFC 4055 section 5).
    expect(signed).toMatch(
      /signatureAlgorithm:\s+algorithm: sha256WithRSAEncryption[^\n]*\s+parameter: NULL/,
    );
  });

  it("is DER throughout: openssl writes the very same bytes again", async () => {
    const { cms } = await signedWith(testKey("p256"));
    bench.run(
      "cms",
      "-cmsout",
      "-inform",
      "DER",
      "-outform",
      "DER",
      "-in",
      bench.file("d.der", cms),
      "-out",
      "again.der",
    );
    expect(bench.run("dgst", "-sha256", "-r", "again.der").slice(0, 64)).toBe(hash("sha256", cms, "hex"));
  });

  it("refuses a digest of the wrong length and a signer whose algorithm does not fit its certificate", async () => {
    const { signer } = await signedWith(testKey("p256"));
    await expect(buildCms({ digest: new Uint8Array(20), signer })).rejects.toMatchObject({
      code: "cms.wrong-digest-length",
    });
    const odd = { ...signer, algorithm: "rsa-sha256" as const };
    await expect(buildCms({ digest: new Uint8Array(32), signer: odd })).rejects.toMatchObject({
      code: "cms.key-does-not-fit",
    });
    const bare = { ...signer, certificates: [] };
    await expect(buildCms({ digest: new Uint8Array(32), signer: bare })).rejects.toBeInstanceOf(CmsError);
  });

  it("is not returned at all when the timestamp asked for does not come", async () => {
    const { signer, digest } = await signedWith(testKey("p256"));
    const timestampAuthority = { timestamp: () => Promise.reject(new Error("away")) };
    await expect(buildCms({ digest, signer, timestampAuthority })).rejects.toThrow("away");
  });
});
