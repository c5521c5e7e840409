import { assertMay, delegationFor } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { findOrganisations, holdersOf } from "../../../core/directory/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import {
  type PersonActor,
  type Transaction,
  underDelegation,
  uuidv7,
} from "../../../core/transaction/index.ts";
import { nameWithGiver } from "../name-with-giver.ts";
import { matterOfDirective, mayDirect } from "../permissions.ts";
import { secrecyProblem } from "../secrecy/secrecy.ts";
import {
  type Incoming,
  lockIncoming,
  moveIncoming,
  nextIncomingState,
  subjectOfIncoming,
} from "./incoming.ts";

export interface DirectIncomingDocument {
  readonly id: string;
  /** Bút phê: what is to be done, at most 1,000 characters. */
  readonly directive: string;
  readonly leadUnit: string;
  readonly cooperatingUnits: readonly string[];
  /** The outer deadline, an instant in working time; absent = by the working regulations. */
  readonly deadline: Date | null;
  /** Earlier deadline of the co-operating units, not after the outer one; absent = the outer one. */
  readonly cooperatingDeadline?: Date | null;
}

/**
 * The leader directs the document: one lead unit, co-operating units, a deadline; the sender sees 04.
 * NĐ 30/2020 Art. 23–24. Where a body has no inner units the body itself leads.
 *
 * @throws FormRefusal on `directive`, `leadUnit`, `cooperatingUnits`, `deadline`, `cooperatingDeadline`
 */
export async function directIncomingDocument(
  tx: Transaction,
  actor: PersonActor,
  input: DirectIncomingDocument,
): Promise<Incoming> {
  const document = await lockIncoming(tx, input.id);
  const subject = await subjectOfIncoming(tx.queries, document);
  assertMay(actor, mayDirect, subject);
  const own = document.presented_to === actor.appointmentId;
  const held = own
    ? undefined
    : delegationFor(actor, { ...matterOfDirective(subject), unitId: input.leadUnit });
  // Before anything is written: a document that was directed already has its assignments.
  nextIncomingState(document, "direct");
  const directive = input.directive.normalize("NFC").trim();
  const today = localDateOf(tx.now);
  const wanted = [input.leadUnit, ...input.cooperatingUnits];
  const units = await findOrganisations(tx.queries, wanted, today);
  const ofBody = units.filter((unit) => unit.bodyId === document.organisation_id);
  const problems: Record<string, Sentence> = {};
  if (directive.length === 0 || directive.length > 1000) {
    problems.directive = {
      vi: "Nhập ý kiến chỉ đạo, tối đa 1.000 ký tự.",
      en: "Enter the directive, at most 1,000 characters.",
    };
  }
  const lead = ofBody.find((unit) => unit.id === input.leadUnit);
  if (!lead)
    problems.leadUnit = {
      vi: "Chọn một đơn vị chủ trì trong cơ quan.",
      en: "Choose one lead unit of this organisation.",
    };
  else if (!own && !held)
    problems.leadUnit = {
      vi: "Đơn vị này ngoài phạm vi bạn được ủy quyền.",
      en: "This unit is outside the scope of what was delegated to you.",
    };
  if (
    new Set(wanted).size !== wanted.length ||
    ofBody.length !== units.length ||
    units.length !== wanted.length
  ) {
    problems.cooperatingUnits = {
      vi: "Đơn vị phối hợp phải thuộc cơ quan và khác đơn vị chủ trì.",
      en: "Co-operating units must belong to this organisation and differ from the lead unit.",
    };
  }
  for (const unit of document.confidentiality > 0 ? ofBody : []) {
    const heads = await holdersOf(tx.queries, "head-of-unit", unit.id, today);
    const barred = await secrecyProblem(
      tx.queries,
      heads.filter((head) => head.unitId === unit.id),
      document.confidentiality,
      today,
    );
    if (barred) problems[unit.id === input.leadUnit ? "leadUnit" : "cooperatingUnits"] = barred;
  }
  if (input.deadline && input.deadline <= tx.now) {
    problems.deadline = {
      vi: "Hạn xử lý phải sau thời điểm này.",
      en: "The deadline must lie in the future.",
    };
  }
  const cooperatingDeadline = input.cooperatingDeadline ?? input.deadline;
  if (
    input.cooperatingDeadline &&
    (input.cooperatingDeadline <= tx.now || (input.deadline && input.cooperatingDeadline > input.deadline))
  ) {
    problems.cooperatingDeadline = {
      vi: "Hạn của đơn vị phối hợp phải sau thời điểm này và không muộn hơn hạn xử lý của văn bản.",
      en: "The co-operating units' deadline must lie in the future and not after the document's deadline.",
    };
  }
  if (Object.keys(problems).length > 0 || !lead) throw new FormRefusal(problems);

  await tx.queries
    .insertInto("documents.assignment")
    .values(
      wanted.map((unitId) => ({
        id: uuidv7(tx.now),
        incoming_id: document.id,
        role: unitId === lead.id ? ("lead" as const) : ("co-operating" as const),
        unit_id: unitId,
        unit_name: ofBody.find((unit) => unit.id === unitId)?.name ?? "",
        deadline: unitId === lead.id ? input.deadline : cooperatingDeadline,
        assigned_at: tx.now,
      })),
    )
    .execute();
  const heads = await holdersOf(tx.queries, "head-of-unit", lead.id, today);
  return await moveIncoming(
    underDelegation(tx, held),
    document,
    "direct",
    {
      directive,
      directed_by_name: nameWithGiver(actor, held),
      directed_at: tx.now,
      deadline: input.deadline,
    },
    {
      note: `${directive} — Chủ trì: ${lead.name}`,
      status: {
        code: "04",
        description: `Lãnh đạo đã phân công ${lead.name}${heads[0] ? ` (${heads[0].fullName})` : ""} chủ trì xử lý`,
      },
    },
  );
}
