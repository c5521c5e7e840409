import { Readable } from "node:stream";
import { Busboy, type BusboyHeaders } from "@fastify/busboy";
import type { Context } from "hono";
import { Refusal } from "../errors.ts";
import { FileTooLargeError, type StoredFile } from "../files/index.ts";
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

const MAX_FIELDS = 3_000;
const MAX_FIELD_BYTES = 256 * 1024;
const MAX_FILES = 50;

/**
 * Reads a posted form of either encoding.
 *
 * @param options `maxFileBytes` of one file (default 100 MB)
 * @throws Refusal 413 when a file is too large, 400 when the body is not a form.
 */
export async function readForm(c: Context<HttpEnv>, options: { maxFileBytes?: number } = {}): Promise<Form> {
  const type = c.req.header("content-type") ?? "";
  if (/^application\/x-www-form-urlencoded/i.test(type)) return urlEncoded(await c.req.text());
  if (!/^multipart\/form-data/i.test(type)) throw notAForm();
  return await multipart(c, type, options.maxFileBytes ?? 100 * 1024 * 1024);
}

/** First value of a field, trimmed; empty when absent. */
export function value(form: Form, name: string): string {
  return form.fields.get(name)?.[0]?.trim() ?? "";
}

/** All values of a field (checkboxes), trimmed, without empty ones. */
export function values(form: Form, name: string): string[] {
  return (form.fields.get(name) ?? []).map((text) => text.trim()).filter((text) => text !== "");
}

function urlEncoded(body: string): Form {
  if (body.length > 4 * 1024 * 1024) throw tooLarge(4 * 1024 * 1024);
  const fields = new Map<string, string[]>();
  for (const [name, text] of new URLSearchParams(body)) add(fields, name, clean(text));
  return { fields, files: new Map() };
}

async function multipart(c: Context<HttpEnv>, type: string, maxFileBytes: number): Promise<Form> {
  const body = c.req.raw.body;
  if (!body) throw notAForm();
  const fields = new Map<string, string[]>();
  const files = new Map<string, UploadedFile[]>();
  const pending: Promise<void>[] = [];
  const headers: BusboyHeaders = { "content-type": type };
  const parser = new Busboy({
    headers,
    limits: {
      fields: MAX_FIELDS,
      fieldSize: MAX_FIELD_BYTES,
      files: MAX_FILES,
      parts: MAX_FIELDS + MAX_FILES,
    },
  });
  const done = new Promise<void>((resolve, reject) => {
    parser.on("field", (name, text) => add(fields, name, clean(text)));
    parser.on("file", (name, stream, fileName) => {
      const stored = store(c, stream, maxFileBytes).then((file) => {
        // A file input left empty sends a part without name and content.
        if (file.size > 0 || fileName) add(files, name, { ...file, name: cleanFileName(fileName ?? "") });
      });
      stored.catch(() => stream.resume());
      pending.push(stored);
    });
    parser.on("finish", resolve);
    parser.on("error", reject);
    for (const event of ["partsLimit", "filesLimit", "fieldsLimit"] as const) {
      parser.on(event, () => reject(notAForm()));
    }
  });
  Readable.fromWeb(body as import("node:stream/web").ReadableStream)
    .on("error", (error) => parser.destroy(error))
    .pipe(parser);
  try {
    await done;
    await Promise.all(pending);
  } catch (error) {
    await Promise.allSettled(pending);
    if (error instanceof FileTooLargeError) throw tooLarge(error.limit);
    if (error instanceof Refusal) throw error;
    throw notAForm();
  }
  return { fields, files };
}

async function store(c: Context<HttpEnv>, stream: Readable, maxBytes: number): Promise<StoredFile> {
  return await c.var.house.files.put(stream, { maxBytes });
}

function add<Item>(map: Map<string, Item[]>, name: string, item: Item): void {
  const list = map.get(name);
  if (list) list.push(item);
  else map.set(name, [item]);
}

function clean(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\n\t])\p{Cc}/gu, "");
}

/** The name without folders, control characters and characters that file systems refuse, at most 150 characters. */
function cleanFileName(name: string): string {
  const base = name.normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const safe = base
    .replace(/[\p{Cc}\p{Bidi_Control}<>:"|?*]/gu, "_")
    .replace(/^\.+/, "_")
    .trim();
  return (safe || "tep-tin").slice(-150);
}

function notAForm(): Refusal {
  return new Refusal("http.bad-form", 400, {
    vi: "Máy chủ không đọc được biểu mẫu (đường truyền có thể bị ngắt giữa chừng). Hãy gửi lại.",
    en: "The form could not be read (the connection may have been cut). Please send it again.",
  });
}

function tooLarge(limit: number): Refusal {
  const megabytes = Math.floor(limit / 1024 / 1024);
  return new Refusal("files.too-large", 413, {
    vi: `Tệp lớn hơn mức cho phép (${megabytes} MB). Hãy giảm dung lượng hoặc chia nhỏ rồi gửi lại.`,
    en: `The file is larger than allowed (${megabytes} MB). Make it smaller or split it and send again.`,
  });
}
