import { describe, expect, it } from "vitest";
import { der, oids } from "../asn1/index.ts";
import { cpuClock } from "../testing/cpu-clock.ts";
import {
  type TestCertificateInput,
  type TestIdentity,
  testCertificate,
  testChain,
  testKey,
} from "../testing/test-certificates.ts";
import type { TrustList } from "../types.ts";
import { buildChain, type ChainOptions } from "./build-chain.ts";
import { parseCertificate } from "./certificate.ts";
import { encodeName } from "./distinguished-name.ts";

const day = 86_400_000;
const now = new Date();

function trusting(...roots: TestIdentity[]): TrustList {
  return {
    version: "test",
    anchors: roots.map((root) => ({ certificate: root.certificate, label: "demo" })),
  };
}

function outcome(
  leaf: TestIdentity,
  issuers: readonly TestIdentity[],
  trust: TrustList,
  at = now,
  options: ChainOptions = {},
): string {
  const others = issuers.map((issuer) => parseCertificate(issuer.certificate));
  const result = buildChain(parseCertificate(leaf.certificate), others, trust, at, options);
  return result.ok ? `ok ${result.path.length}` : `${result.subIndication} ${result.code}`;
}

describe("a chain to a trusted root", () => {
  const { root, sub, person } = testChain();

  it("is found whatever the order of the certificates beside it, and carries the root's label", () => {
    const stranger = testCertificate({ subject: "Stranger", ca: true });
    for (const issuers of [[sub], [stranger, sub], [root, sub, stranger]]) {
      expect(outcome(person, issuers, trusting(root))).toBe("ok 3");
    }
    const chain = buildChain(
      parseCertificate(person.certificate),
      [parseCertificate(sub.certificate)],
      { version: "1", anchors: [{ certificate: root.certificate, label: "official-duty" }] },
      now,
    );
    expect(chain.ok && chain.label).toBe("official-duty");
  });

  it("needs every issuer and a root that is trusted", () => {
    const impostor = testCertificate({ subject: "Test Root", ca: true });
    expect(outcome(person, [], trusting(root))).toBe("NO_CERTIFICATE_CHAIN_FOUND chain.not-trusted");
    expect(outcome(person, [sub, root], trusting())).toBe("NO_CERTIFICATE_CHAIN_FOUND chain.not-trusted");
    expect(outcome(person, [sub, root], trusting(impostor))).toBe(
      "NO_CERTIFICATE_CHAIN_FOUND chain.not-trusted",
    );
  });

  it("is not made by a sub authority of the same name with another key", () => {
    const impostor = testCertificate({ subject: "Test Sub", issuer: root, ca: true });
    expect(outcome(person, [impostor], trusting(root))).toBe("NO_CERTIFICATE_CHAIN_FOUND chain.not-trusted");
  });

  it("may end at a sub authority that is itself trusted", () => {
    expect(outcome(person, [sub], trusting(sub))).toBe("ok 2");
  });

  it("holds only while every certificate is valid", () => {
    const later = new Date(now.getTime() + 400 * day);
    const earlier = new Date(now.getTime() - day);
    expect(outcome(person, [sub], trusting(root), later)).toBe("OUT_OF_BOUNDS_NO_POE chain.expired");
    expect(outcome(person, [sub], trusting(root), earlier)).toBe("OUT_OF_BOUNDS_NO_POE chain.not-yet-valid");
    const shortSub = testCertificate({
      subject: "Short",
      issuer: root,
      ca: true,
      notAfter: new Date(now.getTime() + day),
    });
    const other = testCertificate({ subject: "Person", issuer: shortSub });
    const afterSub = new Date(now.getTime() + 2 * day);
    expect(outcome(other, [shortSub], trusting(root), afterSub)).toBe("OUT_OF_BOUNDS_NO_POE chain.expired");
  });

  it("counts only in the range in which the root was trusted", () => {
    const trust = (from: Date, until: Date): TrustList => ({
      version: "dated",
      anchors: [{ certificate: root.certificate, label: "public", trustedFrom: from, trustedUntil: until }],
    });
    const [yesterday, tomorrow] = [new Date(now.getTime() - day), new Date(now.getTime() + day)];
    expect(outcome(person, [sub], trust(yesterday, tomorrow))).toBe("ok 3");
    expect(outcome(person, [sub], trust(tomorrow, tomorrow))).toBe(
      "NO_CERTIFICATE_CHAIN_FOUND chain.root-not-trusted-then",
    );
  });
});

describe("constraints of RFC 5280 section 6", () => {
  const root = testCertificate({ subject: "Root", ca: true });
  const issuedBy = (
    sub: Omit<TestCertificateInput, "subject">,
    leaf: Omit<TestCertificateInput, "subject"> = {},
  ) => {
    const issuer = testCertificate({ subject: "Sub", issuer: root, ...sub });
    return { issuer, person: testCertificate({ subject: "Person", issuer, ...leaf }) };
  };
  const subtree = (base: Uint8Array) => der.sequence(der.context(0, der.sequence(der.context(4, base))));
  const vietnam = encodeName([{ type: "C", value: "VN" }]);
  const laos = encodeName([{ type: "C", value: "LA" }]);

  it.each<[string, Omit<TestCertificateInput, "subject">, Omit<TestCertificateInput, "subject">, string]>([
    ["an issuer that is no authority", { ca: false }, {}, "CHAIN_CONSTRAINTS_FAILURE chain.not-a-ca"],
    [
      "an authority whose key may not sign certificates",
      { ca: true, keyUsage: [6] },
      {},
      "CHAIN_CONSTRAINTS_FAILURE chain.key-usage",
    ],
    [
      "a signer whose key is for encryption",
      { ca: true },
      { keyUsage: [2, 3] },
      "CHAIN_CONSTRAINTS_FAILURE chain.key-usage",
    ],
    ["a signer with contentCommitment alone", { ca: true }, { keyUsage: [1] }, "ok 3"],
    ["a signer without keyUsage", { ca: true }, { keyUsage: [] }, "ok 3"],
    [
      "a signer whose key is for timestamps",
      { ca: true },
      { extendedKeyUsage: [oids.purposeTimeStamping] },
      "CHAIN_CONSTRAINTS_FAILURE chain.key-usage",
    ],
    [
      "an unknown critical extension",
      { ca: true },
      { extensions: [["1.2.3.4.5", true, der.nullValue]] },
      "CHAIN_CONSTRAINTS_FAILURE chain.critical-extension",
    ],
    [
      "an unknown extension that is not critical",
      { ca: true },
      { extensions: [["1.2.3.4.5", false, der.nullValue]] },
      "ok 3",
    ],
    [
      "names inside the permitted subtree",
      { ca: true, extensions: [[oids.nameConstraints, true, subtree(vietnam)]] },
      {},
      "ok 3",
    ],
    [
      "names outside the permitted subtree",
      { ca: true, extensions: [[oids.nameConstraints, true, subtree(laos)]] },
      {},
      "CHAIN_CONSTRAINTS_FAILURE chain.name-constraint",
    ],
    [
      "the same extension twice",
      { ca: true },
      { extensions: [[oids.keyUsage, true, der.namedBits([0])]] },
      "CHAIN_CONSTRAINTS_FAILURE chain.critical-extension",
    ],
    ["SHA-1 on a certificate", { ca: true }, { hash: "sha1" }, "CRYPTO_CONSTRAINTS_FAILURE chain.algorithm"],
    [
      "an RSA key of 1024 bits",
      { ca: true },
      { privateKey: testKey("rsa1024") },
      "CRYPTO_CONSTRAINTS_FAILURE chain.algorithm",
    ],
  ])("%s", (_, sub, leaf, expected) => {
    const { issuer, person } = issuedBy(sub, leaf);
    expect(outcome(person, [issuer], trusting(root))).toBe(expected);
  });

  it("path length", () => {
    const first = testCertificate({ subject: "First", issuer: root, ca: true, pathLength: 0 });
    const second = testCertificate({ subject: "Second", issuer: first, ca: true });
    const underFirst = testCertificate({ subject: "A", issuer: first });
    const underSecond = testCertificate({ subject: "B", issuer: second });
    expect(outcome(underFirst, [first], trusting(root))).toBe("ok 3");
    expect(outcome(underSecond, [second, first], trusting(root))).toBe(
      "CHAIN_CONSTRAINTS_FAILURE chain.path-length",
    );
  });

  it.each<[string, Omit<TestCertificateInput, "subject">, string]>([
    ["timeStamping critical and alone", { extendedKeyUsage: [oids.purposeTimeStamping] }, "ok 2"],
    [
      "not critical",
      { extendedKeyUsage: [oids.purposeTimeStamping], extendedKeyUsageCritical: false },
      "refused",
    ],
    ["not alone", { extendedKeyUsage: [oids.purposeTimeStamping, "1.3.6.1.5.5.7.3.4"] }, "refused"],
    ["absent", {}, "refused"],
  ])("a timestamp certificate: %s (RFC 3161 section 2.3)", (_, input, expected) => {
    const authority = testCertificate({ subject: "TSA", issuer: root, ...input });
    const said = outcome(authority, [], trusting(root), now, { purpose: "timestamping" });
    expect(said).toBe(
      expected === "refused" ? "CHAIN_CONSTRAINTS_FAILURE chain.not-a-timestamp-certificate" : expected,
    );
  });

  it("a wood of cross-certificates ends quickly", () => {
    const keys = Array.from({ length: 8 }, () => testKey());
    const identities = keys.flatMap((privateKey) =>
      keys.map((issuerKey) => {
        const issuer = testCertificate({ subject: "Loop", ca: true, privateKey: issuerKey });
        return testCertificate({ subject: "Loop", issuer, ca: true, privateKey });
      }),
    );
    const [first] = identities;
    if (first === undefined) throw new Error("identities expected");
    const person = testCertificate({ subject: "Lost", issuer: first });
    const cpuTime = cpuClock();
    expect(outcome(person, identities, trusting(root))).toBe("NO_CERTIFICATE_CHAIN_FOUND chain.not-trusted");
    expect(cpuTime()).toBeLessThan(2000);
  });
});
