import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { der, oids } from "../asn1/index.ts";
import { openOpensslBench } from "../testing/openssl.ts";
import { pem, type TestCrlInput, testCertificate, testChain, testCrl } from "../testing/test-certificates.ts";
import { parseCertificate } from "./certificate.ts";
import { crlProblem, parseCrl } from "./crl.ts";
import { createHttpRevocationSource, type HttpRevocationSourceOptions } from "./http-revocation-source.ts";
import { type RevocationStatus, statusFromCrls } from "./revocation.ts";

const hour = 3_600_000;
const now = new Date();
const at = (hours: number): Date => new Date(now.getTime() + hours * hour);
const { root, sub, person } = testChain();
const signer = parseCertificate(person.certificate);
const issuer = parseCertificate(sub.certificate);

const text = (status: RevocationStatus): string =>
  status.status === "unknown"
    ? status.code
    : status.status === "revoked"
      ? `revoked ${status.reason}`
      : "good";
const ask = (inputs: readonly Omit<TestCrlInput, "issuer">[], when = now): string =>
  text(
    statusFromCrls(
      signer,
      issuer,
      when,
      inputs.map((input) => parseCrl(testCrl({ issuer: sub, ...input }))),
    ),
  );

describe("revocation from stored lists", () => {
  const revoked = [{ certificate: person.certificate, at: at(-1), reason: 1 }];

  it("not listed is good, listed before the time is revoked, listed after it was good then", () => {
    expect(ask([{}])).toBe("good");
    expect(ask([{ revoked, thisUpdate: at(-0.5) }])).toBe("revoked key-compromise");
    const before = statusFromCrls(signer, issuer, at(-2), [parseCrl(testCrl({ issuer: sub, revoked }))]);
    expect(before.status === "good" && before.revokedLater?.reason).toBe("key-compromise");
  });

  it("no list, a list that has ended, or one of another issuer is unknown, never good", () => {
    expect(ask([])).toBe("revocation.no-source");
    expect(ask([{ thisUpdate: at(-48), nextUpdate: at(-24) }])).toBe("revocation.stale");
    const foreign = parseCrl(testCrl({ issuer: root }));
    expect(text(statusFromCrls(signer, issuer, now, [foreign]))).toBe("revocation.no-source");
  });

  it("a list signed by someone else under the issuer's name is unusable", () => {
    const impostor = testCertificate({ subject: "Test Sub", ca: true });
    const forged = parseCrl(testCrl({ issuer: impostor }));
    expect(crlProblem(forged, issuer)).toBe("its signature is wrong");
    expect(text(statusFromCrls(signer, issuer, now, [forged]))).toBe("revocation.unusable");
  });

  it.each<[string, [string, boolean, Uint8Array]]>([
    ["a delta list", [oids.deltaCrlIndicator, true, der.integer(1)]],
    [
      "an indirect list",
      [oids.issuingDistributionPoint, true, der.sequence(der.contextValue(4, Uint8Array.of(0xff)))],
    ],
    [
      "a list of authorities only",
      [oids.issuingDistributionPoint, true, der.sequence(der.contextValue(2, Uint8Array.of(0xff)))],
    ],
    [
      "a list for some reasons only",
      [oids.issuingDistributionPoint, true, der.sequence(der.contextValue(3, Uint8Array.of(6, 64)))],
    ],
    ["an unknown critical extension", ["1.2.3.4", true, der.nullValue]],
  ])("%s proves nothing", (_, extension) => {
    expect(ask([{ extensions: [extension] }])).toBe("revocation.unusable");
  });

  it("a list issued after the certificate's end may have dropped it and proves nothing", () => {
    const short = testCertificate({ subject: "Short", issuer: sub, notBefore: at(-10), notAfter: at(-5) });
    const late = parseCrl(testCrl({ issuer: sub, thisUpdate: at(-1) }));
    const certificate = parseCertificate(short.certificate);
    expect(text(statusFromCrls(certificate, issuer, at(-6), [late]))).toBe("revocation.unusable");
    const kept = [oids.expiredCertsOnCrl, false, der.element(0x18, Buffer.from("20200101000000Z"))] as const;
    const keeping = parseCrl(testCrl({ issuer: sub, thisUpdate: at(-1), extensions: [kept] }));
    expect(text(statusFromCrls(certificate, issuer, at(-6), [keeping]))).toBe("good");
  });

  it("a hold counts until a newer list lifts it; any other revocation stays", () => {
    const hold = {
      revoked: [{ certificate: person.certificate, at: at(-3), reason: 6 }],
      thisUpdate: at(-2),
    };
    expect(ask([hold])).toBe("revoked certificate-hold");
    expect(ask([hold, { thisUpdate: at(-1) }])).toBe("good");
    expect(ask([{ revoked, thisUpdate: at(-0.9) }, { thisUpdate: at(-0.5) }])).toBe("revoked key-compromise");
  });

  it("a list made by openssl is read, and ours is accepted by openssl", () => {
    const bench = openOpensslBench();
    try {
      const ours = bench.file("ours.pem", pem("X509 CRL", testCrl({ issuer: sub, revoked })));
      bench.file("sub.pem", pem("CERTIFICATE", sub.certificate));
      expect(bench.say("crl", "-in", ours, "-CAfile", "sub.pem", "-noout").text).toContain("verify OK");
      bench.file("sub.key", sub.privateKey.export({ format: "pem", type: "pkcs8" }));
      bench.file("person.pem", pem("CERTIFICATE", person.certificate));
      bench.file("index.txt", "");
      bench.file("crlnumber", "01\n");
      const config =
        "[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\ncrlnumber=crlnumber\ndefault_md=sha256\ndefault_crl_days=1\n";
      bench.file("ca.cnf", config);
      const authority = ["-config", "ca.cnf", "-cert", "sub.pem", "-keyfile", "sub.key"];
      bench.run("ca", ...authority, "-revoke", "person.pem", "-crl_reason", "keyCompromise");
      bench.run("ca", ...authority, "-gencrl", "-out", "theirs.pem");
      const theirs = bench.run("crl", "-in", "theirs.pem", "-outform", "PEM");
      const bytes = Buffer.from(theirs.replaceAll(/-----.*?-----|\s/g, ""), "base64");
      const later = new Date(Date.now() + 1000);
      expect(text(statusFromCrls(signer, issuer, later, [parseCrl(bytes)]))).toBe("revoked key-compromise");
    } finally {
      bench.dispose();
    }
  });
});

describe("revocation over HTTP", () => {
  const folder = mkdtempSync(join(tmpdir(), "crl-"));
  let answer: { status: number; body: Uint8Array; delayMs?: number } = {
    status: 200,
    body: new Uint8Array(0),
  };
  let requests = 0;
  const server = createServer((_, response) => {
    requests++;
    const { status, body, delayMs } = answer;
    setTimeout(() => response.writeHead(status).end(body), delayMs ?? 0);
  });
  let url = "";
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/crl`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const source = (options: HttpRevocationSourceOptions = {}) =>
    createHttpRevocationSource({ locate: () => [url], retryAfterMs: 0, ...options });
  const good = () => testCrl({ issuer: sub });

  it("the list named in the certificate is fetched once for many questions", async () => {
    answer = { status: 200, body: good() };
    const named = testCertificate({ subject: "Named", issuer: sub, crlUrl: url });
    const before = requests;
    const http = createHttpRevocationSource();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => http.status(parseCertificate(named.certificate), issuer, now)),
    );
    expect(new Set(answers.map(text))).toEqual(new Set(["good"]));
    expect(requests - before).toBe(1);
  });

  it.each<[string, () => void]>([
    ["an error page", () => (answer = { status: 500, body: good() })],
    ["rubbish", () => (answer = { status: 200, body: Buffer.from("<html>") })],
    ["a list of someone else", () => (answer = { status: 200, body: testCrl({ issuer: root }) })],
    ["an answer that comes too late", () => (answer = { status: 200, body: good(), delayMs: 500 })],
    ["a list larger than allowed", () => (answer = { status: 200, body: Buffer.alloc(100_000, 0x30) })],
  ])("%s is unknown, never good", async (_, arrange) => {
    arrange();
    const status = await source({ timeoutMs: 200, maximumBytes: 50_000 }).status(signer, issuer, now);
    expect(text(status)).toBe("revocation.offline");
  });

  it("a certificate that names no list, or only an LDAP one, is unknown", async () => {
    expect(text(await createHttpRevocationSource().status(signer, issuer, now))).toBe("revocation.no-source");
    const ldap = createHttpRevocationSource({ locate: () => ["ldap://127.0.0.1/cn=crl"] });
    expect(text(await ldap.status(signer, issuer, now))).toBe("revocation.no-source");
  });

  it("a held list counts while its server is away, until it ends", async () => {
    let clock = now;
    const http = source({ refreshAfterMs: 0, now: () => clock });
    answer = { status: 200, body: testCrl({ issuer: sub, thisUpdate: at(-1), nextUpdate: at(1) }) };
    expect(text(await http.status(signer, issuer, now))).toBe("good");
    answer = { status: 503, body: new Uint8Array(0) };
    clock = at(0.5);
    expect(text(await http.status(signer, issuer, clock))).toBe("good");
    clock = at(2);
    expect(text(await http.status(signer, issuer, clock))).toBe("revocation.stale");
  });

  it("an older list replayed later does not undo a revocation", async () => {
    const http = source({ refreshAfterMs: 0 });
    const revoked = [{ certificate: person.certificate, at: at(-1) }];
    answer = { status: 200, body: testCrl({ issuer: sub, revoked, thisUpdate: at(-0.5) }) };
    expect(text(await http.status(signer, issuer, now))).toBe("revoked unspecified");
    answer = { status: 200, body: testCrl({ issuer: sub, thisUpdate: at(-2) }) };
    expect(text(await http.status(signer, issuer, now))).toBe("revoked unspecified");
  });

  it("the disk cache answers after a restart, and a torn file is only a miss", async () => {
    answer = { status: 200, body: good() };
    await source({ cacheDirectory: folder }).status(signer, issuer, now);
    answer = { status: 503, body: new Uint8Array(0) };
    expect(text(await source({ cacheDirectory: folder }).status(signer, issuer, now))).toBe("good");
    for (const file of readdirSync(folder)) writeFileSync(join(folder, file), "torn");
    expect(text(await source({ cacheDirectory: folder }).status(signer, issuer, now))).toBe(
      "revocation.offline",
    );
  });
});
