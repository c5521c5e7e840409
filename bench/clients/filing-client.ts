/**
 * Takes dossiers in at the counter, so many a second on the beat, each with a file of its own; another process than the
 * house, so that its work is not counted there. Arguments: address, cookie, seconds, a second, procedure, bytes of the file.
 * Prints {milliseconds, failed} as JSON.
 */
import { randomBytes, randomUUID } from "node:crypto";

const [address = "", cookie = "", seconds = "60", rate = "50", procedure = "", bytes = "300000"] =
  process.argv.slice(2);
const times: number[] = [];
let failed = 0;

/** A small PDF around noise, so that no content is like another. */
function noisyPdf(): Buffer {
  const noise = randomBytes(Math.floor(Number(bytes) / 2)).toString("hex");
  return Buffer.from(
    `%PDF-1.7\n%${noise}\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`,
  );
}

async function file(): Promise<void> {
  const form = new FormData();
  const fields = {
    procedure,
    case: "case-1",
    transactionId: randomUUID(),
    "applicant-name": "A Thông",
    "applicant-phone": "0912345678",
    "originals-paper-1": "1",
  };
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set("file-paper-1", new File([Uint8Array.from(noisyPdf())], "to-khai.pdf"));
  const began = performance.now();
  const answer = await fetch(address, {
    method: "POST",
    body: form,
    redirect: "manual",
    headers: { cookie, "sec-fetch-site": "same-origin" },
  }).catch(() => undefined);
  await answer?.arrayBuffer();
  if (answer?.status === 303) times.push(performance.now() - began);
  else failed += 1;
}

const pending: Promise<void>[] = [];
const began = performance.now();
for (let n = 0; n < Number(seconds) * Number(rate); n += 1) {
  const wait = began + (n * 1_000) / Number(rate) - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  pending.push(file());
}
await Promise.all(pending);
console.log(JSON.stringify({ milliseconds: times, failed, seconds: (performance.now() - began) / 1_000 }));
