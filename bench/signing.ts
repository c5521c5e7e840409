import { execFileSync } from "node:child_process";
import { prepareSigning, type SignatureRequest, signPdf, verifyPdf } from "../core/signing/index.ts";
import { samplePdf, samplePng } from "../core/signing/testing/sample-pdf.ts";
import { createTestPki } from "../core/signing/testing/test-pki.ts";
import type { Report } from "./support.ts";

/** A file of 30 KB: letter of one page with an embedded font, and filler. */
const FILLER_BYTES = 18_000;
/** CPU time per figure, milliseconds; a third of it goes to each of three rounds, the best counts. */
const CPU_MS = 6000;
const ROUNDS = 3;

/** Signatures made and verified per CPU-second of one core, beside what openssl does with the same key size. */
export async function run(report: Report, options: { readonly seconds?: number } = {}): Promise<void> {
  const cpuMs = (options.seconds === undefined ? CPU_MS : options.seconds * 1000) / ROUNDS;
  const pki = createTestPki("rsa");
  const person = pki.issue({ commonName: "Nguyễn Văn Ứng", key: "rsa" });
  const pdf = await samplePdf(undefined, FILLER_BYTES);
  report.note(`PDF of ${pdf.length} bytes, RSA-2048, ${ROUNDS} rounds of ${Math.round(cpuMs)} ms`);
  const openssl = opensslRates();

  const plain: SignatureRequest = { signer: person.signer, level: "B-B", signedAt: new Date() };
  const prepared = await prepareSigning(pdf, plain);
  const visible: SignatureRequest = {
    ...plain,
    level: "B-T",
    timestampAuthority: pki.timestampAuthority(),
    name: "Nguyễn Văn Ứng",
    appearance: {
      kind: "person",
      page: 1,
      rect: { x: 380, y: 190, width: 120, height: 62 },
      image: samplePng(20, 40, 200, 240),
    },
  };
  const text: SignatureRequest = {
    ...visible,
    appearance: {
      kind: "text",
      page: 1,
      rect: { x: 380, y: 790, width: 170, height: 30 },
      lines: ["Sở Thông tin và Truyền thông", "2026-03-05T08:15:30+07:00"],
    },
  };
  const signed = await signPdf(pdf, plain);
  const verification = { trust: pki.trust, revocation: pki.allGood };
  const verdict = await verifyPdf(signed, verification);
  if (verdict.status !== "valid-one") throw new Error(`The sample does not verify: ${verdict.sentence.en}`);

  const figures = [
    ["sign.b-b.rsa2048", 1200, openssl.sign, () => signPdf(pdf, plain)],
    ["sign.b-b-prepared.rsa2048", undefined, openssl.sign, () => prepared.sign()],
    ["sign.b-t-visible.rsa2048", 300, openssl.sign, () => signPdf(pdf, visible)],
    ["sign.b-t-text.rsa2048", undefined, openssl.sign, () => signPdf(pdf, text)],
    ["verify.warm", 4000, openssl.verify, () => verifyPdf(signed, verification)],
  ] as const;
  for (const [figure, limit, reference, work] of figures) {
    const value = await cpuRate(work, cpuMs);
    report.figure({
      figure,
      value,
      unit: "/s/core",
      reference,
      ...(limit === undefined ? {} : { target: { at: "≥", limit } }),
    });
  }
}

/** Runs per second of this process's CPU time; the best round, since others use the machine too. */
async function cpuRate(work: () => Promise<unknown>, cpuMs: number): Promise<number> {
  for (let i = 0; i < 200; i += 1) await work();
  let best = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = process.cpuUsage();
    let done = 0;
    let spent = 0;
    while (spent < cpuMs * 1000) {
      for (let i = 0; i < 20; i += 1) await work();
      done += 20;
      const { user, system } = process.cpuUsage(start);
      spent = user + system;
    }
    best = Math.max(best, (done * 1_000_000) / spent);
  }
  return best;
}

/** What `openssl speed` reaches with RSA-2048 on this machine, per CPU-second. */
function opensslRates(): { readonly sign: number; readonly verify: number } {
  const output = execFileSync("openssl", ["speed", "-seconds", "2", "rsa2048"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [, sign, verify] = /rsa\s+2048 bits\s+\S+s\s+\S+s\s+([\d.]+)\s+([\d.]+)/.exec(output) ?? [];
  if (sign === undefined || verify === undefined) throw new Error(`openssl speed printed: ${output}`);
  return { sign: Number(sign), verify: Number(verify) };
}
