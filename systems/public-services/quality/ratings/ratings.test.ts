import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessDeniedError } from "../../../../core/access/index.ts";
import { FormRefusal, Refusal } from "../../../../core/errors.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { putKeeper } from "../../catalogue/keepers.ts";
import { at, type QualityWorld, qualityWorld } from "../testing/world.ts";
import { CRITERIA, type DossierTold, factsOfCriteria, gradeOf, type UnitTold } from "./criteria.ts";
import { inviteToRate } from "./invite-to-rate.ts";
import { listRatings } from "./list-ratings.ts";
import { boardOf, declareBoard } from "./notice-board.ts";
import { rateDossier, type TypedRating } from "./rate-dossier.ts";
import { getRating, ratingPath } from "./rating.ts";
import { reviewRating } from "./review-rating.ts";

let world: QualityWorld;
beforeAll(async () => {
  world = await qualityWorld();
});
afterAll(() => world.close());

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "done";
  } catch (error) {
    if (error instanceof AccessDeniedError) return "denied";
    if (error instanceof FormRefusal) return `form:${Object.keys(error.problems).join()}`;
    return error instanceof Refusal ? error.code : String(error);
  }
}

async function ended(over: Partial<Parameters<QualityWorld["tell"]>[0]> = {}): Promise<string> {
  const id = await world.tell({
    procedure: "1.900001",
    received: "2022-03-01 08:00",
    due: "2022-03-04 08:00",
    finished: "2022-03-03 09:00",
    ...over,
  });
  await world.system((tx) => inviteToRate(tx, id), at("2022-03-03 09:01"));
  return id;
}

const rating = (id: string) => getRating(world.province.database.queries, id);

async function typed(id: string, over: Partial<TypedRating> = {}): Promise<TypedRating> {
  return {
    token: (await rating(id)).token,
    overall: "3",
    convenience: "",
    criteria: {},
    comment: "",
    ...over,
  };
}

describe("the nine criteria by the facts", () => {
  const told: DossierTold = {
    due: at("2022-03-04 08:00"),
    finished: at("2022-03-03 09:00"),
    stepLate: false,
    supplements: 0,
    askingBodies: 0,
    complained: false,
  };
  const unit: UnitTold = {
    level: "commune",
    handledHere: 1,
    onBoard: true,
    onlinePublished: true,
    complaintsInTime: undefined,
    onlineServices: 0.2,
    onlineDossiers: 0.3,
    onlineOverdue: 0,
  };
  const points = (dossier: Partial<DossierTold> = {}, body: Partial<UnitTold> = {}) =>
    Object.values(factsOfCriteria({ ...told, ...dossier }, { ...unit, ...body })).join("");

  test("everything early and whole has 18 points", () => {
    expect(points()).toBe("222222222");
    expect(gradeOf({ facts: factsOfCriteria(told, unit), answers: {}, adjusted: {} })).toEqual({
      total: 18,
      grade: "excellent",
    });
  });

  test("time: early, on the promised day, late; a step late; no limit", () => {
    expect(points({ finished: at("2022-03-04 08:00") })).toBe("112222122");
    expect(points({ finished: at("2022-03-04 08:01") })).toBe("012222122");
    expect(points({ stepLate: true })).toBe("202222222");
    expect(points({ due: null, stepLate: null })).toBe("112222122");
  });

  test("contacts: none, one, more; other bodies that asked", () => {
    expect(points({ supplements: 1 })).toBe("221222222");
    expect(points({ supplements: 3 })).toBe("220222222");
    expect(points({ askingBodies: 1 })).toBe("222122222");
    expect(points({ askingBodies: 2 })).toBe("222022222");
  });

  test("one-stop: 20 % at the province, 50 % at the district, all at the commune", () => {
    expect(points({}, { handledHere: 0.99 })).toBe("222212222");
    expect(points({}, { handledHere: 0.49 })).toBe("222202222");
    expect(points({}, { level: "district", handledHere: 0.5 })).toBe("222222222");
    expect(points({}, { level: "province", handledHere: 0.2 })).toBe("222222222");
    expect(points({}, { level: "province", handledHere: 0.1 })).toBe("222212222");
  });

  test("publication, attitude, complaints, online services", () => {
    expect(points({}, { onBoard: false })).toBe("222221222");
    expect(points({}, { onBoard: false, onlinePublished: false })).toBe("222220222");
    expect(points({ complained: true })).toBe("222222022");
    expect(points({}, { complaintsInTime: 0.9 })).toBe("222222212");
    expect(points({}, { complaintsInTime: 0.89 })).toBe("222222202");
    expect(points({}, { onlineOverdue: 1 })).toBe("222222221");
    expect(points({}, { onlineServices: 0.1, onlineDossiers: 0.15 })).toBe("222222221");
    expect(points({}, { onlineDossiers: 0.14 })).toBe("222222220");
  });

  test("grades: 15 excellent, 12 good, 9 fair, 6 average, below weak", () => {
    const graded = (total: number) =>
      gradeOf({
        facts: Object.fromEntries(
          CRITERIA.map(({ number }) => [number, Math.max(0, Math.min(2, total - 2 * (number - 1)))]),
        ),
        answers: {},
        adjusted: {},
      });
    expect([18, 15, 14, 12, 11, 9, 8, 6, 5, 0].map((total) => graded(total).grade)).toEqual([
      "excellent",
      "excellent",
      "good",
      "good",
      "fair",
      "fair",
      "average",
      "average",
      "weak",
      "weak",
    ]);
  });
});

describe("a citizen rates", () => {
  test("once, by the link; the facts stay and only what the citizen knows is theirs", async () => {
    const id = await ended();
    const before = await rating(id);
    const path = await ratingPath(world.province.database.queries, id);
    expect(path).toBe(`/rate/${before.token}`);
    expect(before.token).toMatch(/^[\w-]{22}$/);
    await world.system(
      async (tx) =>
        rateDossier(
          tx,
          await typed(id, { overall: "2", convenience: "3", criteria: { 1: "0", 4: "0", 7: "1" } }),
        ),
      at("2022-03-05 08:00"),
    );
    const after = await rating(id);
    expect([after.overall, after.answers]).toEqual([2, { 1: 0, 4: 0, 7: 1, 10: 3 }]);
    // Facts of 1 outweigh the answer; 4 and 7 are the citizen's: from 2 to 0 and from 2 to 1.
    expect(before.total - after.total).toBe(3);
    expect(await ratingPath(world.province.database.queries, id)).toBeUndefined();
    expect(await codeOf(world.system(async (tx) => rateDossier(tx, await typed(id))))).toBe(
      "quality.rated-before",
    );
  });

  test("two at once have one effect", async () => {
    const id = await ended();
    const both = await Promise.all(
      ["1", "3"].map((overall) =>
        codeOf(world.system(async (tx) => rateDossier(tx, await typed(id, { overall })))),
      ),
    );
    expect(both.sort()).toEqual(["done", "quality.rated-before"]);
  });

  test("not without an answer, not at great length, not with a made-up link", async () => {
    const id = await ended();
    const refused = async (over: Partial<TypedRating>) =>
      codeOf(world.system(async (tx) => rateDossier(tx, await typed(id, over))));
    expect(await refused({ overall: "" })).toBe("form:overall");
    expect(await refused({ overall: "4" })).toBe("form:overall");
    expect(await refused({ comment: "a".repeat(1_001) })).toBe("form:comment");
    expect(await refused({ token: "A".repeat(22) })).toBe("not-found");
    expect((await rating(id)).rated_at).toBeNull();
  });

  test("only what has ended with a decision; who withdrew it is not asked", async () => {
    const { queries } = world.province.database;
    const open = await world.tell({ procedure: "1.900001", received: "2022-03-01 08:00" });
    const withdrawn = await world.tell({
      procedure: "1.900001",
      received: "2022-03-01 08:00",
      finished: "2022-03-02 08:00",
      outcome: 7,
    });
    await world.system(async (tx) => {
      await inviteToRate(tx, open);
      await inviteToRate(tx, withdrawn);
    });
    expect([await ratingPath(queries, open), await ratingPath(queries, withdrawn)]).toEqual([
      undefined,
      undefined,
    ]);
  });
});

describe("the reviewer", () => {
  const review = async (actor: PersonActor, id: string, points: Record<number, string>, reason: string) => {
    const { version } = await rating(id);
    return codeOf(
      world.run(actor, (tx) => reviewRating(tx, actor, { dossierId: id, seen: version, points, reason })),
    );
  };
  const REASON = "Biên bản làm việc ngày 07/3/2022.";

  test("is a leader of the body or of the controlling office; nobody else", async () => {
    const id = await ended();
    const { district } = world;
    const { system, province } = world;
    expect(await review(world.desk, id, { 7: "1" }, REASON)).toBe("denied");
    expect(await review(world.specialist, id, { 7: "1" }, REASON)).toBe("denied");
    expect(await review(world.strangerDesk, id, { 7: "1" }, REASON)).toBe("denied");
    expect(await review(await province.actor("leader", district.id), id, { 7: "1" }, REASON)).toBe("denied");
    expect(await review(world.leader, id, { 7: "1" }, REASON)).toBe("done");
    await system((tx) => putKeeper(tx, district.id, "2022-01-01"));
    expect(await review(district.specialist, id, { 7: "0" }, REASON)).toBe("done");
  });

  test("says why, changes points and nothing the citizen said", async () => {
    const id = await ended();
    await world.system(async (tx) =>
      rateDossier(tx, await typed(id, { overall: "1", criteria: { 7: "0" } })),
    );
    const before = await rating(id);
    expect(await review(world.leader, id, { 7: "2" }, "ngắn")).toBe("form:reason");
    expect(await review(world.leader, id, {}, REASON)).toBe("form:points-1");
    expect(await review(world.leader, id, { 7: "2" }, REASON)).toBe("done");
    const after = await rating(id);
    expect([after.overall, after.answers, after.adjusted, after.adjusted_reason]).toEqual([
      1,
      before.answers,
      { 7: 2 },
      REASON,
    ]);
    expect(after.total - before.total).toBe(2);
    expect(
      await codeOf(
        world.run(world.leader, (tx) =>
          reviewRating(tx, world.leader, { dossierId: id, seen: before.version, points: {}, reason: REASON }),
        ),
      ),
    ).toBe("conflict");
  });
});

test("the notice board is declared by the body itself, with its days", async () => {
  const { queries } = world.province.database;
  const declare = (actor: PersonActor, there: boolean, day: string) =>
    codeOf(world.run(actor, (tx) => declareBoard(tx, actor, there), at(`${day} 09:00`)));
  expect(await declare(world.specialist, true, "2022-03-01")).toBe("denied");
  expect(await declare(world.desk, true, "2022-03-01")).toBe("done");
  expect(await declare(world.desk, true, "2022-03-02")).toBe("done");
  expect(await declare(world.leader, false, "2022-03-10")).toBe("done");
  expect((await boardOf(queries, world.commune, "2022-03-09"))?.since).toBe("2022-03-01");
  expect(await boardOf(queries, world.commune, "2022-03-10")).toBeUndefined();
});

test("the list goes page by page, filters, and sorts the weakest first", async () => {
  const { queries } = world.province.database;
  const first = await listRatings(queries, { organisationId: world.commune }, { limit: 3, sort: "total" });
  const rest = await listRatings(
    queries,
    { organisationId: world.commune },
    { limit: 100, sort: "total", ...(first.next ? { after: first.next } : {}) },
  );
  const all = await listRatings(queries, { organisationId: world.commune }, { limit: 100, sort: "total" });
  expect([...first.rows, ...rest.rows].map(({ dossier_id }) => dossier_id)).toEqual(
    all.rows.map(({ dossier_id }) => dossier_id),
  );
  const totals = all.rows.map(({ total }) => total);
  expect(totals).toEqual([...totals].sort((a, b) => a - b));
  const bad = await listRatings(queries, { overall: 1, rated: true, adjusted: true }, { limit: 100 });
  expect(bad.rows.map(({ overall }) => overall)).toEqual([1]);
});
