import { execFileSync } from "node:child_process";
import { drawSeal } from "../core/signing/demo/draw-seal.ts";
import { drawSignature } from "../core/signing/demo/draw-signature.ts";
import {
  copyAppearance,
  forgetCertificates,
  leaderAppearance,
  organisationAppearance,
  prepareSigning,
  type SignatureRequest,
  signPdf,
  verifyPdf,
} from "../core/signing/index.ts";
import { samplePdf } from "../core/signing/testing/sample-pdf.ts";
import { createTestPki } from "../core/signing/testing/test-pki.ts";
import type { Report } from "./support.ts";

/** A file of 30 KB: letter of one page with an embedded font, and filler. */
const FILLER_BYTES = 18_000;
/** CPU time per figure, milliseconds; a third of it goes to each of three rounds, the best counts. */
const CPU_MS = 6000;
const ROUNDS = 3;
/** As the sample letter names its signer. */
const SIGNER = "Nguyễn Văn Ứng";
const ORGANISATION = "Sở Thông tin và Truyền thông";

/** Signatures made and verified per CPU-second of one core, beside what openssl does with the same kind of key. */
export async function run(report: Report, options: { readonly seconds?: number } = {}): Promise<void> {
  const cpuMs = (options.seconds === undefined ? CPU_MS : options.seconds * 1000) / ROUNDS;
  const pki = createTestPki("rsa");
  const pdf = await samplePdf(undefined, FILLER_BYTES);
  report.note(`PDF of ${pdf.length} bytes, ${ROUNDS} rounds of ${Math.round(cpuMs)} ms`);
  const openssl = opensslRates();
  const requestWith = (key: "rsa" | "ec"): SignatureRequest => ({
    signer: pki.issue({ commonName: SIGNER, key }).signer,
    // The bare cost of a signature; all others are made as the house signs, with the list of pages.
    pageDigests: false,
    level: "B-B",
    signedAt: new Date(),
  });
  const rsa = requestWith("rsa");
  const p256 = requestWith("ec");
  const prepared = await prepareSigning(pdf, rsa);
  const preparedP256 = await prepareSigning(pdf, p256);
  const visible: SignatureRequest = {
    ...rsa,
    pageDigests: true,
    level: "B-T",
    timestampAuthority: pki.timestampAuthority(),
    name: SIGNER,
    appearance: leaderAppearance(pdf, { signerName: SIGNER, image: drawSignature(SIGNER) }),
  };
  // A copy's block names its time: every signature draws other text, from the same subset of the font.
  let second = Date.now();
  const copy = async (): Promise<Uint8Array> => {
    second += 1000;
    const signedAt = new Date(second);
    const appearance = copyAppearance(pdf, { form: "sao-y", organisationName: ORGANISATION, signedAt });
    return await signPdf(pdf, { ...visible, signedAt, appearance });
  };
  const signed = await signPdf(pdf, rsa);
  const verification = { trust: pki.trust, revocation: pki.allGood };
  const verdict = await verifyPdf(signed, verification);
  if (verdict.status !== "valid-one") throw new Error(`The sample does not verify: ${verdict.sentence.en}`);

  // As the first look at a file by a signer never met: certificates, chain and revocation lists are read anew.
  const cold = async (): Promise<unknown> => {
    forgetCertificates();
    return await verifyPdf(signed, verification);
  };

  const figures = [
    ["sign.b-b.rsa2048", 1200, openssl.rsaSign, () => signPdf(pdf, rsa)],
    ["sign.b-b-pages.rsa2048", undefined, openssl.rsaSign, () => signPdf(pdf, { ...rsa, pageDigests: true })],
    ["sign.b-b-prepared.rsa2048", undefined, openssl.rsaSign, () => prepared.sign()],
    ["sign.b-t-visible.rsa2048", 300, openssl.rsaSign, () => signPdf(pdf, visible)],
    ["sign.b-t-copy.rsa2048", undefined, openssl.rsaSign, copy],
    ["sign.b-b.p256", 2000, openssl.p256Sign, () => signPdf(pdf, p256)],
    ["sign.b-b-prepared.p256", undefined, openssl.p256Sign, () => preparedP256.sign()],
    ["verify.warm", 4000, openssl.rsaVerify, () => verifyPdf(signed, verification)],
    ["verify.cold", 800, openssl.rsaVerify, cold],
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
  await reportBytes(report, pdf, visible, copy);
}

/** What a visible B-T signature adds to a file: the largest of picture, seal of 36 mm, and text with its font. */
async function reportBytes(
  report: Report,
  pdf: Uint8Array,
  visible: SignatureRequest,
  copy: () => Promise<Uint8Array>,
): Promise<void> {
  const seal = organisationAppearance(pdf, { image: drawSeal(ORGANISATION), signerName: SIGNER });
  const kinds = [
    ["picture", await signPdf(pdf, visible)],
    ["seal", await signPdf(pdf, { ...visible, appearance: seal })],
    ["text with its font", await copy()],
  ] as const;
  const added = kinds.map(([, file]) => file.length - pdf.length);
  report.note(kinds.map(([kind], i) => `${kind}: ${added[i]} bytes`).join(", "));
  report.figure({
    figure: "sign.b-t-visible.bytes",
    value: Math.max(...added),
    unit: "B",
    target: { at: "≤", limit: 45_000 },
  });
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

/** What `openssl speed` reaches on this machine, per CPU-second. */
function opensslRates(): { readonly rsaSign: number; readonly rsaVerify: number; readonly p256Sign: number } {
  const output = execFileSync("openssl", ["speed", "-seconds", "2", "rsa2048", "ecdsap256"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [, rsaSign, rsaVerify] = /rsa\s+2048 bits\s+\S+s\s+\S+s\s+([\d.]+)\s+([\d.]+)/.exec(output) ?? [];
  const [, p256Sign] = /256 bits ecdsa \(nistp256\)\s+\S+s\s+\S+s\s+([\d.]+)/.exec(output) ?? [];
  if (rsaSign === undefined || rsaVerify === undefined || p256Sign === undefined)
    throw new Error(`openssl speed printed: ${output}`);
  return { rsaSign: Number(rsaSign), rsaVerify: Number(rsaVerify), p256Sign: Number(p256Sign) };
}
