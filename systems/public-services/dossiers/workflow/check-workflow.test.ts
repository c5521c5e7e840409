import { describe, expect, test } from "vitest";
import { PROVINCE_WORKFLOWS } from "../../../../province/workflows/index.ts";
import { checkWorkflow } from "./check-workflow.ts";
import { type WorkflowDefinition, type WorkflowStep, workflowDefinition } from "./definition.ts";
import { nextSteps } from "./find-workflows.ts";
import { definitionOf } from "./seed-workflows.ts";
import { receivingLevels, shareUntil } from "./walk-workflow.ts";

const sound = (): WorkflowDefinition =>
  workflowDefinition.parse({
    steps: [
      { key: "nhan", name: "Nhận", state: 2, place: "receiver", role: "desk", share: 0 },
      { key: "xet", name: "Xét", state: 4, place: "receiver", role: "specialist", share: 60 },
      { key: "ky", name: "Ký", state: 4, place: "receiver", role: "leader", share: 40, signs: true },
      { key: "tra", name: "Trả", state: 9, place: "receiver", role: "desk", share: 0 },
    ],
    edges: [
      { from: "nhan", to: "xet", name: "Chuyển" },
      { from: "xet", to: "ky", name: "Trình" },
      { from: "ky", to: "xet", name: "Trả lại", back: true },
      { from: "ky", to: "tra", name: "Về quầy" },
    ],
  });

/** The sound workflow with one step or way otherwise. */
function withStep(key: string, over: Partial<WorkflowStep>): WorkflowDefinition {
  const { steps, edges } = sound();
  return { steps: steps.map((step) => (step.key === key ? { ...step, ...over } : step)), edges };
}
function withWays(
  ...ways: readonly (readonly [from: string, to: string, back?: boolean])[]
): WorkflowDefinition {
  const { steps, edges } = sound();
  const more = ways.map(([from, to, back = false]) => ({ from, to, name: `${from}-${to}`, back }));
  return { steps, edges: [...edges, ...more] };
}
const without = (from: string, to: string): WorkflowDefinition => {
  const { steps, edges } = sound();
  return { steps, edges: edges.filter((edge) => edge.from !== from || edge.to !== to) };
};
const extra = (over: Partial<WorkflowStep> = {}): WorkflowDefinition => {
  const { steps, edges } = sound();
  const step: WorkflowStep = {
    key: "them",
    name: "Thêm",
    state: 4,
    place: "receiver",
    role: "specialist",
    department: "",
    share: 0,
    signs: false,
    ...over,
  };
  return { steps: [...steps.slice(0, 3), step, ...steps.slice(3)], edges };
};

/** Where something is wrong: "key.field", "from>to.field" or ".field" of the whole. */
const places = (definition: WorkflowDefinition) =>
  checkWorkflow(definition).map(({ at, field }) => {
    const place = at.kind === "step" ? at.key : at.kind === "edge" ? `${at.from}>${at.to}` : "";
    return `${place}.${field}`;
  });

test("a sound workflow has no problem", () => {
  expect(checkWorkflow(sound())).toEqual([]);
});

describe("each mistake is told at its place", () => {
  const cases: readonly (readonly [words: string, definition: WorkflowDefinition, place: string])[] = [
    ["the first step is not received", withStep("nhan", { state: 4 }), "nhan.state"],
    ["the last step is not handled", withStep("tra", { state: 4 }), "tra.state"],
    ["a step in between is received", withStep("xet", { state: 2 }), "xet.state"],
    ["a step in between is handled already", withStep("xet", { state: 9 }), "xet.state"],
    ["somebody else than the desk begins", withStep("nhan", { role: "leader" }), "nhan.role"],
    ["somebody else than the desk returns it", withStep("tra", { role: "clerk" }), "tra.role"],
    ["the result lies elsewhere than it was filed", withStep("tra", { place: "province" }), "tra.place"],
    ["nothing leads to a step", extra(), "them."],
    ["a step leads nowhere", without("ky", "tra"), "ky."],
    ["a way leads to a step that is not there", withWays(["xet", "khong-co"]), "xet>khong-co.to"],
    ["a way comes from a step that is not there", withWays(["khong-co", "xet"]), "khong-co>xet.from"],
    ["a way leads to its own step", withWays(["xet", "xet"]), "xet>xet.to"],
    ["two ways are the same", withWays(["xet", "ky"]), "xet>ky.to"],
    [
      "two steps have one key",
      { ...sound(), steps: [...sound().steps, ...sound().steps.slice(3)] },
      "tra.key",
    ],
    ["a dossier would go back to received", withWays(["xet", "nhan", true]), "xet>nhan.to"],
    ["a dossier would jump from received to handled", withWays(["nhan", "tra"]), "nhan>tra.to"],
    ["a result would be recalled by a way", withWays(["tra", "ky", true]), "tra>ky.to"],
    ["a way back leads on", withWays(["nhan", "ky", true]), "nhan>ky.back"],
    ["nothing signs", withStep("ky", { signs: false }), ".signs"],
    ["one way to the counter passes no signature", withWays(["xet", "tra"]), ".signs"],
    ["a specialist signs", withStep("xet", { signs: true }), "xet.signs"],
    ["the desk signs", withStep("tra", { signs: true }), "tra.signs"],
    ["the shares are too few", withStep("xet", { share: 50 }), ".share"],
    ["the shares are too many", withStep("xet", { share: 70 }), "ky.share"],
  ];
  test.each(cases)("%s", (_words, definition, place) => {
    expect(places(definition)).toContain(place);
  });

  test("ways that make a circle ask for a way back", () => {
    const { steps, edges } = sound();
    const circle = { steps, edges: edges.map((edge) => ({ ...edge, back: false })) };
    expect(places(circle)).toEqual(["xet>ky.back"]);
  });

  test("every sentence names what it is about, in both languages", () => {
    for (const [, definition] of cases) {
      for (const { sentence } of checkWorkflow(definition)) {
        expect(sentence.vi.length).toBeGreaterThan(20);
        expect(sentence.en.length).toBeGreaterThan(20);
      }
    }
  });
});

test("beside ways are measured by the longest; all at once needs no shares", () => {
  const beside = extra({ share: 30 });
  const joined = {
    ...beside,
    edges: [
      ...beside.edges,
      { from: "nhan", to: "them", name: "Chuyển kho", back: false },
      { from: "them", to: "ky", name: "Trình", back: false },
    ],
  };
  expect(checkWorkflow(joined)).toEqual([]);
  expect(shareUntil(joined)?.get("ky")).toBe(100);
  const { steps, edges } = sound();
  expect(checkWorkflow({ steps: steps.map((step) => ({ ...step, share: 0 })), edges })).toEqual([]);
});

describe("the province's workflows", () => {
  const all = PROVINCE_WORKFLOWS.map((written) => ({ ...written, definition: definitionOf(written) }));

  test.each(all.map(({ code, definition }) => [code, definition] as const))(
    "%s is sound",
    (_code, definition) => {
      expect(checkWorkflow(definition)).toEqual([]);
    },
  );

  test("have codes and names of their own", () => {
    expect(new Set(all.map(({ code }) => code)).size).toBe(all.length);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  test("whoever walks on comes to the counter, has been signed for and has not spent more than the time", () => {
    for (const { definition } of all) {
      const last = definition.steps.at(-1)?.key;
      const walks: { key: string; spent: number; signed: boolean }[] = [];
      const step = (key: string) => definition.steps.find((each) => each.key === key);
      const [first] = definition.steps;
      walks.push({ key: first?.key ?? "", spent: 0, signed: false });
      let ended = 0;
      for (let walk = walks.pop(); walk; walk = walks.pop()) {
        const here = step(walk.key);
        const spent = walk.spent + (here?.share ?? 0);
        const signed = walk.signed || here?.signs === true;
        if (walk.key === last) {
          ended += 1;
          expect(signed).toBe(true);
          expect(spent).toBeLessThanOrEqual(100);
          continue;
        }
        for (const { to, back } of nextSteps(definition, walk.key)) {
          if (!back) walks.push({ key: to, spent, signed });
        }
      }
      expect(ended).toBeGreaterThan(0);
    }
  });

  test("joins across levels are received below the level they go up to", () => {
    const levels = (code: string) =>
      receivingLevels(all.find((each) => each.code === code)?.definition ?? sound());
    expect(levels("mot-cua-xa")).toEqual(["commune", "district", "province"]);
    expect(levels("lien-thong-dat-dai")).toEqual(["commune", "district"]);
    expect(levels("nguoi-co-cong")).toEqual(["commune", "district"]);
  });
});
