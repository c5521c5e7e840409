import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal, notFound, Refusal, type Sentence } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { formatDateTime } from "../../../core/ui/index.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import { requireReason } from "../reason.ts";
import { mayAnswerRound, mayManageRound } from "./permissions.ts";
import { recordRound } from "./record-round.ts";
import { askedIn, assertOpen, deadlineOf, lockRound, subjectOfAsked, subjectOfRound } from "./rounds.ts";

/** Somebody asked wants more time. @throws FormRefusal on `wanted`, `reason`; Refusal documents.time-waits */
export async function askMoreTime(
  tx: Transaction,
  actor: PersonActor,
  input: {
    readonly roundId: string;
    readonly askedId: string;
    readonly wanted: Date | null;
    readonly reason: string;
  },
): Promise<void> {
  const whole = await lockRound(tx, input.roundId);
  const asked = askedIn(whole, input.askedId);
  assertMay(actor, mayAnswerRound, subjectOfAsked(whole, asked));
  assertOpen(whole);
  const { wanted } = input;
  const present = deadlineOf(whole.round, asked);
  if (!wanted || wanted <= present || wanted <= tx.now) throw new FormRefusal({ wanted: laterThan(present) });
  const reason = requireReason(input.reason);
  const written = await tx.queries
    .insertInto("documents.opinion_extension")
    .values({
      id: uuidv7(tx.now),
      asked_id: asked.id,
      wanted_deadline: wanted,
      reason,
      asked_by_name: actor.fullName,
      asked_at: tx.now,
      decided_by_name: null,
    })
    .onConflict((conflict) => conflict.column("asked_id").where("state", "=", "asked").doNothing())
    .executeTakeFirst();
  if (written.numInsertedOrUpdatedRows !== 1n)
    throw new Refusal("documents.time-waits", 409, {
      vi: "Đã có một đề nghị thêm thời gian đang chờ trả lời.",
      en: "A request for more time waits for its answer already.",
    });
  await recordRound(tx, whole, {
    action: "ask-opinion-time",
    step: "extension-asked",
    asked: [asked.id],
    note: `${asked.name} xin đến ${formatDateTime(wanted)}: ${reason}`,
    data: { asked: asked.id, wanted: wanted.toISOString() },
  });
}

/** Whoever manages the round grants more time, or refuses it with a reason. @throws FormRefusal on `reason` */
export async function decideMoreTime(
  tx: Transaction,
  actor: PersonActor,
  input: {
    readonly roundId: string;
    readonly extensionId: string;
    readonly grant: boolean;
    readonly reason: string;
  },
): Promise<void> {
  const whole = await lockRound(tx, input.roundId);
  assertMay(actor, mayManageRound, subjectOfRound(whole, actor));
  assertOpen(whole);
  if (!isUuid(input.extensionId)) throw notFound();
  const request = await tx.queries
    .selectFrom("documents.opinion_extension")
    .selectAll()
    .where("id", "=", input.extensionId)
    .executeTakeFirst();
  if (!request) throw notFound();
  const asked = askedIn(whole, request.asked_id);
  if (request.state !== "asked")
    throw new Refusal("documents.time-decided", 409, {
      vi: "Đề nghị này đã được trả lời.",
      en: "This request was answered already.",
    });
  const reason = input.grant
    ? input.reason.normalize("NFC").trim().slice(0, 500)
    : requireReason(input.reason);
  await tx.queries
    .updateTable("documents.opinion_extension")
    .set({
      state: input.grant ? "granted" : "refused",
      decided_by_name: actor.fullName,
      decided_at: tx.now,
      decision_reason: reason,
    })
    .where("id", "=", request.id)
    .execute();
  if (input.grant)
    await tx.queries
      .updateTable("documents.opinion_asked")
      .set({ deadline: request.wanted_deadline })
      .where("id", "=", asked.id)
      .execute();
  await recordRound(tx, whole, {
    action: "decide-opinion-time",
    step: "extension-decided",
    asked: [asked.id],
    note: `${asked.name}: ${input.grant ? `đến ${formatDateTime(request.wanted_deadline)}` : `không đồng ý – ${reason}`}`,
    data: { asked: asked.id, grant: input.grant },
  });
}

/** A later deadline for everybody. @throws FormRefusal on `deadline` */
export async function prolongRound(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly roundId: string; readonly deadline: Date | null },
): Promise<void> {
  const whole = await lockRound(tx, input.roundId);
  assertMay(actor, mayManageRound, subjectOfRound(whole, actor));
  assertOpen(whole);
  const { round } = whole;
  const { deadline } = input;
  if (!deadline || deadline <= round.deadline || deadline <= tx.now)
    throw new FormRefusal({ deadline: laterThan(round.deadline) });
  await tx.queries
    .updateTable("documents.opinion_round")
    .set({ deadline })
    .where("id", "=", round.id)
    .execute();
  await recordRound(tx, whole, {
    action: "prolong-opinion-round",
    step: "prolonged",
    asked: [],
    note: `từ ${formatDateTime(round.deadline)} đến ${formatDateTime(deadline)}`,
    data: { from: round.deadline.toISOString(), to: deadline.toISOString() },
  });
}

function laterThan(present: Date): Sentence {
  return {
    vi: `Chọn hạn muộn hơn hạn hiện tại (${formatDateTime(present)}) và sau thời điểm này.`,
    en: `Choose a deadline after the present one (${formatDateTime(present)}) and in the future.`,
  };
}
