import { FormRefusal } from "../../../../core/errors.ts";
import { foldVietnamese } from "../../../../core/ui/vietnamese.ts";
import type { WorkflowDefinition, WorkflowEdge, WorkflowStep } from "./definition.ts";

const MOST_STEPS = 40;
const MOST_WAYS = 120;

/** What a new workflow begins with: received, signed, returned. */
export function newDefinition(): WorkflowDefinition {
  const desk = { place: "receiver", role: "desk", department: "", share: 0, signs: false } as const;
  return {
    steps: [
      { ...desk, key: "tiep-nhan", name: "Bộ phận một cửa tiếp nhận", state: 2 },
      { ...desk, key: "ky", name: "Lãnh đạo ký", state: 4, role: "leader", share: 100, signs: true },
      { ...desk, key: "tra-ket-qua", name: "Bộ phận một cửa trả kết quả", state: 9 },
    ],
    edges: [
      { from: "tiep-nhan", to: "ky", name: "Trình ký", back: false },
      { from: "ky", to: "tra-ket-qua", name: "Chuyển kết quả về một cửa", back: false },
    ],
  };
}

/**
 * Adds a step before the last one; its key is made from its name.
 * @throws FormRefusal on `name` when there are too many
 */
export function addStep(
  definition: WorkflowDefinition,
  step: Omit<WorkflowStep, "key">,
): { readonly definition: WorkflowDefinition; readonly key: string } {
  if (definition.steps.length >= MOST_STEPS) {
    throw new FormRefusal({
      name: {
        vi: `Quy trình có tối đa ${MOST_STEPS} bước.`,
        en: `A workflow has ${MOST_STEPS} steps at most.`,
      },
    });
  }
  const key = freeKey(definition, step.name);
  const steps = [...definition.steps.slice(0, -1), { ...step, key }, ...definition.steps.slice(-1)];
  return { definition: { ...definition, steps }, key };
}

/** What a step says otherwise; its key stays, so that dossiers standing there are still known. */
export function changeStep(
  definition: WorkflowDefinition,
  key: string,
  step: Omit<WorkflowStep, "key">,
): WorkflowDefinition {
  return {
    ...definition,
    steps: definition.steps.map((each) => (each.key === key ? { ...step, key } : each)),
  };
}

/**
 * Takes a step out with its ways. Where exactly one way on led to it and one from it, the way goes straight through.
 * @throws FormRefusal when only two steps are left
 */
export function removeStep(definition: WorkflowDefinition, key: string): WorkflowDefinition {
  const steps = definition.steps.filter((step) => step.key !== key);
  if (steps.length < 2) {
    throw new FormRefusal({
      "": {
        vi: "Giữ lại ít nhất hai bước: tiếp nhận và trả kết quả.",
        en: "Keep at least two steps: receiving and returning.",
      },
    });
  }
  const into = definition.edges.filter(({ to, back }) => to === key && !back);
  const out = definition.edges.filter(({ from, back }) => from === key && !back);
  const kept = definition.edges.filter(({ from, to }) => from !== key && to !== key);
  const [before, after] = [into[0], out[0]];
  const through =
    into.length === 1 && out.length === 1 && before && after && before.from !== after.to
      ? [{ ...after, from: before.from }]
      : [];
  const edges = [...kept, ...through.filter((way) => !kept.some((each) => isWay(each, way.from, way.to)))];
  return { steps, edges: requireWays(edges) };
}

/** Up (-1) or down (1) in the list; the first is where dossiers begin, the last where they end. */
export function moveStep(definition: WorkflowDefinition, key: string, by: -1 | 1): WorkflowDefinition {
  const at = definition.steps.findIndex((step) => step.key === key);
  const [here, there] = [definition.steps[at], definition.steps[at + by]];
  if (!here || !there) return definition;
  const steps = definition.steps.map((step) => (step === here ? there : step === there ? here : step));
  return { ...definition, steps };
}

/** @throws FormRefusal on `to` when that way is there already, or there are too many */
export function addWay(definition: WorkflowDefinition, way: WorkflowEdge): WorkflowDefinition {
  if (definition.edges.some((each) => isWay(each, way.from, way.to))) {
    throw new FormRefusal({
      to: {
        vi: "Đã có lối đi giữa hai bước này. Sửa lối đó.",
        en: "There is a way between these steps already. Change that one.",
      },
    });
  }
  if (definition.edges.length >= MOST_WAYS) {
    throw new FormRefusal({
      to: {
        vi: `Quy trình có tối đa ${MOST_WAYS} lối đi.`,
        en: `A workflow has ${MOST_WAYS} ways at most.`,
      },
    });
  }
  return { ...definition, edges: [...definition.edges, way] };
}

/** A way otherwise, at the same place of the list. @throws FormRefusal on `to` when there is another such way */
export function changeWay(
  definition: WorkflowDefinition,
  was: Pick<WorkflowEdge, "from" | "to">,
  way: WorkflowEdge,
): WorkflowDefinition {
  const others = definition.edges.filter((each) => !isWay(each, was.from, was.to));
  // Says no to a second one like it.
  addWay({ ...definition, edges: others }, way);
  return {
    ...definition,
    edges: definition.edges.map((each) => (isWay(each, was.from, was.to) ? way : each)),
  };
}

/** @throws FormRefusal when it was the last one */
export function removeWay(definition: WorkflowDefinition, from: string, to: string): WorkflowDefinition {
  return { ...definition, edges: requireWays(definition.edges.filter((each) => !isWay(each, from, to))) };
}

function requireWays(edges: readonly WorkflowEdge[]): WorkflowEdge[] {
  if (edges.length > 0) return [...edges];
  throw new FormRefusal({
    "": {
      vi: "Giữ lại ít nhất một lối đi: thêm lối mới trước khi bỏ lối cuối cùng.",
      en: "Keep at least one way: add another before removing the last.",
    },
  });
}

function isWay(edge: WorkflowEdge, from: string, to: string): boolean {
  return edge.from === from && edge.to === to;
}

/** "Thẩm định" → `tham-dinh`, and `tham-dinh-2` when that is taken. */
function freeKey({ steps }: WorkflowDefinition, name: string): string {
  const plain =
    foldVietnamese(name)
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 34)
      .replace(/-+$/, "") || "buoc";
  for (let count = 1; ; count += 1) {
    const key = count === 1 ? plain : `${plain}-${count}`;
    if (!steps.some((step) => step.key === key)) return key;
  }
}
