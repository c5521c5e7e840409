import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal, Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { takeReading } from "../reading/give-reading.ts";
import { requireReason } from "../reason.ts";
import { type Addressees, askPeople } from "./ask-people.ts";
import { heldAppointment, lockDocument } from "./document-of-round.ts";
import { mayAssignAnswer, mayManageRound } from "./permissions.ts";
import { recordRound } from "./record-round.ts";
import {
  askedIn,
  assertOpen,
  getRound,
  latestAnswers,
  lockRound,
  subjectOfAsked,
  subjectOfRound,
} from "./rounds.ts";

/** Asks more people. Who is asked already is not asked twice. @throws FormRefusal on `people`, `units` */
export async function askMore(
  tx: Transaction,
  actor: PersonActor,
  input: Addressees & { readonly roundId: string },
): Promise<void> {
  const whole = await lockRound(tx, input.roundId);
  assertMay(actor, mayManageRound, subjectOfRound(whole, actor));
  assertOpen(whole);
  await lockDocument(tx, whole.document.kind, whole.document.id);
  const { document } = await getRound(tx.queries, input.roundId);
  const asked = await askPeople(tx, whole.round.id, document, input);
  if (asked.length === 0)
    throw new FormRefusal({
      people: { vi: "Những người, đơn vị này đã được hỏi.", en: "They are asked already." },
    });
  await recordRound(tx, whole, {
    action: "ask-opinion",
    step: "asked",
    asked,
    note: `hỏi thêm ${asked.length} người, đơn vị`,
    data: { asked },
  });
}

/**
 * Asks somebody no more: an answer given is kept, not counted; reading of the document that came with the question ends.
 * @throws FormRefusal on `reason`; Refusal documents.last-asked
 */
export async function withdrawAsked(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly roundId: string; readonly askedId: string; readonly reason: string },
): Promise<void> {
  const whole = await lockRound(tx, input.roundId);
  assertMay(actor, mayManageRound, subjectOfRound(whole, actor));
  assertOpen(whole);
  const asked = askedIn(whole, input.askedId);
  const reason = requireReason(input.reason);
  if (whole.asked.filter((each) => each.withdrawn_at === null).length === 1)
    throw new Refusal("documents.last-asked", 409, {
      vi: "Đây là người cuối cùng được hỏi. Hỏi thêm người khác trước, hoặc kết thúc lấy ý kiến.",
      en: "Nobody else is asked. Ask somebody more first, or close the round.",
    });
  await tx.queries
    .updateTable("documents.opinion_asked")
    .set({ withdrawn_at: tx.now, withdrawn_reason: reason })
    .where("id", "=", asked.id)
    .execute();
  await takeReading(tx, whole.document, [asked.id]);
  await recordRound(tx, whole, {
    action: "withdraw-opinion",
    step: "withdrawn",
    asked: [asked.id],
    note: `${asked.name}: ${reason}`,
    data: { asked: asked.id, reason },
  });
}

/** The head of a unit that is asked names who of the unit answers. @throws FormRefusal on `person` */
export async function assignAnswer(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly roundId: string; readonly askedId: string; readonly appointmentId: string },
): Promise<void> {
  const whole = await lockRound(tx, input.roundId);
  const asked = askedIn(whole, input.askedId);
  assertMay(actor, mayAssignAnswer, subjectOfAsked(whole, asked));
  assertOpen(whole);
  const person = await heldAppointment(tx, whole.round.organisation_id, input.appointmentId);
  if (person.unitId !== asked.unit_id)
    throw new FormRefusal({
      person: { vi: "Chọn một người của đơn vị mình.", en: "Choose somebody of your unit." },
    });
  await tx.queries
    .updateTable("documents.opinion_asked")
    .set({ appointment_id: person.id })
    .where("id", "=", asked.id)
    .execute();
  const answered = (await latestAnswers(tx.queries, whole.round.id)).has(asked.id);
  await recordRound(tx, whole, {
    action: "assign-opinion",
    step: "asked",
    asked: answered ? [] : [asked.id],
    note: `${asked.name}: ${person.fullName}`,
    data: { asked: asked.id, person: person.id },
  });
}
