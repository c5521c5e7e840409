import type { ByteSource } from "../pdf/source.ts";
import type { HashName } from "../types.ts";
import { attributeOfXml, elementsIn, isNamed, type XmlElement } from "../xml/node.ts";
import { parseXml } from "../xml/parse-xml.ts";
import { XmlError } from "../xml/xml-error.ts";
import {
  ASIC_E_TYPE,
  ASIC_S_TYPE,
  isMeta,
  MANIFEST_FILE,
  type MetaKind,
  MIMETYPE_FILE,
  metaKindOf,
  ODF_MANIFEST,
} from "./asic.ts";
import { ContainerError } from "./container-error.ts";
import { DEFLATED, STORED, type ZipEntry, type ZipLimits } from "./zip/layout.ts";
import { readDirectory, type ZipDirectory } from "./zip/read-directory.ts";
import { checkRatio, digestEntry, readEntry } from "./zip/read-entry.ts";

export type ContainerFormat = "asic-e" | "asic-s";

/** A container whose structure is sound; nothing is said about its signatures yet. */
export interface OpenContainer {
  readonly source: ByteSource;
  readonly directory: ZipDirectory;
  readonly format: ContainerFormat;
  /** What somebody wants signed: everything but the mimetype, folders and META-INF. */
  readonly data: readonly ZipEntry[];
  readonly meta: readonly { readonly entry: ZipEntry; readonly kind: MetaKind }[];
  /** Media types from META-INF/manifest.xml, by name. */
  readonly mediaTypes: ReadonlyMap<string, string>;
  /** Stable codes of departures from the standard that do not decide. */
  readonly warnings: readonly string[];
  /** The whole content of a small file. @throws ContainerError */
  read(entry: ZipEntry): Promise<Uint8Array>;
  /** The digest of a file, made once for each function. @throws ContainerError */
  digest(entry: ZipEntry, algorithm: HashName): Promise<Uint8Array>;
}

/** Each signature file may be as large as its limit; together they must stay readable. */
const MAXIMUM_META_FILES = 32;

/**
 * Opens an ASiC container (EN 319 162-1) and checks its structure.
 *
 * @throws ContainerError container.not-asic for other ZIP files, else what is wrong with it
 */
export async function openContainer(source: ByteSource, limits: ZipLimits): Promise<OpenContainer> {
  const directory = readDirectory(source, limits);
  const files = directory.entries.filter(({ name }) => !name.endsWith("/"));
  const folders = directory.entries.filter(({ name }) => name.endsWith("/"));
  if (folders.some(({ size, packed }) => size > 0 || packed > 0))
    throw new ContainerError("container.layout", "a folder with content");
  checkTotals(files, limits);
  const meta = files
    .filter(({ name }) => isMeta(name))
    .map((entry) => ({ entry, kind: metaKindOf(entry.name) }));
  const data = files.filter(({ name }) => !isMeta(name) && name !== MIMETYPE_FILE);
  const known = meta.filter(({ kind }) => kind !== "other");
  if (known.length > MAXIMUM_META_FILES || sizeOf(known.map(({ entry }) => entry)) > limits.metaBytes)
    throw new ContainerError("container.limit", `${known.length} files of signatures`);

  const warnings: string[] = meta.some(({ kind }) => kind === "other") ? ["container.unknown-meta-file"] : [];
  const read = (entry: ZipEntry) => readEntry(source, entry, limits);
  const type = await readMimetype(source, files, read, warnings);
  const signed = known.some(({ kind }) => kind !== "manifest");
  if (type !== ASIC_E_TYPE && type !== ASIC_S_TYPE && !signed)
    throw new ContainerError("container.not-asic", `mimetype ${type ?? "missing"} and no signature`);
  const digests = new Map<string, Promise<Uint8Array>>();
  return {
    source,
    directory,
    format: type === ASIC_S_TYPE || (type === undefined && isSimple(known, data)) ? "asic-s" : "asic-e",
    data,
    meta,
    mediaTypes: await readMediaTypes(known, read, warnings),
    warnings,
    read,
    digest(entry, algorithm) {
      const key = `${algorithm} ${entry.name}`;
      const made =
        digests.get(key) ??
        digestEntry(source, entry, [algorithm], limits).then(
          (found) => found.get(algorithm) ?? new Uint8Array(0),
        );
      digests.set(key, made);
      return made;
    },
  };
}

function checkTotals(files: readonly ZipEntry[], limits: ZipLimits): void {
  for (const entry of files) checkRatio(entry, limits);
  const inflated = sizeOf(files.filter(({ method }) => method === DEFLATED));
  if (inflated > limits.inflatedBytes)
    throw new ContainerError("container.limit", `unpacks to ${inflated} bytes`);
}

function sizeOf(entries: readonly ZipEntry[]): number {
  return entries.reduce((sum, { size }) => sum + size, 0);
}

/** EN 319 162-1 annex A.1: the first entry, stored, without extra fields. Whoever departs from it is warned about. */
async function readMimetype(
  source: ByteSource,
  files: readonly ZipEntry[],
  read: (entry: ZipEntry) => Promise<Uint8Array>,
  warnings: string[],
): Promise<string | undefined> {
  const entry = files.find(({ name }) => name === MIMETYPE_FILE);
  if (entry === undefined) {
    warnings.push("container.no-mimetype");
    return undefined;
  }
  const first = files.every((other) => other.start >= entry.start);
  if (!first || entry.method !== STORED || entry.hasExtra || source.length === 0)
    warnings.push("container.mimetype-place");
  const type = entry.size > 256 ? "" : Buffer.from(await read(entry)).toString("utf8");
  if (type !== ASIC_E_TYPE && type !== ASIC_S_TYPE) warnings.push("container.wrong-mimetype");
  return type;
}

function isSimple(known: readonly { readonly entry: ZipEntry }[], data: readonly ZipEntry[]): boolean {
  const simple = /^META-INF\/(signatures\.xml|signature\.p7s|timestamp\.tst)$/;
  return data.length === 1 && known.some(({ entry }) => simple.test(entry.name));
}

async function readMediaTypes(
  meta: readonly { readonly entry: ZipEntry; readonly kind: MetaKind }[],
  read: (entry: ZipEntry) => Promise<Uint8Array>,
  warnings: string[],
): Promise<ReadonlyMap<string, string>> {
  const manifest = meta.find(({ entry }) => entry.name === MANIFEST_FILE);
  if (manifest === undefined) return new Map();
  let root: XmlElement;
  try {
    root = parseXml(await read(manifest.entry)).root;
  } catch (error) {
    if (!(error instanceof XmlError)) throw error;
    warnings.push("container.manifest-unreadable");
    return new Map();
  }
  const attribute = (element: XmlElement, local: string) =>
    element.attributes.find((each) => each.uri === ODF_MANIFEST && each.local === local)?.value ??
    attributeOfXml(element, local);
  return new Map(
    elementsIn(root)
      .filter((element) => isNamed(element, ODF_MANIFEST, "file-entry"))
      .map((element) => [attribute(element, "full-path") ?? "", attribute(element, "media-type") ?? ""]),
  );
}
