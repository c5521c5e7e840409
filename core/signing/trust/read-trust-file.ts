import { X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { type Certificate, parseCertificate } from "../certificates/index.ts";
import type { TrustLabel } from "../types.ts";

/** One trust file: which regime its certificates belong to, and the certificates. */
export interface TrustFile {
  readonly path: string;
  readonly label: Exclude<TrustLabel, "demo">;
  readonly certificates: readonly Certificate[];
}

/** The file cannot be read or is not made of certificates. */
export class TrustFileError extends Error {
  readonly code = "trust.unusable-file";
}

/**
 * Reads certificates from a PEM file (one or many) or a DER file. The regime stands before the path where it is not the
 * official-duty one: `public:/etc/trust/national-root.pem` (NĐ 68/2024, NĐ 23/2025).
 *
 * @param entry path, with or without a regime
 * @param resolvePath turns the path into one that can be opened
 * @throws TrustFileError
 */
export async function readTrustFile(
  entry: string,
  resolvePath: (path: string) => string = (path) => path,
): Promise<TrustFile> {
  const match = /^(official-duty|public):(.+)$/.exec(entry);
  const path = match?.[2] ?? entry;
  const bytes = await readFile(resolvePath(path)).catch((error: unknown) => {
    throw new TrustFileError(`${path} cannot be read (${reasonOf(error)}).`);
  });
  const texts = bytes
    .toString("latin1")
    .match(
      /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g,
    );
  const certificates = (texts ?? [bytes]).map((text) => {
    try {
      return parseCertificate(new Uint8Array(new X509Certificate(text).raw));
    } catch (error) {
      throw new TrustFileError(`${path} is not a certificate in PEM or DER form (${reasonOf(error)}).`);
    }
  });
  return { path, label: match?.[1] === "public" ? "public" : "official-duty", certificates };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
