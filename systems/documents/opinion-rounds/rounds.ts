import { type Selectable, sql } from "kysely";
import { may } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { notFound, Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import { documentOfRound, type RoundDocument } from "./document-of-round.ts";
import { type AskedSubject, mayManageRound, mayReadRound, type RoundSubject } from "./permissions.ts";
import type {
  OpinionAnswerTable,
  OpinionAskedTable,
  OpinionExtensionTable,
  OpinionFileTable,
  OpinionReminderTable,
  OpinionRoundTable,
} from "./tables.ts";

export type Round = Selectable<OpinionRoundTable>;
export type Asked = Selectable<OpinionAskedTable>;
export type Answer = Selectable<OpinionAnswerTable>;
export type RoundFile = Selectable<OpinionFileTable>;
export type MoreTime = Selectable<OpinionExtensionTable>;
export type RoundReminder = Selectable<OpinionReminderTable>;

/** One round with its document and everybody asked, as permissions and pages need it. */
export interface WholeRound {
  readonly round: Round;
  readonly document: RoundDocument;
  /** Everybody ever asked, those withdrawn too. */
  readonly asked: readonly Asked[];
}

/** @throws Refusal not-found */
export async function getRound(queries: Queries, id: string): Promise<WholeRound> {
  if (!isUuid(id)) throw notFound();
  const round = await queries
    .selectFrom("documents.opinion_round")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirst();
  if (!round) throw notFound();
  const asked = await queries
    .selectFrom("documents.opinion_asked")
    .selectAll()
    .where("round_id", "=", id)
    .orderBy("added_at")
    .orderBy("id")
    .execute();
  return { round, asked, document: await documentOfRound(queries, round.document_kind, round.document_id) };
}

/** The same with the round locked until the transaction ends. */
export async function lockRound(tx: Transaction, id: string): Promise<WholeRound> {
  if (!isUuid(id)) throw notFound();
  await sql`select 1 from documents.opinion_round where id = ${id}::uuid for update`.execute(tx.queries);
  return await getRound(tx.queries, id);
}

/** @throws Refusal documents.round-closed */
export function assertOpen({ round }: WholeRound): void {
  if (round.state === "open") return;
  throw new Refusal("documents.round-closed", 409, {
    vi: "Việc lấy ý kiến đã kết thúc nên không thay đổi được nữa. Xem bảng tổng hợp ở trang này.",
    en: "This opinion round is closed and cannot be changed any more. Its summary is on this page.",
  });
}

/** One who is asked and not withdrawn. @throws Refusal not-found */
export function askedIn({ asked }: WholeRound, id: string): Asked {
  const found = asked.find((each) => each.id === id && each.withdrawn_at === null);
  if (!found) throw notFound();
  return found;
}

export function subjectOfAsked({ document }: WholeRound, asked: Asked): AskedSubject {
  return {
    organisationId: document.organisationId,
    confidentiality: document.confidentiality,
    unitId: asked.unit_id,
    appointmentId: asked.appointment_id,
    typeName: document.typeName,
    typeCode: document.typeCode,
  };
}

/** @param actor whose reading of the document is part of the subject */
export function subjectOfRound(whole: WholeRound, actor: PersonActor): RoundSubject {
  const { round, document, asked } = whole;
  return {
    organisationId: round.organisation_id,
    askedBy: round.asked_by,
    confidentiality: document.confidentiality,
    documentReadable: document.readable(actor),
    asked: asked.filter((each) => each.withdrawn_at === null).map((each) => subjectOfAsked(whole, each)),
  };
}

/** @throws Refusal not-found, also for a round that this person may not read */
export async function readableRound(queries: Queries, actor: PersonActor, id: string): Promise<WholeRound> {
  const whole = await getRound(queries, id);
  if (!may(actor, mayReadRound, subjectOfRound(whole, actor))) throw notFound();
  return whole;
}

/**
 * Whether a person reads what others answered: everybody once the round is closed, or from the beginning where it was
 * opened so; before that whoever manages it.
 */
export function readsAllAnswers(whole: WholeRound, actor: PersonActor): boolean {
  const { round } = whole;
  return (
    round.state === "closed" || round.open_answers || may(actor, mayManageRound, subjectOfRound(whole, actor))
  );
}

/** Until when one answers: the own deadline where more time was granted, else that of the round. */
export function deadlineOf(round: Pick<Round, "deadline">, asked: Pick<Asked, "deadline">): Date {
  return asked.deadline !== null && asked.deadline > round.deadline ? asked.deadline : round.deadline;
}

/** When the round closes by itself: the latest deadline of anybody who is asked. */
export function lastDeadline({ round, asked }: Pick<WholeRound, "round" | "asked">): Date {
  return asked
    .filter((each) => each.withdrawn_at === null)
    .map((each) => deadlineOf(round, each).getTime())
    .reduce((last, each) => new Date(Math.max(last.getTime(), each)), round.deadline);
}

/** Latest answers by the id of who was asked. */
export async function latestAnswers(queries: Queries, roundId: string): Promise<ReadonlyMap<string, Answer>> {
  const rows = await answersOf(queries, roundId);
  return new Map(rows.filter((row) => row.latest).map((row) => [row.asked_id, row]));
}

/** Every answer, the earlier ones too, oldest first. */
export async function answersOf(queries: Queries, roundId: string): Promise<readonly Answer[]> {
  return await queries
    .selectFrom("documents.opinion_answer as n")
    .innerJoin("documents.opinion_asked as a", "a.id", "n.asked_id")
    .selectAll("n")
    .where("a.round_id", "=", roundId)
    .orderBy("n.at")
    .orderBy("n.id")
    .execute();
}

export async function filesOfRound(queries: Queries, roundId: string): Promise<readonly RoundFile[]> {
  return await queries
    .selectFrom("documents.opinion_file")
    .selectAll()
    .where("round_id", "=", roundId)
    .orderBy("position")
    .execute();
}

export async function extensionsOf(queries: Queries, roundId: string): Promise<readonly MoreTime[]> {
  return await queries
    .selectFrom("documents.opinion_extension as e")
    .innerJoin("documents.opinion_asked as a", "a.id", "e.asked_id")
    .selectAll("e")
    .where("a.round_id", "=", roundId)
    .orderBy("e.asked_at")
    .execute();
}

export async function remindersOf(queries: Queries, roundId: string): Promise<readonly RoundReminder[]> {
  return await queries
    .selectFrom("documents.opinion_reminder as r")
    .innerJoin("documents.opinion_asked as a", "a.id", "r.asked_id")
    .selectAll("r")
    .where("a.round_id", "=", roundId)
    .orderBy("r.at")
    .execute();
}
