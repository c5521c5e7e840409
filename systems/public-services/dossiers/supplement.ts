import { sql } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import { loadCalendar } from "../../../core/calendar/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { type DossierStep, requireReason } from "./accept-dossier.ts";
import { changeDossier } from "./change-dossier.ts";
import { promiseAfterPause } from "./clock.ts";
import { type DossierRow, lockDossier } from "./dossier.ts";
import { mayActForCitizen, mayAskCitizen } from "./permissions.ts";
import { subjectOfDossier } from "./subject.ts";

export interface AskSupplement extends DossierStep {
  /** Keys of components that are missing or wrong. */
  readonly components: readonly string[];
  /** What else is needed, one a line. */
  readonly others: string;
  /** Whom the citizen may call. */
  readonly phone: string;
}

/** A file that came with a supplement, already looked at and in the store. */
export interface SupplementFile {
  readonly componentKey: string | null;
  readonly name: string;
  readonly mime: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/**
 * Everything that is missing is asked for at once and only once (NĐ 61/2018/NĐ-CP Art. 17.4); the clock stands still
 * until the citizen answers.
 *
 * @throws FormRefusal, AccessDeniedError, Refusal 404 | 409, also when it was asked before
 */
export async function askSupplement(
  tx: Transaction,
  actor: PersonActor,
  input: AskSupplement,
): Promise<DossierRow> {
  const row = await lockDossier(tx, input.id, input.seen);
  assertMay(actor, mayAskCitizen, await subjectOfDossier(tx.queries, row));
  const reason = requireReason(input.note);
  const components = await named(tx, row, input);
  const earlier = await tx.queries
    .selectFrom("public_services.dossier_supplement")
    .select("id")
    .where("dossier_id", "=", row.id)
    .executeTakeFirst();
  if (earlier) throw askedBefore();
  await tx.queries
    .insertInto("public_services.dossier_supplement")
    .values({
      id: uuidv7(tx.now),
      dossier_id: row.id,
      asked_at: tx.now,
      asked_by: actor.fullName,
      asked_by_phone: input.phone.trim(),
      reason,
      components: JSON.stringify(components),
    })
    .execute();
  return await changeDossier(tx, row, { action: "ask-supplement", note: reason, publicNote: true });
}

async function named(tx: Transaction, row: DossierRow, { components, others }: AskSupplement) {
  const known = await tx.queries
    .selectFrom("public_services.dossier_component")
    .select(["key", "name"])
    .where("dossier_id", "=", row.id)
    .orderBy("position")
    .execute();
  const chosen = [
    ...known.filter(({ key }) => components.includes(key)),
    ...others
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean)
      .map((name) => ({ key: null, name: name.slice(0, 500) })),
  ];
  if (chosen.length > 0) return chosen;
  throw new FormRefusal({
    components: {
      vi: "Đánh dấu giấy tờ cần bổ sung, hoặc ghi giấy tờ khác ở ô bên dưới.",
      en: "Tick the papers that are needed, or write others in the field below.",
    },
  });
}

function askedBefore(): Refusal {
  return new Refusal("dossiers.asked-before", 409, {
    vi: "Hồ sơ này đã được yêu cầu bổ sung một lần. Theo quy định chỉ yêu cầu một lần, đầy đủ; hãy liên hệ người dân hoặc tiếp tục xử lý.",
    en: "More papers were asked for once already, and the rule allows it once. Talk to the citizen or go on.",
  });
}

/** The desk records what a citizen brought to the counter. @throws AccessDeniedError, FormRefusal, Refusal 404 | 409 */
export async function recordSupplement(
  tx: Transaction,
  actor: PersonActor,
  input: DossierStep & { readonly files: readonly SupplementFile[] },
): Promise<DossierRow> {
  const row = await lockDossier(tx, input.id, input.seen);
  assertMay(actor, mayActForCitizen, await subjectOfDossier(tx.queries, row));
  return await answerSupplement(tx, row, {
    note: input.note ?? "",
    files: input.files,
    byName: actor.fullName,
  });
}

/**
 * What was asked for came: it is kept beside the dossier, the clock goes on, the promised day moves by the time the
 * citizen was waited for. The caller has checked who answers.
 *
 * @throws FormRefusal when nothing came, Refusal 409
 */
export async function answerSupplement(
  tx: Transaction,
  row: DossierRow,
  answer: { readonly note: string; readonly files: readonly SupplementFile[]; readonly byName: string },
): Promise<DossierRow> {
  const note = answer.note.trim();
  if (answer.files.length === 0 && note.length === 0)
    throw new FormRefusal({
      files: {
        vi: "Chọn ít nhất một tệp, hoặc ghi bạn đã bổ sung gì.",
        en: "Choose at least one file, or write what you have added.",
      },
    });
  const supplement = await tx.queries
    .updateTable("public_services.dossier_supplement")
    .set({ answered_at: tx.now, answer: note.slice(0, 2_000) })
    .where("dossier_id", "=", row.id)
    .where("answered_at", "is", null)
    .returning("id")
    .executeTakeFirst();
  const pause = await openPause(tx, row.id);
  const changed = await changeDossier(tx, row, {
    action: "answer-supplement",
    note,
    publicNote: true,
    set: { ...(await dueAfter(tx, row, pause)) },
  });
  if (supplement && answer.files.length > 0) {
    await tx.queries
      .insertInto("public_services.dossier_file")
      .values(
        answer.files.map(({ componentKey, name, mime, sha256, size }) => ({
          id: uuidv7(tx.now),
          dossier_id: row.id,
          kind: "supplement" as const,
          component_key: componentKey,
          supplement_id: supplement.id,
          name,
          mime,
          sha256,
          size,
          at: tx.now,
          by_name: answer.byName,
        })),
      )
      .execute();
    await sql`update public_services.dossier_component set digitised = true where dossier_id = ${row.id}::uuid
      and key = any(${answer.files.flatMap(({ componentKey }) => componentKey ?? [])}::text[])`.execute(
      tx.queries,
    );
  }
  return changed;
}

/** Since when the citizen is waited for. */
export async function openPause(tx: Transaction, dossierId: string): Promise<Date | undefined> {
  const found = await tx.queries
    .selectFrom("public_services.dossier_pause")
    .select("from_at")
    .where("dossier_id", "=", dossierId)
    .where("until_at", "is", null)
    .executeTakeFirst();
  return found?.from_at;
}

/** Promise and inner deadline, moved by the pause that ends now. */
export async function dueAfter(tx: Transaction, row: DossierRow, from: Date | undefined) {
  if (from === undefined) return {};
  const calendar = await loadCalendar(tx.queries, row.organisation_id);
  const pause = { from, to: tx.now };
  return {
    due_at: promiseAfterPause(row.due_at, pause, calendar),
    step_due_at: promiseAfterPause(row.step_due_at, pause, calendar),
    reminded: 0,
  };
}
