import type { Selectable } from "kysely";
import { z } from "zod";
import { may } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { Tables } from "../../../core/database/tables.ts";
import {
  confirmsRights,
  findAppointment,
  lapseRightsAlerts,
  raiseRightsAlert,
  settleRightsAlert,
  undoesRights,
  unitsOf,
} from "../../../core/directory/index.ts";
import { FormRefusal, notFound, type Sentence } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayConfirmRights } from "../permissions.ts";
import { beginAction, isUuid, moveFile, subjectOfFile, type WorkFile } from "./work-file.ts";

export type FileRight = Selectable<Tables["records.file_right"]>;

/** Everybody with a right on a file, and every change that waits for a confirmation. */
export async function rightsOf(queries: Queries, fileId: string): Promise<readonly FileRight[]> {
  const rows = await queries
    .selectFrom("records.file_right")
    .selectAll()
    .where("file_id", "=", fileId)
    .orderBy("level", "desc")
    .orderBy("holder_name")
    .execute();
  return rows.filter((right) => right.state === "given" || right.confirmed_at === null);
}

export interface RightChange {
  /** An appointment, or a unit of the organisation. */
  readonly holder: string;
  /** `none` takes the right away. */
  readonly level: "work" | "read" | "none";
}

/**
 * Gives somebody a right on a file, or takes it away. A keeper's change is alerted to until somebody with authority
 * confirms it (NĐ 30/2020 PL VI part I); until then a new right does not count, and one taken away is gone.
 *
 * @throws FormRefusal (holder), AccessDeniedError, Refusal records.wrong-state
 */
export async function setRight(
  tx: Transaction,
  actor: PersonActor,
  fileId: string,
  { holder, level }: RightChange,
): Promise<void> {
  const file = await beginAction(tx, actor, fileId, "set-rights");
  const found = await holderOf(tx, file, holder);
  if (level === "work" && found.kind === "unit") throw new FormRefusal({ level: ONLY_PEOPLE_WORK });
  const before = await tx.queries
    .selectFrom("records.file_right")
    .selectAll()
    .where("file_id", "=", file.id)
    .where("holder_id", "=", holder)
    .executeTakeFirst();
  if (level === "none" && before?.state !== "given") throw notFound();
  const confirmed = may(actor, mayConfirmRights, await subjectOfFile(tx.queries, file));
  const row = {
    holder_kind: found.kind,
    holder_name: found.name,
    level: level === "none" ? (before?.level ?? ("read" as const)) : level,
    state: level === "none" ? ("withdrawn" as const) : ("given" as const),
    changed_by: actor.appointmentId,
    changed_by_name: actor.fullName,
    changed_at: tx.now,
    confirmed_by_name: confirmed ? actor.fullName : null,
    confirmed_at: confirmed ? tx.now : null,
  };
  await tx.queries
    .insertInto("records.file_right")
    .values({ file_id: file.id, holder_id: holder, ...row })
    .onConflict((conflict) => conflict.columns(["file_id", "holder_id"]).doUpdateSet(row))
    .execute();
  await moveFile(
    tx,
    file,
    "set-rights",
    {},
    {
      note: `${found.name}: ${LEVEL_NOTES[level]}`,
      data: { holder, level, confirmed },
    },
  );
  if (confirmed) return await lapseRightsAlerts(tx, [objectOf(file.id, holder)]);
  await raiseRightsAlert(tx, {
    organisationId: file.organisation_id,
    unitId: file.unit_id,
    kind: FILE_RIGHT,
    objectId: objectOf(file.id, holder),
    holderName: found.name,
    what: { vi: `Quyền trên hồ sơ ${file.notation}`, en: `Right on work file ${file.notation}` },
    before: rightWords(before?.state === "given" ? before.level : "none"),
    after: rightWords(level),
    why: "",
    href: `/files/${file.id}#rights`,
    undo: { file: file.id, holder },
  });
}

const FILE_RIGHT = "records.file-right";

function objectOf(fileId: string, holder: string): string {
  return `${fileId}/${holder}`;
}

/** Contesting it on the page of all changes is rejecting it on the file. */
undoesRights(FILE_RIGHT, async (tx, actor, { undo }) => {
  const { file, holder } = z.object({ file: z.string(), holder: z.string() }).parse(undo);
  await confirmRight(tx, actor, file, holder, false);
  return TAKEN_BACK;
});
confirmsRights(FILE_RIGHT, async (tx, actor, { undo }) => {
  const { file, holder } = z.object({ file: z.string(), holder: z.string() }).parse(undo);
  await confirmRight(tx, actor, file, holder, true);
});

/**
 * An authorised person decides about a change of rights.
 * @param approve false puts the right back to what it was not: a grant is withdrawn, a withdrawal undone
 * @throws Refusal not-found when nothing waits, AccessDeniedError
 */
export async function confirmRight(
  tx: Transaction,
  actor: PersonActor,
  fileId: string,
  holder: string,
  approve: boolean,
): Promise<void> {
  const file = await beginAction(tx, actor, fileId, "confirm-rights");
  if (!isUuid(holder)) throw notFound();
  const waiting = await tx.queries
    .selectFrom("records.file_right")
    .selectAll()
    .where("file_id", "=", file.id)
    .where("holder_id", "=", holder)
    .where("confirmed_at", "is", null)
    .executeTakeFirst();
  if (!waiting) throw notFound();
  const opposite = waiting.state === "given" ? ("withdrawn" as const) : ("given" as const);
  await tx.queries
    .updateTable("records.file_right")
    .set({
      state: approve ? waiting.state : opposite,
      confirmed_by_name: actor.fullName,
      confirmed_at: tx.now,
    })
    .where("file_id", "=", file.id)
    .where("holder_id", "=", holder)
    .execute();
  await moveFile(
    tx,
    file,
    "confirm-rights",
    {},
    {
      note: `${waiting.holder_name}: ${approve ? "đồng ý" : "không đồng ý"}`,
      data: { holder, approve },
    },
  );
  await settleRightsAlert(
    tx,
    objectOf(file.id, holder),
    approve ? "confirmed" : "contested",
    approve ? STANDS : TAKEN_BACK,
  );
}

async function holderOf(
  tx: Transaction,
  file: WorkFile,
  id: string,
): Promise<{ readonly kind: "appointment" | "unit"; readonly name: string }> {
  const today = localDateOf(tx.now);
  if (isUuid(id)) {
    const person = await findAppointment(tx.queries, id, today);
    if (person?.organisationId === file.organisation_id) {
      return { kind: "appointment", name: `${person.fullName}, ${person.title}` };
    }
    const unit = (await unitsOf(tx.queries, file.organisation_id, today)).find((each) => each.id === id);
    if (unit) return { kind: "unit", name: unit.name };
  }
  throw new FormRefusal({
    holder: {
      vi: "Chọn một người hoặc một đơn vị của cơ quan.",
      en: "Choose a person or a unit of the organisation.",
    },
  });
}

function rightWords(level: RightChange["level"]): Sentence {
  return { vi: LEVEL_NOTES[level], en: { work: "co-operates", read: "reads", none: "no right" }[level] };
}

const STANDS: Sentence = { vi: "Thay đổi được giữ nguyên.", en: "The change stands." };
const TAKEN_BACK: Sentence = {
  vi: "Thay đổi quyền trên hồ sơ đã được hoàn lại.",
  en: "The change of the right on the file is taken back.",
};
const LEVEL_NOTES: Readonly<Record<RightChange["level"], string>> = {
  work: "được phối hợp",
  read: "được xem",
  none: "thôi quyền",
};
const ONLY_PEOPLE_WORK = {
  vi: "Chỉ giao phối hợp cho từng người; đơn vị chỉ được cấp quyền xem.",
  en: "Only people co-operate in a file; a unit can be given the right to read.",
};
