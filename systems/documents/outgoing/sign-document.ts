import { hash } from "node:crypto";
import { assertMay } from "../../../core/access/index.ts";
import { changedMeanwhile, Refusal } from "../../../core/errors.ts";
import {
  normalisePdf,
  PdfError,
  prepareForNumbering,
  proposeSignaturePlace,
  type SignaturePlace,
  type Signer,
  signPdf,
} from "../../../core/signing/index.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { maySign } from "../permissions.ts";
import { signaturesOf } from "../services.ts";
import {
  addRevision,
  getOutgoing,
  lockOutgoing,
  moveOutgoing,
  nextOutgoingState,
  type Outgoing,
  subjectOfOutgoing,
} from "./outgoing.ts";

export interface SignDocument {
  readonly id: string;
  /** PIN of the signer's own certificate; never stored, never logged. */
  readonly pin: string;
  /** Where the picture goes: page from 1, rectangle in points from the lower left corner. Absent = the default place. */
  readonly place?: SignaturePlace;
  /** B-T carries a trusted timestamp; B-B only when the authority cannot be reached and the signer decides so. */
  readonly level?: "B-T" | "B-B";
  readonly requestId?: string;
}

/**
 * The leader signs with a certificate of their own: a blue picture of the handwritten signature, one appended
 * revision (NĐ 30/2020 Art. 5, 13; PL I). The fields for number and date are laid out before, so that the clerk can
 * fill them later without touching the signature.
 *
 * @throws Refusal signing.* | pdf.* in plain words, AccessDeniedError, Refusal conflict
 */
export async function signDocument(house: House, actor: PersonActor, input: SignDocument): Promise<Outgoing> {
  const document = await getOutgoing(house.database.queries, input.id);
  assertMay(actor, maySign, subjectOfOutgoing(document));
  if (document.state !== "checked") return await repeatOf(house, actor, input.requestId, document, "sign");
  const signatures = signaturesOf(house);
  const level = input.level ?? (signatures.timestampAuthority ? "B-T" : "B-B");
  // The key work happens outside the transaction: a timestamp can take minutes and must hold no lock.
  const key = await signatures.openKey({ kind: "person", id: actor.personId }, input.pin);
  const signed = await withPlainReasons(async () => {
    const prepared = prepareForNumbering(await normalisePdf(await house.files.bytes(document.file_sha256)));
    const place = input.place ?? proposeSignaturePlace(prepared, { signerName: document.signer_name });
    return await signPdf(prepared, {
      signer: key.signer,
      level,
      ...(level === "B-T" && signatures.timestampAuthority
        ? { timestampAuthority: signatures.timestampAuthority }
        : {}),
      signedAt: new Date(),
      name: document.signer_name,
      appearance: { kind: "person", page: place.page, rect: place.rect, image: key.image },
    });
  });
  const file = await house.files.put(signed);
  return await transact(
    house,
    { actor, ...(input.requestId ? { requestId: input.requestId } : {}) },
    async (tx) => {
      const locked = await lockOutgoing(tx, input.id);
      assertMay(actor, maySign, subjectOfOutgoing(locked));
      if (locked.version !== document.version) throw changedMeanwhile();
      await addRevision(tx, locked.id, "signed", file);
      const change = { file_sha256: file.sha256, file_size: file.size, signed_at: tx.now };
      return await moveOutgoing(tx, locked, "sign", change, "", fingerprintOf(key.signer));
    },
  );
}

/**
 * The document has left the step: a repeated request gets its first result again, any other one is refused.
 * @throws Refusal documents.wrong-state
 */
export async function repeatOf(
  house: House,
  actor: PersonActor,
  requestId: string | undefined,
  document: Outgoing,
  action: "sign" | "number" | "seal",
): Promise<Outgoing> {
  return await transact(house, { actor, ...(requestId ? { requestId } : {}) }, async () => {
    nextOutgoingState(document.state, action);
    throw changedMeanwhile();
  });
}

/** SHA-256 of the signer's own certificate: by it the register of certificates knows which one was used. */
export function fingerprintOf(signer: Signer): string | undefined {
  const [own] = signer.certificates;
  return own && hash("sha256", own, "hex");
}

/** Turns what the PDF library refuses into an answer for a person. */
export async function withPlainReasons<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PdfError) throw new Refusal(error.code, 422, error.sentence, "file");
    if (isTimestampFailure(error)) {
      throw new Refusal(
        "signing.timestamp-unavailable",
        503,
        {
          vi: "Chưa lấy được dấu thời gian nên chưa ký. Thử lại sau ít phút, hoặc chọn ký không kèm dấu thời gian. Dự thảo vẫn nguyên vẹn.",
          en: "No timestamp could be obtained, so nothing was signed. Try again in a minute, or choose to sign without one. The draft is untouched.",
        },
        "level",
      );
    }
    throw error;
  }
}

function isTimestampFailure(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("timestamp");
}
