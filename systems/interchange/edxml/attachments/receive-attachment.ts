import { createHash, type Hash } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AttachmentSink, readFileChunks, writeFully } from "../byte-stream.ts";
import { type Problem, problem } from "../problems.ts";
import { extensionFits, extensionOf, isProgram, SNIFF_BYTES, type SniffedType, sniff } from "./sniff.ts";
import { ZipEntryReader, type ZipLimits } from "./zip-reader.ts";

/** What the message says about an attachment. */
export interface AttachmentMeta {
  /** 0-based place in the message. */
  readonly index: number;
  readonly contentId: string;
  /** Safe to store and show, unique in the message. */
  readonly name: string;
  /** As written by the sender. */
  readonly declaredName: string;
  readonly description?: string;
  readonly contentType: string;
}

export interface ReceivedAttachment extends AttachmentMeta {
  /** What the delivered bytes are. */
  readonly sniffed: SniffedType;
  /** Bytes delivered. */
  readonly size: number;
  /** SHA-256 of the delivered bytes, lower-case hex; undefined when the sink computes it. */
  readonly sha256: string | undefined;
  /** The content travelled in a zip with one entry and was unpacked. */
  readonly unpacked: boolean;
}

export interface ReceiveOptions extends ZipLimits {
  readonly sinkFor: (meta: AttachmentMeta) => AttachmentSink | Promise<AttachmentSink>;
}

/**
 * Takes the decoded bytes of one attachment to its sink, unpacking the zip in which edXML carries most file types.
 * @throws ZipError when the container is refused; errors of the sink pass through
 */
export class AttachmentReceiver {
  readonly warnings: Problem[] = [];
  readonly #meta: AttachmentMeta;
  readonly #path: string;
  readonly #options: ReceiveOptions;
  #hash: Hash | undefined;
  #size = 0;
  #deliveredHead: Buffer = Buffer.alloc(0);
  #head: Buffer | undefined = Buffer.alloc(0);
  #zip: ZipEntryReader | undefined;
  #sink: AttachmentSink | undefined;
  #settled = false;

  constructor(meta: AttachmentMeta, options: ReceiveOptions) {
    this.#meta = meta;
    this.#options = options;
    this.#path = `AttachmentEncoded.Attachment[${meta.index + 1}]`;
  }

  async write(chunk: Buffer): Promise<void> {
    if (this.#head === undefined) return this.#pass(chunk);
    this.#head = Buffer.concat([this.#head, chunk]);
    if (this.#head.length >= SNIFF_BYTES) await this.#begin();
  }

  async finish(): Promise<ReceivedAttachment> {
    if (this.#head !== undefined) await this.#begin();
    this.#zip?.finish();
    this.#zip?.dispose();
    const sniffed = sniff(this.#deliveredHead);
    this.#compare(sniffed);
    this.#settled = true;
    await this.#sink?.close();
    return {
      ...this.#meta,
      sniffed,
      size: this.#size,
      sha256: this.#hash?.digest("hex"),
      unpacked: this.#zip !== undefined,
    };
  }

  /** Tells the sink to drop everything, unless it was closed already. */
  async abort(): Promise<void> {
    this.#zip?.dispose();
    if (this.#settled) return;
    this.#settled = true;
    await this.#sink?.abort();
  }

  async #begin(): Promise<void> {
    const head = this.#head ?? Buffer.alloc(0);
    this.#head = undefined;
    this.#sink = await this.#options.sinkFor(this.#meta);
    if (!this.#sink.digests) this.#hash = createHash("sha256");
    if (this.#mustUnpack(sniff(head))) {
      this.#zip = new ZipEntryReader({ write: (bytes) => this.#deliver(viewOf(bytes)) }, this.#options);
    }
    await this.#pass(head);
  }

  #mustUnpack(type: SniffedType): boolean {
    const { contentType, name } = this.#meta;
    const zipDeclared = /^(application\/)?(x-)?zip(-compressed)?$/i.test(contentType);
    if (!zipDeclared || extensionOf(name) === "zip") return false;
    if (type === "zip") return true;
    // Some writers mislabel a file they did not pack: it is delivered as it is, and the sender is told.
    this.warnings.push(
      problem(
        "D.AttachmentNotPacked",
        `${this.#path}.ContentType`,
        `Tệp “${name}” ghi kiểu application/zip nhưng nội dung không được nén; tệp được nhận nguyên trạng.`,
        `"${name}" is declared as application/zip but is not packed; it was taken as it is.`,
      ),
    );
    return false;
  }

  async #pass(chunk: Buffer): Promise<void> {
    if (this.#zip !== undefined) await this.#zip.write(chunk);
    else if (chunk.length > 0) await this.#deliver(chunk);
  }

  async #deliver(bytes: Buffer): Promise<void> {
    if (this.#deliveredHead.length < SNIFF_BYTES) {
      this.#deliveredHead = Buffer.concat([this.#deliveredHead, bytes.subarray(0, SNIFF_BYTES)]);
    }
    this.#hash?.update(bytes);
    this.#size += bytes.length;
    await this.#sink?.write(bytes);
  }

  #compare(type: SniffedType): void {
    const { name } = this.#meta;
    if (isProgram(name, type)) {
      this.warnings.push(
        problem(
          "D.AttachmentProgram",
          `${this.#path}.ContentTransferEncoded`,
          `Tệp “${name}” là chương trình chạy được, không được mở.`,
          `"${name}" is a program and must not be opened.`,
        ),
      );
    } else if (type !== "empty" && !extensionFits(name, type)) {
      this.warnings.push(
        problem(
          "D.AttachmentType",
          `${this.#path}.ContentTransferEncoded`,
          `Tệp “${name}” có nội dung thật là ${type}, không khớp với phần mở rộng của tên.`,
          `"${name}" really is ${type}, which does not fit its extension.`,
        ),
      );
    }
  }
}

function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const SPOOL_MEMORY = 1024 * 1024;

/** Keeps the content of an attachment whose name or type stands after it: 1 MB in memory, the rest in a file. */
export class Spool {
  #chunks: Buffer[] = [];
  #bytes = 0;
  #directory: string | undefined;

  async write(chunk: Buffer): Promise<void> {
    this.#chunks.push(Buffer.from(chunk));
    this.#bytes += chunk.length;
    if (this.#bytes > SPOOL_MEMORY) await this.#flush();
  }

  /** Hands everything on and removes the file. */
  async drainInto(target: { write(chunk: Buffer): Promise<void> }): Promise<void> {
    try {
      if (this.#directory !== undefined) {
        for await (const chunk of readFileChunks(join(this.#directory, "content"))) await target.write(chunk);
      }
      for (const chunk of this.#chunks) await target.write(chunk);
    } finally {
      await this.dispose();
    }
  }

  async dispose(): Promise<void> {
    this.#chunks = [];
    if (this.#directory !== undefined) await rm(this.#directory, { recursive: true, force: true });
    this.#directory = undefined;
  }

  async #flush(): Promise<void> {
    this.#directory ??= await mkdtemp(join(tmpdir(), "edxml-"));
    const file = await open(join(this.#directory, "content"), "a", 0o600);
    try {
      for (const chunk of this.#chunks) await writeFully(file, chunk);
    } finally {
      await file.close();
    }
    this.#chunks = [];
    this.#bytes = 0;
  }
}
