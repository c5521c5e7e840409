import { assertMay } from "../../../core/access/index.ts";
import { changedMeanwhile } from "../../../core/errors.ts";
import {
  DATE_FIELD,
  listSignatures,
  NUMBER_FIELD,
  sealPlaceFor,
  signPdf,
} from "../../../core/signing/index.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { mayDispatch } from "../permissions.ts";
import { signaturesOf } from "../services.ts";
import {
  addRevision,
  getOutgoing,
  lockOutgoing,
  moveOutgoing,
  type Outgoing,
  subjectOfOutgoing,
} from "./outgoing.ts";
import { fingerprintOf, repeatOf, withPlainReasons } from "./sign-document.ts";

export interface SealDocument {
  readonly id: string;
  /** PIN of the organisation's certificate. */
  readonly pin: string;
  readonly level?: "B-T" | "B-B";
  readonly requestId?: string;
}

/**
 * The clerk signs for the organisation: the red seal over the left third of the leader's signature, one more revision;
 * the leader's signature stays valid (NĐ 30/2020 Art. 5.1, 26; PL I part II.8).
 */
export async function sealDocument(house: House, actor: PersonActor, input: SealDocument): Promise<Outgoing> {
  const document = await getOutgoing(house.database.queries, input.id);
  assertMay(actor, mayDispatch, subjectOfOutgoing(document));
  if (document.state !== "numbered") return await repeatOf(house, actor, input.requestId, document, "seal");
  const signatures = signaturesOf(house);
  const level = input.level ?? (signatures.timestampAuthority ? "B-T" : "B-B");
  const key = await signatures.openKey({ kind: "organisation", id: document.organisation_id }, input.pin);
  const sealed = await withPlainReasons(async () => {
    const pdf = await house.files.bytes(document.file_sha256);
    const place = sealPlaceFor(listSignatures(pdf));
    return await signPdf(pdf, {
      signer: key.signer,
      level,
      ...(level === "B-T" && signatures.timestampAuthority
        ? { timestampAuthority: signatures.timestampAuthority }
        : {}),
      signedAt: new Date(),
      name: key.subject,
      // Number and date are final once the organisation has signed (NĐ 30/2020 Art. 14).
      lockFields: [NUMBER_FIELD, DATE_FIELD],
      ...(place
        ? {
            appearance: {
              kind: "organisation" as const,
              page: place.page,
              rect: place.rect,
              image: key.image,
            },
          }
        : {}),
    });
  });
  const file = await house.files.put(sealed);
  return await transact(
    house,
    { actor, ...(input.requestId ? { requestId: input.requestId } : {}) },
    async (tx) => {
      const locked = await lockOutgoing(tx, input.id);
      if (locked.version !== document.version) throw changedMeanwhile();
      await addRevision(tx, locked.id, "sealed", file);
      const change = { file_sha256: file.sha256, file_size: file.size, sealed_at: tx.now };
      return await moveOutgoing(tx, locked, "seal", change, "", fingerprintOf(key.signer));
    },
  );
}
