import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { der, oids } from "../asn1/index.ts";
import { openOpensslBench } from "../testing/openssl.ts";
import { pem, testCertificate, testChain, testCrl } from "../testing/test-certificates.ts";
import { type TestOcspInput, testNonce, testOcsp } from "../testing/test-ocsp.ts";
import { parseCertificate } from "./certificate.ts";
import { parseCrl } from "./crl.ts";
import { createHttpRevocationSource, type HttpRevocationSourceOptions } from "./http-revocation-source.ts";
import { askForStatus } from "./ocsp-request.ts";
import { parseOcspResponse } from "./ocsp-response.ts";
import { type EvidenceRules, type RevocationStatus, statusFromEvidence } from "./revocation.ts";

const HOUR = 3_600_000;
const now = new Date(Math.floor(Date.now() / 1000) * 1000);
const at = (hours: number): Date => new Date(now.getTime() + hours * HOUR);
const { root, sub, person } = testChain();
const signer = parseCertificate(person.certificate);
const issuer = parseCertificate(sub.certificate);
const noCheck = [oids.ocspNoCheck, false, der.nullValue] as const;
const ocspSigning = { extendedKeyUsage: [oids.purposeOcspSigning], extendedKeyUsageCritical: false };
const responder = testCertificate({ subject: "OCSP", issuer: sub, ...ocspSigning, extensions: [noCheck] });
const unmarked = testCertificate({ subject: "OCSP 2", issuer: sub, ...ocspSigning });
const answer = (input: Partial<TestOcspInput> = {}): Uint8Array =>
  testOcsp({ issuer: sub, certificate: person.certificate, ...input });
const text = (status: RevocationStatus): string =>
  status.status === "unknown" ? status.code : status.status;
const ask = (inputs: readonly Partial<TestOcspInput>[], when = now, rules?: EvidenceRules): string =>
  text(
    statusFromEvidence(
      signer,
      issuer,
      when,
      inputs.map((input) => parseOcspResponse(answer(input))),
      rules,
    ),
  );

describe("an OCSP response in hand (RFC 6960)", () => {
  it("good, revoked before the time, revoked after it", () => {
    expect(ask([{}])).toBe("good");
    expect(ask([{ status: { revokedAt: at(-1), reason: 1 } }])).toBe("revoked");
    const later = statusFromEvidence(signer, issuer, at(-2), [
      parseOcspResponse(answer({ status: { revokedAt: at(-1), reason: 1 } })),
    ]);
    expect(later).toMatchObject({ status: "good", revokedLater: { at: at(-1), reason: "key-compromise" } });
  });

  it("is accepted from a responder that the same authority appointed, by name or by key, with either hash", () => {
    expect(ask([{ responder }])).toBe("good");
    expect(ask([{ responder, responderBy: "key", hash: "sha256" }])).toBe("good");
    expect(ask([{ responderBy: "key" }])).toBe("good");
  });

  const stranger = testChain();
  it.each<[string, Partial<TestOcspInput>]>([
    ["a wrong signature", { distort: (value) => value.map((byte, i) => (i === 9 ? byte ^ 1 : byte)) }],
    ["the status unknown", { status: "unknown" }],
    ["a responder appointed by someone else", { responder: stranger.person }],
    ["a responder of the same authority that is no OCSP responder", { responder: person }],
    ["a responder whose certificate is missing", { responder, withoutCertificate: true }],
    [
      "a responder that had ended when it answered",
      {
        responder: testCertificate({
          subject: "OCSP",
          issuer: sub,
          ...ocspSigning,
          notBefore: at(-9),
          notAfter: at(-8),
          extensions: [noCheck],
        }),
      },
    ],
    ["a responder that may be revoked itself, with nothing that says it is not", { responder: unmarked }],
  ])("%s proves nothing", (_, input) => {
    expect(ask([input])).toBe("revocation.unusable");
  });

  it("a responder without the no-check mark counts when a list clears it, and not when the list names it", () => {
    const response = parseOcspResponse(answer({ responder: unmarked }));
    const list = (revoked: boolean) =>
      parseCrl(
        testCrl({
          issuer: sub,
          thisUpdate: at(-1),
          revoked: revoked ? [{ certificate: unmarked.certificate, at: at(-2) }] : [],
        }),
      );
    expect(text(statusFromEvidence(signer, issuer, now, [list(false), response]))).toBe("good");
    const onlyOcsp = statusFromEvidence(signer, issuer, now, [response, list(true)]);
    expect(onlyOcsp).toMatchObject({ status: "good", evidence: { kind: "crl" } });
  });

  it("an answer about another certificate, or of another authority, is no answer", () => {
    const other = testCertificate({ subject: "Other", issuer: sub });
    expect(ask([{ certificate: other.certificate }])).toBe("revocation.no-source");
    expect(ask([{ issuer: root, certificate: person.certificate }])).toBe("revocation.no-source");
  });

  it("an answer that ended before the time is stale; without nextUpdate it counts for an hour", () => {
    expect(ask([{ thisUpdate: at(-48), nextUpdate: at(-24) }])).toBe("revocation.stale");
    expect(ask([{ thisUpdate: at(-0.5), nextUpdate: null }])).toBe("good");
    expect(ask([{ thisUpdate: at(-2), nextUpdate: null }])).toBe("revocation.stale");
  });

  it("after the certificate's end good means nothing unless the responder keeps ended certificates", () => {
    const short = testCertificate({ subject: "Short", issuer: sub, notBefore: at(-10), notAfter: at(-5) });
    const about = (extra: Partial<TestOcspInput>) =>
      text(
        statusFromEvidence(parseCertificate(short.certificate), issuer, at(-6), [
          parseOcspResponse(answer({ certificate: short.certificate, thisUpdate: at(-1), ...extra })),
        ]),
      );
    expect(about({})).toBe("revocation.unusable");
    expect(about({ archiveCutoff: at(-2) })).toBe("revocation.unusable");
    expect(about({ archiveCutoff: at(-24) })).toBe("good");
    expect(about({ status: { revokedAt: at(-7) } })).toBe("revoked");
  });

  it("stored evidence counts when it was current at the time asked about, or newer", () => {
    const unproven: EvidenceRules = { present: at(48) };
    expect(ask([{ thisUpdate: at(-1), nextUpdate: at(1) }], now, unproven)).toBe("good");
    expect(ask([{ thisUpdate: at(0.1), nextUpdate: at(1) }], now, unproven)).toBe("good");
    expect(ask([{ thisUpdate: at(-48), nextUpdate: at(-24) }], now, unproven)).toBe("revocation.stale");
  });

  it("evidence whose signer has ended before it is proven proves nothing", () => {
    const after = new Date(issuer.notAfter.getTime() + HOUR);
    expect(ask([{ thisUpdate: at(0.1) }], now, { present: after })).toBe("revocation.no-poe");
    expect(ask([{ thisUpdate: at(0.1) }], now, { present: after, provenAt: () => at(2) })).toBe("good");
  });

  it.each([1, 2, 3, 5, 6])("a responder's refusal %i and rubbish are errors", (responseStatus) => {
    expect(() => parseOcspResponse(answer({ responseStatus }))).toThrow();
    expect(() => parseOcspResponse(answer().subarray(0, 60 + responseStatus))).toThrow();
  });
});

describe("openssl as judge", () => {
  const bench = openOpensslBench();
  afterAll(() => bench.dispose());

  it("reads our question, and we read its answers: good, revoked, unknown", () => {
    bench.file("sub.pem", pem("CERTIFICATE", sub.certificate));
    bench.file("root.pem", pem("CERTIFICATE", root.certificate));
    bench.file("responder.pem", pem("CERTIFICATE", responder.certificate));
    bench.file("responder.key", responder.privateKey.export({ format: "pem", type: "pkcs8" }));
    const serial = signer.serialNumber.toUpperCase().replace(/^00/, "");
    const question = askForStatus(signer, issuer);
    bench.file("question.der", question.bytes);
    expect(bench.run("ocsp", "-reqin", "question.der", "-req_text")).toContain(`Serial Number: ${serial}`);
    const end = signer.notAfter.toISOString().replaceAll(/[-:T]/g, "").slice(2, 14);
    const judged = (index: string): RevocationStatus => {
      bench.file("index.txt", index);
      const keys = ["-CA", "sub.pem", "-rsigner", "responder.pem", "-rkey", "responder.key"];
      const files = ["-index", "index.txt", "-reqin", "question.der", "-respout", "answer.der"];
      bench.run("ocsp", ...files, ...keys, "-ndays", "1");
      const response = parseOcspResponse(readFileSync(bench.path("answer.der")));
      expect(response.nonce).toBe(question.nonce);
      return statusFromEvidence(signer, issuer, new Date(Date.now() + 1000), [response]);
    };
    expect(text(judged(`V\t${end}Z\t\t${serial}\tunknown\t/CN=a\n`))).toBe("good");
    expect(judged(`R\t${end}Z\t260101000000Z,keyCompromise\t${serial}\tunknown\t/CN=a\n`)).toMatchObject({
      status: "revoked",
      reason: "key-compromise",
    });
    expect(text(judged(""))).toBe("revocation.unusable");
  });

  it("accepts the responses the tests make", () => {
    bench.file("ours.der", answer({ responder }));
    bench.file("person.pem", pem("CERTIFICATE", person.certificate));
    const said = bench.say(
      ...["ocsp", "-respin", "ours.der", "-issuer", "sub.pem", "-cert", "person.pem"],
      ...["-CAfile", "root.pem", "-verify_other", "sub.pem", "-no_nonce"],
    );
    expect(said.text).toContain("Response verify OK");
    expect(said.text).toContain("person.pem: good");
  });
});

describe("OCSP over HTTP", () => {
  let reply: (question: Buffer) => { status?: number; body: Uint8Array; delayMs?: number };
  let requests = 0;
  const server = createServer(async (request, response) => {
    requests += 1;
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const { status, body, delayMs } = reply(Buffer.concat(parts));
    setTimeout(() => response.writeHead(status ?? 200, { location: "/elsewhere" }).end(body), delayMs ?? 0);
  });
  let url = "";
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    requests = 0;
    reply = () => ({ body: answer() });
  });
  const source = (options: HttpRevocationSourceOptions = {}) =>
    createHttpRevocationSource({
      locateResponders: () => [url],
      locate: () => [],
      retryAfterMs: 0,
      ...options,
    });
  const nonceOf = (question: Buffer) => question.subarray(question.length - 18);

  it("asks once for many questions about one certificate, and accepts an echoed nonce", async () => {
    reply = (question) => ({ body: answer({ nonce: nonceOf(question) }) });
    const http = source();
    const all = await Promise.all(Array.from({ length: 20 }, () => http.status(signer, issuer, now)));
    expect(new Set(all.map(text))).toEqual(new Set(["good"]));
    expect(requests).toBe(1);
  });

  it.each<[string, () => ReturnType<typeof reply>]>([
    ["the nonce of another question", () => ({ body: answer({ nonce: testNonce() }) })],
    ["an error page", () => ({ status: 500, body: answer() })],
    ["a redirect", () => ({ status: 302, body: answer() })],
    ["rubbish", () => ({ body: Buffer.from("<html>") })],
    ["an answer that comes too late", () => ({ body: answer(), delayMs: 500 })],
    ["an answer larger than allowed", () => ({ body: Buffer.alloc(300_000, 0x30) })],
    ["an answer that has ended", () => ({ body: answer({ thisUpdate: at(-9), nextUpdate: at(-8) }) })],
    ["an answer from the future", () => ({ body: answer({ thisUpdate: at(1), nextUpdate: at(2) }) })],
    ["a responder that does not know", () => ({ body: answer({ status: "unknown" }) })],
    ["tryLater", () => ({ body: answer({ responseStatus: 3 }) })],
  ])("%s is unknown, never good", async (_, arrange) => {
    reply = arrange;
    expect(text(await source({ timeoutMs: 200 }).status(signer, issuer, now))).toBe("revocation.offline");
  });

  it("a failing responder is left alone for a while, and the list answers in its place", async () => {
    const list = parseCrl(testCrl({ issuer: sub }));
    reply = (question) =>
      question.length === 0 ? { body: list.der } : { status: 503, body: new Uint8Array(0) };
    const http = source({ locate: () => [url], retryAfterMs: 60_000 });
    for (let i = 0; i < 3; i += 1)
      expect(await http.status(signer, issuer, now)).toMatchObject({ evidence: { kind: "crl" } });
    expect(requests).toBe(2);
  });

  it("prefers lists when told so", async () => {
    reply = (question) => ({ body: question.length === 0 ? testCrl({ issuer: sub }) : answer() });
    const http = source({ prefer: "crl", locate: () => [url] });
    expect(await http.status(signer, issuer, now)).toMatchObject({ evidence: { kind: "crl" } });
  });

  it("asks anew when evidence newer than a signature is wanted", async () => {
    reply = () => ({ body: answer({ thisUpdate: requests === 1 ? at(-2) : at(0) }) });
    const http = source();
    await http.status(signer, issuer, now);
    await http.status(signer, issuer, now);
    expect(requests).toBe(1);
    expect(await http.status(signer, issuer, now, at(-1))).toMatchObject({
      evidence: { answers: [{ thisUpdate: at(0) }] },
    });
  });
});
