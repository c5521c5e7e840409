import type { Selectable } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { Tables } from "../../../core/database/tables.ts";
import { FormRefusal, notFound, Refusal, type Sentence } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { mayFetchPackage } from "../permissions.ts";
import type { PackageKind } from "../states.ts";
import { beginAction, getWorkFile, isUuid, moveFile, type WorkFile } from "../work-files/work-file.ts";

export type ArchivePackage = Selectable<Tables["records.package"]>;

interface PackageRequest {
  readonly fileId: string;
  readonly kind: PackageKind;
  readonly madeFrom?: string;
  readonly depositId?: string | null;
  readonly purpose?: string;
}

/** Writes the request and the job that fulfils it; the caller has checked rights and state. @returns its id */
export async function requestPackage(
  tx: Transaction,
  actor: PersonActor,
  { fileId, kind, madeFrom, depositId, purpose }: PackageRequest,
): Promise<string> {
  const id = uuidv7(tx.now);
  await tx.queries
    .insertInto("records.package")
    .values({
      id,
      file_id: fileId,
      kind,
      state: "waiting",
      made_from: madeFrom ?? null,
      deposit_id: depositId ?? null,
      purpose: purpose ?? "",
      asked_by_name: actor.fullName,
      asked_at: tx.now,
      sha256: null,
      size: null,
    })
    .execute();
  // One after the other: each reads and writes every content of a file.
  tx.enqueue(
    "records.build-package",
    { packageId: id },
    { key: `records.package:${id}`, queue: "records.packages" },
  );
  return id;
}

/**
 * A person asks for a package of a file: SIP while the unit has it; AIP and DIP once the archive has it.
 *
 * @param purpose who shall use a DIP and for what; needed for one
 * @throws FormRefusal (reason), Refusal records.no-source-package, records.wrong-state, records.frozen, AccessDeniedError
 */
export async function askPackage(
  tx: Transaction,
  actor: PersonActor,
  fileId: string,
  kind: PackageKind,
  purpose: string,
): Promise<string> {
  const file = await beginAction(tx, actor, fileId, `package-${kind}`);
  if (kind === "dip" && purpose.length < LEAST_PURPOSE) throw new FormRefusal({ reason: NO_PURPOSE });
  const source = kind === "sip" ? undefined : await sourceOf(tx, actor, file, kind === "aip" ? "sip" : "aip");
  const id = await requestPackage(tx, actor, {
    fileId: file.id,
    kind,
    depositId: file.deposit_id,
    purpose,
    ...(source === undefined ? {} : { madeFrom: source }),
  });
  await moveFile(tx, file, `package-${kind}`, {}, { note: purpose, data: { package: id } });
  return id;
}

const LEAST_PURPOSE = 10;
const NO_PURPOSE: Sentence = {
  vi: "Ghi người sử dụng và mục đích, từ 10 ký tự.",
  en: "Say who shall use it and for what, in at least 10 characters.",
};

async function sourceOf(
  tx: Transaction,
  actor: PersonActor,
  file: WorkFile,
  kind: PackageKind,
): Promise<string> {
  const made = await tx.queries
    .selectFrom("records.package")
    .select(["id", "state"])
    .where("file_id", "=", file.id)
    .where("kind", "=", kind)
    .where("state", "!=", "void")
    .orderBy("asked_at", "desc")
    .execute();
  const found = made.find(({ state }) => state === "ready");
  if (found) return found.id;
  // A file that was imported as deposited was never packed here: packages are made one after the other, this one first.
  if (kind === "sip" && made.every(({ state }) => state === "failed")) {
    return await requestPackage(tx, actor, { fileId: file.id, kind, depositId: file.deposit_id });
  }
  throw new Refusal("records.no-source-package", 409, {
    vi: `Chưa có gói ${kind.toUpperCase()} nào đã xong của hồ sơ này. Đợi đóng gói xong rồi thử lại.`,
    en: `There is no finished ${kind.toUpperCase()} of this file yet. Wait until it is made.`,
  });
}

/** A package with its file, for a person who may fetch it. @throws Refusal not-found, AccessDeniedError */
export async function getPackage(
  queries: Queries,
  actor: PersonActor,
  id: string,
): Promise<{ readonly found: ArchivePackage; readonly file: WorkFile }> {
  if (!isUuid(id)) throw notFound();
  const found = await queries
    .selectFrom("records.package")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (!found) throw notFound();
  const file = await getWorkFile(queries, found.file_id);
  assertMay(actor, mayFetchPackage, { organisationId: file.organisation_id });
  return { found, file };
}

/** The packages of a file, newest first. */
export async function packagesOf(queries: Queries, fileId: string): Promise<readonly ArchivePackage[]> {
  return await queries
    .selectFrom("records.package")
    .selectAll()
    .where("file_id", "=", fileId)
    .orderBy("asked_at", "desc")
    .orderBy("id", "desc")
    .limit(50)
    .execute();
}
