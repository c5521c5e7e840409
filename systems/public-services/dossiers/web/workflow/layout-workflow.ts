import type { WorkflowDefinition, WorkflowEdge, WorkflowStep } from "../../workflow/definition.ts";
import { inOrder } from "../../workflow/walk-workflow.ts";

/** Where everything of a drawing stands, in units of the drawing (about pixels at full width). */
export interface WorkflowLayout {
  readonly width: number;
  readonly height: number;
  readonly lanes: readonly Lane[];
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** All steps of one place and department stand below each other. */
export interface Lane {
  readonly place: WorkflowStep["place"];
  readonly department: string;
  /** Name of the department, broken to the width of the lane. */
  readonly lines: readonly string[];
  readonly x: number;
  readonly width: number;
}

export interface Box {
  readonly step: WorkflowStep;
  /** From 1, in the order of the drawing. */
  readonly number: number;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Number and name, broken to the width of the box. */
  readonly lines: readonly string[];
}

export interface Arrow {
  readonly edge: WorkflowEdge;
  /** Corners from the step it leaves to the step it comes to. */
  readonly points: readonly (readonly [x: number, y: number])[];
}

const BOX = { width: 200, height: 84 } as const;
const ROW = 116;
/** Room on each side of the boxes of a lane, where arrows run up and down. */
const GUTTER = 40;
const LANE = BOX.width + 2 * GUTTER;
const HEAD = 74;
const FOOT = 16;
/** Arrows beside each other. */
const APART = 9;
const TRACKS = 4;
/** What fits of a name in a box, and of a department above a lane. */
const IN_BOX = { letters: 26, lines: 3 } as const;
const IN_LANE = { letters: 36, lines: 2 } as const;
const PLACES: readonly WorkflowStep["place"][] = ["receiver", "commune", "district", "province"];

/**
 * Sets a workflow: a lane for each place and department from the receiver up, every step in a row of its own in the
 * order of the ways, so that an arrow that runs across a row meets nothing. What circles keeps the order of the
 * definition.
 */
export function layoutWorkflow(definition: WorkflowDefinition): WorkflowLayout {
  const ordered = inOrder(definition) ?? definition.steps;
  const lanes = lanesOf(ordered);
  const boxes = ordered.map((step, row): Box => {
    const lane = lanes.findIndex(({ place, department }) => isOf(step, place, department));
    return {
      step,
      number: row + 1,
      x: lane * LANE + GUTTER,
      y: HEAD + row * ROW,
      ...BOX,
      lines: broken(`${row + 1}. ${step.name}`, IN_BOX),
    };
  });
  return {
    width: lanes.length * LANE,
    height: HEAD + boxes.length * ROW - (ROW - BOX.height) + FOOT,
    lanes,
    boxes,
    arrows: arrowsOf(definition.edges, boxes),
  };
}

function lanesOf(steps: readonly WorkflowStep[]): readonly Lane[] {
  const found: { place: WorkflowStep["place"]; department: string }[] = [];
  for (const place of PLACES) {
    for (const step of steps) {
      if (step.place !== place || found.some((lane) => isOf(step, lane.place, lane.department))) continue;
      found.push({ place, department: step.department });
    }
  }
  return found.map((lane, index) => ({
    ...lane,
    lines: lane.department === "" ? [] : broken(lane.department, IN_LANE),
    x: index * LANE,
    width: LANE,
  }));
}

function isOf(step: WorkflowStep, place: WorkflowStep["place"], department: string): boolean {
  return step.place === place && step.department === department;
}

/** Ways straight down go straight; all others run in the gutter beside their goal: on its right, back on its left. */
function arrowsOf(edges: readonly WorkflowEdge[], boxes: readonly Box[]): readonly Arrow[] {
  const tracks = new Map<string, number>();
  const ports = new Map<string, number>();
  /** The how-manieth of its kind: 0, 1, 2 … */
  const next = (counts: Map<string, number>, key: string): number => {
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return count;
  };
  const seen = new Set<string>();
  return edges.flatMap((edge): Arrow[] => {
    const from = boxes.find(({ step }) => step.key === edge.from);
    const to = boxes.find(({ step }) => step.key === edge.to);
    if (!from || !to || from === to || seen.has(`${edge.from} ${edge.to}`)) return [];
    seen.add(`${edge.from} ${edge.to}`);
    const down = to.number === from.number + 1;
    if (down && to.x === from.x) {
      const x = middleOf(from);
      return [
        {
          edge,
          points: [
            [x, from.y + from.height],
            [x, to.y],
          ],
        },
      ];
    }
    if (down) {
      const right = to.x > from.x;
      const y = from.y + from.height / 2 + offset(next(ports, `${edge.from} ${right ? "right" : "left"}`));
      return [
        {
          edge,
          points: [
            [right ? from.x + from.width : from.x, y],
            [middleOf(to), y],
            [middleOf(to), to.y],
          ],
        },
      ];
    }
    const up = to.number < from.number;
    const side = up ? "left" : "right";
    const track = next(tracks, `${to.x} ${side}`) % TRACKS;
    const run = up ? to.x - 10 - track * APART : to.x + to.width + 10 + track * APART;
    const leavesRight = run > middleOf(from);
    const start = leavesRight ? from.x + from.width : from.x;
    const out =
      from.y + from.height / 2 + offset(next(ports, `${edge.from} ${leavesRight ? "right" : "left"}`));
    const into = to.y + to.height / 2 + offset(next(ports, `${edge.to} ${side}`));
    const end = up ? to.x : to.x + to.width;
    return [
      {
        edge,
        points: [
          [start, out],
          [run, out],
          [run, into],
          [end, into],
        ],
      },
    ];
  });
}

/** The ends of arrows on one side of a box: in the middle, then above and below it by turns. */
function offset(count: number): number {
  const steps = Math.min(Math.ceil(count / 2), 3);
  return (count % 2 === 0 ? 1 : -1) * steps * APART;
}

function middleOf(box: Box): number {
  return box.x + box.width / 2;
}

/** Breaks words at their spaces into lines that fit; what does not fit ends in "…" (the list says it in full). */
function broken(
  words: string,
  room: { readonly letters: number; readonly lines: number },
): readonly string[] {
  const lines: string[] = [];
  for (const word of words.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && lengthOf(`${last} ${word}`) <= room.letters) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(lengthOf(word) <= room.letters ? word : `${[...word].slice(0, room.letters - 1).join("")}…`);
    }
  }
  if (lines.length <= room.lines) return lines;
  const kept = lines.slice(0, room.lines);
  return [...kept.slice(0, -1), `${[...(kept.at(-1) ?? "")].slice(0, room.letters - 2).join("")} …`];
}

function lengthOf(text: string): number {
  return [...text].length;
}
