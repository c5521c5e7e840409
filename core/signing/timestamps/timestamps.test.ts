import { hash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type RunningServer,
  readAuthorityKeys,
  startCertificateAuthority,
} from "../../../national/certificate-authority/index.ts";
import { startTimestampAuthority } from "../../../national/timestamp-authority/index.ts";
import { oids } from "../asn1/index.ts";
import { buildCms, verifyCms } from "../cms/index.ts";
import { openOpensslBench } from "../testing/openssl.ts";
import { pem, testCertificate, testChain, testKey, testSigner } from "../testing/test-certificates.ts";
import type { TrustList } from "../types.ts";
import {
  acceptTimestamp,
  askForTimestamp,
  createHttpTimestampAuthority,
  type HttpTimestampAuthorityOptions,
  readTimestampInfo,
  TimestampError,
  verifyTimestampToken,
} from "./index.ts";

const bench = openOpensslBench();
const dataDir = mkdtempSync(join(tmpdir(), "tsa-"));
const imprint = hash("sha256", "Quyết định số 12/QĐ-UBND", "buffer");
let authority: RunningServer;
let tsa: RunningServer;
let trustList: TrustList;
let rootPem = "";

beforeAll(async () => {
  authority = await startCertificateAuthority({ port: 0, dataDir });
  tsa = await startTimestampAuthority({ port: 0, dataDir });
  const keys = await readAuthorityKeys(dataDir);
  if (keys === undefined) throw new Error("the demo authority has no keys");
  const certificate = new Uint8Array(keys.root.certificate.rawData);
  trustList = { version: "test", anchors: [{ certificate, label: "demo" }] };
  rootPem = pem("CERTIFICATE", certificate);
});
afterAll(async () => {
  await tsa.close();
  await authority.close();
  bench.dispose();
  rmSync(dataDir, { recursive: true, force: true });
});

const faults = (body: object): Promise<Response> =>
  fetch(`${tsa.url}/faults`, { method: "POST", body: JSON.stringify(body) });
const client = (options: Partial<HttpTimestampAuthorityOptions> = {}) =>
  createHttpTimestampAuthority({ urls: [tsa.url], trustList, retryAfterMs: [], ...options });
const codeOf = async (act: () => Promise<unknown>): Promise<string> => {
  try {
    await act();
  } catch (error) {
    if (error instanceof TimestampError) return error.code;
    throw error;
  }
  return "no error";
};
beforeEach(() => faults({}));

describe("a timestamp of the demo authority", () => {
  it("satisfies openssl ts, and says the time of now", async () => {
    const token = await client().timestamp(imprint);
    bench.file("token.der", token);
    bench.file("root.pem", rootPem);
    const digest = Buffer.from(imprint).toString("hex");
    const judged = bench.say(
      "ts",
      "-verify",
      "-digest",
      digest,
      "-token_in",
      "-in",
      "token.der",
      "-CAfile",
      "root.pem",
    );
    expect(judged.text).toContain("Verification: OK");
    expect(Math.abs(readTimestampInfo(token).time.getTime() - Date.now())).toBeLessThan(5000);
  });

  it("answers the question of openssl ts, with SHA-512 and without certificates too", async () => {
    bench.file("data", "dữ liệu");
    bench.run("ts", "-query", "-data", "data", "-sha512", "-cert", "-out", "query.tsq");
    const headers = { "content-type": "application/timestamp-query" };
    const reply = await fetch(tsa.url, {
      method: "POST",
      headers,
      body: readFileSync(bench.path("query.tsq")),
    });
    bench.file("reply.tsr", new Uint8Array(await reply.arrayBuffer()));
    bench.file("root.pem", rootPem);
    expect(
      bench.say("ts", "-verify", "-queryfile", "query.tsq", "-in", "reply.tsr", "-CAfile", "root.pem").text,
    ).toContain("Verification: OK");
  });

  it("makes a B-T signature whose token stamps the signature value", async () => {
    const { sub, person } = testChain();
    const cms = await buildCms({
      digest: imprint,
      signer: testSigner(person, sub),
      timestampAuthority: client(),
    });
    const signature = await verifyCms(cms, () => imprint);
    if (!signature.ok) throw new Error(signature.detail);
    const [token] = signature.timestampTokens;
    if (token === undefined) throw new Error("no token");
    const stamp = (algorithm: string) => hash(algorithm, signature.signatureValue, "buffer");
    expect((await verifyTimestampToken(token, stamp, trustList)).ok).toBe(true);
    const otherCertificates = [Buffer.from("no certificate"), sub.certificate];
    expect((await verifyTimestampToken(token, stamp, trustList, { otherCertificates })).ok).toBe(true);
    const other = await verifyTimestampToken(token, imprint, trustList);
    expect(other.ok ? "ok" : other.subIndication).toBe("HASH_FAILURE");
  });
});

describe("a token is refused", () => {
  it("when its authority stands under no trusted root, or changed by one bit", async () => {
    const token = await client().timestamp(imprint);
    const nobody = await verifyTimestampToken(token, imprint, { version: "empty", anchors: [] });
    expect(nobody.ok ? "ok" : nobody.subIndication).toBe("NO_CERTIFICATE_CHAIN_FOUND");
    expect(nobody.info?.imprint).toEqual(new Uint8Array(imprint));
    const at = Buffer.from(token).indexOf(Buffer.from(imprint));
    const changed = Uint8Array.from(token);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const result = await verifyTimestampToken(changed, imprint, trustList);
    expect(result.ok ? "ok" : result.subIndication).toBe("HASH_FAILURE");
  });

  it("when it is an ordinary signature", async () => {
    const { sub, person } = testChain();
    const cms = await buildCms({ digest: imprint, signer: testSigner(person, sub) });
    const result = await verifyTimestampToken(cms, imprint, trustList);
    expect(result.ok ? "ok" : result.subIndication).toBe("FORMAT_FAILURE");
  });

  it("made by openssl with a certificate for timestamps it is taken, without that purpose it is not", async () => {
    const root = testCertificate({ subject: "Root", ca: true });
    const trust: TrustList = { version: "t", anchors: [{ certificate: root.certificate, label: "public" }] };
    const config = (file: string) =>
      `[tsa]\ndefault_tsa=d\n[d]\nserial=${bench.file("serial", "01")}\nsigner_cert=${file}.pem\nsigner_key=${file}.key\n` +
      "signer_digest=sha256\ndefault_policy=1.2.3.4\ndigests=sha256\ness_cert_id_chain=no\ness_cert_id_alg=sha1\n";
    const make = (name: string, extendedKeyUsage: readonly string[]) => {
      const one = testCertificate({
        subject: name,
        issuer: root,
        extendedKeyUsage,
        privateKey: testKey("rsa"),
      });
      bench.file(`${name}.pem`, pem("CERTIFICATE", one.certificate));
      bench.file(`${name}.key`, one.privateKey.export({ format: "pem", type: "pkcs8" }));
      bench.file(`${name}.cnf`, config(name));
      const question = askForTimestamp(imprint);
      bench.file("q.tsq", question.bytes);
      const made = bench.say(
        "ts",
        "-reply",
        "-config",
        `${name}.cnf`,
        "-queryfile",
        "q.tsq",
        "-out",
        "r.tsr",
      );
      return { made, question };
    };
    const { question } = make("good", [oids.purposeTimeStamping]);
    const rules = { trustList: trust, now: new Date(), clockToleranceMs: 60_000 };
    const { info } = await acceptTimestamp(readFileSync(bench.path("r.tsr")), question, rules);
    expect(info.policy).toBe("1.2.3.4");
    // openssl itself refuses to make a token with such a certificate.
    expect(make("bad", ["1.3.6.1.5.5.7.3.4"]).made.ok).toBe(false);
  });
});

describe("the client", () => {
  it.each<[object, string]>([
    [{ wrongImprint: true }, "timestamp.wrong-imprint"],
    [{ wrongNonce: true }, "timestamp.wrong-nonce"],
    [{ wrongSignature: true }, "timestamp.not-verified"],
    [{ clockOffsetSeconds: 3600 }, "timestamp.wrong-time"],
    [{ clockOffsetSeconds: -3600 }, "timestamp.wrong-time"],
    [{ status: 503 }, "timestamp.http-status"],
    [{ cut: true }, "timestamp.unreachable"],
    [{ rejectWith: 25 }, "timestamp.rejected"],
    [{ delayMs: 1000 }, "timestamp.timeout"],
  ])("with the fault %j says %s", async (fault, code) => {
    await faults(fault);
    expect(await codeOf(() => client({ timeoutMs: 300 }).timestamp(imprint))).toBe(code);
  });

  it("says so when nobody listens, and when no authority is configured", async () => {
    expect(await codeOf(() => client({ urls: ["http://127.0.0.1:9"] }).timestamp(imprint))).toBe(
      "timestamp.unreachable",
    );
    expect(await codeOf(() => client({ urls: [] }).timestamp(imprint))).toBe("timestamp.no-authority");
  });

  it("accepts only the policy asked for", async () => {
    expect(await codeOf(() => client({ policy: "2.999.84.30.9" }).timestamp(imprint))).toBe("no error");
    expect(await codeOf(() => client({ policy: "1.2.3" }).timestamp(imprint))).toBe("timestamp.rejected");
  });

  it("tries three times, and no more", async () => {
    await faults({ status: 500, times: 2 });
    expect(await codeOf(() => client({ retryAfterMs: [10, 20] }).timestamp(imprint))).toBe("no error");
    await faults({ status: 500, times: 3 });
    expect(await codeOf(() => client({ retryAfterMs: [10, 20] }).timestamp(imprint))).toBe(
      "timestamp.http-status",
    );
  });

  it("goes on to the next address at once", async () => {
    const token = await client({ urls: ["http://127.0.0.1:9", tsa.url] }).timestamp(imprint);
    expect(readTimestampInfo(token).policy).toBe("2.999.84.30.9");
  });

  it("has at most four requests under way", async () => {
    await faults({ delayMs: 200 });
    const asking = client();
    const started = performance.now();
    await Promise.all(Array.from({ length: 9 }, () => asking.timestamp(imprint)));
    // Nine in groups of at most four need three rounds of 200 ms.
    expect(performance.now() - started).toBeGreaterThan(590);
  });
});
