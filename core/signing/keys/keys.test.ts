import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { parseCertificate } from "../certificates/index.ts";
import { openOpensslBench } from "../testing/openssl.ts";
import { pem, testCertificate, testChain, testKey } from "../testing/test-certificates.ts";
import {
  createCertificateRequest,
  createPkcs12,
  KeyError,
  openPkcs12,
  readPkcs12,
  softwareSigner,
} from "./index.ts";

const bench = openOpensslBench();
afterAll(() => bench.dispose());
const { sub, person, root } = testChain();
const rsa = testCertificate({ subject: "Trần Thị Bình", issuer: sub, privateKey: testKey("rsa") });
const codeOf = async (act: () => unknown): Promise<string> => {
  try {
    await act();
  } catch (error) {
    if (error instanceof KeyError) return error.code;
    throw error;
  }
  return "no error";
};
const keyBytes = (key: typeof person.privateKey): string =>
  key.export({ format: "der", type: "pkcs8" }).toString("hex");

describe("a PKCS#12 file we write", () => {
  it.each(["mật khẩu có dấu", "123456", ""])(
    "is opened by openssl and by us with the password %j",
    async (password) => {
      const bytes = createPkcs12({
        privateKey: person.privateKey,
        certificates: [person.certificate, sub.certificate],
        password,
        iterations: 2000,
        friendlyName: "Nguyễn Văn An",
      });
      bench.file("ours.p12", bytes);
      const key = bench.run("pkcs12", "-in", "ours.p12", "-passin", `pass:${password}`, "-nocerts", "-nodes");
      expect(keyBytes(createPrivateKey(key))).toBe(keyBytes(person.privateKey));
      const signer = await openPkcs12(bytes, password);
      expect(signer.algorithm).toBe("ecdsa-sha256");
      expect(
        signer.certificates.map((der) => parseCertificate(der).subject.attributes.at(-1)?.value),
      ).toEqual(["Nguyễn Văn An", "Test Sub"]);
    },
  );

  it("says wrong password, and nothing else, for any other password", async () => {
    const bytes = createPkcs12({
      privateKey: person.privateKey,
      certificates: [person.certificate],
      password: "đúng",
      iterations: 100,
    });
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme", maxLength: 20 }), async (password) => {
        fc.pre(password !== "đúng");
        expect(await codeOf(() => openPkcs12(bytes, password))).toBe("key.wrong-password");
      }),
      { numRuns: 50 },
    );
  });

  it("does not open after any bit was changed", async () => {
    const bytes = createPkcs12({
      privateKey: person.privateKey,
      certificates: [person.certificate],
      password: "x",
      iterations: 10,
    });
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
        const changed = Uint8Array.from(bytes);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        // The absent or NULL parameters of the MAC's hash are the one place without meaning.
        const said = await codeOf(() => openPkcs12(changed, "x"));
        expect(said === "no error" ? keyBytes(readPkcs12(changed, "x").privateKey) : said).toMatch(
          said === "no error" ? keyBytes(person.privateKey) : /^key\./,
        );
      }),
      { numRuns: 150 },
    );
  });
});

describe("a PKCS#12 file of another program", () => {
  bench.file("key.pem", rsa.privateKey.export({ format: "pem", type: "pkcs8" }));
  bench.file("cert.pem", pem("CERTIFICATE", rsa.certificate));
  bench.file("chain.pem", pem("CERTIFICATE", root.certificate) + pem("CERTIFICATE", sub.certificate));

  it.each<[string, string[]]>([
    ["with AES-256 as openssl writes it", []],
    ["with 3DES and RC2-40, as Windows wrote it", ["-legacy"]],
    [
      "with RC2-128 for the certificates",
      ["-legacy", "-certpbe", "PBE-SHA1-RC2-128", "-keypbe", "PBE-SHA1-3DES"],
    ],
    ["with 3DES throughout", ["-legacy", "-certpbe", "PBE-SHA1-3DES", "-keypbe", "PBE-SHA1-2DES"]],
    ["with AES-128 and SHA-512", ["-certpbe", "AES-128-CBC", "-keypbe", "AES-192-CBC", "-macalg", "sha512"]],
    ["with nothing but the MAC", ["-certpbe", "NONE", "-keypbe", "NONE"]],
  ])("opens %s, certificates in order and the root left out", async (_, options) => {
    bench.run(
      "pkcs12",
      "-export",
      "-inkey",
      "key.pem",
      "-in",
      "cert.pem",
      "-certfile",
      "chain.pem",
      "-out",
      "theirs.p12",
      "-passout",
      "pass:bí mật",
      ...options,
    );
    const bytes = readFileSync(bench.path("theirs.p12"));
    const signer = await openPkcs12(bytes, "bí mật");
    expect(signer.algorithm).toBe("rsa-sha256");
    expect(signer.certificates.map((der) => Buffer.from(der).toString("hex"))).toEqual(
      [rsa, sub].map((one) => Buffer.from(one.certificate).toString("hex")),
    );
    expect(await codeOf(() => openPkcs12(bytes, "bi mat"))).toBe("key.wrong-password");
  });

  it("is refused without a MAC, without a key, or without the key's certificate", async () => {
    const make = (...options: string[]) => {
      bench.run("pkcs12", "-export", "-out", "odd.p12", "-passout", "pass:x", ...options);
      return readFileSync(bench.path("odd.p12"));
    };
    const noMac = make("-inkey", "key.pem", "-in", "cert.pem", "-nomac");
    expect(await codeOf(() => openPkcs12(noMac, "x"))).toBe("key.not-pkcs12");
    const noKey = make("-nokeys", "-in", "cert.pem");
    expect(await codeOf(() => openPkcs12(noKey, "x"))).toBe("key.no-private-key");
    const foreign = createPkcs12({
      privateKey: rsa.privateKey,
      certificates: [person.certificate],
      password: "x",
      iterations: 10,
    });
    expect(await codeOf(() => openPkcs12(foreign, "x"))).toBe("key.no-certificate");
  });

  it.each([new Uint8Array(0), person.certificate, Buffer.from("-----BEGIN PRIVATE KEY-----")])(
    "other bytes are not a PKCS#12 file",
    async (bytes) => {
      expect(await codeOf(() => openPkcs12(bytes, "x"))).toBe("key.not-pkcs12");
    },
  );
});

describe("a software signer", () => {
  it("refuses a certificate of another key, and keys it cannot use", async () => {
    const certificates = [person.certificate];
    expect(await codeOf(() => softwareSigner({ privateKey: rsa.privateKey, certificates }))).toBe(
      "key.does-not-match-certificate",
    );
    expect(await codeOf(() => softwareSigner({ privateKey: rsa.privateKey, certificates: [] }))).toBe(
      "key.no-certificate",
    );
  });
});

describe("a certificate request", () => {
  it.each(["rsa", "p256"] as const)("for a key of kind %s is accepted by openssl", (kind) => {
    const subject = [
      { type: "C", value: "VN" },
      { type: "O", value: "Sở Thông tin và Truyền thông" },
      { type: "CN", value: "Nguyễn Văn An" },
    ];
    bench.file("request.der", createCertificateRequest({ privateKey: testKey(kind), subject }));
    const judged = bench.say(
      "req",
      "-inform",
      "DER",
      "-in",
      "request.der",
      "-verify",
      "-noout",
      "-subject",
      "-nameopt",
      "utf8,sep_comma_plus_space",
    );
    expect(judged.text).toContain("verify OK");
    expect(judged.text).toContain("O=Sở Thông tin và Truyền thông, CN=Nguyễn Văn An");
  });
});
