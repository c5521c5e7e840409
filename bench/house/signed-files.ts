import { randomBytes } from "node:crypto";
import PDFDocument from "pdfkit";
import { DEMO_PIN } from "../../core/signing/demo/demo-pin.ts";
import { type PreparedSigning, prepareSigning, signPdf } from "../../core/signing/index.ts";
import type { House } from "../../core/system.ts";
import type { PersonActor } from "../../core/transaction/index.ts";

const MEDIAN_BYTES = 600_000;
/** Spread of the sizes of official documents: half lie between 0.3 and 1.2 MB. */
const SIGMA = 1;
const LARGEST = 6_000_000;

interface SignedFile {
  readonly sha256: string;
  readonly size: number;
}

/** Signed documents that are all different: real scans signed by a person and sealed by the organisation. */
export interface SignedFiles {
  /** The next one, in the store; sizes follow a log-normal distribution with a median of 0.6 MB. */
  next(): Promise<SignedFile>;
  /** Makes so many before they are wanted, so that making them is not measured. */
  makeAhead(amount: number): Promise<void>;
  readonly medianBytes: number;
}

/**
 * Prepares `variety` files with the person's signature; each call of `next` seals one of them anew, with a signature
 * value of its own (its second), so that no verdict can come from a cache.
 */
export async function signedFiles(house: House, leader: PersonActor, variety = 20): Promise<SignedFiles> {
  const { signatures } = house.services;
  if (!signatures) throw new Error("no signing service");
  const person = await signatures.openKey({ kind: "person", id: leader.personId }, DEMO_PIN);
  const seal = await signatures.openKey({ kind: "organisation", id: leader.organisationId }, DEMO_PIN);
  const prepared: { readonly signing: PreparedSigning; readonly signed: Uint8Array }[] = [];
  for (let each = 0; each < variety; each += 1) {
    const quantile = (each + 0.5) / variety;
    const size = Math.min(LARGEST, MEDIAN_BYTES * Math.exp(SIGMA * normalQuantile(quantile)));
    const signed = await signPdf(await scan(Math.round(size)), {
      signer: person.signer,
      level: "B-B",
      signedAt: new Date(),
      name: person.subject,
      appearance: {
        kind: "person",
        page: 1,
        rect: { x: 380, y: 190, width: 120, height: 62 },
        image: person.image,
      },
    });
    const signing = await prepareSigning(signed, {
      signer: seal.signer,
      level: "B-B",
      signedAt: new Date(),
      name: seal.subject,
      appearance: {
        kind: "organisation",
        page: 1,
        rect: { x: 330, y: 170, width: 102, height: 102 },
        image: seal.image,
      },
    });
    prepared.push({ signing, signed });
  }
  const sizes = prepared.map(({ signed }) => signed.length).sort((a, b) => a - b);
  let count = 0;
  const make = async (): Promise<SignedFile> => {
    // The order mixes small and large evenly: 7 has no divisor in common with the variety.
    const choice = prepared[(count * 7) % prepared.length];
    count += 1;
    if (!choice) throw new Error("no file was prepared");
    // Only the seal is new: the file behind it is not copied.
    const update = await choice.signing.signUpdate(new Date());
    return await house.files.put(joined(choice.signed, update));
  };
  const ahead: SignedFile[] = [];
  return {
    medianBytes: sizes[Math.floor(sizes.length / 2)] ?? 0,
    next: async () => ahead.shift() ?? (await make()),
    async makeAhead(amount) {
      while (ahead.length < amount) ahead.push(await make());
    },
  };
}

async function* joined(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

/** A page with a picture that does not compress, as scanned papers are. */
async function scan(bytes: number): Promise<Buffer> {
  const document = new PDFDocument({ size: "A4", margin: 0, compress: false });
  document.text("Van ban thu nghiem", 90, 60);
  document
    .ref({ Type: "XObject", Subtype: "Form", BBox: [0, 0, 1, 1] })
    .end(randomBytes(Math.max(1_000, bytes)));
  const chunks: Buffer[] = [];
  document.on("data", (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<void>((resolve) => document.on("end", resolve));
  document.end();
  await done;
  return Buffer.concat(chunks);
}

/** Inverse of the normal distribution (Acklam's approximation, good to nine digits in the middle). */
function normalQuantile(p: number): number {
  const [a, b] = [
    [
      -39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716,
      2.506628277459239,
    ],
    [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572, 1],
  ];
  const q = Math.min(0.975, Math.max(0.025, p)) - 0.5;
  const r = q * q;
  const at = (coefficients: readonly number[]): number =>
    coefficients.reduce((sum, coefficient) => sum * r + coefficient, 0);
  return (at(a ?? []) * q) / at(b ?? []);
}
