import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessDeniedError } from "../../../core/access/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { acceptDossier, refuseDossier } from "./accept-dossier.ts";
import {
  apologise,
  askPayment,
  recallResult,
  recordWithdrawal,
  returnResult,
  stopDossier,
} from "./end-dossier.ts";
import { forwardDossier } from "./forward-dossier.ts";
import { DOSSIER_STATES, type DossierState, FINAL_STATES, stateAfter, TRANSITIONS } from "./states.ts";
import { askSupplement, recordSupplement } from "./supplement.ts";
import { type DossierWorld, dossierWorld } from "./testing.ts";

/** public-services: legal transitions between the national statuses. */
const LEGAL: Readonly<Record<DossierState, readonly DossierState[]>> = {
  1: [2, 3, 5, 7],
  2: [4, 5, 6, 7, 8],
  3: [],
  4: [5, 6, 7, 8, 9],
  5: [1, 2, 4, 7, 8],
  6: [2, 4, 7, 8, 9],
  7: [],
  8: [],
  9: [4, 10],
  10: [],
};

test("the table leads only where the law lets a dossier go, and out of every state that is not final", () => {
  for (const state of DOSSIER_STATES) {
    const reached = TRANSITIONS.filter(({ from }) => from.includes(state)).flatMap((each) =>
      each.to === "before"
        ? ([1, 2, 4] as const)
            .filter((before) => !(state === 6 && before === 1))
            .map((before) => stateAfter(state, each, before))
        : [stateAfter(state, each, null)],
    );
    for (const next of reached.filter((next) => next !== state))
      expect([state, LEGAL[state]]).toEqual([state, expect.arrayContaining([next])]);
    expect([state, reached.length === 0]).toEqual([state, FINAL_STATES.includes(state)]);
  }
});

const REASON = "Thiếu giấy chứng sinh bản chính.";

type Act = (tx: Transaction, actor: PersonActor, id: string, seen: number) => Promise<unknown>;

const ACTS: Readonly<
  Record<
    string,
    { readonly act: Act; readonly in: Readonly<Partial<Record<DossierState, readonly string[]>>> }
  >
> = {
  accept: {
    act: (tx, actor, id, seen) => acceptDossier(tx, actor, { id, seen }),
    in: { 1: ["desk"] },
  },
  refuse: {
    act: (tx, actor, id, seen) => refuseDossier(tx, actor, { id, seen, note: REASON }),
    in: { 1: ["desk"] },
  },
  "ask-supplement": {
    act: (tx, actor, id, seen) =>
      askSupplement(tx, actor, { id, seen, note: REASON, components: ["paper-1"], others: "", phone: "" }),
    in: { 1: ["desk"], 2: ["desk"], 4: ["desk", "specialist"] },
  },
  "record-supplement": {
    act: (tx, actor, id, seen) =>
      recordSupplement(tx, actor, { id, seen, note: "Đã nộp bản chính", files: [] }),
    in: { 5: ["desk"] },
  },
  withdraw: {
    act: (tx, actor, id, seen) => recordWithdrawal(tx, actor, { id, seen, note: REASON }),
    in: { 1: ["desk"], 2: ["desk"], 4: ["desk"], 5: ["desk"], 6: ["desk"] },
  },
  "forward from the desk": {
    act: (tx, actor, id, seen) => forwardDossier(tx, actor, { id, seen, to: "tham-dinh" }),
    in: { 2: ["desk"] },
  },
  "forward to the leader": {
    act: (tx, actor, id, seen) => forwardDossier(tx, actor, { id, seen, to: "ky" }),
    in: { 4: ["specialist"] },
  },
  "ask-payment": {
    act: (tx, actor, id, seen) => askPayment(tx, actor, { id, seen, note: REASON }),
    in: { 2: ["desk"], 4: ["desk", "specialist"] },
  },
  stop: {
    act: (tx, actor, id, seen) => stopDossier(tx, actor, { id, seen, note: REASON }),
    in: { 2: ["desk", "leader"], 4: ["leader"], 5: ["desk", "leader"], 6: ["desk", "leader"] },
  },
  apologise: {
    act: (tx, actor, id, seen) =>
      apologise(tx, actor, { id, seen, note: REASON, newDueAt: new Date("2027-03-02T09:00:00+07:00") }),
    in: { 2: ["desk", "leader"], 4: ["specialist", "leader"] },
  },
  recall: {
    act: (tx, actor, id, seen) => recallResult(tx, actor, { id, seen, note: REASON }),
    in: { 9: ["leader"] },
  },
  return: {
    act: (tx, actor, id, seen) => returnResult(tx, actor, { id, seen, receivedBy: "Y Hạnh" }),
    in: { 9: ["desk"] },
  },
};

let world: DossierWorld;
beforeAll(async () => {
  world = await dossierWorld();
});
afterAll(() => world.close());

/** A dossier that came to a state by no more than its columns: what it went through does not matter to the rules. */
async function inState(state: DossierState): Promise<string> {
  const { id } = await world.file();
  const step =
    { 2: "tiep-nhan", 4: "tham-dinh", 5: "tham-dinh", 6: "tham-dinh", 9: "tra-ket-qua" }[state as number] ??
    null;
  await world.province.database.queries
    .updateTable("public_services.dossier")
    .set({
      state,
      state_before: state === 5 || state === 6 ? 4 : null,
      received_at: state === 1 ? null : new Date(),
      due_at: new Date(Date.now() + 86_400_000),
      step_key: step,
      step_organisation_id: step ? world.commune : null,
    })
    .where("id", "=", id)
    .execute();
  if (state === 9)
    await world.province.database.queries
      .updateTable("public_services.dossier_trace")
      .set({ action: "finish", from_step: "ky" })
      .where("dossier_id", "=", id)
      .execute();
  return id;
}

async function outcome(actor: PersonActor, act: Act, id: string): Promise<string> {
  try {
    // Rolled back, so that the next role meets the same dossier.
    await world.run(actor, async (tx) => {
      await act(tx, actor, id, 0);
      throw new Error("done");
    });
    return "done";
  } catch (error) {
    if (error instanceof AccessDeniedError) return "denied";
    if (error instanceof Refusal) return error.code;
    return error instanceof Error ? error.message : "?";
  }
}

describe("every role in every state can do exactly what the table and the permissions give it", () => {
  test.each(DOSSIER_STATES)("state %i", async (state) => {
    const id = await inState(state);
    const roles: Readonly<Record<string, PersonActor>> = {
      desk: world.desk,
      specialist: world.specialist,
      leader: world.leader,
      stranger: world.strangerDesk,
      district: world.district.specialist,
    };
    for (const [action, { act, in: where }] of Object.entries(ACTS)) {
      for (const [role, actor] of Object.entries(roles)) {
        const came = await outcome(actor, act, id);
        const may = where[state]?.includes(role) ?? false;
        expect([action, role, came === "done"]).toEqual([action, role, may]);
        if (!may) expect(["denied", "dossiers.wrong-state", "dossiers.no-way"]).toContain(came);
        // Strangers learn nothing of the state: the right is asked first, wherever one is held at all.
        if (role === "stranger" && !["forward from the desk", "forward to the leader"].includes(action))
          expect(came).toBe("denied");
      }
    }
  });
});
