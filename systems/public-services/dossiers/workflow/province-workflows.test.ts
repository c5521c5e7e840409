import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { migrate } from "../../../../core/database/index.ts";
import { findOrganisation, unitsOf } from "../../../../core/directory/index.ts";
import { PROVINCE_PROCEDURES } from "../../../../province/procedures/index.ts";
import { PROVINCE_WORKFLOWS } from "../../../../province/workflows/index.ts";
import { type TestProvince, testProvince } from "../../../documents/testing.ts";
import { bodiesFor } from "../../catalogue/index.ts";
import { placeStep } from "../steps.ts";
import { checkWorkflow } from "./check-workflow.ts";
import { publishedWorkflow, versionsOfWorkflow, workflowVersion } from "./find-workflows.ts";
import { seedWorkflows } from "./seed-workflows.ts";
import { receivingLevels } from "./walk-workflow.ts";

let world: TestProvince;

beforeAll(async () => {
  world = await testProvince();
  await migrate(
    world.database,
    ["citizens", "catalogue", "forms", "dossiers"].map((room) => ({
      room: `systems/public-services/${room}`,
      folder: new URL(`../../${room}/migrations/`, import.meta.url),
    })),
  );
  await seedWorkflows(world.house);
});
afterAll(() => world.close());

test("they are put in once: a second time changes nothing", async () => {
  const { queries } = world.database;
  const before = await publishedWorkflow(queries, "mot-cua-xa");
  expect(before?.number).toBe(1);
  await seedWorkflows(world.house);
  expect(await publishedWorkflow(queries, "mot-cua-xa")).toEqual(before);
  expect(await versionsOfWorkflow(queries, "mot-cua-xa")).toHaveLength(1);
  expect((await workflowVersion(queries, before?.id ?? "")).definition).toEqual(before?.definition);
  const rows = await queries.selectFrom("public_services.workflow").select("code").execute();
  expect(rows.map(({ code }) => code).sort()).toEqual(PROVINCE_WORKFLOWS.map(({ code }) => code).sort());
  expect(await publishedWorkflow(queries, "khong-co")).toBeUndefined();
});

describe("every procedure of the province", () => {
  test("there are 52", () => {
    expect(PROVINCE_PROCEDURES).toHaveLength(52);
  });

  test.each(PROVINCE_PROCEDURES.map(({ code, name, ...rest }) => ({ code, name, ...rest })))(
    "$code has a workflow that is published, sound and fits the levels that receive it",
    async (procedure) => {
      expect(procedure.workflow).toBeDefined();
      const found = await publishedWorkflow(world.database.queries, procedure.workflow ?? "");
      expect(found).toBeDefined();
      if (!found) return;
      expect(checkWorkflow(found.definition)).toEqual([]);
      expect(receivingLevels(found.definition)).toEqual(expect.arrayContaining([...procedure.levels]));
    },
  );

  test("the bodies and rooms its steps name are in the directory", async () => {
    const { queries } = world.database;
    const now = new Date();
    const day = localDateOf(now);
    const seen = new Set<string>();
    for (const { workflow = "", levels, department = "", code } of PROVINCE_PROCEDURES) {
      const definition = (await publishedWorkflow(queries, workflow))?.definition;
      const bodies = await bodiesFor(queries, { levels: [...levels], department }, undefined, day);
      for (const level of levels) {
        const body = bodies.find(({ kind }) =>
          level === "province" ? kind !== "commune" && kind !== "district" : kind === level,
        );
        expect(body, `${code} ${level}`).toBeDefined();
        if (!body || seen.has(`${workflow} ${body.id}`)) continue;
        seen.add(`${workflow} ${body.id}`);
        for (const step of definition?.steps ?? []) {
          const placed = await placeStep(queries, step, body.id, now);
          if (step.department === "") continue;
          const named =
            placed.unitId === null
              ? await findOrganisation(queries, placed.organisationId, day)
              : (await unitsOf(queries, placed.organisationId, day)).find(({ id }) => id === placed.unitId);
          expect(named?.name, `${code} ${step.name}`).toBe(step.department);
        }
      }
    }
    expect(seen.size).toBeGreaterThan(20);
  });
});
