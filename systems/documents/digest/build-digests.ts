import { sql } from "kysely";
import {
  dayNumberOf,
  loadCalendar,
  localDateOf,
  timeOfDay,
  type WorkingCalendar,
} from "../../../core/calendar/index.ts";
import { type Appointment, appointmentsOfPeople } from "../../../core/directory/index.ts";
import type { House, Loop } from "../../../core/system.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import type { DigestState } from "./tables.ts";
import { writeDigest } from "./write-digest.ts";

/** Letters are written before work begins and not after the morning, milliseconds of the day in Vietnam. */
const FROM = 6.5 * 3_600_000;
const UNTIL = 11.5 * 3_600_000;
const BATCH = 25;
const KEEP_DAYS = 90;

/** Every working morning each official is written to once about what waits for them. */
export const dailyDigest: Loop = {
  name: "documents.daily-digest",
  everyMs: 60_000,
  async run(house) {
    const now = new Date();
    const time = timeOfDay(now);
    if (time < FROM || time >= UNTIL) return "rest";
    return (await buildDigests(house, now)) > 0 ? "again" : "rest";
  },
};

/**
 * Writes the letters of the next few people who have none of this day yet. Each row and the job that sends it are
 * written in one transaction and the row is unique by person and day, so that a letter is written once, however many
 * workers there are and whenever one of them dies.
 *
 * @returns how many people were seen to; 0 when all have been
 */
export async function buildDigests(house: House, now: Date, batch = BATCH): Promise<number> {
  return await transact(
    house,
    { actor: { kind: "system", name: "documents.daily-digest" }, now },
    async (tx) => {
      const day = localDateOf(now);
      const people = await peopleWithout(tx, day, batch);
      if (people.length === 0) {
        await sql`delete from documents.digest where day < ${day}::date - ${KEEP_DAYS}::int`.execute(
          tx.queries,
        );
        return 0;
      }
      const held = Map.groupBy(
        await appointmentsOfPeople(
          tx.queries,
          people.map(({ id }) => id),
          day,
        ),
        ({ personId }) => personId,
      );
      const calendars = new Map<string, WorkingCalendar>();
      for (const person of people) {
        const posts: PersonActor[] = [];
        for (const post of held.get(person.id) ?? []) {
          const calendar =
            calendars.get(post.organisationId) ?? (await loadCalendar(tx.queries, post.organisationId));
          calendars.set(post.organisationId, calendar);
          if (calendar.isWorkingDay(dayNumberOf(now))) posts.push(actorOf(post));
        }
        await buildOne(tx, house, person, posts, day);
      }
      return people.length;
    },
  );
}

interface Reader {
  readonly id: string;
  readonly email: string | null;
  readonly wants: boolean;
}

async function peopleWithout(tx: Transaction, day: string, limit: number): Promise<readonly Reader[]> {
  const { rows } = await sql<Reader>`
    select n.id, nullif(n.email, '') as email, coalesce(c.by_mail, true) as wants
      from directory.person n left join documents.digest_choice c on c.person_id = n.id
     where exists (select from directory.appointment a where a.person_id = n.id and a.valid @> ${day}::date)
       and not exists (select from documents.digest d where d.person_id = n.id and d.day = ${day}::date)
     order by n.id limit ${limit}`.execute(tx.queries);
  return rows;
}

async function buildOne(
  tx: Transaction,
  house: House,
  person: Reader,
  posts: readonly PersonActor[],
  day: string,
): Promise<void> {
  const digest =
    posts.length > 0 ? await writeDigest(tx.queries, house, posts, tx.now, house.config.baseUrl) : undefined;
  const state: DigestState =
    digest === undefined
      ? "day-off"
      : digest.total === 0
        ? "empty"
        : !person.wants
          ? "stopped"
          : person.email === null
            ? "no-address"
            : house.services.mailer === undefined
              ? "no-mail-server"
              : "waiting";
  const said = digest !== undefined && digest.total > 0;
  const written = await tx.queries
    .insertInto("documents.digest")
    .values({
      person_id: person.id,
      day,
      built_at: tx.now,
      state,
      email: state === "waiting" ? person.email : null,
      ...(said ? digest : {}),
    })
    .onConflict((conflict) => conflict.columns(["person_id", "day"]).doNothing())
    .executeTakeFirst();
  if (state === "waiting" && Number(written.numInsertedOrUpdatedRows ?? 0n) > 0)
    tx.enqueue("documents.send-digest", { personId: person.id, day }, { maxAttempts: 6, priority: 5 });
}

function actorOf(post: Appointment): PersonActor {
  return {
    kind: "person",
    personId: post.personId,
    appointmentId: post.id,
    organisationId: post.organisationId,
    unitId: post.unitId,
    fullName: post.fullName,
    positionTitle: post.title,
    roles: post.roles,
  };
}
