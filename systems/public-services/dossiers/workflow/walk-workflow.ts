import type { WorkflowDefinition, WorkflowEdge, WorkflowStep } from "./definition.ts";

/** The ways that lead on: no ways back, none from or to a step that is not there, none from a step to itself. */
export function waysOn({ steps, edges }: WorkflowDefinition): readonly WorkflowEdge[] {
  const known = new Set(steps.map(({ key }) => key));
  return edges.filter(({ from, to, back }) => !back && from !== to && known.has(from) && known.has(to));
}

/** Keys of every step that can be come to from one, itself included; `avoid`: steps that are not gone through. */
export function reachedFrom(
  start: string,
  ways: readonly Pick<WorkflowEdge, "from" | "to">[],
  avoid: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  if (avoid.has(start)) return new Set();
  const found = new Set([start]);
  const open = [start];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    for (const { from, to } of ways) {
      if (from !== key || found.has(to) || avoid.has(to)) continue;
      found.add(to);
      open.push(to);
    }
  }
  return found;
}

/**
 * The steps in an order in which every way on leads to a later one; steps that stand beside each other keep the order of
 * the definition.
 *
 * @returns undefined when ways on lead in a circle
 */
export function inOrder(definition: WorkflowDefinition): readonly WorkflowStep[] | undefined {
  const ways = waysOn(definition);
  const left = [...definition.steps];
  const ordered: WorkflowStep[] = [];
  while (left.length > 0) {
    const at = left.findIndex(({ key }) => !ways.some(({ from, to }) => to === key && isIn(left, from)));
    const [next] = at < 0 ? [] : left.splice(at, 1);
    if (!next) return undefined;
    ordered.push(next);
  }
  return ordered;
}

/**
 * How much of the time (per cent) has gone at the latest when a step is done, by key: its own share and those of the
 * longest way to it from the first step. Steps that no way on leads to are absent.
 *
 * @returns undefined when ways on lead in a circle
 */
export function shareUntil(definition: WorkflowDefinition): ReadonlyMap<string, number> | undefined {
  const ordered = inOrder(definition);
  if (!ordered) return undefined;
  const ways = waysOn(definition);
  const until = new Map<string, number>();
  const [first] = definition.steps;
  for (const { key, share } of ordered) {
    const before = ways.flatMap(({ from, to }) => {
      const spent = to === key ? until.get(from) : undefined;
      return spent === undefined ? [] : [spent];
    });
    if (key === first?.key) until.set(key, share);
    else if (before.length > 0) until.set(key, Math.max(...before) + share);
  }
  return until;
}

const LEVELS = ["commune", "district", "province"] as const;
export type ReceivingLevel = (typeof LEVELS)[number];

/**
 * At which levels a dossier can be received and come to the end: bodies of a level below the receiver are not found (see
 * `placeStep`), so that a way to the end must pass none of them.
 */
export function receivingLevels(definition: WorkflowDefinition): readonly ReceivingLevel[] {
  const first = definition.steps[0];
  const last = definition.steps.at(-1);
  if (!first || !last) return [];
  return LEVELS.filter((_level, height) => {
    const below = LEVELS.slice(0, height);
    const closed = definition.steps.filter(({ place }) => below.some((level) => level === place));
    return reachedFrom(first.key, waysOn(definition), new Set(closed.map(({ key }) => key))).has(last.key);
  });
}

function isIn(steps: readonly WorkflowStep[], key: string): boolean {
  return steps.some((step) => step.key === key);
}
