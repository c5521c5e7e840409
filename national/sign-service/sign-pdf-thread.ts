/** Runs in a thread of its own, without a loader: see sign-pdf.ts. */
import { createPrivateKey, sign } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { HttpTimestampAuthority, PDF, rgb, type Signer } from "@libpdf/core";
import { showSignature } from "./show-signature.ts";
import type { SignJob } from "./sign-pdf.ts";

/** Octets of the placeholder; hexadecimal, so 32,768 characters as in files signed by the real program. */
const PLACEHOLDER = 16_384;
/** The real timestamp authority took up to 131 s. */
const TIMESTAMP_MS = 180_000;

parentPort?.postMessage(await run(workerData));

async function run(job: SignJob): Promise<Uint8Array> {
  const pdf = await PDF.load(job.tamper === "rewrite" ? await rewritten(job.pdf) : job.pdf);
  if (job.tamper === "change") change(pdf);
  showWhenWritten(pdf, job);
  const { bytes } = await pdf.sign({
    signer: signerOf(job),
    fieldName: job.fieldName,
    level: "B-T",
    timestampAuthority: new HttpTimestampAuthority(job.timestampAuthority, { timeout: TIMESTAMP_MS }),
    estimatedSize: PLACEHOLDER,
  });
  return bytes;
}

/** The library lays the signature out and writes the file in one go; in between it gets its picture. */
function showWhenWritten(pdf: PDF, { fieldName, token }: SignJob): void {
  const save = pdf.save.bind(pdf);
  pdf.save = async (options) => {
    pdf.save = save;
    showSignature(pdf, fieldName, token.kind);
    return await save(options);
  };
}

function signerOf({ token }: SignJob): Signer {
  const [own, ...issuers] = token.certificates.map((text) => new Uint8Array(Buffer.from(text, "base64")));
  if (own === undefined) throw new Error("a token without a certificate");
  const key = createPrivateKey({
    key: Buffer.from(token.privateKey, "base64"),
    format: "der",
    type: "pkcs8",
  });
  return {
    certificate: own,
    // Every verifier has the root.
    certificateChain: issuers.slice(0, -1),
    keyType: "RSA",
    signatureAlgorithm: "RSASSA-PKCS1-v1_5",
    sign: async (data) => new Uint8Array(sign("sha256", data, key)),
  };
}

async function rewritten(bytes: Uint8Array): Promise<Uint8Array> {
  const pdf = await PDF.load(bytes);
  change(pdf);
  return await pdf.save();
}

/** A white bar over the text of page 1 and another amount on it. */
function change(pdf: PDF): void {
  const page = pdf.getPage(0);
  if (page === null) throw new Error("a file without pages");
  page.drawRectangle({ x: 90, y: 400, width: 400, height: 24, color: rgb(1, 1, 1) });
  page.drawText("999.000.000", { x: 96, y: 406, size: 14 });
}
