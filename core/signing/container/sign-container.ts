import { digestAlgorithmOf } from "../cms/index.ts";
import { type ByteSource, memorySource, toSource } from "../pdf/source.ts";
import { type SignXadesRequest, signXades } from "../xml/sign-xades.ts";
import { ASIC } from "./asic.ts";
import { ContainerError } from "./container-error.ts";
import { type OpenContainer, openContainer } from "./open-container.ts";
import { DEFAULT_ZIP_LIMITS, type ZipLimits } from "./zip/layout.ts";
import { writeZip } from "./zip/write-zip.ts";

export interface SignContainerRequest extends Omit<SignXadesRequest, "content"> {
  /** Names of the files to sign; default all. */
  readonly files?: readonly string[];
  readonly limits?: ZipLimits;
}

/**
 * Adds a XAdES signature over the files of an ASiC-E container, in a signature file of its own: not a byte of what is
 * there changes, so every earlier signature stays valid.
 *
 * @returns a source that reads from the given one and the new signature
 * @throws ContainerError when the container is not sound, no ASiC-E, or does not hold what is to be signed; XmlError and
 *   whatever the signer or the timestamp authority throws pass through
 */
export async function signContainer(
  container: Uint8Array | ByteSource,
  request: SignContainerRequest,
): Promise<ByteSource> {
  const limits = request.limits ?? DEFAULT_ZIP_LIMITS;
  const opened = await openContainer(toSource(container), limits);
  if (opened.format !== "asic-e")
    throw new ContainerError(
      "container.not-asic",
      "a simple container (ASiC-S) takes no further signature file",
    );
  const algorithm = digestAlgorithmOf(request.signer.algorithm);
  const entries = chosen(opened, request.files);
  const files: { name: string; mimeType: string; digest: Uint8Array }[] = [];
  for (const entry of entries) {
    files.push({
      name: entry.name,
      mimeType: opened.mediaTypes.get(entry.name) ?? "application/octet-stream",
      digest: await opened.digest(entry, algorithm),
    });
  }
  const { signer, level, timestampAuthority, signedAt } = request;
  const signature = await signXades({
    content: { form: "detached", files },
    signer,
    level,
    ...(timestampAuthority && { timestampAuthority }),
    ...(signedAt && { signedAt }),
  });
  const xml = Buffer.concat([
    Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n<asic:XAdESSignatures xmlns:asic="${ASIC}">`),
    signature,
    Buffer.from("</asic:XAdESSignatures>\n"),
  ]);
  const { source, directory } = opened;
  const result = await writeZip([{ name: freeName(opened), content: memorySource(xml) }], {
    source,
    directoryStart: directory.directoryStart,
    directoryBytes: directory.directoryBytes,
    entries: directory.entries.length,
  });
  await readBack(result, opened, limits);
  return result;
}

function chosen(opened: OpenContainer, names: readonly string[] | undefined): OpenContainer["data"] {
  const entries = names === undefined ? opened.data : opened.data.filter(({ name }) => names.includes(name));
  if (entries.length === 0 || (names !== undefined && entries.length !== new Set(names).size))
    throw new ContainerError("container.no-files", "the files to sign are not in the container");
  return entries;
}

function freeName(opened: OpenContainer): string {
  const taken = new Set(opened.meta.map(({ entry }) => entry.name.toLowerCase()));
  let number = 1;
  while (taken.has(`meta-inf/signatures${number}.xml`)) number += 1;
  return `META-INF/signatures${number}.xml`;
}

/** Reads the result as a stranger would, before anyone sees it. @throws ContainerError container.self-check */
async function readBack(result: ByteSource, before: OpenContainer, limits: ZipLimits): Promise<void> {
  const after = await openContainer(result, limits);
  const same = before.directory.entries.every(
    (entry, i) =>
      after.directory.entries[i]?.name === entry.name && after.directory.entries[i]?.start === entry.start,
  );
  if (!same || after.meta.length !== before.meta.length + 1)
    throw new ContainerError("container.self-check", "the new container does not hold the old one");
}
