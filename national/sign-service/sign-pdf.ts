import { Worker } from "node:worker_threads";
import { z } from "zod";
import type { Token } from "./tokens.ts";

/** What the thread is given. */
export interface SignJob {
  readonly pdf: Uint8Array;
  readonly token: Token;
  /** Address of the RFC 3161 timestamp authority. */
  readonly timestampAuthority: string;
  /** A field name that the file does not have yet. */
  readonly fieldName: string;
  /** To try how the house takes it: `change` shows something else on page 1, `rewrite` keeps no byte where it was. */
  readonly tamper?: "change" | "rewrite";
}

const THREAD = new URL("./sign-pdf-thread.ts", import.meta.url);
/** The real timestamp authority took up to 131 s. */
const MAXIMUM_MS = 200_000;
const signedSchema = z.instanceof(Uint8Array);

/**
 * Appends one PAdES signature with a picture and a timestamp (ETSI EN 319 142-1, level B-T) to a PDF file.
 *
 * Each signature is made in a thread of its own, which ends with it: the library takes more memory than all the
 * stand-ins together, and most runs of them never sign. The thread starts without the loader for TypeScript, which
 * would double that.
 *
 * @param ended ends the work
 * @throws Error when the file cannot be read or the timestamp authority does not answer
 */
export async function signPdf(job: SignJob, ended: AbortSignal): Promise<Uint8Array> {
  ended.throwIfAborted();
  const thread = new Worker(THREAD, {
    workerData: job,
    execArgv: [],
    env: {},
    resourceLimits: { maxYoungGenerationSizeMb: 4 },
  });
  let timer: NodeJS.Timeout | undefined;
  let abandon: (() => void) | undefined;
  try {
    return await new Promise<Uint8Array>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error("signing took too long")), MAXIMUM_MS);
      abandon = () => reject(new Error("the connection was closed"));
      ended.addEventListener("abort", abandon);
      thread.once("message", (message: unknown) => {
        const signed = signedSchema.safeParse(message);
        if (signed.success) resolve(signed.data);
        else reject(new Error("the thread answered something else"));
      });
      thread.once("error", reject);
      thread.once("exit", () => reject(new Error("the thread ended without an answer")));
    });
  } finally {
    clearTimeout(timer);
    if (abandon) ended.removeEventListener("abort", abandon);
    await thread.terminate();
  }
}
