import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { RevocationSource } from "../certificates/index.ts";
import { verifyContainer } from "../container/index.ts";
import { PdfError } from "../pdf/errors.ts";
import type { ByteSource } from "../pdf/source.ts";
import type { TrustList } from "../types.ts";
import { verifyPdf } from "../verification/verify-pdf.ts";
import { verifyXmlFile } from "../xml/index.ts";
import { DEFAULT_XML_LIMITS } from "../xml/parse-xml.ts";
import { fileProblemOf, reportProblem } from "./file-problem.ts";
import { reportContainer, reportPdf, reportXml } from "./report-file.ts";
import type { FileReport } from "./report-schema.ts";

/** A file to examine: by path, or open in the process that started this one. */
export interface FileToExamine {
  /** Name for the report. */
  readonly name: string;
  readonly at: Date;
  readonly place: { readonly path: string } | { readonly handle: number };
}

export interface Examination {
  readonly trust: TrustList;
  /** Absent: the network is never asked. */
  readonly revocation: RevocationSource | undefined;
}

/** Byte order mark of UTF-8 or UTF-16, white space, the first tag; NUL stands between the characters of UTF-16. */
const XML_START = /^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[ \t\r\n\0]*</;
/** Viewers look for the header of a PDF in the first 1,024 bytes (ISO 32000-1 annex H.3.4.1). */
const HEAD_BYTES = 1024;
const XML_BYTES = 32 * 1024 * 1024;
const XML_LIMITS = { ...DEFAULT_XML_LIMITS, bytes: XML_BYTES };
const ZIP_START = Buffer.from("PK\u0003\u0004", "latin1");
/** Without waiting: a named pipe would otherwise hold the thread until somebody writes to it. */
const OPEN = constants.O_RDONLY | constants.O_NONBLOCK;
/** Smaller files are read whole, which is quicker; larger ones in windows. */
const WHOLE_BYTES = 8 * 1024 * 1024;

/**
 * Examines one file of whatever format and says what its signatures are worth. Never throws for a bad file: missing,
 * broken and hostile ones give a report with a problem.
 */
export async function examineFile(file: FileToExamine, examination: Examination): Promise<FileReport> {
  let handle: number | undefined;
  try {
    handle = openSync("path" in file.place ? file.place.path : ofParent(file.place.handle), OPEN);
    const stat = fstatSync(handle);
    if (!stat.isFile()) return problem(file, examination, "file.not-a-file", "not a regular file");
    return await examine(file, sourceOf(handle, stat.size), examination);
  } catch (error) {
    if (!(error instanceof Error && "syscall" in error)) throw error;
    return problem(file, examination, fileProblemOf(error), error.message);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

/** Linux gives another process's open file a path, also when it has no name any more (proc_pid_fd(5)). */
function ofParent(handle: number): string {
  return `/proc/${process.ppid}/fd/${handle}`;
}

async function examine(
  { name, at }: FileToExamine,
  source: ByteSource,
  { trust, revocation }: Examination,
): Promise<FileReport> {
  const options = { trust, at, ...(revocation === undefined ? { offline: true } : { revocation }) };
  const bytes = source.whole ?? source;
  if (isZip(source)) return reportContainer(name, await verifyContainer(bytes, options), at);
  if (isXml(source)) {
    const xml = source.whole ?? source.read(0, Math.min(source.length, XML_BYTES + 1));
    return reportXml(name, await verifyXmlFile(xml, { ...options, limits: XML_LIMITS }), at);
  }
  return reportPdf(name, await verifyPdf(bytes, options), at);
}

/** A text that begins with a tag. What a viewer might take for a PDF is read as one, whatever stands before it. */
function isXml(source: ByteSource): boolean {
  const head = Buffer.from(source.read(0, Math.min(source.length, HEAD_BYTES))).toString("latin1");
  return XML_START.test(head) && !head.includes("%PDF-");
}

/** A container begins with its first entry; a PDF may begin with a few foreign bytes, but never so. */
function isZip(source: ByteSource): boolean {
  return source.length >= 4 && Buffer.from(source.read(0, 4)).equals(ZIP_START);
}

function problem(
  file: FileToExamine,
  { trust }: Examination,
  code: Parameters<typeof reportProblem>[1],
  detail: string,
): FileReport {
  return reportProblem(file.name, code, detail, { at: file.at, trustVersion: trust.version });
}

function sourceOf(handle: number, length: number): ByteSource {
  if (length > WHOLE_BYTES) return { length, read: (start, end) => readRange(handle, start, end) };
  const whole = readRange(handle, 0, length);
  return { length, whole, read: (start, end) => whole.subarray(start, end) };
}

function readRange(handle: number, start: number, end: number): Buffer {
  const buffer = Buffer.allocUnsafe(end - start);
  for (let filled = 0; filled < buffer.length; ) {
    const count = readSync(handle, buffer, filled, buffer.length - filled, start + filled);
    if (count === 0) throw new PdfError("pdf.unexpected-end", `the file ended at ${start + filled}`);
    filled += count;
  }
  return buffer;
}
