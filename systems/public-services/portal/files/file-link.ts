import { createHmac, timingSafeEqual } from "node:crypto";
import type { House } from "../../../../core/system.ts";

/**
 * The address under which the portal fetches a file of a dossier (DuongDanTaiTepTin). Whoever holds it may read that one
 * content: the key is made with the installation's secret from the file and its content, and nothing personal stands in it.
 */
export function fileLink(house: House, file: { readonly id: string; readonly sha256: string }): string {
  return `${house.config.baseUrl}/portal/files/${file.id}/${keyOf(house, file)}`;
}

/** Compares in constant time. */
export function isFileKey(
  house: House,
  file: { readonly id: string; readonly sha256: string },
  given: string,
): boolean {
  const expected = Buffer.from(keyOf(house, file));
  const actual = Buffer.from(given);
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function keyOf(house: House, { id, sha256 }: { readonly id: string; readonly sha256: string }): string {
  return createHmac("sha256", house.config.secret).update(`portal.file:${id}:${sha256}`).digest("base64url");
}
