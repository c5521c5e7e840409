import { readSync } from "node:fs";
import type { House } from "../../system.ts";
import { PdfError } from "../pdf/errors.ts";
import type { ByteSource } from "../pdf/source.ts";
import { verifyPdf } from "../verification/index.ts";
import type { PdfVerdict } from "../verification/verdict.ts";
import type { KeyRing } from "./key-ring.ts";

/** A verdict that rests on an unreachable revocation list is asked again soon; any other with the next fresh list. */
const UNDECIDED_MS = 30_000;
const DECIDED_MS = 10 * 60_000;
const MAXIMUM = 2_000;
/** Larger files are read in windows instead of held whole. */
const WHOLE_BYTES = 8 * 1024 * 1024;

/**
 * Verdicts of stored files. The same file shown on ten pages is judged once; content never changes under its name, so
 * only trust, revocation and the passing of time can change a verdict.
 */
export function storedVerdicts(
  house: House,
  ring: KeyRing,
): (sha256: string, at?: Date) => Promise<PdfVerdict> {
  const known = new Map<string, { readonly verdict: Promise<PdfVerdict>; until: number }>();

  return async (sha256, at) => {
    if (at !== undefined) return await verifyFile(house, ring, sha256, at);
    const now = Date.now();
    const earlier = known.get(sha256);
    if (earlier !== undefined && earlier.until > now) return await earlier.verdict;
    const oldest = known.keys().next();
    if (known.size >= MAXIMUM && !oldest.done) known.delete(oldest.value);
    const entry = { verdict: verifyFile(house, ring, sha256, new Date(now)), until: now + DECIDED_MS };
    known.delete(sha256);
    known.set(sha256, entry);
    try {
      const verdict = await entry.verdict;
      if (isUndecided(verdict)) entry.until = Date.now() + UNDECIDED_MS;
      return verdict;
    } catch (error) {
      known.delete(sha256);
      throw error;
    }
  };
}

function isUndecided(verdict: PdfVerdict): boolean {
  return (
    verdict.status === "unknown" || verdict.signatures.some((signature) => signature.revocation === "unknown")
  );
}

async function verifyFile(house: House, ring: KeyRing, sha256: string, at: Date): Promise<PdfVerdict> {
  const options = { trust: ring.trust, revocation: ring.revocation, at };
  const handle = await house.files.open(sha256);
  try {
    const { size } = await handle.stat();
    if (size <= WHOLE_BYTES) return await verifyPdf(await handle.readFile(), options);
    return await verifyPdf(windowsOf(handle.fd, size), options);
  } finally {
    await handle.close();
  }
}

function windowsOf(fd: number, length: number): ByteSource {
  return {
    length,
    read(start, end) {
      const buffer = Buffer.allocUnsafe(end - start);
      for (let filled = 0; filled < buffer.length; ) {
        const count = readSync(fd, buffer, filled, buffer.length - filled, start + filled);
        if (count === 0) throw new PdfError("pdf.unexpected-end", `the file ended at ${start + filled}`);
        filled += count;
      }
      return buffer;
    },
  };
}
