import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessDeniedError, may } from "../../../../core/access/index.ts";
import { FormRefusal, Refusal } from "../../../../core/errors.ts";
import { checkWorkflow } from "./check-workflow.ts";
import { differenceOf } from "./difference.ts";
import {
  addStep,
  addWay,
  changeStep,
  moveStep,
  newDefinition,
  removeStep,
  removeWay,
} from "./edit-definition.ts";
import { getEditedWorkflow, publishedWorkflow, workflowVersion } from "./find-workflows.ts";
import { mayPublishWorkflow, mayReadWorkflows, mayWriteWorkflow } from "./permissions.ts";
import { publishWorkflow } from "./publish-workflow.ts";
import { createWorkflow, discardWorking, saveWorking } from "./save-working.ts";
import { type WorkflowWorld, workflowWorld } from "./testing.ts";

let world: WorkflowWorld;
beforeAll(async () => {
  world = await workflowWorld();
});
afterAll(() => world.close());

const queries = () => world.province.database.queries;
const edited = (code: string) => getEditedWorkflow(queries(), code);

async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "done";
  } catch (error) {
    if (error instanceof FormRefusal) return `form:${Object.keys(error.problems).join()}`;
    return error instanceof Refusal ? error.code : String(error);
  }
}

const SIGNING = {
  name: "Lãnh đạo ký",
  state: 4,
  place: "receiver",
  role: "leader",
  department: "",
  share: 100,
  signs: true,
} as const;

const make = (code: string) =>
  world.run(world.keeper.specialist, (tx) =>
    createWorkflow(tx, world.keeper.specialist, { code, name: `Thử ${code}`, definition: newDefinition() }),
  );
async function save(code: string, change: Parameters<typeof saveWorking>[4], seen?: number) {
  const at = seen ?? (await edited(code)).seen;
  await world.run(world.keeper.specialist, (tx) =>
    saveWorking(tx, world.keeper.specialist, code, at, change),
  );
}
async function publish(code: string, note = "Theo Quyết định 12/QĐ-UBND") {
  const { seen } = await edited(code);
  return await world.run(world.keeper.leader, (tx) =>
    publishWorkflow(tx, world.keeper.leader, { code, seen, note }),
  );
}

test("who may: everybody reads, the controlling office writes, its leader and administrators publish", () => {
  const people = {
    specialist: world.keeper.specialist,
    leader: world.keeper.leader,
    administrator: world.administrator,
    stranger: world.leader,
    clerk: world.desk,
  };
  const keepers = { keepers: [world.office] };
  const table = Object.entries(people).map(([who, actor]) => [
    who,
    may(actor, mayReadWorkflows, undefined),
    may(actor, mayWriteWorkflow, keepers),
    may(actor, mayPublishWorkflow, keepers),
  ]);
  expect(table).toEqual([
    ["specialist", true, true, false],
    ["leader", true, true, true],
    ["administrator", true, true, true],
    ["stranger", true, false, false],
    ["clerk", true, false, false],
  ]);
  expect(may(people.leader, mayWriteWorkflow, { keepers: [] })).toBe(false);
  expect(may(people.administrator, mayWriteWorkflow, { keepers: [] })).toBe(true);
});

describe("writing", () => {
  test("is refused to others, also past the pages", async () => {
    await make("rieng");
    const { seen } = await edited("rieng");
    const attempts = [
      (actor: typeof world.leader) =>
        world.run(actor, (tx) =>
          createWorkflow(tx, actor, { code: "lau", name: "Lậu", definition: newDefinition() }),
        ),
      (actor: typeof world.leader) =>
        world.run(actor, (tx) => saveWorking(tx, actor, "rieng", seen, () => ({}))),
      (actor: typeof world.leader) => world.run(actor, (tx) => discardWorking(tx, actor, "rieng", seen)),
      (actor: typeof world.leader) =>
        world.run(actor, (tx) => publishWorkflow(tx, actor, { code: "rieng", seen, note: "Thử công bố" })),
    ];
    for (const attempt of attempts)
      await expect(attempt(world.leader)).rejects.toBeInstanceOf(AccessDeniedError);
    // Writing is not publishing.
    await expect(attempts[3]?.(world.keeper.specialist)).rejects.toBeInstanceOf(AccessDeniedError);
    expect(await publishedWorkflow(queries(), "rieng")).toBeUndefined();
  });

  test("a code is taken once, and is a code", async () => {
    await make("mot-lan");
    expect(await codeOf(make("mot-lan"))).toBe("form:code");
    expect(await codeOf(make("Có Dấu"))).toBe("form:code");
    expect(await codeOf(save("mot-lan", () => ({ name: " " })))).toBe("form:name");
  });

  test("what is half done is kept, the version in use stays until it is published", async () => {
    await make("nua-chung");
    const first = await publish("nua-chung");
    await save("nua-chung", ({ definition }) => ({
      definition: { ...definition, edges: definition.edges.slice(0, 1) },
    }));
    const half = await edited("nua-chung");
    expect([half.changed, half.definition.edges.length]).toEqual([true, 1]);
    expect((await publishedWorkflow(queries(), "nua-chung"))?.definition.edges).toHaveLength(2);
    expect(await codeOf(publish("nua-chung"))).toBe("workflows.has-problems");
    await world.run(world.keeper.specialist, (tx) =>
      discardWorking(tx, world.keeper.specialist, "nua-chung", half.seen),
    );
    const back = await edited("nua-chung");
    expect([back.changed, back.definition]).toEqual([
      false,
      (await workflowVersion(queries(), first.id)).definition,
    ]);
  });

  test("changing it back to what is in use leaves nothing to publish", async () => {
    await make("quay-lai");
    await publish("quay-lai");
    await save("quay-lai", ({ definition }) => ({ definition: moveStep(definition, "ky", 1) }));
    expect((await edited("quay-lai")).changed).toBe(true);
    await save("quay-lai", ({ definition }) => ({ definition: moveStep(definition, "ky", -1) }));
    expect((await edited("quay-lai")).changed).toBe(false);
    expect(await codeOf(publish("quay-lai"))).toBe("workflows.nothing-to-publish");
  });

  test("the slower of two writers is told, nothing of the quicker is lost", async () => {
    await make("hai-nguoi");
    const { seen } = await edited("hai-nguoi");
    await save("hai-nguoi", () => ({ name: "Người nhanh" }), seen);
    expect(await codeOf(save("hai-nguoi", () => ({ name: "Người chậm" }), seen))).toBe("conflict");
    expect((await edited("hai-nguoi")).name).toBe("Người nhanh");
  });
});

describe("publishing", () => {
  test("numbers versions, keeps the older ones as they were, tells the house and the audit", async () => {
    await make("phien-ban");
    const one = await publish("phien-ban", "Lần đầu");
    expect(await codeOf(publish("phien-ban", "x"))).toBe("workflows.nothing-to-publish");
    await save("phien-ban", ({ definition }) => ({
      definition: changeStep(definition, "ky", { ...SIGNING, name: "Chủ tịch ký" }),
    }));
    expect(await codeOf(publish("phien-ban", " "))).toBe("form:note");
    const two = await publish("phien-ban", "Đổi người ký");
    expect([one.number, two.number]).toEqual([1, 2]);
    expect((await workflowVersion(queries(), one.id)).definition.steps[1]?.name).toBe("Lãnh đạo ký");
    expect((await publishedWorkflow(queries(), "phien-ban"))?.id).toBe(two.id);
    const { rows: events } = await sql<{ data: { number: number } }>`
      select data from events.event where type = 'workflows.published' and subject_id = ${two.id}`.execute(
      queries(),
    );
    expect(events.map(({ data }) => data.number)).toEqual([2]);
    const { rows: audits } = await sql<{ action: string }>`
      select action from audit.record where object_id = 'phien-ban' order by id`.execute(queries());
    expect(audits.map(({ action }) => action)).toEqual([
      "workflows.create",
      "workflows.publish",
      "workflows.save",
      "workflows.publish",
    ]);
  });
});

describe("editing a definition", () => {
  const base = newDefinition();
  const more = addStep(base, {
    name: "Thẩm định  hồ sơ",
    state: 4,
    place: "receiver",
    role: "specialist",
    department: "",
    share: 0,
    signs: false,
  });

  test("a new step stands before the last, with a key of its own", () => {
    expect(more.definition.steps.map(({ key }) => key)).toEqual([
      "tiep-nhan",
      "ky",
      "tham-dinh-ho-so",
      "tra-ket-qua",
    ]);
    const again = addStep(more.definition, { ...SIGNING, name: "Thẩm định hồ sơ" });
    expect(again.key).toBe("tham-dinh-ho-so-2");
  });

  test("taking out the only step between two joins them", () => {
    const joined = addWay(
      addWay(removeWay(moveStep(more.definition, "tham-dinh-ho-so", -1), "tiep-nhan", "ky"), {
        from: "tiep-nhan",
        to: "tham-dinh-ho-so",
        name: "Chuyển",
        back: false,
      }),
      { from: "tham-dinh-ho-so", to: "ky", name: "Trình ký", back: false },
    );
    expect(checkWorkflow(joined)).toEqual([]);
    const gone = removeStep(joined, "tham-dinh-ho-so");
    expect(gone.edges.map(({ from, to }) => `${from}>${to}`).sort()).toEqual([
      "ky>tra-ket-qua",
      "tiep-nhan>ky",
    ]);
    expect(checkWorkflow(gone)).toEqual([]);
  });

  test("the last two steps, the last way and a second same way are refused", () => {
    const way = { from: "tiep-nhan", to: "ky", name: "Nữa", back: false };
    expect(() => addWay(base, way)).toThrow(FormRefusal);
    const one = removeWay(base, "ky", "tra-ket-qua");
    expect(() => removeWay(one, "tiep-nhan", "ky")).toThrow(FormRefusal);
    const two = removeStep(base, "ky");
    expect(two.steps).toHaveLength(2);
    expect(() => removeStep(two, "tiep-nhan")).toThrow(FormRefusal);
  });

  test("what differs is told step by step and way by way", () => {
    const moved = changeStep(more.definition, "ky", {
      ...SIGNING,
      role: "head-of-unit",
      share: 40,
    });
    const said = differenceOf(base, removeWay(moved, "tiep-nhan", "ky")).map(
      ({ kind, what, part, before, after }) =>
        [kind, what.vi, part?.vi, before?.vi, after?.vi].filter((each) => each !== undefined).join(" | "),
    );
    expect(said).toEqual([
      "changed | Bước “Lãnh đạo ký” | vai | Lãnh đạo | Trưởng phòng",
      "changed | Bước “Lãnh đạo ký” | phần thời hạn | 100 % thời hạn | 40 % thời hạn",
      "added | Bước “Thẩm định  hồ sơ”",
      "removed | Lối “Trình ký” (Bộ phận một cửa tiếp nhận → Lãnh đạo ký)",
    ]);
    expect(differenceOf(base, base)).toEqual([]);
  });
});
