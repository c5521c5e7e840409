import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import {
  type RunningServer,
  readAuthorityKeys,
  startCertificateAuthority,
} from "../../../national/certificate-authority/index.ts";
import { startTimestampAuthority } from "../../../national/timestamp-authority/index.ts";
import { createHttpRevocationSource } from "../certificates/index.ts";
import { createCertificateRequest, softwareSigner } from "../keys/index.ts";
import { openPdf } from "../pdf/document.ts";
import { PdfStream } from "../pdf/objects.ts";
import { signPdf } from "../pdf/sign-pdf.ts";
import { checkCoverage } from "../pdf/signature-coverage.ts";
import { qpdfCheck } from "../testing/judges.ts";
import { openOpensslBench } from "../testing/openssl.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { pem, testKey } from "../testing/test-certificates.ts";
import { createHttpTimestampAuthority } from "../timestamps/index.ts";
import type { TrustList } from "../types.ts";
import { verifyPdf } from "../verification/index.ts";
import { locateSignatures } from "../verification/locate-signatures.ts";

const bench = openOpensslBench();
const dataDir = mkdtempSync(join(tmpdir(), "archive-wire-"));
let authority: RunningServer;
let stamps: RunningServer;
let trust: TrustList;

beforeAll(async () => {
  authority = await startCertificateAuthority({ port: 0, dataDir });
  stamps = await startTimestampAuthority({ port: 0, dataDir });
  const keys = await readAuthorityKeys(dataDir);
  if (keys === undefined) throw new Error("the demo authority has no keys");
  const certificate = new Uint8Array(keys.root.certificate.rawData);
  trust = { version: "test", anchors: [{ certificate, label: "demo" }] };
  const root = pem("CERTIFICATE", certificate);
  const sub = pem("CERTIFICATE", new Uint8Array(keys.sub.certificate.rawData));
  bench.file("root.pem", root);
  bench.file("sub.pem", sub);
  bench.file("both.pem", sub + root);
});
afterAll(async () => {
  await stamps.close();
  await authority.close();
  bench.dispose();
  rmSync(dataDir, { recursive: true, force: true });
});

async function enrolled() {
  const privateKey = testKey();
  const subject = [
    { type: "C", value: "VN" },
    { type: "CN", value: "Nguyễn Văn Ứng" },
  ];
  const request = createCertificateRequest({ privateKey, subject });
  const body = JSON.stringify({ request: Buffer.from(request).toString("base64"), kind: "person" });
  const answer = await (await fetch(`${authority.url}/enrol`, { method: "POST", body })).json();
  const { chain } = z.object({ chain: z.array(z.string()) }).parse(answer);
  const certificates = chain.slice(0, 2).map((text) => new Uint8Array(Buffer.from(text, "base64")));
  return softwareSigner({ privateKey, certificates });
}

async function archived(prefer: "ocsp" | "crl"): Promise<Uint8Array> {
  const revocation = createHttpRevocationSource({ prefer });
  return await signPdf(await samplePdf(), {
    signer: await enrolled(),
    level: "B-LTA",
    timestampAuthority: createHttpTimestampAuthority({ urls: [stamps.url], trustList: trust }),
    longTerm: { trust, revocation },
    signedAt: new Date(),
  });
}

function storeOf(pdf: Uint8Array, key: "Certs" | "CRLs" | "OCSPs"): Uint8Array[] {
  const view = openPdf(pdf).latest;
  const store = view.dict(view.catalog.get("DSS"));
  return (view.array(store?.get(key)) ?? []).flatMap((item) => {
    const stream = view.resolve(item);
    return stream instanceof PdfStream ? [view.document.decode(stream)] : [];
  });
}

describe("an archived file over the wire, piece by piece before openssl", () => {
  it("its document timestamp stamps exactly the covered bytes", async () => {
    const pdf = await archived("ocsp");
    const document = openPdf(pdf);
    const stamp = locateSignatures(document).signatures.find((signature) => signature.isTimestamp);
    const coverage = stamp && checkCoverage(document, stamp.dict);
    if (coverage?.ok !== true) throw new Error("no timestamp");
    const [[, gap], [rest, end]] = coverage.ranges;
    bench.file("covered", Buffer.concat([pdf.subarray(0, gap), pdf.subarray(rest, end)]));
    bench.file("token.der", coverage.contents);
    const judge = () =>
      bench.say("ts", "-verify", "-data", "covered", "-token_in", "-in", "token.der", "-CAfile", "root.pem");
    expect(judge().text).toContain("Verification: OK");
    bench.file("covered", Buffer.concat([pdf.subarray(0, gap), pdf.subarray(rest, end - 1)]));
    expect(judge().text).toContain("Verification: FAILED");
    expect(end).toBe(pdf.length);
  });

  it("its OCSP responses verify and say good, one for each certificate but the root", async () => {
    const pdf = await archived("ocsp");
    const responses = storeOf(pdf, "OCSPs");
    // Signer, timestamp authority, and the authority of both.
    expect(responses).toHaveLength(3);
    for (const response of responses) {
      bench.file("response.der", response);
      const said = bench.say(
        ...["ocsp", "-respin", "response.der", "-resp_text", "-CAfile", "root.pem"],
        ...["-verify_other", "both.pem"],
      );
      expect(said.text).toContain("Response verify OK");
      expect(said.text).toContain("Cert Status: good");
    }
  });

  it("its lists verify, and it proves itself from the file alone", async () => {
    const pdf = await archived("crl");
    expect(storeOf(pdf, "OCSPs")).toEqual([]);
    const said = storeOf(pdf, "CRLs").map((list) => {
      bench.file("list.der", list);
      const judged = (issuer: string) =>
        bench.say("crl", "-inform", "DER", "-in", "list.der", "-CAfile", issuer, "-noout").text;
      return judged("sub.pem").includes("verify OK") || judged("root.pem").includes("verify OK");
    });
    expect(said).toEqual([true, true]);
    expect(qpdfCheck(pdf)).toBe("");
    const verdict = await verifyPdf(pdf, { trust, offline: true });
    expect(verdict.signatures[0]).toMatchObject({ indication: "TOTAL_PASSED", level: "B-LTA" });
  });
});
