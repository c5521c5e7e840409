import { Refusal } from "../../../core/errors.ts";
import type { StoredFile } from "../../../core/files/index.ts";
import { PdfError, type SignatureAppearance, signPdf } from "../../../core/signing/index.ts";
import type { KeyOwner, SignatureService } from "../../../core/signing/service.ts";
import type { House } from "../../../core/system.ts";

export function signaturesOf(house: House): SignatureService {
  const { signatures } = house.services;
  if (!signatures) throw new Error("the service of signatures is not there");
  return signatures;
}

export interface SignStored {
  readonly owner: KeyOwner;
  /** The PIN is never stored and never logged. */
  readonly key: { readonly pin: string; readonly keyId?: string };
  /** In the signature: who signs. */
  readonly name: string;
  appearance(pdf: Uint8Array, image: Uint8Array): SignatureAppearance;
}

/**
 * Signs a stored PDF with a key this server can open: one appended revision, with a timestamp where an authority is
 * configured. The key works outside every transaction: a timestamp can take minutes and must hold no lock.
 *
 * @throws Refusal signing.* (field `pin`) | pdf.*
 */
export async function signStored(house: House, sha256: string, how: SignStored): Promise<StoredFile> {
  const signatures = signaturesOf(house);
  const { timestampAuthority } = signatures;
  const key = await signatures.openKey(how.owner, how.key.pin, how.key.keyId);
  const pdf = await house.files.bytes(sha256);
  try {
    const signed = await signPdf(pdf, {
      signer: key.signer,
      level: timestampAuthority ? "B-T" : "B-B",
      ...(timestampAuthority ? { timestampAuthority } : {}),
      signedAt: new Date(),
      name: how.name,
      appearance: how.appearance(pdf, key.image),
    });
    return await house.files.put(signed);
  } catch (error) {
    if (error instanceof PdfError) throw new Refusal(error.code, 422, error.sentence, "pin");
    throw error;
  }
}
