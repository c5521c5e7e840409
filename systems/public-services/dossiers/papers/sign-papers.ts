import { assertMay } from "../../../../core/access/index.ts";
import { FormRefusal } from "../../../../core/errors.ts";
import { organisationAppearance } from "../../../../core/signing/index.ts";
import type { House } from "../../../../core/system.ts";
import { type PersonActor, resultOfRequest, transact } from "../../../../core/transaction/index.ts";
import { writeTrace } from "../change-dossier.ts";
import { getDossier, lockDossier, stateOf } from "../dossier.ts";
import { mayReceive } from "../permissions.ts";
import { signaturesOf, signStored } from "../sign-stored.ts";

export interface SignPapers {
  readonly id: string;
  /** Of the organisation's key; never stored, never logged. */
  readonly pin: string;
  readonly keyId?: string;
  readonly requestId?: string;
}

/**
 * The desk seals every paper of a dossier that is not sealed yet with the key of the body (TT 01/2018/TT-VPCP: forms in
 * electronic shape are signed). A paper written meanwhile is left for the next time.
 *
 * @throws AccessDeniedError, FormRefusal when there is none, Refusal signing.* | pdf.* | 404
 */
export async function signPapers(house: House, actor: PersonActor, input: SignPapers): Promise<void> {
  const request = { actor, ...(input.requestId ? { requestId: input.requestId } : {}) };
  if (await resultOfRequest(house.database, request)) return;
  const { queries } = house.database;
  const row = await getDossier(queries, input.id);
  assertMay(actor, mayReceive, { organisationId: row.organisation_id });
  const papers = await queries
    .selectFrom("public_services.dossier_file")
    .select(["id", "name", "sha256", "by_name"])
    .where("dossier_id", "=", row.id)
    .where("kind", "=", "paper")
    .where("signed_at", "is", null)
    .orderBy("id")
    .execute();
  if (papers.length === 0)
    throw new FormRefusal({
      pin: { vi: "Không còn giấy tờ nào chờ ký.", en: "No paper waits for a signature." },
    });
  const signed = await Promise.all(
    papers.map(async (paper) => ({
      paper,
      file: await signStored(house, paper.sha256, {
        owner: { kind: "organisation", id: row.organisation_id },
        key: input,
        name: actor.fullName,
        appearance: (pdf, image) => organisationAppearance(pdf, { image, signerName: paper.by_name }),
      }),
    })),
  );
  await transact(house, request, async (tx) => {
    const locked = await lockDossier(tx, input.id);
    for (const { paper, file } of signed) {
      await tx.queries
        .updateTable("public_services.dossier_file")
        .set({ sha256: file.sha256, size: file.size, signed_by: actor.fullName, signed_at: tx.now })
        .where("id", "=", paper.id)
        .where("sha256", "=", paper.sha256)
        .execute();
      await signaturesOf(house).archive(tx, file.sha256);
    }
    await writeTrace(tx, locked, {
      action: "sign-papers",
      from: stateOf(locked),
      to: stateOf(locked),
      note: signed.map(({ paper }) => paper.name).join("; "),
    });
    tx.record({
      action: "dossiers.sign-papers",
      objectKind: "dossier",
      objectId: row.id,
      data: { code: row.code, sha256: signed.map(({ file }) => file.sha256) },
    });
    return true;
  });
}
