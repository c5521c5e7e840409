import { PassThrough, Readable } from "node:stream";
import { Busboy, type BusboyFileStream, type BusboyHeaders, type BusboyInstance } from "@fastify/busboy";
import type { Context } from "hono";
import { Refusal } from "../errors.ts";
import { type FileStore, FileTooLargeError, type StoredFile } from "../files/index.ts";
import { bodyTooLarge, readText, unreadable } from "./body.ts";
import type { HttpEnv } from "./env.ts";

/** A file of a form, already in the file store. */
export interface UploadedFile extends StoredFile {
  /** Name as the browser gave it: NFC, without folders and control characters. */
  readonly name: string;
}

/** A posted form: every field in order, texts NFC with `\n` line ends, files streamed to the store. */
export interface Form {
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly files: ReadonlyMap<string, readonly UploadedFile[]>;
}

const MEGABYTE = 1024 * 1024;
const MAX_FIELDS = 3_000;
const MAX_FIELD_BYTES = 256 * 1024;
const MAX_TEXT_BYTES = 4 * MEGABYTE;
const MAX_FILES = 50;

/**
 * Reads a posted form of either encoding. Only a form that asks for files gets any into the store: otherwise every form
 * that needs no sign-in would let strangers fill the disk.
 *
 * @param options `maxFileBytes` of one file (default 0: the form has no files), `maxTotalBytes` of all (default four
 *   such files), `maxFieldBytes` of one text (default 256 KB), `put` to take files in another way than straight into
 *   the store (a gate that looks at them first)
 * @throws Refusal 413 when something is too large or too many, 400 when the body is not a form or was cut off
 */
export async function readForm(
  c: Context<HttpEnv>,
  options: {
    maxFileBytes?: number;
    maxTotalBytes?: number;
    maxFieldBytes?: number;
    put?: FileStore["put"];
  } = {},
): Promise<Form> {
  const type = c.req.header("content-type") ?? "";
  const maxFieldBytes = options.maxFieldBytes ?? MAX_FIELD_BYTES;
  if (/^application\/x-www-form-urlencoded/i.test(type))
    return urlEncoded(await readText(c, MAX_TEXT_BYTES), maxFieldBytes);
  if (!/^multipart\/form-data/i.test(type)) throw unreadable();
  const maxFileBytes = options.maxFileBytes ?? 0;
  const maxTotalBytes = options.maxTotalBytes ?? 4 * maxFileBytes + MAX_TEXT_BYTES;
  const put = options.put ?? c.var.house.files.put;
  return await multipart(c, type, { maxFileBytes, maxTotalBytes, maxFieldBytes, put });
}

/** First value of a field, trimmed; empty when absent. */
export function value(form: Form, name: string): string {
  return form.fields.get(name)?.[0]?.trim() ?? "";
}

/** All values of a field (checkboxes), trimmed, without empty ones. */
export function values(form: Form, name: string): string[] {
  return (form.fields.get(name) ?? []).map((text) => text.trim()).filter((text) => text !== "");
}

interface Limits {
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
  readonly maxFieldBytes: number;
  readonly put: FileStore["put"];
}

function urlEncoded(body: string, maxFieldBytes: number): Form {
  const fields = new Map<string, string[]>();
  let count = 0;
  for (const [name, text] of new URLSearchParams(body)) {
    count += 1;
    if (count > MAX_FIELDS) throw tooMany();
    if (text.length > maxFieldBytes) throw fieldTooLong();
    add(fields, clean(name), clean(text));
  }
  return { fields, files: new Map() };
}

async function multipart(
  c: Context<HttpEnv>,
  type: string,
  { maxFileBytes, maxTotalBytes, maxFieldBytes, put }: Limits,
): Promise<Form> {
  if (Number(c.req.header("content-length") ?? 0) > maxTotalBytes) throw bodyTooLarge(maxTotalBytes);
  const body = c.req.raw.body;
  if (!body) throw unreadable();
  const fields = new Map<string, string[]>();
  const files = new Map<string, UploadedFile[]>();
  const pending: Promise<void>[] = [];
  const open = new Set<PassThrough>();
  const parser = makeParser(type, maxFileBytes > 0 ? MAX_FILES : 0, maxFieldBytes);
  const source = Readable.fromWeb(body as import("node:stream/web").ReadableStream);
  const done = new Promise<void>((resolve, reject) => {
    // One way out for everything that breaks: whatever is still being stored ends too, so that nobody waits for ever.
    const fail = (error: Error) => {
      source.unpipe(parser);
      for (const through of open) through.destroy(error);
      reject(error);
    };
    parser.on("field", (name, text, nameCut, textCut) => {
      if (nameCut || textCut) fail(fieldTooLong());
      else add(fields, clean(name), clean(text));
    });
    parser.on("file", (name, stream, fileName) => {
      const stored = store(put, stream, maxFileBytes, open).then((file) => {
        // A file input left empty sends a part without name and content.
        if (file.size > 0 || fileName) add(files, name, { ...file, name: cleanFileName(fileName ?? "") });
      });
      stored.catch(() => undefined);
      pending.push(stored);
    });
    parser.on("finish", resolve);
    parser.on("error", (error) => fail(error instanceof Error ? error : unreadable()));
    for (const event of ["partsLimit", "filesLimit", "fieldsLimit"] as const) {
      parser.on(event, () => fail(tooMany()));
    }
    let size = 0;
    source.on("data", (chunk: Uint8Array) => {
      size += chunk.length;
      if (size > maxTotalBytes) fail(bodyTooLarge(maxTotalBytes));
    });
    source.on("error", fail);
    source.on("close", () => {
      if (!source.readableEnded) fail(unreadable());
    });
    source.pipe(parser);
  });
  try {
    await done;
    await Promise.all(pending);
  } catch (error) {
    await Promise.allSettled(pending);
    if (error instanceof FileTooLargeError) throw fileTooLarge(error.limit);
    if (error instanceof Refusal) throw error;
    throw unreadable();
  }
  return { fields, files };
}

function makeParser(type: string, files: number, maxFieldBytes: number): BusboyInstance {
  const headers: BusboyHeaders = { "content-type": type };
  try {
    return new Busboy({
      headers,
      limits: {
        fields: MAX_FIELDS,
        fieldSize: maxFieldBytes,
        files,
        parts: MAX_FIELDS + files,
      },
    });
  } catch {
    throw unreadable();
  }
}

/**
 * Puts a file into the store. When the store refuses it, the rest is read and thrown away: the browser shows the answer
 * only after it has sent everything.
 */
async function store(
  put: FileStore["put"],
  stream: BusboyFileStream,
  maxBytes: number,
  open: Set<PassThrough>,
): Promise<StoredFile> {
  const through = new PassThrough();
  through.on("error", () => undefined);
  open.add(through);
  stream.on("error", (error: Error) => through.destroy(error));
  stream.pipe(through);
  try {
    return await put(through, { maxBytes });
  } finally {
    open.delete(through);
    stream.unpipe(through);
    stream.resume();
  }
}

function add<Item>(map: Map<string, Item[]>, name: string, item: Item): void {
  const list = map.get(name);
  if (list) list.push(item);
  else map.set(name, [item]);
}

function clean(text: string): string {
  return text
    .toWellFormed()
    .normalize("NFC")
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, "");
}

/** The name without folders, control characters and characters that file systems refuse, at most 150 characters. */
export function cleanFileName(name: string): string {
  const base = name.toWellFormed().normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const safe = base
    .replace(/[\p{Cc}\p{Bidi_Control}<>:"|?*]/gu, "_")
    .replace(/^\.+/, "_")
    .trim();
  return [...(safe || "tep-tin")].slice(-150).join("");
}

function tooMany(): Refusal {
  return new Refusal("http.too-many-fields", 413, {
    vi: `Biểu mẫu có quá nhiều ô hoặc quá nhiều tệp (tối đa ${MAX_FILES} tệp một lần). Hãy chia thành nhiều lần gửi.`,
    en: `The form has too many fields or files (at most ${MAX_FILES} files at a time). Send it in several parts.`,
  });
}

function fieldTooLong(): Refusal {
  return new Refusal("http.field-too-long", 413, {
    vi: `Một ô có nội dung dài quá mức cho phép (${MAX_FIELD_BYTES / 1024} KB). Chưa lưu gì; hãy rút gọn hoặc gửi dưới dạng tệp.`,
    en: `The text of a field is too long (more than ${MAX_FIELD_BYTES / 1024} KB). Nothing was kept; shorten it or send it as a file.`,
  });
}

function fileTooLarge(limit: number): Refusal {
  const megabytes = limit / MEGABYTE;
  const size = megabytes >= 1 ? `${Math.floor(megabytes)} MB` : `${Math.floor(limit / 1024)} KB`;
  return new Refusal("files.too-large", 413, {
    vi: `Tệp lớn hơn mức cho phép (${size}). Hãy giảm dung lượng hoặc chia nhỏ rồi gửi lại.`,
    en: `The file is larger than allowed (${size}). Make it smaller or split it and send again.`,
  });
}
