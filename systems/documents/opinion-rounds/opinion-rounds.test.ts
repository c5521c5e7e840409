import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessDeniedError, may } from "../../../core/access/index.ts";
import { migrate } from "../../../core/database/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { receiversFor } from "../delegating/receivers.ts";
import { getIncoming, subjectOfIncoming } from "../incoming/incoming.ts";
import { mayReadIncoming } from "../permissions.ts";
import { directedDocument, type TaskPeople, taskPeople } from "../tasks/testing.ts";
import { STTTT, type TestProvince, testProvince } from "../testing.ts";
import { answerRound } from "./answer-round.ts";
import { askMore, assignAnswer, withdrawAsked } from "./change-asked.ts";
import { closeDueRound, closeRound } from "./close-round.ts";
import { listRounds } from "./list-rounds.ts";
import { askMoreTime, decideMoreTime, prolongRound } from "./more-time.ts";
import { type OpenRound, openRound, USUAL_OPTIONS } from "./open-round.ts";
import { remindRounds, urgeAnswers } from "./remind-rounds.ts";
import {
  answersOf,
  deadlineOf,
  extensionsOf,
  getRound,
  latestAnswers,
  readableRound,
  readsAllAnswers,
  remindersOf,
} from "./rounds.ts";
import { countRound } from "./summarise.ts";
import { tellRounds } from "./tell-rounds.ts";

const DAY = 86_400_000;
let world: TestProvince;
let people: TaskPeople;
let stranger: PersonActor;

beforeAll(async () => {
  world = await testProvince([tellRounds]);
  await migrate(world.database, [
    { room: "core/notify", folder: new URL("../../../core/notify/migrations/", import.meta.url) },
  ]);
  people = await taskPeople(world);
  stranger = await world.actor("leader", await world.organisation(STTTT));
});
afterAll(() => world.close());

const as = <Result>(
  actor: PersonActor,
  work: (tx: Transaction) => Promise<Result>,
  now?: Date,
): Promise<Result> => transact(world.house, { actor, ...(now ? { now } : {}) }, work);

/** A round about a fresh document, opened by the person in charge: the other unit and its specialist are asked. */
async function round(
  changes: Partial<OpenRound> = {},
  asker = people.person,
): Promise<{
  readonly id: string;
  readonly documentId: string;
  readonly unit: string;
  readonly person: string;
}> {
  const documentId = changes.documentId ?? (await directedDocument(world, people)).id;
  const { id } = await as(asker, (tx) =>
    openRound(tx, asker, {
      kind: "incoming",
      documentId,
      question: "Đề nghị cho ý kiến về số liệu cháy rừng",
      options: USUAL_OPTIONS,
      openAnswers: false,
      deadline: new Date(Date.now() + 5 * DAY),
      people: [people.otherPerson.appointmentId],
      units: [people.otherHead.unitId],
      files: [],
      ...changes,
    }),
  );
  const { asked } = await getRound(world.database.queries, id);
  return {
    id,
    documentId,
    unit: asked.find((each) => each.unit_id !== null)?.id ?? "",
    person: asked.find((each) => each.unit_id === null)?.id ?? "",
  };
}

const answer = (actor: PersonActor, roundId: string, askedId: string, choice: number, content = "") =>
  as(actor, (tx) => answerRound(tx, actor, { roundId, askedId, choice, content, files: [], keptFiles: [] }));

const count = async (id: string) =>
  countRound(await getRound(world.database.queries, id), await latestAnswers(world.database.queries, id));

const story = async (documentId: string): Promise<string[]> =>
  (
    await world.database.queries
      .selectFrom("documents.history")
      .select("action")
      .where("document_id", "=", documentId)
      .orderBy("id")
      .execute()
  ).map(({ action }) => action);

describe("a round is opened", () => {
  test("by whoever works on the document, its heads and leaders; by nobody else", async () => {
    const { id: documentId } = await directedDocument(world, people);
    for (const actor of [people.person, people.head, people.leader])
      await expect(round({ documentId }, actor)).resolves.toBeDefined();
    for (const actor of [people.otherPerson, people.clerk, stranger])
      await expect(round({ documentId }, actor)).rejects.toBeInstanceOf(AccessDeniedError);
  });

  test("not about a document that is refused or recalled", async () => {
    for (const state of ["refused", "recalled"] as const) {
      const { id } = await directedDocument(world, people, { state });
      await expect(round({ documentId: id })).rejects.toMatchObject({ code: "documents.nothing-to-ask" });
    }
  });

  test("and says beside each field what is missing", async () => {
    const refused = async (changes: Partial<OpenRound>): Promise<string[]> => {
      const error: unknown = await round(changes).catch((caught: unknown) => caught);
      if (!(error instanceof FormRefusal)) throw error;
      return Object.keys(error.problems);
    };
    expect(await refused({ question: "Sao?", deadline: null })).toEqual(["question", "deadline"]);
    expect(await refused({ deadline: new Date(Date.now() - 1) })).toEqual(["deadline"]);
    expect(await refused({ options: USUAL_OPTIONS.slice(0, 1) })).toEqual(["options"]);
    expect(
      await refused({
        options: [
          { label: "Có", needsText: false },
          { label: "CÓ ", needsText: true },
        ],
      }),
    ).toEqual(["options"]);
    expect(await refused({ silence: 3 })).toEqual(["silence"]);
    expect(await refused({ people: [], units: [] })).toEqual(["people"]);
    expect(await refused({ people: [stranger.appointmentId] })).toEqual(["people"]);
    expect(await refused({ units: [stranger.organisationId] })).toEqual(["units"]);
  });

  test("of a secret document only cleared people are asked, and units never", async () => {
    const { id: documentId } = await directedDocument(world, people);
    await sql`update documents.incoming set confidentiality = 2 where id = ${documentId}`.execute(
      world.database.queries,
    );
    const leader = { ...people.leader, clearance: 3 };
    const open = (changes: Partial<OpenRound>) => round({ documentId, ...changes }, leader);
    await expect(open({ people: [] })).rejects.toMatchObject({ problems: { units: expect.anything() } });
    await expect(open({ units: [] })).rejects.toMatchObject({ problems: { people: expect.anything() } });
    await expect(open({ units: [], people: [people.leader.appointmentId] })).resolves.toBeDefined();
  });

  test("gives those asked reading of the document, and takes it back with the question", async () => {
    const asked = await world.actor("specialist", stranger.organisationId);
    expect(asked.organisationId).not.toBe(people.leader.organisationId);
    const { id: documentId } = await directedDocument(world, people);
    await sql`delete from documents.assignment where incoming_id = ${documentId} and role = 'co-operating'`.execute(
      world.database.queries,
    );
    const reads = async (): Promise<boolean> => {
      const { queries } = world.database;
      const document = await getIncoming(queries, documentId);
      return may(people.otherPerson, mayReadIncoming, await subjectOfIncoming(queries, document));
    };
    expect(await reads()).toBe(false);
    const first = await round({ documentId, units: [people.head.unitId] });
    const second = await round({ documentId, units: [people.head.unitId] });
    expect(await reads()).toBe(true);
    const withdraw = (opened: typeof first) =>
      as(people.person, (tx) =>
        withdrawAsked(tx, people.person, {
          roundId: opened.id,
          askedId: opened.person,
          reason: "Đã có ý kiến của đơn vị",
        }),
      );
    await withdraw(first);
    // The other question still asks for an opinion on a document one has to read.
    expect(await reads()).toBe(true);
    await withdraw(second);
    expect(await reads()).toBe(false);
  });
});

describe("who answers", () => {
  test("the person asked, the head of the unit asked, whom the head names; nobody else, not even the asker", async () => {
    const { id, unit, person } = await round();
    await answer(people.otherPerson, id, person, 0);
    await expect(answer(people.otherPerson, id, unit, 0)).rejects.toBeInstanceOf(AccessDeniedError);
    await answer(people.otherHead, id, unit, 0);
    await as(people.otherHead, (tx) =>
      assignAnswer(tx, people.otherHead, {
        roundId: id,
        askedId: unit,
        appointmentId: people.otherPerson.appointmentId,
      }),
    );
    await answer(people.otherPerson, id, unit, 2, "Số liệu chưa đủ");
    for (const actor of [people.person, people.head, people.leader, people.clerk, stranger])
      await expect(answer(actor, id, person, 0)).rejects.toBeInstanceOf(AccessDeniedError);
    await expect(
      as(people.otherHead, (tx) =>
        assignAnswer(tx, people.otherHead, {
          roundId: id,
          askedId: unit,
          appointmentId: people.person.appointmentId,
        }),
      ),
    ).rejects.toBeInstanceOf(FormRefusal);
  });

  test("a delegate, naming both people", async () => {
    const { queries } = world.database;
    const [deputy] = await receiversFor(queries, people.leader);
    if (!deputy) throw new Error("the leader has nobody to delegate to");
    const { id, person } = await round({ people: [people.leader.appointmentId], units: [] });
    const mine = async (actor: PersonActor) =>
      (await listRounds(queries, actor, "to-answer")).some((row) => row.id === id);
    const other = world.actorOf(deputy);
    expect(await mine(other)).toBe(false);
    await expect(answer(other, id, person, 0)).rejects.toBeInstanceOf(AccessDeniedError);
    const delegate = await world.delegateOf(people.leader, other, ["direct"]);
    expect(await mine(delegate)).toBe(true);
    await answer(delegate, id, person, 0);
    const given = (await latestAnswers(queries, id)).get(person);
    expect(given?.by_name).toBe(`${delegate.fullName} (theo ủy quyền của ${people.leader.fullName})`);
  });

  test("words are needed where the option says so; an answer is changed until the end, and every one is kept", async () => {
    const { id, person } = await round();
    await expect(answer(people.otherPerson, id, person, 2)).rejects.toMatchObject({
      problems: { content: expect.anything() },
    });
    await expect(answer(people.otherPerson, id, person, 3)).rejects.toMatchObject({
      problems: { choice: expect.anything() },
    });
    await answer(people.otherPerson, id, person, 2, "Thiếu số liệu tháng 2");
    await answer(people.otherPerson, id, person, 0);
    const all = await answersOf(world.database.queries, id);
    expect(all.map(({ choice, latest }) => [choice, latest])).toEqual([
      [2, false],
      [0, true],
    ]);
    expect((await count(id)).options.map(({ amount }) => amount)).toEqual([1, 0, 0]);
    await as(people.person, (tx) =>
      closeRound(tx, people.person, { roundId: id, reason: "Đã đủ ý kiến cần thiết" }),
    );
    await expect(answer(people.otherPerson, id, person, 1, "Thêm")).rejects.toMatchObject({
      code: "documents.round-closed",
    });
  });

  test("files of an answer stay with it, or go with a changed one", async () => {
    const { id, person } = await round();
    const file = { ...(await world.letter()), name: "so-lieu.pdf" };
    const give = (keptFiles: string[], files: (typeof file)[]) =>
      as(people.otherPerson, (tx) =>
        answerRound(tx, people.otherPerson, {
          roundId: id,
          askedId: person,
          choice: 0,
          content: "",
          files,
          keptFiles,
        }),
      );
    const present = async () => {
      const latest = (await latestAnswers(world.database.queries, id)).get(person);
      return await world.database.queries
        .selectFrom("documents.opinion_file")
        .selectAll()
        .where("answer_id", "=", latest?.id ?? "")
        .execute();
    };
    await give([], [file]);
    const [first] = await present();
    await give([first?.id ?? ""], []);
    expect((await present()).map(({ name }) => name)).toEqual(["so-lieu.pdf"]);
    await give([], []);
    expect(await present()).toEqual([]);
  });
});

describe("who reads what", () => {
  test("answers of others only once it is closed, unless it was opened so; strangers nothing", async () => {
    const { queries } = world.database;
    for (const openAnswers of [false, true]) {
      const { id, person } = await round({ openAnswers });
      await answer(people.otherPerson, id, person, 0);
      const whole = await getRound(queries, id);
      expect(readsAllAnswers(whole, people.otherHead)).toBe(openAnswers);
      expect(readsAllAnswers(whole, people.person)).toBe(true);
      expect(readsAllAnswers(whole, people.leader)).toBe(true);
      await expect(readableRound(queries, stranger, id)).rejects.toMatchObject({ code: "not-found" });
      await as(people.person, (tx) =>
        closeRound(tx, people.person, { roundId: id, reason: "Đã đủ ý kiến cần thiết" }),
      );
      expect(readsAllAnswers(await getRound(queries, id), people.otherHead)).toBe(true);
    }
  });

  test("lists by what one does, found without marks; a secret one hides what it is about and from whom", async () => {
    const { queries } = world.database;
    const { id, person } = await round({ question: "Ý kiến về phương án trồng sâm Ngọc Linh" });
    const inList = async (actor: PersonActor, view: "to-answer" | "answered" | "mine", text: string) =>
      (await listRounds(queries, actor, view, { text })).filter((row) => row.id === id).length;
    expect(await inList(people.otherPerson, "to-answer", "trong sam")).toBe(1);
    expect(await inList(people.otherPerson, "to-answer", "lúa nước")).toBe(0);
    expect(await inList(people.otherHead, "to-answer", "")).toBe(1);
    expect(await inList(people.person, "mine", "")).toBe(1);
    expect(await inList(people.head, "mine", "")).toBe(0);
    await answer(people.otherPerson, id, person, 0);
    expect(await inList(people.otherPerson, "to-answer", "")).toBe(0);
    expect(await inList(people.otherPerson, "answered", "")).toBe(1);
    await sql`update documents.opinion_round set confidentiality = 2 where id = ${id}`.execute(queries);
    expect(await inList(people.otherPerson, "answered", "")).toBe(0);
    const cleared = await listRounds(queries, { ...people.otherPerson, clearance: 2 }, "answered");
    expect(cleared.find((row) => row.id === id)?.question).toBe("Văn bản mật, mở để đọc");
  });
});

test("a document made secret after the question hides it in lists, and from whoever is not cleared", async () => {
  const { id, documentId } = await round();
  const listed = async (actor: PersonActor) =>
    (await listRounds(world.database.queries, actor, "to-answer", { limit: 1000 })).find(
      (each) => each.id === id,
    );
  expect((await listed(people.otherPerson))?.question).toContain("cháy rừng");
  await sql`update documents.incoming set confidentiality = 1 where id = ${documentId}`.execute(
    world.database.queries,
  );
  expect(await listed({ ...people.otherPerson, clearance: 0 })).toBeUndefined();
  expect((await listed({ ...people.otherPerson, clearance: 1 }))?.question).not.toContain("cháy rừng");
});

describe("while it runs", () => {
  test("only whoever opened it, or a leader, manages it", async () => {
    const { id, person } = await round();
    const later = new Date(Date.now() + 9 * DAY);
    const reason = "Đã đủ ý kiến cần thiết";
    const actions: ((actor: PersonActor) => Promise<unknown>)[] = [
      (actor) =>
        as(actor, (tx) =>
          askMore(tx, actor, { roundId: id, people: [people.head.appointmentId], units: [] }),
        ),
      (actor) => as(actor, (tx) => prolongRound(tx, actor, { roundId: id, deadline: later })),
      (actor) => as(actor, (tx) => urgeAnswers(tx, actor, id)),
      (actor) => as(actor, (tx) => withdrawAsked(tx, actor, { roundId: id, askedId: person, reason })),
      (actor) => as(actor, (tx) => closeRound(tx, actor, { roundId: id, reason })),
    ];
    for (const act of actions) {
      for (const actor of [people.otherPerson, people.otherHead, people.clerk, stranger])
        await expect(act(actor)).rejects.toBeInstanceOf(AccessDeniedError);
      await expect(act(people.person)).resolves.not.toThrow();
    }
    for (const act of actions)
      await expect(act(people.leader)).rejects.toMatchObject({ code: "documents.round-closed" });
  });

  test("more time is asked for, decided once, and counts for whoever asked", async () => {
    const { id, person, unit } = await round();
    const wanted = new Date(Date.now() + 8 * DAY);
    const ask = () =>
      as(people.otherPerson, (tx) =>
        askMoreTime(tx, people.otherPerson, {
          roundId: id,
          askedId: person,
          wanted,
          reason: "Chờ số liệu của các xã",
        }),
      );
    await ask();
    await expect(ask()).rejects.toMatchObject({ code: "documents.time-waits" });
    const [request] = await extensionsOf(world.database.queries, id);
    const decide = (actor: PersonActor, grant: boolean, reason = "") =>
      as(actor, (tx) =>
        decideMoreTime(tx, actor, { roundId: id, extensionId: request?.id ?? "", grant, reason }),
      );
    await expect(decide(people.otherPerson, true)).rejects.toBeInstanceOf(AccessDeniedError);
    await expect(decide(people.person, false)).rejects.toBeInstanceOf(FormRefusal);
    await decide(people.person, true);
    await expect(decide(people.person, true)).rejects.toMatchObject({ code: "documents.time-decided" });
    const { round: opened, asked } = await getRound(world.database.queries, id);
    const due = (askedId: string) => {
      const found = asked.find((each) => each.id === askedId);
      return found && deadlineOf(opened, found);
    };
    expect(due(person)).toEqual(wanted);
    expect(due(unit)).toEqual(opened.deadline);
  });

  test("reminders are counted once each and say when they were told; who answered is left alone", async () => {
    const { id, person, unit } = await round();
    await answer(people.otherPerson, id, person, 0);
    const { round: opened } = await getRound(world.database.queries, id);
    const remind = (now: Date) =>
      transact(world.house, { actor: { kind: "system", name: "test" }, now }, async (tx) => {
        // In parts of one round: every part begins where the one before ended.
        for (let after = await remindRounds(tx, undefined, 1); after; )
          after = await remindRounds(tx, after, 1);
      });
    const onDay = new Date(opened.deadline.getTime() - 1);
    await remind(onDay);
    await remind(onDay);
    await as(people.person, (tx) => urgeAnswers(tx, people.person, id), onDay);
    await expect(as(people.person, (tx) => urgeAnswers(tx, people.person, id), onDay)).rejects.toMatchObject({
      code: "documents.urged-just-now",
    });
    const written = await remindersOf(world.database.queries, id);
    expect(written.map(({ asked_id, kind, number }) => [asked_id, kind, number])).toEqual([
      [unit, "on-day", 1],
      [unit, "urged", 1],
    ]);
    await transact(world.house, { actor: { kind: "system", name: "test" } }, (tx) =>
      tellRounds.handle(
        tx,
        {
          id: "01890000-0000-7000-8000-000000000001",
          type: "documents.opinion-round-moved",
          subjectId: id,
          organisations: [],
          actor: { kind: "system", name: "test" },
          at: new Date(),
          data: { roundId: id, step: "reminded", asked: [unit], reminders: written.map((each) => each.id) },
        },
        world.house,
      ),
    );
    const told = await remindersOf(world.database.queries, id);
    expect(told.every(({ told_at }) => told_at !== null)).toBe(true);
    const { rows } = await sql<{ title_vi: string }>`
      select title_vi from notify.notification where kind = 'documents.opinion-reminded'
        and person_id = ${people.otherHead.personId}`.execute(world.database.queries);
    expect(rows).toHaveLength(1);
  });
});

describe("the end", () => {
  test("comes by itself after the last deadline, once, though two processes look", async () => {
    const { id, documentId } = await round({ silence: 0 });
    await sql`update documents.opinion_round set state = 'closed', closed_at = now() where state = 'open' and id <> ${id}`.execute(
      world.database.queries,
    );
    const late = new Date(Date.now() + 6 * DAY);
    expect(await closeDueRound(world.house, new Date())).toBeUndefined();
    const closed = await Promise.all([1, 2, 3].map(() => closeDueRound(world.house, late)));
    expect(closed.filter((each) => each === id)).toHaveLength(1);
    const { note } = await world.database.queries
      .selectFrom("documents.history")
      .select("note")
      .where("document_id", "=", documentId)
      .where("action", "=", "opinion-round.close-opinion-round")
      .executeTakeFirstOrThrow();
    // The card says what the summary says.
    expect(note).toContain("Đồng ý: 2");
    const counted = await count(id);
    expect(counted).toMatchObject({ asked: 2, answered: 0, silent: 2 });
    expect(counted.options.map(({ amount, bySilence }) => [amount, bySilence])).toEqual([
      [2, 2],
      [0, 0],
      [0, 0],
    ]);
  });

  test("silence counts only where the round was opened so, and only at the end", async () => {
    const { id, person, documentId } = await round();
    const open = await round({ silence: 0 });
    expect((await count(open.id)).options[0]).toMatchObject({ amount: 0, bySilence: 0 });
    await answer(people.otherPerson, id, person, 0);
    await expect(
      as(people.person, (tx) => closeRound(tx, people.person, { roundId: id, reason: "" })),
    ).rejects.toBeInstanceOf(FormRefusal);
    await as(people.person, (tx) =>
      closeRound(tx, people.person, { roundId: id, reason: "Đã đủ ý kiến cần thiết" }),
    );
    const counted = await count(id);
    expect([counted.answered, counted.silent, counted.options[0]?.amount]).toEqual([1, 1, 1]);
    expect(await story(documentId)).toEqual([
      "opinion-round.open-opinion-round",
      "opinion-round.answer-opinion-round",
      "opinion-round.close-opinion-round",
    ]);
  });

  test("a withdrawn answer is kept and not counted; the last one asked is not withdrawn", async () => {
    const { id, person, unit } = await round();
    await answer(people.otherPerson, id, person, 0);
    const withdraw = (askedId: string) =>
      as(people.person, (tx) =>
        withdrawAsked(tx, people.person, { roundId: id, askedId, reason: "Đã có ý kiến của đơn vị" }),
      );
    await withdraw(person);
    expect(await count(id)).toMatchObject({ asked: 1, answered: 0 });
    expect(await answersOf(world.database.queries, id)).toHaveLength(1);
    await expect(withdraw(unit)).rejects.toMatchObject({ code: "documents.last-asked" });
  });
});
