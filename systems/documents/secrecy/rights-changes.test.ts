import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { actionsLike } from "../../../core/audit/action-words.ts";
import { localDateOf, plusDays } from "../../../core/calendar/index.ts";
import { migrate } from "../../../core/database/index.ts";
import { decideRightsAlert } from "../../../core/directory/decide-rights-alert.ts";
import {
  endAppointment,
  endDelegation,
  findDelegation,
  giveAppointment,
  giveDelegation,
  peopleOf,
} from "../../../core/directory/index.ts";
import { listRightsAlerts, type RightsAlert } from "../../../core/directory/rights-alerts.ts";
import { createOfficial } from "../../../core/identity/index.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { approvalPath } from "../approving/approvals.ts";
import { addApprovalStep, replaceApprover } from "../approving/choose-approvers.ts";
import { keepGroup } from "../groups/groups.ts";
import { withdrawAsked } from "../opinion-rounds/change-asked.ts";
import { documentOfRound } from "../opinion-rounds/document-of-round.ts";
import { openRound, USUAL_OPTIONS } from "../opinion-rounds/open-round.ts";
import { createDraft } from "../outgoing/create-draft.ts";
import { parseDraftFields } from "../outgoing/draft-fields.ts";
import { directedDocument, type TaskPeople, taskPeople } from "../tasks/testing.ts";
import { DAK_HA, STTTT, type TestProvince, testProvince } from "../testing.ts";
import { decideClearance } from "./decide-clearance.ts";
import { tellRights } from "./tell-rights.ts";

let world: TestProvince;
let people: TaskPeople;
let administrator: PersonActor;
let second: PersonActor;
const today = localDateOf(new Date());

beforeAll(async () => {
  world = await testProvince([tellRights]);
  await migrate(world.database, [
    { room: "core/notify", folder: new URL("../../../core/notify/migrations/", import.meta.url) },
  ]);
  people = await taskPeople(world);
  administrator = {
    ...(await world.actor("clerk", await world.organisation(STTTT))),
    roles: ["administrator"],
  };
  second = {
    ...(await world.actor("specialist", await world.organisation(STTTT))),
    roles: ["administrator"],
  };
});
afterAll(() => world.close());

const run = <Result>(actor: PersonActor, work: (tx: Transaction) => Promise<Result>) =>
  transact(world.house, { actor }, work);
const open = () =>
  listRightsAlerts(world.database.queries, administrator, { view: "open", text: "", ascending: false });
const decide = (actor: PersonActor, { id }: RightsAlert, decision: "confirm" | "contest") =>
  run(actor, (tx) => decideRightsAlert(tx, actor, { id, decision, reason: "Không đúng quyết định" }));

/** The alerts that were not open before. */
async function raisedBy(work: () => Promise<unknown>): Promise<readonly RightsAlert[]> {
  const before = new Set((await open()).map(({ id }) => id));
  await work();
  return (await open()).filter(({ id }) => !before.has(id));
}

const opinions = async (actor: PersonActor, documentId: string, asked: readonly PersonActor[]) =>
  await run(actor, (tx) =>
    openRound(tx, actor, {
      kind: "incoming",
      documentId,
      question: "Đề nghị cho ý kiến về số liệu",
      options: USUAL_OPTIONS,
      openAnswers: false,
      deadline: new Date(Date.now() + 5 * 86_400_000),
      people: asked.map(({ appointmentId }) => appointmentId),
      units: [],
      files: [],
    }),
  );

async function draftOf(author: PersonActor): Promise<string> {
  const file = await world.letter();
  const fields = parseDraftFields({
    documentType: "CV",
    abstract: "V/v quyền đọc",
    summary: "",
    signer: people.leader.appointmentId,
    signingForm: "own",
    recipients: [],
    toPlaces: [],
    urgency: 0,
    confidentiality: 0,
    dueDate: null,
    businessType: 0,
    businessReason: "",
    affects: null,
    answers: null,
  });
  return (
    await run(author, (tx) => createDraft(tx, author, { fields, file, pageAmount: 1, attachments: [] }))
  ).id;
}

const delegate = (from: PersonActor, to: PersonActor) =>
  run(from, (tx) =>
    giveDelegation(tx, from, {
      to: to.appointmentId,
      kinds: ["direct"],
      documentTypes: [],
      units: [],
      begins: today,
      ends: plusDays(today, 5),
      basis: "Giấy ủy quyền số 07/GUQ",
    }),
  );
const post = (person: PersonActor) => ({
  personId: person.personId,
  unitId: people.head.unitId,
  title: "Phó Trưởng phòng",
  rank: "unit-deputy",
  roles: ["head-of-unit"],
  kind: "concurrent",
  basis: "QĐ số 12/QĐ",
});

/** Every audit action of these rooms that changes who may do or see what, how it comes about, and its alert. */
const CHANGES: Readonly<Record<string, { kind: string; act: () => Promise<unknown> }>> = {
  "identity.create-account": {
    kind: "directory.post-given",
    act: () =>
      createOfficial(world.house, {
        actor: administrator,
        fullName: "Y Mới Đến",
        username: "y.moi.den",
        unitId: people.head.unitId,
        title: "Chuyên viên",
        rank: "specialist",
        roles: ["specialist"],
      }),
  },
  "directory.give-appointment": {
    kind: "directory.post-given",
    act: () => run(administrator, (tx) => giveAppointment(tx, administrator, post(people.otherPerson))),
  },
  "directory.end-appointment": {
    kind: "directory.post-ended",
    act: async () => {
      const held = await run(administrator, (tx) => giveAppointment(tx, administrator, post(people.person)));
      await run(administrator, (tx) =>
        endAppointment(tx, administrator, { appointmentId: held.id, lastDay: today, basis: "QĐ số 13/QĐ" }),
      );
    },
  },
  "directory.give-delegation": {
    kind: "directory.delegation-given",
    act: () => delegate(people.leader, people.head),
  },
  "directory.end-delegation": {
    kind: "directory.delegation-ended",
    act: async () => {
      const { id } = await delegate(people.leader, people.head);
      await run(people.leader, (tx) => endDelegation(tx, people.leader, { id, reason: "Đã đi công tác về" }));
    },
  },
  "documents.decide-clearance": {
    kind: "documents.clearance",
    act: () =>
      run(people.leader, (tx) =>
        decideClearance(tx, people.leader, {
          appointmentId: people.person.appointmentId,
          level: 3,
          until: null,
          basis: "QĐ số 1",
        }),
      ),
  },
  "documents.give-reading": {
    kind: "documents.reading",
    act: async () => {
      const author = people.person;
      const id = await draftOf(author);
      await run(author, (tx) =>
        addApprovalStep(tx, author, { id, people: [people.otherPerson.appointmentId], anyOne: false }),
      );
    },
  },
  "documents.keep-group": {
    kind: "documents.recipient-group",
    act: () =>
      run(people.clerk, (tx) =>
        keepGroup(tx, people.clerk, {
          kind: "units",
          own: false,
          name: "Khối nội chính",
          members: [people.head.unitId, people.otherHead.unitId],
        }),
      ),
  },
};

/** What sounds like a change of rights and is none, and why. */
const NONE: Readonly<Record<string, string>> = {
  "directory.restore-appointment": "the outcome of a decision about an alert",
  "directory.restore-delegation": "the outcome of a decision about an alert",
  "directory.confirm-rights": "the decision itself",
  "directory.contest-rights": "the decision itself",
  "directory.export-rights": "reads the list",
  "documents.take-reading":
    "reading ends with the question or approval it came with, as was said when it was given",
  "documents.remove-group": "members get nothing any more that others could forward; nobody gains a right",
  "documents.ask-reading": "the reading of a scan by the machine",
  "identity.lock-account": "rights stay, they cannot be used; leavers stand on the start page",
  "identity.unlock-account": "rights are those the posts give",
  "identity.seed-demo": "the accounts of a demonstration",
  "identity.switch-appointment": "a person chooses among the posts they hold",
};

test.each(Object.entries(CHANGES))("%s stands as an alert", async (action, { kind, act }) => {
  const recorded = async () =>
    (
      await sql<{
        n: number;
      }>`select count(*)::int as n from audit.record where action = ${action}`.execute(world.database.queries)
    ).rows[0]?.n ?? 0;
  const before = await recorded();
  const raised = await raisedBy(act);
  expect(await recorded()).toBeGreaterThan(before);
  expect(raised.map((alert) => alert.kind)).toContain(kind);
  const [alert] = raised.filter((each) => each.kind === kind);
  expect([alert?.before.vi, alert?.after.vi].every((words) => words !== undefined && words !== "")).toBe(
    true,
  );
  expect(alert?.before.vi).not.toBe(alert?.after.vi);
});

test("no action whose name speaks of rights, posts, reading or groups is left without saying which it is", () => {
  const speaking = actionsLike("").filter((action) =>
    /^(directory|identity|documents)\..*(right|appointment|delegation|clearance|reading|group|account|seed)/.test(
      action,
    ),
  );
  expect(speaking.filter((action) => !(action in CHANGES) && !(action in NONE))).toEqual([]);
});

test("reading given with a question: an alert for whoever could not read it, decided by the head or a leader, taken back when contested", async () => {
  const { id } = await directedDocument(world, people);
  const specialist = people.person;
  const outsider = await world.actor("specialist", await outsideUnit());
  const raised = await raisedBy(() => opinions(specialist, id, [outsider, people.otherPerson, people.clerk]));
  // The other unit works on it and the clerk reads everything: only the outsider was given something.
  expect(raised.map(({ holderPerson, kind }) => [holderPerson, kind])).toEqual([
    [outsider.personId, "documents.reading"],
  ]);
  const [alert] = raised;
  if (!alert) throw new Error("no alert");
  const readable = async () =>
    (await documentOfRound(world.database.queries, "incoming", id)).readable(outsider);
  expect(await readable()).toBe(true);
  for (const actor of [specialist, outsider, people.otherHead])
    await expect(decide(actor, alert, "confirm")).rejects.toMatchObject({ code: "access.denied" });
  await decide(people.head, alert, "contest");
  expect(await readable()).toBe(false);
  // The question is still there for whoever asked to put right; withdrawing it finds nothing to take.
  const { rows } = await sql<{
    id: string;
    round_id: string;
  }>`select a.id, a.round_id from documents.opinion_asked a
    join documents.opinion_round r on r.id = a.round_id
    where r.document_id = ${id} and a.appointment_id = ${outsider.appointmentId}`.execute(
    world.database.queries,
  );
  const asked = rows[0];
  if (!asked) throw new Error("nobody is asked");
  await run(specialist, (tx) =>
    withdrawAsked(tx, specialist, {
      roundId: asked.round_id,
      askedId: asked.id,
      reason: "Không được xem văn bản",
    }),
  );
  expect(await readable()).toBe(false);
});

test("whoever may decide is told, once for what was done in one step; whoever made a contested change too", async () => {
  const { id } = await directedDocument(world, people);
  const specialist = people.person;
  const unit = await outsideUnit();
  const outsiders = (await peopleOf(world.database.queries, unit, today)).map(world.actorOf).slice(0, 2);
  const raised = await raisedBy(() => opinions(specialist, id, outsiders));
  const handle = (alert: RightsAlert, contested = false) => {
    const event = {
      id: alert.id,
      subjectId: alert.id,
      organisations: [alert.organisationId],
      actor: { kind: "system" as const, name: "test" },
      at: new Date(),
    };
    const alertId = alert.id;
    return transact(world.house, { actor: { kind: "system", name: "test" } }, (tx) =>
      tellRights.handle(
        tx,
        contested
          ? { ...event, type: "directory.rights-decided", data: { alertId, decision: "contested" } }
          : { ...event, type: "directory.rights-alerted", data: { alertId } },
        world.house,
      ),
    );
  };
  const told = async (actor: PersonActor, kind: string) =>
    (
      await sql<{ n: number }>`select count(*)::int as n from notify.notification
        where person_id = ${actor.personId}::uuid and kind = ${kind} and at > now() - interval '1 hour'`.execute(
        world.database.queries,
      )
    ).rows[0]?.n ?? 0;
  for (const alert of raised) await handle(alert);
  expect(await told(people.leader, "documents.rights-changed")).toBe(1);
  expect(await told(people.head, "documents.rights-changed")).toBe(1);
  expect(await told(people.otherHead, "documents.rights-changed")).toBe(0);
  expect(await told(specialist, "documents.rights-changed")).toBe(0);
  const [alert] = raised;
  if (!alert) throw new Error("no alert");
  await decide(people.leader, alert, "contest");
  await handle(alert, true);
  expect(await told(specialist, "documents.rights-contested")).toBe(1);
});

test("given by a leader or the head of its unit it needs nobody's confirmation", async () => {
  const outsider = await world.actor("specialist", await outsideUnit());
  for (const giver of [people.leader, people.head]) {
    const { id } = await directedDocument(world, people);
    expect(await raisedBy(() => opinions(giver, id, [outsider]))).toEqual([]);
    expect((await documentOfRound(world.database.queries, "incoming", id)).readable(outsider)).toBe(true);
  }
});

test("reading that came with a question and an approval ends with the last of them, and its alert with it", async () => {
  const author = people.person;
  const reader = people.otherPerson;
  const id = await draftOf(author);
  const readable = async () =>
    (await documentOfRound(world.database.queries, "outgoing", id)).readable(reader);
  const raised = await raisedBy(async () => {
    await run(author, (tx) =>
      openRound(tx, author, {
        kind: "outgoing",
        documentId: id,
        question: "Đề nghị cho ý kiến về dự thảo",
        options: USUAL_OPTIONS,
        openAnswers: false,
        deadline: new Date(Date.now() + 5 * 86_400_000),
        people: [reader.appointmentId, people.head.appointmentId],
        units: [],
        files: [],
      }),
    );
    await run(author, (tx) =>
      addApprovalStep(tx, author, { id, people: [reader.appointmentId], anyOne: false }),
    );
  });
  expect(raised).toHaveLength(1);
  const { rows } = await sql<{
    id: string;
    round_id: string;
  }>`select a.id, a.round_id from documents.opinion_asked a
    join documents.opinion_round r on r.id = a.round_id
    where r.document_id = ${id} and a.appointment_id = ${reader.appointmentId}`.execute(
    world.database.queries,
  );
  const asked = rows[0];
  if (!asked) throw new Error("nobody is asked");
  await run(author, (tx) =>
    withdrawAsked(tx, author, {
      roundId: asked.round_id,
      askedId: asked.id,
      reason: "Đã có trong luồng duyệt",
    }),
  );
  expect(await readable()).toBe(true);
  const [step] = await approvalPath(world.database.queries, id);
  const approver = step?.approvers[0];
  if (!approver) throw new Error("nobody approves");
  await run(author, (tx) =>
    replaceApprover(tx, author, {
      id,
      approverId: approver.id,
      appointmentId: people.otherHead.appointmentId,
    }),
  );
  expect(await readable()).toBe(false);
  expect((await open()).map((alert) => alert.id)).not.toContain(raised[0]?.id);
});

test("of a secret document an alert says neither number nor abstract: administrators read it", async () => {
  const { id } = await directedDocument(world, people);
  await sql`update documents.incoming set confidentiality = 1 where id = ${id}::uuid`.execute(
    world.database.queries,
  );
  const outsider = await world.actor("specialist", await outsideUnit());
  const raised = await raisedBy(() => opinions(people.person, id, [outsider]));
  expect(raised.map((alert) => alert.what.vi)).toEqual(["Đọc một văn bản mật"]);
});

test("a contested change of a group puts its members back; an own group is nobody else's matter", async () => {
  const keep = (own: boolean, members: readonly string[], id?: string) =>
    run(people.clerk, (tx) =>
      keepGroup(tx, people.clerk, {
        kind: "units",
        own,
        name: own ? "Riêng" : "Khối kinh tế",
        members,
        ...(id ? { id } : {}),
      }),
    );
  expect(await raisedBy(() => keep(true, [people.head.unitId]))).toEqual([]);
  const id = await keep(false, [people.head.unitId]);
  const [made] = (await open()).filter((alert) => alert.objectId === id);
  if (!made) throw new Error("no alert");
  await decide(people.leader, made, "confirm");
  const [changed] = await raisedBy(() => keep(false, [people.head.unitId, people.otherHead.unitId], id));
  if (!changed) throw new Error("no alert");
  expect(await raisedBy(() => keep(false, [people.head.unitId, people.otherHead.unitId], id))).toEqual([]);
  await decide(people.leader, changed, "contest");
  const group = await world.database.queries
    .selectFrom("documents.recipient_group")
    .select("members")
    .where("id", "=", id)
    .executeTakeFirst();
  expect(group?.members).toEqual([people.head.unitId]);
});

test("a contested end of a post brings back the delegations that ended with it, except those that cannot come back", async () => {
  const { id } = await delegate(people.leader, people.otherHead);
  const [mine] = (await open()).filter((alert) => alert.objectId === id);
  if (!mine) throw new Error("no alert");
  await decide(administrator, mine, "confirm");
  await run(administrator, (tx) =>
    endAppointment(tx, administrator, {
      appointmentId: people.otherHead.appointmentId,
      lastDay: plusDays(today, -1),
      basis: "QĐ số 15/QĐ",
    }),
  );
  expect((await findDelegation(world.database.queries, id))?.endedAt).not.toBeNull();
  const [ended] = (await open()).filter(
    (alert) => alert.kind === "directory.post-ended" && alert.objectId === people.otherHead.appointmentId,
  );
  if (!ended) throw new Error("no alert");
  const { outcome } = await decide(second, ended, "contest");
  expect(outcome.vi).toContain("1 ủy quyền");
  expect((await findDelegation(world.database.queries, id))?.endedAt).toBeNull();
  expect((await open()).filter((alert) => alert.objectId === id)).toEqual([]);
});

/** A unit of the body that works on nothing of this test. */
async function outsideUnit(): Promise<string> {
  const body = await world.organisation(DAK_HA);
  const { rows } = await sql<{ unit_id: string }>`
    select p.unit_id from directory.position p join directory.appointment a on a.position_id = p.id
     where p.body_id = ${body}::uuid and p.roles @> array['specialist']
       and p.unit_id not in (${people.head.unitId}::uuid, ${people.otherHead.unitId}::uuid)
     order by p.unit_id limit 1`.execute(world.database.queries);
  const unit = rows[0]?.unit_id;
  if (!unit) throw new Error("no third unit");
  return unit;
}
