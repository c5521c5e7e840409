import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { Busboy } from "@fastify/busboy";
import type { Context } from "hono";
import { Refusal } from "../../errors.ts";
import { cleanFileName, type HttpEnv } from "../../http/index.ts";

/** A file somebody sent, in a temporary file that has no name any more: it is gone as soon as it is closed, also after a crash. */
export interface ReceivedFile {
  /** As the sender called it, without folders. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
  readonly handle: FileHandle;
  /** Texts that came with it. */
  readonly fields: ReadonlyMap<string, string>;
}

/** Media types of a body that is the file itself. */
export const FILE_TYPES = [
  "application/pdf",
  "application/vnd.etsi.asic-e+zip",
  "application/vnd.etsi.asic-s+zip",
  "application/xml",
  "text/xml",
  "application/octet-stream",
] as const;

/** What is too large is still read and dropped this far: a browser that is cut off while sending shows no answer. */
const DRAIN_BYTES = 64 * 1024 * 1024;
const LIMITS = { files: 1, fields: 8, fieldSize: 1_000, parts: 10, headerPairs: 50 };

/**
 * Takes in the one file of a request: a form with a field `file`, or a body that is the file. The caller closes it.
 *
 * @param maxBytes largest file
 * @throws Refusal 413 too large, 415 another kind of body, 422 no file, 400 broken off
 */
export async function receiveFile(c: Context<HttpEnv>, maxBytes: number): Promise<ReceivedFile> {
  const type = c.req.header("content-type") ?? "";
  const isForm = /^multipart\/form-data/i.test(type);
  if (!isForm && !FILE_TYPES.some((known) => type.toLowerCase().startsWith(known))) throw wrongKind();
  const { body } = c.req.raw;
  if (body === null) throw nothingSent();
  if (Number(c.req.header("content-length") ?? 0) > maxBytes + DRAIN_BYTES) throw tooLarge(maxBytes);
  const intake = await openIntake(maxBytes);
  try {
    const source = Readable.fromWeb(body as import("node:stream/web").ReadableStream);
    const sent = isForm
      ? await takeForm(source, type, intake)
      : { name: c.req.query("name") ?? "", fields: new Map<string, string>(), taken: intake.take(source) };
    await sent.taken;
    if (intake.size() > maxBytes) throw tooLarge(maxBytes);
    if (intake.size() === 0) throw nothingSent();
    return {
      name: cleanFileName(sent.name),
      size: intake.size(),
      sha256: intake.sha256(),
      handle: intake.handle,
      fields: sent.fields,
    };
  } catch (error) {
    await intake.handle.close();
    throw error instanceof Refusal ? error : brokenOff();
  }
}

interface Intake {
  readonly handle: FileHandle;
  take(stream: AsyncIterable<Uint8Array>): Promise<void>;
  /** Bytes that came, kept or dropped. */
  size(): number;
  sha256(): string;
}

async function openIntake(maxBytes: number): Promise<Intake> {
  const path = join(tmpdir(), `signature-check-${randomUUID()}`);
  const handle = await open(path, "wx+", 0o600);
  await unlink(path);
  const hash = createHash("sha256");
  let size = 0;
  async function* kept(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
    for await (const part of stream) {
      size += part.length;
      if (size > maxBytes + DRAIN_BYTES) throw tooLarge(maxBytes);
      if (size > maxBytes) continue;
      hash.update(part);
      yield part;
    }
  }
  return {
    handle,
    take: (stream) => handle.writeFile(kept(stream)),
    size: () => size,
    sha256: () => hash.digest("hex"),
  };
}

/** Reads the form to its end; the texts may stand behind the file. */
async function takeForm(
  source: Readable,
  type: string,
  intake: Intake,
): Promise<{ name: string; fields: Map<string, string>; taken: Promise<void> }> {
  const fields = new Map<string, string>();
  const parser = new Busboy({ headers: { "content-type": type }, limits: LIMITS });
  let name = "";
  let taken: Promise<void> | undefined;
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown): void => {
      source.unpipe(parser);
      reject(error instanceof Error ? error : brokenOff());
    };
    parser.on("field", (key, text) => fields.set(key, text));
    parser.on("file", (_key, stream, fileName) => {
      name = fileName ?? "";
      taken = intake.take(stream);
      taken.catch(fail);
    });
    for (const limit of ["filesLimit", "fieldsLimit", "partsLimit"] as const)
      parser.on(limit, () => fail(oneFileOnly()));
    parser.on("finish", resolve);
    parser.on("error", fail);
    source.on("error", fail);
    source.on("close", () => {
      if (!source.readableEnded) fail(brokenOff());
    });
    source.pipe(parser);
  });
  if (taken === undefined) throw nothingSent();
  return { name, fields, taken };
}

function tooLarge(maxBytes: number): Refusal {
  const megabytes = Math.max(1, Math.floor(maxBytes / 1024 / 1024));
  return new Refusal("verify.too-large", 413, {
    vi: `Tệp lớn hơn ${megabytes} MB nên không kiểm tra ở đây được. Hãy nhờ bộ phận CNTT kiểm tra bằng lệnh verify.`,
    en: `The file is larger than ${megabytes} MB and cannot be checked here. Ask the IT unit to check it with the command verify.`,
  });
}

function wrongKind(): Refusal {
  return new Refusal("verify.wrong-kind", 415, {
    vi: "Chỉ kiểm tra tệp PDF, ASiC và XML. Gửi biểu mẫu có ô file, hoặc chính tệp với Content-Type application/pdf.",
    en: "Only PDF, ASiC and XML files are checked. Send a form with the field file, or the file itself as application/pdf.",
  });
}

function nothingSent(): Refusal {
  return new Refusal(
    "verify.no-file",
    422,
    { vi: "Hãy chọn tệp cần kiểm tra.", en: "Choose the file to check." },
    "file",
  );
}

function oneFileOnly(): Refusal {
  return new Refusal(
    "verify.one-file",
    422,
    { vi: "Mỗi lần chỉ kiểm tra một tệp.", en: "One file is checked at a time." },
    "file",
  );
}

function brokenOff(): Refusal {
  return new Refusal("verify.broken-off", 400, {
    vi: "Tệp gửi lên bị ngắt giữa chừng. Hãy gửi lại.",
    en: "The file broke off while it was being sent. Please send it again.",
  });
}
