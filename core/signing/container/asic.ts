/** Names of ETSI EN 319 162-1 (ASiC) and of the OpenDocument manifest it borrows. */
export const ASIC = "http://uri.etsi.org/02918/v1.2.1#";
export const ODF_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0";
export const MANIFEST_FILE = "META-INF/manifest.xml";
export const MIMETYPE_FILE = "mimetype";
export const ASIC_E_TYPE = "application/vnd.etsi.asic-e+zip";
export const ASIC_S_TYPE = "application/vnd.etsi.asic-s+zip";

/** What a file below META-INF is for, by its name (EN 319 162-1 sections 4.3.3.2 and 4.4.3.2). */
export type MetaKind = "xades" | "cades" | "timestamp" | "asic-manifest" | "manifest" | "other";

export function metaKindOf(name: string): MetaKind {
  const file = name.slice("META-INF/".length);
  if (name === MANIFEST_FILE) return "manifest";
  if (file.includes("/")) return "other";
  if (/^ASiC(Evidence|Archive)?Manifest.*\.xml$/i.test(file)) return "asic-manifest";
  if (/signatures.*\.xml$/i.test(file)) return "xades";
  if (/signature.*\.p7s$/i.test(file)) return "cades";
  if (/timestamp.*\.tst$/i.test(file)) return "timestamp";
  return "other";
}

/** In exactly this spelling: a folder that only looks like it holds files that must be signed. */
export function isMeta(name: string): boolean {
  return name.startsWith("META-INF/");
}
