import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal, notFound } from "../../../core/errors.ts";
import { leaderAppearance } from "../../../core/signing/index.ts";
import type { House } from "../../../core/system.ts";
import {
  type PersonActor,
  resultOfRequest,
  type Transaction,
  transact,
  uuidv7,
} from "../../../core/transaction/index.ts";
import type { DossierStep } from "./accept-dossier.ts";
import { writeTrace, wrongState } from "./change-dossier.ts";
import { type DossierRow, getDossier, isUuid, lockDossier, stateOf } from "./dossier.ts";
import { mayHandle } from "./permissions.ts";
import { signaturesOf, signStored } from "./sign-stored.ts";
import { stepOf } from "./steps.ts";
import { subjectOfDossier } from "./subject.ts";
import type { SupplementFile } from "./supplement.ts";

/**
 * A result is laid beside the dossier by whoever handles it; a result of the same name takes the place of the former
 * one, which the audit still names.
 *
 * @throws AccessDeniedError, FormRefusal, Refusal 404 | 409
 */
export async function attachResult(
  tx: Transaction,
  actor: PersonActor,
  input: DossierStep & { readonly file: SupplementFile },
): Promise<DossierRow> {
  const row = await handled(tx, actor, input);
  if (input.file.mime !== "application/pdf")
    throw new FormRefusal({
      result: {
        vi: "Kết quả phải là tệp PDF để ký số được.",
        en: "A result must be a PDF, so that it can be signed.",
      },
    });
  await tx.queries
    .deleteFrom("public_services.dossier_file")
    .where("dossier_id", "=", row.id)
    .where("kind", "=", "result")
    .where("name", "=", input.file.name)
    .execute();
  await tx.queries
    .insertInto("public_services.dossier_file")
    .values({
      id: uuidv7(tx.now),
      dossier_id: row.id,
      kind: "result",
      name: input.file.name,
      mime: input.file.mime,
      sha256: input.file.sha256,
      size: input.file.size,
      at: tx.now,
      by_name: actor.fullName,
    })
    .execute();
  return await noted(tx, row, "attach-result", input.file.name, input.file.sha256);
}

export interface SignResult extends DossierStep {
  readonly fileId: string;
  /** Of the signer's key; never stored, never logged. */
  readonly pin: string;
  readonly keyId?: string;
  readonly requestId?: string;
}

/**
 * The leader signs a result where the workflow says so: one appended revision with the picture of the signature. The
 * key works outside the transaction: a timestamp can take minutes and must hold no lock.
 *
 * @throws AccessDeniedError, Refusal signing.* | pdf.* | 404 | 409
 */
export async function signResult(house: House, actor: PersonActor, input: SignResult): Promise<void> {
  const request = { actor, ...(input.requestId ? { requestId: input.requestId } : {}) };
  if (await resultOfRequest(house.database, request)) return;
  const { queries } = house.database;
  const row = await getDossier(queries, input.id);
  assertMay(actor, mayHandle, await subjectOfDossier(queries, row));
  if ((await stepOf(queries, row))?.signs !== true) throw wrongState(stateOf(row), "finish");
  const found = isUuid(input.fileId)
    ? await queries
        .selectFrom("public_services.dossier_file")
        .select(["id", "name", "sha256", "signed_at"])
        .where("id", "=", input.fileId)
        .where("dossier_id", "=", row.id)
        .where("kind", "=", "result")
        .executeTakeFirst()
    : undefined;
  if (!found) throw notFound();
  const signatures = signaturesOf(house);
  const file = await signStored(house, found.sha256, {
    owner: { kind: "person", id: actor.personId },
    key: input,
    name: actor.fullName,
    appearance: (pdf, image) => leaderAppearance(pdf, { signerName: actor.fullName, image }),
  });
  await transact(house, request, async (tx) => {
    const locked = await handled(tx, actor, input);
    await tx.queries
      .updateTable("public_services.dossier_file")
      .set({ sha256: file.sha256, size: file.size, signed_by: actor.fullName, signed_at: tx.now })
      .where("id", "=", found.id)
      .where("sha256", "=", found.sha256)
      .executeTakeFirstOrThrow();
    // The long-term proof is kept alive with the file (PAdES B-LTA).
    await signatures.archive(tx, file.sha256);
    await noted(tx, locked, "sign-result", found.name, file.sha256);
    return true;
  });
}

async function handled(tx: Transaction, actor: PersonActor, { id, seen }: DossierStep): Promise<DossierRow> {
  const row = await lockDossier(tx, id, seen);
  assertMay(actor, mayHandle, await subjectOfDossier(tx.queries, row));
  if (stateOf(row) !== 4) throw wrongState(stateOf(row), "finish");
  return row;
}

async function noted(
  tx: Transaction,
  row: DossierRow,
  action: "attach-result" | "sign-result",
  name: string,
  sha256: string,
): Promise<DossierRow> {
  const changed = await tx.queries
    .updateTable("public_services.dossier")
    .set({ version: row.version + 1 })
    .where("id", "=", row.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await writeTrace(tx, row, { action, from: stateOf(row), to: stateOf(row), note: name });
  tx.record({
    action: `dossiers.${action}`,
    objectKind: "dossier",
    objectId: row.id,
    data: { code: row.code, sha256 },
    personal: { file: name },
  });
  return changed;
}
