import { createHash, type Hash } from "node:crypto";
import { open, rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import type { EdxmlHeader } from "../wire/edxml-header.ts";
import { UnreadableEdxml } from "../wire/edxml-header.ts";
import { EdxmlScanner } from "../wire/scan-edxml.ts";
import { AxisRefusal, ERROR } from "./protocol.ts";
import { reusedBuffers } from "./reused-buffers.ts";

const buffers = reusedBuffers(512 * 1024);

export interface ReceivedBody {
  header: EdxmlHeader;
  /** Bytes of the message itself, without the CRLF a client may append. */
  size: number;
  sha256: string;
}

/**
 * Streams a request body into a file (fsynced), reading its header and comparing its hash on the way; memory does not
 * grow with the body. The whole body is read even when it is refused, so that the caller sees the answer.
 *
 * @param file where the bytes go; removed again on refusal
 * @param declaredHash `hash-file`: SHA-256 hex, right or without zero-padding, with or without the trailing CRLF
 * @throws AxisRefusal 10 (too large, wrong hash), 21 (not well-formed), 22 (not to standard)
 */
export async function receiveBody(
  request: IncomingMessage,
  file: string,
  declaredHash: string,
  sizeLimit: number,
): Promise<ReceivedBody> {
  const handle = await open(file, "wx");
  const gathered = buffers.take();
  let waiting = 0;
  const writeOut = async (): Promise<void> => {
    for (let done = 0; done < waiting; ) {
      done += (await handle.write(gathered, done, waiting - done)).bytesWritten;
    }
    waiting = 0;
  };
  let kept = false;
  try {
    const hash = new TrailingHash();
    const scanner = new EdxmlScanner();
    let unreadable: AxisRefusal | undefined;
    let total = 0;
    for await (const chunk of request) {
      const bytes: Buffer = chunk;
      total += bytes.length;
      if (total > 4 * sizeLimit) throw tooLarge(sizeLimit);
      if (total > sizeLimit) continue;
      hash.update(bytes);
      if (unreadable) continue;
      for (let done = 0; done < bytes.length; ) {
        const copied = bytes.copy(gathered, waiting, done);
        done += copied;
        waiting += copied;
        if (waiting === gathered.length) await writeOut();
      }
      unreadable = refusalOf(() => scanner.write(bytes));
    }
    if (total > sizeLimit) throw tooLarge(sizeLimit);
    const verdict = hash.compare(declaredHash);
    if (!verdict) {
      throw new AxisRefusal(ERROR.badFile, "hash-file không khớp nội dung gói tin nhận được");
    }
    let header: EdxmlHeader | undefined;
    unreadable ??= refusalOf(() => {
      header = scanner.finish();
    });
    if (unreadable || !header) throw unreadable ?? new AxisRefusal(ERROR.fileProcessing, "Gói tin rỗng");
    await writeOut();
    await handle.sync();
    kept = true;
    return { header, size: total - verdict.trailing, sha256: verdict.sha256 };
  } finally {
    buffers.give(gathered);
    await handle.close();
    if (!kept) await rm(file, { force: true });
  }
}

/** The defect of the official client: bytes below 0x10 lose their leading zero. */
export function unpaddedHex(digest: Uint8Array): string {
  return Array.from(digest, (byte) => byte.toString(16)).join("");
}

/** SHA-256 that also knows the digest without one trailing CRLF. */
export class TrailingHash {
  readonly #hash: Hash = createHash("sha256");
  #held: Buffer = Buffer.alloc(0);

  update(bytes: Buffer): void {
    if (bytes.length < 2) {
      const joined = Buffer.concat([this.#held, bytes]);
      const cut = Math.max(0, joined.length - 2);
      this.#hash.update(joined.subarray(0, cut));
      this.#held = joined.subarray(cut);
      return;
    }
    this.#hash.update(this.#held).update(bytes.subarray(0, -2));
    this.#held = Buffer.from(bytes.subarray(-2));
  }

  /** The form that matches and how many trailing bytes do not belong to the message; undefined when none does. */
  compare(declared: string): { sha256: string; trailing: number } | undefined {
    const wanted = declared.trim().toLowerCase();
    const whole = this.#hash.copy().update(this.#held).digest();
    if (matches(whole, wanted)) return { sha256: whole.toString("hex"), trailing: 0 };
    if (this.#held.toString("latin1") !== "\r\n") return undefined;
    const stripped = this.#hash.copy().digest();
    return matches(stripped, wanted) ? { sha256: stripped.toString("hex"), trailing: 2 } : undefined;
  }
}

function matches(digest: Buffer, wanted: string): boolean {
  return digest.toString("hex") === wanted || unpaddedHex(digest) === wanted;
}

function refusalOf(step: () => void): AxisRefusal | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    if (!(error instanceof UnreadableEdxml)) throw error;
    const code = error.defect === "not-to-standard" ? ERROR.notToStandard : ERROR.fileProcessing;
    return new AxisRefusal(code, `${DEFECT_TEXT[error.defect]}: ${error.message}`);
  }
}

const DEFECT_TEXT = {
  "not-well-formed": "Gói tin không phải XML hợp lệ",
  "has-doctype": "Gói tin chứa DOCTYPE hoặc thực thể",
  "not-to-standard": "Gói tin không đúng QCVN 102:2016",
} as const;

function tooLarge(limit: number): AxisRefusal {
  return new AxisRefusal(ERROR.badFile, `Gói tin vượt quá dung lượng cho phép (${limit} byte)`);
}
