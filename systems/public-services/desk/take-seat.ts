import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { kindsOf } from "./kinds.ts";
import { mayCall } from "./permissions.ts";

/** Where an official sits today and what they call. */
export interface Seat {
  readonly counter: string;
  readonly kinds: readonly string[];
}

/** The seat of a day; undefined: none taken yet. */
export async function seatOf(queries: Queries, actor: PersonActor, day: string): Promise<Seat | undefined> {
  return await queries
    .selectFrom("public_services.desk_seat")
    .select(["counter", "kinds"])
    .where("person_id", "=", actor.personId)
    .where("organisation_id", "=", actor.organisationId)
    .where("day", "=", day)
    .executeTakeFirst();
}

/** Takes a counter for today and says what is called there. @throws AccessDeniedError, FormRefusal */
export async function takeSeat(tx: Transaction, actor: PersonActor, typed: Seat): Promise<void> {
  const { personId, organisationId } = actor;
  assertMay(actor, mayCall, { organisationId });
  const known = await kindsOf(tx.queries, organisationId);
  const kinds = known.filter(({ key, active }) => active && typed.kinds.includes(key)).map(({ key }) => key);
  const counter = typed.counter.trim();
  const problems: Record<string, Sentence> = {};
  if (!/^[\p{L}\p{N} -]{1,10}$/u.test(counter))
    problems.counter = { vi: "Ghi số quầy, ví dụ 3.", en: "Write the counter, such as 3." };
  if (kinds.length === 0)
    problems.kinds = { vi: "Chọn ít nhất một loại số để gọi.", en: "Choose at least one kind." };
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const day = localDateOf(tx.now);
  await tx.queries
    .insertInto("public_services.desk_seat")
    .values({ person_id: personId, organisation_id: organisationId, day, counter, kinds })
    .onConflict((conflict) =>
      conflict.columns(["person_id", "organisation_id"]).doUpdateSet({ day, counter, kinds }),
    )
    .execute();
}
