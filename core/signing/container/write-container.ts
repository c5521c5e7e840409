import { type ByteSource, memorySource, toSource } from "../pdf/source.ts";
import { escapeAttribute } from "../xml/escape.ts";
import { ASIC_E_TYPE, isMeta, MANIFEST_FILE, MIMETYPE_FILE, ODF_MANIFEST } from "./asic.ts";
import { ContainerError } from "./container-error.ts";
import { checkNames } from "./zip/names.ts";
import { writeZip } from "./zip/write-zip.ts";

/** A file to put into a container. */
export interface ContainerInput {
  /** Relative path with slashes, e.g. "phụ lục/bảng kê.xlsx". */
  readonly name: string;
  /** Read as a stream and never held whole when it is a source. */
  readonly content: Uint8Array | ByteSource;
  /** e.g. "application/pdf". */
  readonly mimeType: string;
}

/**
 * Writes an ASiC-E container without signatures (ETSI EN 319 162-1): mimetype first and stored, the files, and
 * META-INF/manifest.xml. `signContainer` adds signatures.
 *
 * @returns a source that reads from the given ones; `source.read(0, source.length)` gives the bytes
 * @throws ContainerError container.no-files, container.name, container.duplicate-entry, container.limit (4 GB)
 */
export async function writeContainer(files: readonly ContainerInput[]): Promise<ByteSource> {
  if (files.length === 0) throw new ContainerError("container.no-files", "no file");
  for (const { name } of files)
    if (isMeta(name.toUpperCase()) || name.toLowerCase() === MIMETYPE_FILE || name.endsWith("/"))
      throw new ContainerError("container.name", name);
  checkNames(files.map(({ name }) => name));
  return writeZip([
    { name: MIMETYPE_FILE, content: memorySource(Buffer.from(ASIC_E_TYPE, "latin1")) },
    ...files.map(({ name, content }) => ({ name, content: toSource(content) })),
    { name: MANIFEST_FILE, content: memorySource(Buffer.from(manifest(files), "utf8")) },
  ]);
}

function manifest(files: readonly ContainerInput[]): string {
  const entry = (path: string, type: string) =>
    `<manifest:file-entry manifest:full-path="${escapeAttribute(path)}" manifest:media-type="${escapeAttribute(type)}"/>`;
  return (
    `<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest xmlns:manifest="${ODF_MANIFEST}" manifest:version="1.2">` +
    `${entry("/", ASIC_E_TYPE)}${files.map(({ name, mimeType }) => entry(name, mimeType)).join("")}</manifest:manifest>\n`
  );
}
