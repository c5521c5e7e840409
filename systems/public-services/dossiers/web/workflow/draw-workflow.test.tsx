import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderFragment } from "../../../../../core/ui/index.ts";
import { PROVINCE_WORKFLOWS } from "../../../../../province/workflows/index.ts";
import type { WorkflowDefinition } from "../../workflow/definition.ts";
import { definitionOf } from "../../workflow/seed-workflows.ts";
import { WorkflowDrawing } from "./draw-workflow.tsx";
import { layoutWorkflow, type WorkflowLayout } from "./layout-workflow.ts";

const land = definitionOf(
  PROVINCE_WORKFLOWS.find(({ code }) => code === "lien-thong-dat-dai") ?? {
    code: "",
    name: "",
    steps: [],
    edges: [],
  },
);

/** Pieces of arrows that pass through a box they neither leave nor come to. */
function crossings({ arrows, boxes }: WorkflowLayout): readonly string[] {
  return arrows.flatMap(({ edge, points }) =>
    points.slice(1).flatMap(([x2, y2], index) => {
      const [x1, y1] = points[index] ?? [x2, y2];
      return boxes
        .filter(({ step }) => step.key !== edge.from && step.key !== edge.to)
        .filter(
          (box) =>
            Math.max(x1, x2) > box.x &&
            Math.min(x1, x2) < box.x + box.width &&
            Math.max(y1, y2) > box.y &&
            Math.min(y1, y2) < box.y + box.height,
        )
        .map(({ step }) => `${edge.from}>${edge.to} through ${step.key}`);
    }),
  );
}

describe("the drawing", () => {
  test("has a lane for each place and department, from the receiver up, and a row for each step", () => {
    const { lanes, boxes } = layoutWorkflow(land);
    expect(lanes.map(({ place, department }) => [place, department])).toEqual([
      ["receiver", ""],
      ["district", ""],
      ["province", "Sở Tài nguyên và Môi trường"],
    ]);
    expect(boxes.map(({ step }) => step.key)).toEqual(land.steps.map(({ key }) => key));
    expect(new Set(boxes.map(({ y }) => y)).size).toBe(boxes.length);
    expect(boxes.find(({ step }) => step.key === "ky")?.x).toBeGreaterThan(boxes[0]?.x ?? 0);
  });

  test.each(PROVINCE_WORKFLOWS.map((written) => [written.code, definitionOf(written)] as const))(
    "%s: every way is drawn, none through a step",
    (_code, definition) => {
      const layout = layoutWorkflow(definition);
      expect(layout.arrows).toHaveLength(definition.edges.length);
      expect(crossings(layout)).toEqual([]);
    },
  );

  test("no workflow, sound or not, is drawn with a way through a step or outside the sheet", () => {
    fc.assert(
      fc.property(anyDefinition, (definition) => {
        const layout = layoutWorkflow(definition);
        expect(crossings(layout)).toEqual([]);
        for (const { points } of layout.arrows)
          for (const [x, y] of points) {
            expect(x).toBeGreaterThanOrEqual(0);
            expect(x).toBeLessThanOrEqual(layout.width);
            expect(y).toBeGreaterThanOrEqual(0);
            expect(y).toBeLessThanOrEqual(layout.height);
          }
      }),
      { numRuns: 200 },
    );
  });

  test("a long name is broken into three lines at most and said in full in the list", () => {
    const [first, ...rest] = land.steps;
    if (!first) throw new Error("no step");
    const name =
      "Kiểm tra đối chiếu hồ sơ địa chính với hiện trạng sử dụng đất và giấy tờ của các hộ liền kề";
    const long = { ...land, steps: [{ ...first, name }, ...rest] };
    const lines = layoutWorkflow(long).boxes[0]?.lines ?? [];
    expect(lines).toHaveLength(3);
    expect(lines.every((line) => line.length <= 26)).toBe(true);
    expect(renderFragment(<WorkflowDrawing definition={long} />)).toContain(`<strong>${name}</strong>`);
  });

  test("marks the present step with words, in the drawing and in the list; the list is the text of the drawing", () => {
    const html = renderFragment(<WorkflowDrawing definition={land} present="kiem-tra" />);
    expect(html.match(/Hồ sơ đang ở đây/g)).toHaveLength(2);
    expect(html.match(/aria-current="step"/g)).toHaveLength(1);
    expect(html).toContain('aria-hidden="true"');
    const list = html.slice(html.indexOf('<ol class="workflow-list"'));
    for (const { name } of [...land.steps, ...land.edges]) expect(list).toContain(name);
    expect(list).toContain("Cấp tỉnh: Sở Tài nguyên và Môi trường · Lãnh đạo · 20 % thời hạn · Ký kết quả");
    expect(renderFragment(<WorkflowDrawing definition={land} />)).not.toContain("Hồ sơ đang ở đây");
  });
});

const anyDefinition = fc
  .array(
    fc.record({
      place: fc.constantFrom("receiver", "commune", "district", "province"),
      department: fc.constantFrom("", "Phòng Tư pháp"),
      state: fc.constantFrom(2, 4, 9),
    }),
    { minLength: 2, maxLength: 12 },
  )
  .chain((steps) =>
    fc
      .array(
        fc.record({
          from: fc.integer({ min: 0, max: steps.length }),
          to: fc.integer({ min: 0, max: steps.length }),
          back: fc.boolean(),
        }),
        { minLength: 1, maxLength: 30 },
      )
      .map(
        (edges): WorkflowDefinition => ({
          steps: steps.map((step, index) => ({
            ...step,
            key: `b${index}`,
            name: `Bước ${index}`,
            role: "specialist",
            share: 0,
            signs: false,
          })),
          edges: edges.map(({ from, to, back }) => ({ from: `b${from}`, to: `b${to}`, name: "Lối", back })),
        }),
      ),
  );
