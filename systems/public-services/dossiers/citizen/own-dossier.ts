import type { Queries } from "../../../../core/database/index.ts";
import { notFound } from "../../../../core/errors.ts";
import type { CitizenActor, Transaction } from "../../../../core/transaction/index.ts";
import { requireReason } from "../accept-dossier.ts";
import { changeDossier } from "../change-dossier.ts";
import { type DossierRow, getDossier, isUuid, lockDossier } from "../dossier.ts";
import { answerSupplement, type SupplementFile } from "../supplement.ts";

/** A dossier as a citizen's list shows it. */
export interface OwnDossierLine {
  readonly id: string;
  readonly code: string;
  readonly procedure_name: string;
  readonly owner_name: string;
  readonly state: number;
  readonly submitted_at: Date;
  readonly due_at: Date | null;
}

/** Dossiers a citizen filed or that are theirs, newest first. @param after id of the last one seen */
export async function dossiersOfCitizen(
  queries: Queries,
  citizenId: string,
  page: { readonly after?: string; readonly limit: number },
): Promise<readonly OwnDossierLine[]> {
  return await queries
    .selectFrom("public_services.dossier")
    .select(["id", "code", "procedure_name", "owner_name", "state", "submitted_at", "due_at"])
    .where((where) =>
      where.or([where("applicant_citizen_id", "=", citizenId), where("owner_citizen_id", "=", citizenId)]),
    )
    .$if(isUuid(page.after ?? ""), (query) => query.where("id", "<", page.after ?? ""))
    .orderBy("id", "desc")
    .limit(page.limit)
    .execute();
}

/** A citizen's own dossier: theirs, or filed by them. @throws Refusal 404 for everybody else's */
export async function ownDossier(queries: Queries, citizenId: string, id: string): Promise<DossierRow> {
  const row = await getDossier(queries, id);
  if (row.applicant_citizen_id === citizenId || row.owner_citizen_id === citizenId) return row;
  throw notFound();
}

/** The citizen sends what was asked for. @throws FormRefusal, Refusal 404 | 409 */
export async function sendSupplement(
  tx: Transaction,
  citizen: CitizenActor,
  input: { readonly id: string; readonly note: string; readonly files: readonly SupplementFile[] },
): Promise<DossierRow> {
  await ownDossier(tx.queries, citizen.citizenId, input.id);
  const row = await lockDossier(tx, input.id);
  return await answerSupplement(tx, row, { note: input.note, files: input.files, byName: citizen.name });
}

/** The citizen takes the dossier back, with a reason. @throws FormRefusal, Refusal 404 | 409 */
export async function withdrawDossier(
  tx: Transaction,
  citizen: CitizenActor,
  input: { readonly id: string; readonly note: string },
): Promise<DossierRow> {
  await ownDossier(tx.queries, citizen.citizenId, input.id);
  const row = await lockDossier(tx, input.id);
  return await changeDossier(tx, row, {
    action: "withdraw",
    note: requireReason(input.note),
    publicNote: true,
  });
}
