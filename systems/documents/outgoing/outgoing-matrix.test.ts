import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessDeniedError } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { holdersOf, unitsOf } from "../../../core/directory/index.ts";
import { Refusal } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { DAK_HA, STTTT, TEST_PIN, type TestProvince, testProvince } from "../testing.ts";
import { outgoingPages } from "../web/outgoing/index.ts";
import { testPages } from "../web/testing.ts";
import { allowedActions } from "./allowed-actions.ts";
import { askRecall } from "./ask-recall.ts";
import { cancelDocument } from "./cancel-document.ts";
import { checkDraft } from "./check-draft.ts";
import { createDraft } from "./create-draft.ts";
import { parseDraftFields } from "./draft-fields.ts";
import { editDraft } from "./edit-draft.ts";
import { issueDocument } from "./issue-document.ts";
import { numberDocument } from "./number-document.ts";
import { getOutgoing, type Outgoing } from "./outgoing.ts";
import {
  OUTGOING_ACTIONS,
  OUTGOING_STATES,
  OUTGOING_TRANSITIONS,
  type OutgoingAction,
  type OutgoingState,
} from "./outgoing-states.ts";
import { returnDraft } from "./return-draft.ts";
import { sealDocument } from "./seal-document.ts";
import { signDocument } from "./sign-document.ts";
import { submitDraft } from "./submit-draft.ts";
import { takeSignature } from "./take-signature.ts";

const PEOPLE = [
  "author",
  "colleague",
  "head of the unit",
  "head of another unit",
  "signer",
  "other leader",
  "delegate",
  "clerk",
  "clerk elsewhere",
  "leader elsewhere",
] as const;
type Person = (typeof PEOPLE)[number];

/** Who may read a document that is not secret. */
const READERS: readonly Person[] = [
  "author",
  "colleague",
  "head of the unit",
  "signer",
  "other leader",
  "delegate",
  "clerk",
];

/** Who does each step, said once more and independently of the permissions (NĐ 30/2020 Art. 10–18). */
function doers(action: OutgoingAction, state: OutgoingState): readonly Person[] {
  switch (action) {
    case "edit":
    case "submit":
      return ["author"];
    case "check":
      return ["head of the unit", "signer", "other leader", "delegate"];
    case "take-signature":
      return ["delegate"];
    case "sign":
      return ["signer"];
    case "return":
      if (state === "checked") return ["signer"];
      return state === "signed" ? ["clerk"] : ["head of the unit", "signer", "other leader", "delegate"];
    case "cancel":
      return state === "draft" ? ["author"] : ["clerk"];
    default:
      return ["clerk"];
  }
}

let world: TestProvince;
let people: Record<Person, PersonActor>;
let pages: ReturnType<typeof testPages>;
let id: string;
/** The document as it really was in each state. */
const asIn = new Map<OutgoingState, Outgoing>();

beforeAll(async () => {
  world = await testProvince();
  pages = testPages(world.house, outgoingPages);
  const queries = world.database.queries;
  const sender = await world.organisation(STTTT);
  const receiver = await world.organisation(DAK_HA);
  const today = localDateOf(new Date());
  const [first, second] = await holdersOf(queries, "leader", sender, today);
  const staffed = [];
  for (const unit of await unitsOf(queries, sender, today)) {
    const [specialist, other] = await holdersOf(queries, "specialist", unit.id, today);
    const [head] = await holdersOf(queries, "head-of-unit", unit.id, today);
    if (specialist && other && head && specialist.personId !== head.personId)
      staffed.push({ specialist, other, head });
  }
  const [unit, another, third] = staffed;
  if (!first || !second || !unit || !another || !third) throw new Error("the department has too few people");
  people = {
    author: world.actorOf(unit.specialist),
    colleague: world.actorOf(unit.other),
    "head of the unit": world.actorOf(unit.head),
    "head of another unit": world.actorOf(another.head),
    signer: world.actorOf(first),
    "other leader": world.actorOf(second),
    delegate: await world.delegateOf(world.actorOf(first), world.actorOf(third.head), ["check", "sign"]),
    clerk: await world.actor("clerk", sender),
    "clerk elsewhere": await world.actor("clerk", receiver),
    "leader elsewhere": await world.actor("leader", receiver),
  };
  await live(receiver);
});
afterAll(() => world.close());

const fields = (receiver: string) =>
  parseDraftFields({
    documentType: "CV",
    abstract: "V/v báo cáo",
    signer: people.signer.appointmentId,
    recipients: [receiver],
  });

/** Takes one document through its life and keeps a copy of its row in every state. */
async function live(receiver: string): Promise<void> {
  const { author, signer, clerk } = people;
  const file = await world.letter();
  const run = <Result>(actor: PersonActor, work: (tx: Transaction) => Promise<Result>) =>
    transact(world.house, { actor }, work);
  const keep = async () => {
    const document = await getOutgoing(world.database.queries, id);
    asIn.set(document.state, document);
  };
  const made = await run(author, (tx) =>
    createDraft(tx, author, { fields: fields(receiver), file, pageAmount: 1, attachments: [] }),
  );
  id = made.id;
  await keep();
  await run(author, (tx) => submitDraft(tx, author, id));
  await keep();
  await run(people["head of the unit"], (tx) => checkDraft(tx, people["head of the unit"], id));
  await keep();
  await signDocument(world.house, signer, { id, pin: TEST_PIN });
  await keep();
  await numberDocument(world.house, clerk, { id });
  await keep();
  await sealDocument(world.house, clerk, { id, pin: TEST_PIN });
  await keep();
  await run(clerk, (tx) => issueDocument(tx, clerk, id));
  await keep();
  const issued = asIn.get("issued");
  if (issued) asIn.set("cancelled", { ...issued, state: "cancelled" });
}

/** Puts the row back to what it was in a state. */
async function restore(state: OutgoingState): Promise<Outgoing> {
  const row = asIn.get(state);
  if (!row) throw new Error(`never was ${state}`);
  const { symbol: _generated, id: _id, ...columns } = row;
  await world.database.queries.updateTable("documents.outgoing").set(columns).where("id", "=", id).execute();
  return row;
}

class TakenBack extends Error {}

/** Tries an action and takes it back. A wrong PIN means that every check before it was passed. */
async function outcome(
  actor: PersonActor,
  action: OutgoingAction,
  document: Outgoing,
): Promise<"done" | "forbidden" | "wrong state"> {
  const reason = "Lý do đủ dài để hiểu";
  const work: Record<
    Exclude<OutgoingAction, "sign" | "number" | "seal">,
    (tx: Transaction) => Promise<unknown>
  > = {
    edit: async (tx) =>
      editDraft(tx, actor, {
        id,
        version: document.version,
        fields: fields(await world.organisation(DAK_HA)),
      }),
    submit: (tx) => submitDraft(tx, actor, id),
    check: (tx) => checkDraft(tx, actor, id),
    return: (tx) => returnDraft(tx, actor, id, reason),
    "take-signature": (tx) => takeSignature(tx, actor, id),
    issue: (tx) => issueDocument(tx, actor, id),
    recall: (tx) => askRecall(tx, actor, { id, organisations: [], reason }),
    cancel: (tx) => cancelDocument(tx, actor, id, reason),
  };
  try {
    if (action === "sign") await signDocument(world.house, actor, { id, pin: "000000" });
    else if (action === "seal") await sealDocument(world.house, actor, { id, pin: "000000" });
    else if (action === "number") {
      await numberDocument(world.house, actor, { id });
      await restore("signed");
    } else {
      await transact(world.house, { actor }, async (tx) => {
        await work[action](tx);
        throw new TakenBack();
      });
    }
    return "done";
  } catch (error) {
    if (error instanceof TakenBack) return "done";
    if (error instanceof AccessDeniedError) return "forbidden";
    if (error instanceof Refusal && error.code === "signing.wrong-pin") return "done";
    if (error instanceof Refusal && error.code === "documents.wrong-state") return "wrong state";
    throw error;
  }
}

describe("state × action × person", () => {
  test.each(OUTGOING_STATES)("in the state %s every cell holds, legal or not", async (state) => {
    const document = await restore(state);
    const wrong: string[] = [];
    for (const action of OUTGOING_ACTIONS) {
      const legal = OUTGOING_TRANSITIONS[state][action] !== undefined;
      for (const person of PEOPLE) {
        const may = doers(action, state).includes(person);
        const found = await outcome(people[person], action, document);
        const expected = may ? (legal ? "done" : "wrong state") : "forbidden";
        if (found !== expected) wrong.push(`${action} by ${person}: ${found}, should be ${expected}`);
        const offered = allowedActions(people[person], document).includes(action);
        if (offered !== (may && legal))
          wrong.push(`${action} is ${offered ? "" : "not "}offered to ${person}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  const PAGES: readonly (readonly [path: string, actions: readonly OutgoingAction[]])[] = [
    ["edit", ["edit"]],
    ["submit", ["submit"]],
    ["check", ["check"]],
    ["return", ["return"]],
    ["sign", ["sign"]],
    ["dispatch", ["number", "seal"]],
    ["issue", ["issue"]],
    ["recall", ["recall"]],
    ["cancel", ["cancel"]],
  ];

  test.each(OUTGOING_STATES)(
    "in the state %s every page opens for exactly those who may act",
    async (state) => {
      await restore(state);
      const wrong: string[] = [];
      for (const [path, actions] of PAGES) {
        const open = actions.find((action) => OUTGOING_TRANSITIONS[state][action] !== undefined);
        for (const person of PEOPLE) {
          const may = actions.some((action) => doers(action, state).includes(person));
          const { status } = await pages.as(people[person]).get(`/outgoing/${id}/${path}`);
          const expected = may ? (open ? 200 : 409) : 403;
          if (status !== expected) wrong.push(`${path} by ${person}: ${status}, should be ${expected}`);
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  test.each(OUTGOING_STATES)(
    "in the state %s card and file are read by those who may, and offer only what they may do",
    async (state) => {
      await restore(state);
      for (const person of PEOPLE) {
        const who = pages.as(people[person]);
        const card = await who.get(`/outgoing/${id}`);
        const readable = READERS.includes(person);
        expect([person, card.status]).toEqual([person, readable ? 200 : 403]);
        expect((await who.get(`/outgoing/${id}/file`)).status).toBe(readable ? 200 : 403);
        expect((await who.get(`/outgoing/${id}/file/1`)).status).toBe(readable ? 200 : 403);
        for (const [path, actions] of PAGES) {
          const may = actions.some(
            (action) =>
              OUTGOING_TRANSITIONS[state][action] !== undefined && doers(action, state).includes(person),
          );
          expect([person, path, card.text.includes(`/outgoing/${id}/${path}"`)]).toEqual([person, path, may]);
        }
      }
    },
  );
});

describe("a secret draft", () => {
  test("is checked by a leader, not by the head of the unit, who may not read it", async () => {
    const document: Outgoing = { ...(await restore("submitted")), confidentiality: 1 };
    expect(allowedActions(people["head of the unit"], document)).toEqual([]);
    expect(allowedActions(people["other leader"], document)).toEqual(["check", "return"]);
    expect(allowedActions(people.colleague, document)).toEqual([]);
  });
});
