import { assertMay } from "../../../core/access/index.ts";
import { changedMeanwhile, Refusal } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { withPlainReasons } from "../outgoing/sign-with-key.ts";
import { signaturesOf } from "../services.ts";
import { getHandover } from "./handovers.ts";
import { maySignHandover } from "./permissions.ts";
import "./events.ts";
import "./tables.ts";

/**
 * Whoever drew the minutes up signs them with their key once every receiver has confirmed; the signed file replaces the
 * unsigned one and goes into the archive's care.
 *
 * @param input `pin` of the key: never stored, never logged
 * @throws AccessDeniedError, Refusal not-found, documents.handover-unconfirmed, signing.*, conflict
 */
export async function signHandover(
  house: House,
  actor: PersonActor,
  input: { readonly id: string; readonly pin: string; readonly requestId?: string },
): Promise<void> {
  const { handover, subject } = await getHandover(house.database.queries, input.id);
  assertMay(actor, maySignHandover, subject);
  if (handover.state !== "confirmed" || handover.minutes_sha256 === null) {
    throw new Refusal("documents.handover-unconfirmed", 409, {
      vi: "Ký biên bản khi mọi người nhận đã xác nhận.",
      en: "The minutes are signed once every receiver has confirmed.",
    });
  }
  if (handover.signed_at !== null) return;
  const before = handover.minutes_sha256;
  const signatures = signaturesOf(house);
  // The key work happens outside the transaction: a timestamp can take minutes and must hold no lock.
  const key = await signatures.openKey({ kind: "person", id: actor.personId }, input.pin);
  const { signPdf } = await import("../../../core/signing/index.ts");
  const signed = await withPlainReasons(async () =>
    signPdf(await house.files.bytes(before), {
      signer: key.signer,
      name: actor.fullName,
      level: signatures.timestampAuthority ? "B-T" : "B-B",
      ...(signatures.timestampAuthority ? { timestampAuthority: signatures.timestampAuthority } : {}),
      signedAt: new Date(),
    }),
  );
  const file = await house.files.put(signed);
  const request = { actor, ...(input.requestId ? { requestId: input.requestId } : {}) };
  await transact(house, request, async (tx) => {
    const done = await tx.queries
      .updateTable("documents.handover")
      .set({ signed_at: tx.now, minutes_sha256: file.sha256, minutes_size: file.size })
      .where("id", "=", handover.id)
      .where("minutes_sha256", "=", before)
      .where("signed_at", "is", null)
      .executeTakeFirst();
    if (done.numUpdatedRows === 0n) throw changedMeanwhile();
    await signatures.archive(tx, file.sha256);
    tx.record({
      action: "documents.sign-handover",
      objectKind: "handover",
      objectId: handover.id,
      data: { minutes: file.sha256 },
    });
    tx.emit({
      type: "documents.handover-moved",
      subjectId: handover.id,
      organisations: [handover.organisation_id],
      data: { handoverId: handover.id, step: "signed" },
    });
  });
}
