import { createHash } from "node:crypto";

/** An identifier that is the same on every machine (UUID version 8, RFC 9562): demo data can be named in tests and tours. */
export function stableId(name: string): string {
  const hash = createHash("sha256").update(`ngoc-linh/${name}`).digest();
  hash[6] = 0x80 | ((hash[6] ?? 0) & 0x0f);
  hash[8] = 0x80 | ((hash[8] ?? 0) & 0x3f);
  const hex = hash.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
