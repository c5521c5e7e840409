import { localDateOf, localYearOf } from "../../../core/calendar/index.ts";
import { Refusal } from "../../../core/errors.ts";
import { notify } from "../../../core/notify/index.ts";
import { nextNumber } from "../../../core/numbering/index.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { requestPackage } from "../packages/request-package.ts";
import { isDeposited, ruleOn } from "../retention.ts";
import { beginAction, moveFile, type WorkFile } from "../work-files/work-file.ts";

export interface AskDeposit {
  readonly fileIds: readonly string[];
  readonly note: string;
}

/**
 * A unit hands closed files to the archive of the organisation with one list (NĐ 30/2020 Art. 30–31). Each gets its
 * submission package, made by a job; the archive decides about each.
 *
 * @returns id of the deposit
 * @throws Refusal records.no-files, records.short-retention, records.several-units, records.wrong-state,
 *   records.frozen, AccessDeniedError
 */
export async function askDeposit(
  tx: Transaction,
  actor: PersonActor,
  { fileIds, note }: AskDeposit,
): Promise<string> {
  // In the order of their ids: two lists with the same files do not wait for each other.
  const ids = [...new Set(fileIds)].sort();
  if (ids.length === 0) throw NO_FILES();
  const rule = await ruleOn(tx.queries, localDateOf(tx.now));
  const files: WorkFile[] = [];
  for (const id of ids) files.push(await beginAction(tx, actor, id, "ask-deposit"));
  const short = files.filter((file) => !isDeposited(file, rule));
  if (short.length > 0) throw shortRetention(short, rule.minimumYears);
  const [first] = files;
  if (!first || files.some((file) => file.unit_id !== first.unit_id)) throw SEVERAL_UNITS();
  files.sort((a, b) => a.year - b.year || a.notation.localeCompare(b.notation, "vi", { numeric: true }));
  const id = uuidv7(tx.now);
  const { number } = await nextNumber(tx.queries, {
    organisationId: first.organisation_id,
    series: "records-deposit",
    at: tx.now,
  });
  await tx.queries
    .insertInto("records.deposit")
    .values({
      id,
      organisation_id: first.organisation_id,
      year: localYearOf(tx.now),
      number,
      unit_id: first.unit_id,
      unit_name: first.unit_name,
      note,
      asked_by: actor.appointmentId,
      asked_by_name: actor.fullName,
      asked_at: tx.now,
    })
    .execute();
  for (const [index, file] of files.entries()) {
    await tx.queries
      .insertInto("records.deposit_file")
      .values({ deposit_id: id, file_id: file.id, position: index + 1, decision: null })
      .execute();
    await moveFile(
      tx,
      file,
      "ask-deposit",
      { deposit_id: id },
      { note: `Đợt nộp ${number}`, data: { deposit: id } },
    );
    await requestPackage(tx, actor, { fileId: file.id, kind: "sip", depositId: id });
  }
  await notify(tx, {
    to: { organisations: [first.organisation_id], roles: ["clerk"] },
    kind: "records.deposit-asked",
    title: {
      vi: `${first.unit_name} nộp lưu ${files.length} hồ sơ (đợt ${number})`,
      en: `${first.unit_name} hands ${files.length} files to the archive (deposit ${number})`,
    },
    href: `/files/deposits/${id}`,
  });
  return id;
}

const NO_FILES = (): Refusal =>
  new Refusal("records.no-files", 422, {
    vi: "Chọn ít nhất một hồ sơ đã kết thúc để nộp lưu.",
    en: "Choose at least one closed file to deposit.",
  });

const SEVERAL_UNITS = (): Refusal =>
  new Refusal("records.several-units", 422, {
    vi: "Mỗi đợt nộp lưu gồm hồ sơ của một đơn vị. Hãy tách thành nhiều đợt.",
    en: "A deposit holds the files of one unit. Make several.",
  });

function shortRetention(files: readonly WorkFile[], minimum: number): Refusal {
  const names = files.map((file) => file.notation).join(", ");
  return new Refusal("records.short-retention", 422, {
    vi: `Hồ sơ ${names} có thời hạn bảo quản dưới ${minimum} năm nên không nộp lưu; đơn vị tự giữ.`,
    en: `Files ${names} are kept for less than ${minimum} years: they stay with the unit and are not deposited.`,
  });
}
