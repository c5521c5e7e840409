import { ContainerError } from "../container-error.ts";

/** Control characters, direction marks, zero-width and private characters: what shows one name and means another. */
const TREACHEROUS = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u;

/**
 * The name of an entry. Names that are not ASCII must be marked as UTF-8: their meaning would else depend on the reader.
 *
 * @throws ContainerError container.name
 */
export function decodeName(bytes: Buffer, isUtf8: boolean): string {
  if (!isUtf8 && bytes.some((byte) => byte > 0x7e))
    throw new ContainerError("container.name", "a name without a known encoding");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new ContainerError("container.name", "a name that is not UTF-8");
  }
}

/**
 * Asks that every name is a relative path that stays inside, and that no two would be one file on some system (case,
 * composed and decomposed letters).
 *
 * @throws ContainerError container.name, container.duplicate-entry
 */
export function checkNames(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (!isSafe(name)) throw new ContainerError("container.name", JSON.stringify(name));
    const key = name.normalize("NFKC").toLowerCase();
    if (seen.has(key)) throw new ContainerError("container.duplicate-entry", name);
    seen.add(key);
  }
  // A file that is at the same time a folder.
  for (const key of seen) {
    const parts = key.split("/");
    for (let i = 1; i < parts.length; i += 1)
      if (seen.has(parts.slice(0, i).join("/"))) throw new ContainerError("container.duplicate-entry", key);
  }
}

function isSafe(name: string): boolean {
  const path = name.endsWith("/") ? name.slice(0, -1) : name;
  if (path === "" || TREACHEROUS.test(path) || /[\\:*?"<>|]/.test(path)) return false;
  return path.split("/").every((part) => part !== "" && part !== "." && part !== ".." && !/[ .]$/.test(part));
}
