import { assertMay } from "../../../core/access/index.ts";
import { notFound, Refusal } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { isUuid } from "../certificate.ts";
import { itUnitsOn } from "../managers.ts";
import { mayManage } from "../permissions.ts";
import type { ImportedFile } from "../tables.ts";
import type { Candidate } from "./candidate.ts";
import { certificateCandidate } from "./read-certificate-file.ts";
import { readSheet } from "./read-sheet.ts";

export const MAX_IMPORT_BYTES = 10 * 1024 * 1024;

/**
 * Keeps the files of an import for its confirmation; the preview and the import itself read the same bytes.
 * @throws AccessDeniedError, Refusal certificates.no-files
 */
export async function prepareImport(
  house: House,
  actor: PersonActor,
  files: readonly ImportedFile[],
): Promise<string> {
  const now = new Date();
  assertMay(actor, mayManage, await itUnitsOn(house.database.queries, now));
  if (files.length === 0) {
    throw new Refusal(
      "certificates.no-files",
      422,
      { vi: "Chọn một bảng XLSX hoặc các tệp .cer, .crt.", en: "Choose a sheet or certificate files." },
      "files",
    );
  }
  // Read once before anything is kept: what cannot be read is refused here, beside the field.
  await readCandidates(house, files);
  return await transact(house, { actor, now }, async (tx) => {
    const id = uuidv7(tx.now);
    await tx.queries
      .insertInto("certificates.import")
      .values({
        id,
        files: JSON.stringify(files.map(({ sha256, name }) => ({ sha256, name }))),
        by_person: actor.personId,
        at: tx.now,
      })
      .execute();
    tx.record({
      action: "certificates.prepare-import",
      objectKind: "certificate-import",
      objectId: id,
      data: { files: files.map((file) => file.sha256) },
    });
    return id;
  });
}

export interface PreparedImport {
  readonly id: string;
  readonly files: readonly ImportedFile[];
  readonly appliedAt: Date | null;
}

/** An import of this person's. @throws Refusal not-found, AccessDeniedError */
export async function getImport(house: House, actor: PersonActor, id: string): Promise<PreparedImport> {
  const { queries } = house.database;
  assertMay(actor, mayManage, await itUnitsOn(queries, new Date()));
  if (!isUuid(id)) throw notFound();
  const row = await queries
    .selectFrom("certificates.import")
    .select(["id", "files", "applied_at"])
    .where("id", "=", id)
    .where("by_person", "=", actor.personId)
    .executeTakeFirst();
  if (!row) throw notFound();
  return { id: row.id, files: row.files, appliedAt: row.applied_at };
}

/** What the files say, sheet by sheet and certificate by certificate. */
export async function readCandidates(
  house: House,
  files: readonly ImportedFile[],
): Promise<readonly Candidate[]> {
  const all: Candidate[] = [];
  for (const file of files) {
    const bytes = await house.files.bytes(file.sha256);
    if (/\.(cer|crt|pem|der)$/i.test(file.name)) all.push(certificateCandidate(file.name, bytes));
    else all.push(...(await readSheet(bytes)));
  }
  return all;
}
