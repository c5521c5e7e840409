import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { clearanceOf, may } from "../../../core/access/index.ts";
import { localDateOf, plusDays } from "../../../core/calendar/index.ts";
import {
  clearancesOf,
  decideClearance as decideInDirectory,
  unitsOf,
} from "../../../core/directory/index.ts";
import { type PersonActor, transact, uuidv7 } from "../../../core/transaction/index.ts";
import { assignPerson } from "../incoming/assign-person.ts";
import { directIncomingDocument } from "../incoming/direct-incoming-document.ts";
import { getIncoming, subjectOfIncoming } from "../incoming/incoming.ts";
import { presentIncomingDocument } from "../incoming/present-incoming-document.ts";
import { parsePaperFields, registerPaperDocument } from "../incoming/register-paper-document.ts";
import {
  mayAssignPerson,
  mayReadIncoming,
  mayReadRegister,
  mayRegister,
  mayTakeSignature,
} from "../permissions.ts";
import { readIncomingBook } from "../register-books.ts";
import { countIncoming, listIncoming } from "../registers.ts";
import { readerOf } from "../search/readers.ts";
import { DAK_HA, type TestProvince, testProvince } from "../testing.ts";
import { incomingPages } from "../web/incoming/index.ts";
import { registerPages } from "../web/registers/index.ts";
import { secrecyPages } from "../web/secrecy/index.tsx";
import { testPages } from "../web/testing.ts";
import { decideClearance } from "./decide-clearance.ts";

let world: TestProvince;
let body: string;
let unit: string;
let clerk: PersonActor;
let leader: PersonActor;
let head: PersonActor;
let specialist: PersonActor;
let pages: ReturnType<typeof testPages>;
const today = localDateOf(new Date());

beforeAll(async () => {
  world = await testProvince();
  body = await world.organisation(DAK_HA);
  clerk = await world.actor("clerk", body);
  leader = await world.actor("leader", body);
  for (const each of await unitsOf(world.database.queries, body, today)) {
    try {
      head = await world.actor("head-of-unit", each.id);
      specialist = await world.actor("specialist", each.id);
      unit = each.id;
      break;
    } catch {
      // A unit without both is not the one this story is played in.
    }
  }
  pages = testPages(world.house, (app) => {
    incomingPages(app);
    registerPages(app);
    secrecyPages(app);
  });
});
afterAll(() => world.close());

async function paper(
  confidentiality: number,
  by: PersonActor = clerk,
): Promise<{ id: string; arrivalNumber: number }> {
  return await transact(world.house, { actor: by }, (tx) =>
    registerPaperDocument(tx, by, {
      fields: parsePaperFields(
        {
          fromName: "Bộ Công an",
          codeNumber: String(100 + Math.floor(Math.random() * 1e8)),
          codeNotation: "BCA",
          issuedDate: today,
          abstract: `Phương án tuyệt đối kín ${confidentiality}`,
          confidentiality,
        },
        today,
      ),
      file: null,
      verdict: null,
      verdictDetails: null,
    }),
  );
}

const cleared = (actor: PersonActor, clearance: number): PersonActor => ({ ...actor, clearance });

describe("degrees of secrecy", () => {
  test("every role × every degree: who may register, read as clerk or leader, open the register", async () => {
    for (const degree of [0, 1, 2, 3]) {
      const { id } = await paper(degree);
      const subject = await subjectOfIncoming(
        world.database.queries,
        await getIncoming(world.database.queries, id),
      );
      for (const clearance of [0, 1, 2, 3]) {
        const open = clearance >= degree;
        const told = `${degree} ${clearance}`;
        const organisationId = body;
        expect(
          `${told} ${may(cleared(clerk, clearance), mayRegister, { organisationId, confidentiality: degree })}`,
        ).toBe(`${told} ${open}`);
        expect(`${told} ${may(cleared(clerk, clearance), mayReadIncoming, subject)}`).toBe(`${told} ${open}`);
        expect(`${told} ${may(cleared(leader, clearance), mayReadIncoming, subject)}`).toBe(
          `${told} ${open}`,
        );
        // Cleared for everything, but it is not their business.
        expect(may(cleared(specialist, 3), mayReadIncoming, subject)).toBe(false);
        expect(may(cleared(clerk, clearance), mayReadRegister, { organisationId, secret: true })).toBe(
          clearance >= 1,
        );
      }
    }
  });

  test("neither the head of a unit nor a deputy with a delegation reaches above their own degree", () => {
    const held = {
      id: uuidv7(new Date()),
      from: leader.appointmentId,
      fromName: leader.fullName,
      fromTitle: leader.positionTitle,
      fromUnitId: leader.unitId,
      fromOrganisationId: leader.organisationId,
      fromRoles: leader.roles,
      kinds: ["sign" as const],
      documentTypes: [],
      documentTypeNames: [],
      units: [],
    };
    const deputy = { ...leader, appointmentId: uuidv7(new Date()), delegations: [held] };
    for (const confidentiality of [0, 1, 2, 3])
      for (const clearance of [0, 1, 2, 3]) {
        const open = clearance >= confidentiality;
        const told = `${confidentiality} ${clearance}`;
        const part = { unitId: unit, typeName: "Công văn", confidentiality };
        expect(`${told} ${may(cleared(head, clearance), mayAssignPerson, part)}`).toBe(`${told} ${open}`);
        const document = {
          organisationId: body,
          unitId: unit,
          draftedBy: specialist.appointmentId,
          signer: leader.appointmentId,
          confidentiality,
          byAuthority: false,
          documentType: "CV",
        };
        expect(`${told} ${may(cleared(deputy, clearance), mayTakeSignature, document)}`).toBe(
          `${told} ${open}`,
        );
      }
  });

  test("without a decision the roles say: leaders and clerks everything, heads tối mật, specialists mật, others nothing", () => {
    const of = (role: string) => clearanceOf({ roles: [role] });
    expect(["leader", "clerk", "head-of-unit", "specialist", "administrator", "auditor"].map(of)).toEqual([
      3, 3, 2, 1, 0, 0,
    ]);
    expect(clearanceOf({ roles: ["leader"], clearance: 0 })).toBe(0);
  });

  test("secret documents count from 1 in a series of their own, and their register shows only the degrees one may see", async () => {
    const before = await paper(3);
    expect((await paper(3)).arrivalNumber).toBe(before.arrivalNumber + 1);
    const lines = async (clearance: number) => {
      const filter = { organisationId: body, secret: true, clearance };
      return (await readIncomingBook(world.database.queries, filter, { limit: 100, descending: false })).rows;
    };
    expect((await lines(3)).some((line) => line.confidentiality === 3)).toBe(true);
    expect((await lines(1)).every((line) => line.confidentiality === 1)).toBe(true);
    expect(await lines(0)).toEqual([]);
  });
});

describe("lists, search and registers", () => {
  test("a list shows no document above one's degree, and of a secret one never what it is about", async () => {
    const { id } = await paper(2);
    const filter = { organisationId: body };
    const shown = async (clearance?: number) =>
      (
        await listIncoming(
          world.database.queries,
          { ...filter, ...(clearance === undefined ? {} : { clearance }) },
          { limit: 100 },
        )
      ).rows.find((row) => row.id === id);
    expect(await shown()).toBeUndefined();
    expect(await shown(1)).toBeUndefined();
    expect((await shown(2))?.abstract).not.toContain("Phương án");
    const count = (clearance: number) => countIncoming(world.database.queries, { ...filter, clearance });
    expect(await count(2)).toBeGreaterThan(await count(1));
  });

  test("the search asks with the degree of the person", () => {
    expect([0, 1, 2, 3].map((degree) => readerOf(cleared(clerk, degree)).clearance)).toEqual([0, 1, 2, 3]);
  });

  test("the register of secret documents is printed with the degree after the abstract, and its reading is recorded", async () => {
    const page = await pages.as(clerk).get("/registers/incoming?book=secret");
    expect(page.status).toBe(200);
    const heads = [...page.text.matchAll(/<th scope="col"[^>]*>(?:<a[^>]*>)?([^<]+)/g)].map(
      (match) => match[1],
    );
    expect(heads.slice(4, 8)).toEqual([
      "Ngày tháng",
      "Tên loại và trích yếu nội dung",
      "Mức độ mật",
      "Đơn vị hoặc người nhận",
    ]);
    const barred = cleared(await world.actor("leader", body), 0);
    expect(
      (
        await pages
          .as({ ...barred, appointmentId: uuidv7(new Date()) })
          .get("/registers/incoming?book=secret")
      ).status,
    ).toBe(403);
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from audit.record
      where action = 'documents.read' and object_id = ${`${body}/incoming`}`.execute(world.database.queries);
    expect(rows[0]?.n).toBe(1);
  });
});

describe("what is given to somebody", () => {
  async function directed(degree: number): Promise<string> {
    const { id } = await paper(degree);
    await transact(world.house, { actor: clerk }, (tx) =>
      presentIncomingDocument(tx, clerk, id, leader.appointmentId),
    );
    await transact(world.house, { actor: leader }, (tx) =>
      directIncomingDocument(tx, leader, {
        id,
        directive: "Tham mưu",
        leadUnit: unit,
        cooperatingUnits: [],
        deadline: null,
      }),
    );
    return id;
  }

  test("a unit whose head may not see it cannot lead, and a person who may not see it cannot be in charge", async () => {
    await expect(directed(3)).rejects.toMatchObject({ problems: { leadUnit: expect.anything() } });
    const id = await directed(2);
    const assign = () =>
      transact(world.house, { actor: head }, (tx) =>
        assignPerson(tx, head, {
          incomingId: id,
          unitId: unit,
          appointmentId: specialist.appointmentId,
          deadline: null,
        }),
      );
    await expect(assign()).rejects.toMatchObject({ problems: { person: expect.anything() } });
    await transact(world.house, { actor: leader }, (tx) =>
      decideClearance(tx, leader, {
        appointmentId: specialist.appointmentId,
        level: 2,
        until: null,
        basis: "QĐ số 12/QĐ-UBND",
      }),
    );
    await assign();
    const document = await getIncoming(world.database.queries, id);
    const subject = await subjectOfIncoming(world.database.queries, document);
    expect(may(cleared(specialist, 2), mayReadIncoming, subject)).toBe(true);
    expect(may(cleared(specialist, 1), mayReadIncoming, subject)).toBe(false);
  });

  test("a leader lowered to nothing is not presented a secret document", async () => {
    const { id } = await paper(1);
    const before = await clearancesOf(world.database.queries, [leader.appointmentId], today);
    expect(before.size).toBe(0);
    await decideInDirectory(world.database.queries, {
      id: uuidv7(new Date()),
      appointmentId: leader.appointmentId,
      level: 0,
      from: today,
      until: today,
      basis: "Thử",
      decidedByName: "Thử",
      at: new Date(),
    });
    await expect(
      transact(world.house, { actor: clerk }, (tx) =>
        presentIncomingDocument(tx, clerk, id, leader.appointmentId),
      ),
    ).rejects.toMatchObject({ problems: { leader: expect.anything() } });
    const tomorrow = plusDays(today, 1);
    expect((await clearancesOf(world.database.queries, [leader.appointmentId], tomorrow)).size).toBe(0);
    await sql`delete from directory.clearance where appointment_id = ${leader.appointmentId}`.execute(
      world.database.queries,
    );
  });
});

describe("deciding who may see what", () => {
  const decision = () => ({ level: 3, until: null, basis: "QĐ số 15/QĐ-UBND" });
  const by = (actor: PersonActor, appointmentId: string, more: object = {}) =>
    transact(world.house, { actor }, (tx) =>
      decideClearance(tx, actor, { appointmentId, ...decision(), ...more }),
    );

  test("only a leader, and never for himself or for another organisation", async () => {
    for (const actor of [clerk, head, specialist])
      await expect(by(actor, clerk.appointmentId)).rejects.toMatchObject({ code: "access.denied" });
    await expect(by(leader, leader.appointmentId)).rejects.toMatchObject({
      problems: { appointment: expect.anything() },
    });
    const province = await world.actor("clerk", await world.organisation("000.00.13.H34"));
    await expect(by(leader, province.appointmentId)).rejects.toMatchObject({
      problems: { appointment: expect.anything() },
    });
    await expect(
      by(leader, clerk.appointmentId, { level: 4, basis: "", until: "2000-01-01" }),
    ).rejects.toMatchObject({
      problems: { level: expect.anything(), basis: expect.anything(), until: expect.anything() },
    });
  });

  test("on the page, without script; a wrong form comes back with what was typed", async () => {
    const wrong = await pages
      .as(leader)
      .post("/clearances", { appointment: head.appointmentId, level: "3", basis: "" });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain("Nhập số, ngày của quyết định làm căn cứ");
    const right = await pages.as(leader).post("/clearances", {
      appointment: head.appointmentId,
      level: "3",
      basis: "QĐ số 15/QĐ-UBND ngày 04/03/2026",
    });
    expect(right.status).toBe(303);
    expect((await pages.as(leader).get("/clearances")).text).toContain("QĐ số 15/QĐ-UBND ngày 04/03/2026");
    expect((await pages.as(clerk).get("/clearances")).status).toBe(403);
    const held = await clearancesOf(world.database.queries, [head.appointmentId], today);
    expect(held.get(head.appointmentId)?.level).toBe(3);
  });
});
