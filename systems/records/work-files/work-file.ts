import { type Selectable, sql } from "kysely";
import { assertMay, may } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { changedMeanwhile, notFound, Refusal } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { foldVietnamese } from "../../../core/ui/index.ts";
import { type FileSubject, mayReadFile, PERMISSION_OF } from "../permissions.ts";
import {
  FILE_ACTIONS,
  FILE_STATE_WORDS,
  FILE_TRANSITIONS,
  type FileAction,
  type FileState,
  WHILE_FROZEN,
} from "../states.ts";
import type { WorkFileTable } from "../tables.ts";
import "../events.ts";

export type WorkFile = Selectable<WorkFileTable>;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export function isUuid(text: string): boolean {
  return UUID.test(text);
}

/** @throws Refusal not-found */
export async function getWorkFile(queries: Queries, id: string): Promise<WorkFile> {
  const found = isUuid(id)
    ? await queries.selectFrom("records.work_file").selectAll().where("id", "=", id).executeTakeFirst()
    : undefined;
  if (!found) throw notFound();
  return found;
}

/** Reads and locks the row until the transaction ends. @throws Refusal not-found */
export async function lockWorkFile(tx: Transaction, id: string): Promise<WorkFile> {
  const found = isUuid(id)
    ? await tx.queries
        .selectFrom("records.work_file")
        .selectAll()
        .where("id", "=", id)
        .forUpdate()
        .executeTakeFirst()
    : undefined;
  if (!found) throw notFound();
  return found;
}

/** A file for a person who may read it. @throws Refusal not-found, access.denied */
export async function readWorkFile(
  queries: Queries,
  actor: PersonActor,
  id: string,
): Promise<{ readonly file: WorkFile; readonly subject: FileSubject }> {
  const file = await getWorkFile(queries, id);
  const subject = await subjectOfFile(queries, file);
  assertMay(actor, mayReadFile, subject);
  return { file, subject };
}

/** What permissions need to know: only rights that somebody with authority has confirmed count. */
export async function subjectOfFile(queries: Queries, file: WorkFile): Promise<FileSubject> {
  const rights = await queries
    .selectFrom("records.file_right")
    .select(["holder_id", "level"])
    .where("file_id", "=", file.id)
    .where("state", "=", "given")
    .where("confirmed_at", "is not", null)
    .execute();
  const { rows } = await sql<{ person_id: string }>`
    select a.person_id from directory.appointment a
     where a.id in (${file.keeper}::uuid, (select asked_by from records.deposit where id = ${file.deposit_id}::uuid))`.execute(
    queries,
  );
  const holders = (level: "work" | "read"): string[] =>
    rights.filter((right) => right.level === level).map((right) => right.holder_id);
  return {
    organisationId: file.organisation_id,
    unitId: file.unit_id,
    keeper: file.keeper,
    access: file.access,
    workers: holders("work"),
    readers: holders("read"),
    depositors: rows.map((row) => row.person_id),
  };
}

/** The next state. @throws Refusal records.frozen, records.wrong-state */
export function nextFileState(file: Pick<WorkFile, "state" | "frozen">, action: FileAction): FileState {
  if (file.frozen && !WHILE_FROZEN.includes(action)) {
    throw new Refusal("records.frozen", 423, {
      vi: "Hồ sơ đang được đóng băng để thanh tra, kiểm tra nên chưa thay đổi được. Lãnh đạo hoặc người kiểm tra mở lại trước.",
      en: "The file is frozen for an inspection and cannot be changed. A leader or auditor releases it first.",
    });
  }
  const next = FILE_TRANSITIONS[file.state][action];
  if (next && !(action === "unfreeze" && !file.frozen)) return next;
  const { label } = FILE_STATE_WORDS[file.state];
  throw new Refusal("records.wrong-state", 409, {
    vi: `Hồ sơ đang ở trạng thái "${label.vi}" nên chưa làm được việc này. Có thể người khác vừa xử lý; hãy xem lại trạng thái mới nhất.`,
    en: `The file is "${label.en}", so this cannot be done now. Somebody may have just acted on it; look at its latest state.`,
  });
}

/** What a person may do with a file now. */
export function allowedActions(
  actor: PersonActor,
  file: WorkFile,
  subject: FileSubject,
): readonly FileAction[] {
  return FILE_ACTIONS.filter(
    (action) =>
      FILE_TRANSITIONS[file.state][action] !== undefined &&
      (!file.frozen || WHILE_FROZEN.includes(action)) &&
      (action !== "unfreeze" || file.frozen) &&
      may(actor, PERMISSION_OF[action], subject),
  );
}

/**
 * Locks a file for an action of a person: the right first, then whether its state allows it.
 * @param version as the person saw it; absent when that does not matter
 * @throws Refusal not-found, access.denied, records.frozen, records.wrong-state, conflict
 */
export async function beginAction(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  action: FileAction,
  version?: number,
): Promise<WorkFile> {
  const file = await lockWorkFile(tx, id);
  const subject = await subjectOfFile(tx.queries, file);
  // Whoever may not even read it learns nothing of its state.
  assertMay(actor, mayReadFile, subject);
  assertMay(actor, PERMISSION_OF[action], subject);
  nextFileState(file, action);
  if (version !== undefined && version !== file.version) throw changedMeanwhile();
  return file;
}

type Change = Partial<Omit<WorkFile, "id" | "state" | "state_at" | "version" | "search">>;

/** Moves a locked file one step: state, history, audit record and event, in the caller's transaction. */
export async function moveFile(
  tx: Transaction,
  file: WorkFile,
  action: FileAction,
  change: Change = {},
  options: { readonly note?: string; readonly data?: Record<string, unknown> } = {},
): Promise<WorkFile> {
  const state = nextFileState(file, action);
  const updated = await tx.queries
    .updateTable("records.work_file")
    .set({
      ...change,
      search: searchText({ ...file, ...change }),
      state,
      ...(state === file.state ? {} : { state_at: tx.now }),
      version: file.version + 1,
    })
    .where("id", "=", file.id)
    .where("version", "=", file.version)
    .returningAll()
    .executeTakeFirst();
  if (!updated) throw changedMeanwhile();
  await tellFile(tx, file.id, action, options.note);
  tx.record({
    action: `records.${action}`,
    objectKind: "work-file",
    objectId: file.id,
    data: {
      from: file.state,
      to: state,
      notation: file.notation,
      ...(options.note ? { note: options.note } : {}),
      ...options.data,
    },
  });
  tx.emit({
    type: "records.file-moved",
    subjectId: file.id,
    organisations: [file.organisation_id],
    data: { fileId: file.id, action, state },
  });
  return updated;
}

/** Adds a line to the story of a file. */
export async function tellFile(tx: Transaction, fileId: string, action: string, note = ""): Promise<void> {
  const { actor } = tx;
  await tx.queries
    .insertInto("records.history")
    .values({
      id: uuidv7(tx.now),
      file_id: fileId,
      at: tx.now,
      by_name: actor.kind === "person" ? actor.fullName : "Hệ thống",
      by_position: actor.kind === "person" ? actor.positionTitle : "",
      action,
      note,
    })
    .execute();
}

/** What a list search looks through. */
export function searchText(
  file: Pick<WorkFile, "notation" | "title" | "keywords" | "description" | "keeper_name" | "unit_name">,
): string {
  const { notation, title, keywords, description, keeper_name, unit_name } = file;
  return foldVietnamese([notation, title, keywords, description, keeper_name, unit_name].join(" "));
}

/** Makes concurrent changes of one organisation's notations wait for one another. */
export async function lockNotations(tx: Transaction, organisationId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`records.notation:${organisationId}`}, 0))`.execute(
    tx.queries,
  );
}
