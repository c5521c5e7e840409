import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AccessDeniedError, may } from "../../../../core/access/index.ts";
import { FormRefusal } from "../../../../core/errors.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { TEST_PIN } from "../../../documents/testing.ts";
import { acceptDossier } from "../accept-dossier.ts";
import { recallResult } from "../end-dossier.ts";
import { forwardDossier, takeOver } from "../forward-dossier.ts";
import { mayReadDossier } from "../permissions.ts";
import { factsOf } from "../read-facts.ts";
import { signResult } from "../results.ts";
import { subjectOfDossier } from "../subject.ts";
import { askSupplement } from "../supplement.ts";
import type { WorkflowDefinition } from "./definition.ts";
import { addStep, addWay, changeStep, removeStep } from "./edit-definition.ts";
import { getEditedWorkflow, nextSteps, publishedWorkflow, workflowVersion } from "./find-workflows.ts";
import { migrateDossiers } from "./migrate-dossiers.ts";
import { decideMoves, MOVE, migrationPlan, STAY, type StepMove } from "./migration-plan.ts";
import { publishWorkflow } from "./publish-workflow.ts";
import { createWorkflow, saveWorking } from "./save-working.ts";
import { type WorkflowWorld, workflowWorld } from "./testing.ts";

let world: WorkflowWorld;
beforeAll(async () => {
  world = await workflowWorld();
});
afterAll(() => world.close());

const NOTE = "Theo Quyết định 12/QĐ-UBND";
const queries = () => world.province.database.queries;
const plan = (code: string) => migrationPlan(queries(), code);

let begun = 0;
/** A workflow of its own, published once, and a procedure that follows it. */
async function begin(code: string): Promise<string> {
  const { definition } = (await publishedWorkflow(queries(), "mot-cua-xa")) ?? { definition: undefined };
  if (!definition) throw new Error("no workflow to begin with");
  await world.run(world.keeper.leader, (tx) =>
    createWorkflow(tx, world.keeper.leader, { code, name: `Thử ${code}`, definition }),
  );
  await publish(code, (same) => same);
  begun += 1;
  return await world.publish({
    code: `1.91${String(begun).padStart(4, "0")}`,
    cases: [
      {
        key: "case-1",
        name: "Thử",
        formCode: null,
        workflowCode: code,
        steps: ["Nộp."],
        channels: [{ channel: 2, durations: [{ amount: 10, unit: "working-day", text: "" }], fees: [] }],
        components: [],
      },
    ],
  });
}

async function publish(code: string, change: (definition: WorkflowDefinition) => WorkflowDefinition) {
  const { leader } = world.keeper;
  await world.run(leader, async (tx) => {
    const { seen, changed } = await getEditedWorkflow(tx.queries, code);
    if (!changed)
      await saveWorking(tx, leader, code, seen, ({ definition }) => ({ definition: change(definition) }));
    await publishWorkflow(tx, leader, { code, seen: changed ? seen : seen + 1, note: NOTE });
  });
  const found = await publishedWorkflow(queries(), code);
  if (!found) throw new Error(`workflow ${code} was not published`);
  return found;
}

async function filed(procedureVersionId: string): Promise<string> {
  return (await world.file({ procedureVersionId })).id;
}
async function accepted(procedureVersionId: string): Promise<string> {
  const id = await filed(procedureVersionId);
  await world.run(world.desk, (tx) => acceptDossier(tx, world.desk, { id, seen: 0 }));
  return id;
}
async function forward(actor: PersonActor, id: string, to: string): Promise<void> {
  const { version } = await world.row(id);
  await world.run(actor, (tx) => forwardDossier(tx, actor, { id, seen: version, to }));
}
async function atCounter(procedureVersionId: string): Promise<string> {
  const id = await accepted(procedureVersionId);
  await forward(world.desk, id, "tham-dinh");
  await world.attach(world.specialist, id);
  await forward(world.specialist, id, "ky");
  const [result] = (await factsOf(queries(), id))?.files ?? [];
  await signResult(world.province.house, world.leader, {
    id,
    seen: (await world.row(id)).version,
    fileId: result?.id ?? "",
    pin: TEST_PIN,
  });
  await forward(world.leader, id, "tra-ket-qua");
  return id;
}

/** Examining is split: whoever stood at "tham-dinh" goes to "xac-minh", which another role does. */
function split(definition: WorkflowDefinition): WorkflowDefinition {
  const step = {
    name: "Xác minh",
    state: 4,
    place: "receiver",
    role: "head-of-unit",
    department: "",
    share: 40,
    signs: false,
  } as const;
  const added = addStep(removeStep(definition, "tham-dinh"), step).definition;
  const longer = changeStep(added, "ky", {
    name: "Lãnh đạo ký",
    state: 4,
    place: "receiver",
    role: "leader",
    department: "",
    share: 60,
    signs: true,
  });
  return {
    ...longer,
    edges: [
      { from: "tiep-nhan", to: "xac-minh", name: "Chuyển xác minh", back: false },
      { from: "xac-minh", to: "ky", name: "Trình ký", back: false },
      { from: "ky", to: "xac-minh", name: "Trả lại", back: true },
      { from: "ky", to: "tra-ket-qua", name: "Về quầy", back: false },
    ],
  };
}

async function move(
  code: string,
  moves: readonly StepMove[],
  over: { requestId?: string; actor?: PersonActor } = {},
) {
  const { target } = await plan(code);
  const { actor = world.keeper.leader, ...rest } = over;
  return await migrateDossiers(world.province.house, actor, {
    code,
    targetId: target.id,
    moves,
    note: NOTE,
    ...rest,
  });
}

describe("a plan", () => {
  test("counts the running dossiers of older versions step by step and proposes what is plain", async () => {
    const procedure = await begin("dem");
    expect((await plan("dem")).uses).toEqual([]);
    await filed(procedure);
    await accepted(procedure);
    for (let count = 0; count < 2; count += 1)
      await forward(world.desk, await accepted(procedure), "tham-dinh");
    await publish("dem", (definition) =>
      addWay(split(definition), {
        from: "tiep-nhan",
        to: "ky",
        name: "Trình thẳng",
        back: false,
      }),
    );
    const { uses } = await plan("dem");
    expect(
      uses.map(({ stepKey, dossiers, proposed, choices }) => [
        stepKey,
        dossiers,
        proposed,
        choices.map(({ key }) => key),
      ]),
    ).toEqual([
      [null, 1, MOVE, []],
      ["tham-dinh", 2, "", ["ky", "xac-minh"]],
      ["tiep-nhan", 1, "tiep-nhan", ["tiep-nhan"]],
    ]);
  });

  test("needs a decision for every step in use, of the same outer state", async () => {
    const whole = await plan("dem");
    const { uses } = whole;
    const examined = uses.find(({ stepKey }) => stepKey === "tham-dinh")?.field ?? "";
    const decide = (decided: string) => {
      try {
        return decideMoves(whole, (field) =>
          field === examined ? decided : (uses.find((use) => use.field === field)?.proposed ?? ""),
        ).map(({ stepKey, to }) => `${stepKey}>${to?.key}`);
      } catch (error) {
        return error instanceof FormRefusal ? Object.keys(error.problems) : [String(error)];
      }
    };
    expect(decide("xac-minh")).toEqual(["null>undefined", "tham-dinh>xac-minh", "tiep-nhan>tiep-nhan"]);
    expect(decide(STAY)).toEqual(["null>undefined", "tiep-nhan>tiep-nhan"]);
    for (const wrong of ["", "khong-co", "tra-ket-qua", "tiep-nhan", MOVE])
      expect(decide(wrong)).toEqual([examined]);
  });
});

describe("moving", () => {
  test("each dossier stands at its new step, with a line in its story and in the audit; the promise stays", async () => {
    const procedure = await begin("chuyen");
    const waiting = await filed(procedure);
    const id = await accepted(procedure);
    await forward(world.desk, id, "tham-dinh");
    await world.run(world.specialist, async (tx) => {
      await takeOver(tx, world.specialist, { id, seen: (await world.row(id)).version });
    });
    const before = await world.row(id);
    const target = await publish("chuyen", split);
    const { uses } = await plan("chuyen");
    const moves = decideMoves(await plan("chuyen"), (field) =>
      uses.find((use) => use.field === field)?.stepKey === "tham-dinh" ? "xac-minh" : MOVE,
    );
    expect(await move("chuyen", moves)).toEqual({ moved: 2, held: 0, finished: true });
    const after = await world.row(id);
    expect([after.workflow_version_id, after.step_key, after.state, after.version]).toEqual([
      target.id,
      "xac-minh",
      4,
      before.version + 1,
    ]);
    expect(after.due_at).toEqual(before.due_at);
    // Another role does it: whoever had taken it no longer holds it, and the inner deadline is the new share's.
    expect(after.step_person_id).toBeNull();
    expect(after.step_due_at?.getTime()).not.toBe(before.step_due_at?.getTime());
    expect((await world.row(waiting)).workflow_version_id).toBe(target.id);
    const last = (await factsOf(queries(), id))?.trail.at(-1);
    expect(last).toMatchObject({
      action: "migrate",
      from: 4,
      to: 4,
      name: world.keeper.leader.fullName,
      step: expect.stringContaining("Công chức chuyên môn thẩm định → Xác minh"),
      note: NOTE,
      publicNote: false,
    });
    const { rows: audits } = await sql<{ data: object }>`
      select data from audit.record where action = 'dossiers.migrate' and object_id = ${id}`.execute(
      queries(),
    );
    expect(audits.map(({ data }) => data)).toEqual([
      { code: after.code, workflow: "chuyen", from: 1, to: 2, step: "xac-minh" },
    ]);
    // It goes on from there, under the new version.
    const head = await world.province.actor("head-of-unit", world.commune);
    await world.attach(head, id);
    await forward(head, id, "ky");
    expect((await world.row(id)).step_key).toBe("ky");
    expect((await plan("chuyen")).uses).toEqual([]);
  });

  test("whoever moves dossiers does not come to read them", async () => {
    const procedure = await begin("khong-doc");
    const id = await accepted(procedure);
    await publish("khong-doc", split);
    const uses = (await plan("khong-doc")).uses;
    await move(
      "khong-doc",
      decideMoves(
        await plan("khong-doc"),
        (field) => uses.find((use) => use.field === field)?.proposed ?? "",
      ),
    );
    const subject = await subjectOfDossier(queries(), await world.row(id));
    expect((await factsOf(queries(), id))?.trail.at(-1)?.action).toBe("migrate");
    expect(may(world.keeper.leader, mayReadDossier, subject)).toBe(false);
    expect(may(world.specialist, mayReadDossier, subject)).toBe(true);
  });

  test("the same work keeps its person and its deadline", async () => {
    const procedure = await begin("giu-nguyen");
    const id = await accepted(procedure);
    await forward(world.desk, id, "tham-dinh");
    await world.run(world.specialist, async (tx) => {
      await takeOver(tx, world.specialist, { id, seen: (await world.row(id)).version });
    });
    const before = await world.row(id);
    await publish("giu-nguyen", (definition) => ({
      ...definition,
      edges: definition.edges.map((edge) => ({ ...edge, name: `${edge.name} ngay` })),
    }));
    const moves = decideMoves(await plan("giu-nguyen"), () => "tham-dinh");
    await move("giu-nguyen", moves);
    const after = await world.row(id);
    expect([after.step_person_id, after.step_since, after.step_due_at]).toEqual([
      world.specialist.personId,
      before.step_since,
      before.step_due_at,
    ]);
    const { definition } = await workflowVersion(queries(), after.workflow_version_id);
    expect(nextSteps(definition, "tham-dinh").map(({ name }) => name)).toEqual(["Trình lãnh đạo ký ngay"]);
  });

  test("what is not mapped stays on its version; what is at its end is left alone", async () => {
    const procedure = await begin("o-lai");
    const stays = await accepted(procedure);
    await forward(world.desk, stays, "tham-dinh");
    const goes = await accepted(procedure);
    const refused = await filed(procedure);
    await sql`update public_services.dossier set state = 3 where id = ${refused}::uuid`.execute(queries());
    const old = (await world.row(stays)).workflow_version_id;
    const target = await publish("o-lai", split);
    const { uses } = await plan("o-lai");
    expect(uses.map(({ stepKey }) => stepKey)).toEqual(["tham-dinh", "tiep-nhan"]);
    const moves = decideMoves(await plan("o-lai"), (field) =>
      field.endsWith("tiep-nhan") ? "tiep-nhan" : STAY,
    );
    expect(await move("o-lai", moves)).toEqual({ moved: 1, held: 0, finished: true });
    expect((await world.row(goes)).workflow_version_id).toBe(target.id);
    expect((await world.row(stays)).workflow_version_id).toBe(old);
    expect((await world.row(refused)).workflow_version_id).toBe(old);
    // On its own version it goes on as before.
    await world.attach(world.specialist, stays);
    await forward(world.specialist, stays, "ky");
  });

  test("a dossier that waits for the citizen is moved and comes back to its new step", async () => {
    const procedure = await begin("dang-cho");
    const id = await accepted(procedure);
    await forward(world.desk, id, "tham-dinh");
    await world.run(world.specialist, async (tx) => {
      const { version } = await world.row(id);
      await askSupplement(tx, world.specialist, {
        id,
        seen: version,
        note: "Thiếu bản sao giấy tờ tùy thân.",
        components: [],
        others: "Bản sao giấy tờ tùy thân",
        phone: "02603862888",
      });
    });
    await publish("dang-cho", split);
    expect((await plan("dang-cho")).uses.map(({ stepKey, choices }) => [stepKey, choices.length])).toEqual([
      ["tham-dinh", 2],
    ]);
    await move(
      "dang-cho",
      decideMoves(await plan("dang-cho"), () => "xac-minh"),
    );
    const row = await world.row(id);
    expect([row.state, row.state_before, row.step_key]).toEqual([5, 4, "xac-minh"]);
  });

  test("a result at the counter stays where a leader could not take it back, and moves where he can", async () => {
    const procedure = await begin("o-quay");
    const id = await atCounter(procedure);
    const old = (await world.row(id)).workflow_version_id;
    await publish("o-quay", (definition) => {
      const { steps, edges } = split(definition);
      const renamed = (key: string) => (key === "ky" ? "ky-duyet" : key);
      return {
        steps: steps.map((step) => ({ ...step, key: renamed(step.key) })),
        edges: edges.map((edge) => ({ ...edge, from: renamed(edge.from), to: renamed(edge.to) })),
      };
    });
    const first = await plan("o-quay");
    expect(first.uses.map(({ stepKey, dossiers, held }) => [stepKey, dossiers, held])).toEqual([
      ["tra-ket-qua", 1, 1],
    ]);
    const moves = decideMoves(first, () => "tra-ket-qua");
    expect(await move("o-quay", moves)).toEqual({ moved: 0, held: 1, finished: true });
    expect((await world.row(id)).workflow_version_id).toBe(old);
    const before = (await workflowVersion(queries(), old)).definition;
    await publish("o-quay", () => ({
      ...before,
      edges: before.edges.map((edge) => ({ ...edge, name: `${edge.name} lại` })),
    }));
    expect(
      await move(
        "o-quay",
        decideMoves(await plan("o-quay"), () => "tra-ket-qua"),
      ),
    ).toEqual({
      moved: 1,
      held: 0,
      finished: true,
    });
    await world.run(world.leader, async (tx) => {
      const { version } = await world.row(id);
      await recallResult(tx, world.leader, { id, seen: version, note: "Ghi sai ngày sinh của cháu." });
    });
    expect((await world.row(id)).step_key).toBe("ky");
  });

  test("without a body for the new step it stays, and the number is told", async () => {
    const procedure = await begin("khong-noi");
    const id = await accepted(procedure);
    await forward(world.desk, id, "tham-dinh");
    await publish("khong-noi", (definition) => ({
      ...split(definition),
      steps: split(definition).steps.map((step) =>
        step.key === "xac-minh" ? { ...step, place: "district" as const } : step,
      ),
    }));
    // The commune hangs under no district any more, as after 01/07/2025.
    await sql`update directory.organisation_version set parent_id = null where organisation_id = ${world.commune}::uuid`.execute(
      queries(),
    );
    const moves = decideMoves(await plan("khong-noi"), () => "xac-minh");
    expect(await move("khong-noi", moves)).toEqual({ moved: 0, held: 1, finished: true });
    expect((await world.row(id)).step_key).toBe("tham-dinh");
  });

  test("goes in batches; pressed twice it happens once", async () => {
    const procedure = await begin("nhieu");
    const first = await accepted(procedure);
    // Copies of one row: 450 dossiers of one step, more than two batches.
    await sql`insert into public_services.dossier
        select (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'code', d.code || '-' || n, 'token', d.token || n))).*
          from public_services.dossier d, generate_series(1, 449) n where d.id = ${first}::uuid`.execute(
      queries(),
    );
    const target = await publish("nhieu", split);
    const moves = decideMoves(await plan("nhieu"), () => "tiep-nhan");
    const results = await Promise.all([
      move("nhieu", moves, { requestId: "chuyen-nhieu-01" }),
      move("nhieu", moves, { requestId: "chuyen-nhieu-01" }),
    ]);
    expect(results).toEqual(results.map(() => ({ moved: 450, held: 0, finished: true })));
    const { rows } = await sql<{ dossiers: number; traces: number; most: number }>`
      select count(distinct d.id)::int as dossiers, count(t.id)::int as traces, max(d.version) as most
        from public_services.dossier d join public_services.dossier_trace t on t.dossier_id = d.id and t.action = 'migrate'
       where d.workflow_version_id = ${target.id}::uuid`.execute(queries());
    expect(rows[0]).toEqual({ dossiers: 450, traces: 450, most: 2 });
    const { rows: batches } = await sql<{ dossiers: number }>`
      select (data ->> 'dossiers')::int as dossiers from audit.record
       where action = 'workflows.migrate' and object_id = 'nhieu' order by 1`.execute(queries());
    expect(batches.map(({ dossiers }) => dossiers)).toEqual([50, 200, 200]);
  });

  test("is the leader's of the controlling office and administrators'; a plan of yesterday is refused", async () => {
    const procedure = await begin("quyen");
    const id = await accepted(procedure);
    await publish("quyen", split);
    const moves = decideMoves(await plan("quyen"), () => "tiep-nhan");
    const yesterday = await plan("quyen");
    for (const actor of [world.leader, world.desk, world.keeper.specialist])
      await expect(move("quyen", moves, { actor })).rejects.toBeInstanceOf(AccessDeniedError);
    await publish("quyen", (definition) => ({
      ...definition,
      edges: definition.edges.map((edge) => ({ ...edge, name: `${edge.name}!` })),
    }));
    await expect(
      migrateDossiers(world.province.house, world.keeper.leader, {
        code: "quyen",
        targetId: yesterday.target.id,
        moves,
        note: NOTE,
      }),
    ).rejects.toMatchObject({ code: "conflict" });
    await expect(
      migrateDossiers(world.province.house, world.keeper.leader, {
        code: "quyen",
        targetId: yesterday.target.id,
        moves,
        note: " ",
      }),
    ).rejects.toBeInstanceOf(FormRefusal);
    expect((await world.row(id)).version).toBe(1);
    expect(await move("quyen", moves, { actor: world.administrator })).toMatchObject({ moved: 1 });
  });
});
