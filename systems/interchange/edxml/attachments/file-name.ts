const MAX_CHARACTERS = 150;
const MAX_BYTES = 240;
const RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/i;
// Control characters, zero-width and bidirectional marks (a name must not read otherwise than it is), and separators.
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}\p{Zl}\p{Zp}]/gu;

/**
 * A foreign attachment name made safe to store and show: NFC, last path part only, no control or invisible
 * characters, nothing a file system reserves, at most 150 characters and 240 bytes, extension kept. Vietnamese stays.
 * @param fallback used when nothing is left
 */
export function safeFileName(raw: string, fallback: string): string {
  const last = raw.normalize("NFC").split(/[/\\]/).at(-1) ?? "";
  const visible = last.replace(INVISIBLE, "").replace(/[<>:"|?*]/g, "_");
  const trimmed = visible.replace(/\s+/gu, " ").replace(/^[ .]+|[ .]+$/g, "");
  if (trimmed === "") return fallback;
  return shorten(RESERVED.test(trimmed) ? `_${trimmed}` : trimmed);
}

/** The name, or the name with " (2)", " (3)" … when it was used before (names compare without case). */
export function uniqueFileName(name: string, used: Set<string>): string {
  const dot = name.lastIndexOf(".");
  const [stem, extension] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ""];
  let candidate = name;
  for (let n = 2; used.has(candidate.toLowerCase()); n++) candidate = `${stem} (${n})${extension}`;
  used.add(candidate.toLowerCase());
  return candidate;
}

function shorten(name: string): string {
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 && name.length - dot <= 12 ? name.slice(dot) : "";
  const characters = [...name.slice(0, name.length - extension.length)];
  const fits = () =>
    characters.length + extension.length <= MAX_CHARACTERS &&
    Buffer.byteLength(characters.join("") + extension) <= MAX_BYTES;
  while (characters.length > 1 && !fits()) characters.pop();
  return `${characters.join("").trimEnd()}${extension}`;
}
