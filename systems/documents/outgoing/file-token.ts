import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { FileType } from "../../../core/files/index.ts";
import type { House } from "../../../core/system.ts";
import type { NamedFile } from "./create-draft.ts";

/** Longest time between sending a file and using it; as long as a browser keeps an unfinished draft. */
const VALID_MS = 14 * 24 * 3_600_000;

const FILE_TYPES = [
  "application/pdf",
  "application/zip",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "application/msword",
  "image/png",
  "image/jpeg",
  "application/xml",
  "text/plain",
  "application/octet-stream",
] as const satisfies readonly FileType[];

const payloadSchema = z.object({
  person: z.uuid(),
  until: z.number(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.number().int().nonnegative(),
  type: z.enum(FILE_TYPES),
  name: z.string().min(1),
});

/**
 * A ticket for a file this person has sent: forms and programs hand it in instead of sending the bytes again. A bare
 * SHA-256 would not do, because whoever learns the digest of a secret file could then attach it and read it.
 */
export function fileToken(
  house: Pick<House, "config">,
  personId: string,
  file: Pick<NamedFile, "sha256" | "size" | "type" | "name">,
  now = Date.now(),
): string {
  const { sha256, size, type, name } = file;
  const payload = Buffer.from(
    JSON.stringify({ person: personId, until: now + VALID_MS, sha256, size, type, name }),
  ).toString("base64url");
  return `${payload}.${mark(house, payload)}`;
}

/** The file of a ticket; undefined when it is forged, too old or somebody else's. */
export function readFileToken(
  house: Pick<House, "config">,
  personId: string,
  token: string,
  now = Date.now(),
): NamedFile | undefined {
  const [payload = "", given = ""] = token.split(".");
  const expected = Buffer.from(mark(house, payload));
  const sent = Buffer.from(given);
  if (sent.length !== expected.length || !timingSafeEqual(sent, expected)) return undefined;
  const parsed = payloadSchema.safeParse(parseJson(Buffer.from(payload, "base64url").toString("utf8")));
  if (!parsed.success || parsed.data.person !== personId || parsed.data.until < now) return undefined;
  const { sha256, size, type, name } = parsed.data;
  return { sha256, size, type, name };
}

function mark(house: Pick<House, "config">, payload: string): string {
  const key = Buffer.from(hkdfSync("sha256", house.config.secret, "", "documents.file-token", 32));
  return createHmac("sha256", key).update(payload).digest("base64url");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
