import type { Sentence } from "../../../../core/errors.ts";
import { STATE_WORDS } from "../words.ts";
import type { WorkflowDefinition, WorkflowEdge, WorkflowStep } from "./definition.ts";
import { PLACE_WORDS, ROLE_WORDS, shareWords } from "./words.ts";

/** One thing in which two versions of a workflow differ. */
export interface WorkflowDifference {
  readonly kind: "added" | "removed" | "changed" | "moved";
  /** The step or way it is about. */
  readonly what: Sentence;
  /** What of it, as it was and as it is; absent when it is whole. */
  readonly part?: Sentence;
  readonly before?: Sentence;
  readonly after?: Sentence;
}

/** What a version says otherwise than the one before: steps in the order of the newer one, then ways. */
export function differenceOf(
  before: WorkflowDefinition,
  after: WorkflowDefinition,
): readonly WorkflowDifference[] {
  return [...stepDifferences(before, after), ...wayDifferences(before, after)];
}

function stepDifferences(before: WorkflowDefinition, after: WorkflowDefinition): WorkflowDifference[] {
  const found: WorkflowDifference[] = [];
  for (const step of after.steps) {
    const was = before.steps.find(({ key }) => key === step.key);
    if (!was) found.push({ kind: "added", what: stepWords(step) });
    else found.push(...changes(stepWords(was), STEP_PARTS, was, step));
  }
  for (const step of before.steps) {
    if (!after.steps.some(({ key }) => key === step.key))
      found.push({ kind: "removed", what: stepWords(step) });
  }
  const common = ({ steps }: WorkflowDefinition, other: WorkflowDefinition) =>
    steps.map(({ key }) => key).filter((key) => other.steps.some((each) => each.key === key));
  if (common(before, after).join() !== common(after, before).join())
    found.push({ kind: "moved", what: { vi: "Thứ tự các bước", en: "Order of the steps" } });
  return found;
}

function wayDifferences(before: WorkflowDefinition, after: WorkflowDefinition): WorkflowDifference[] {
  const found: WorkflowDifference[] = [];
  const same = (a: WorkflowEdge) => (b: WorkflowEdge) => a.from === b.from && a.to === b.to;
  for (const way of after.edges) {
    const was = before.edges.find(same(way));
    if (!was) found.push({ kind: "added", what: wayWords(after, way) });
    else found.push(...changes(wayWords(before, was), WAY_PARTS, was, way));
  }
  for (const way of before.edges) {
    if (!after.edges.some(same(way))) found.push({ kind: "removed", what: wayWords(before, way) });
  }
  return found;
}

interface Part<Thing> {
  readonly part: Sentence;
  words(thing: Thing): Sentence;
}

const plain = (text: string): Sentence => ({ vi: text, en: text });
const yesNo = (yes: boolean): Sentence => (yes ? { vi: "có", en: "yes" } : { vi: "không", en: "no" });

const STEP_PARTS: readonly Part<WorkflowStep>[] = [
  { part: { vi: "tên", en: "name" }, words: ({ name }) => plain(name) },
  {
    part: { vi: "trạng thái hồ sơ", en: "outer state" },
    words: ({ state }) => {
      const { vi, en } = STATE_WORDS[state].label;
      return { vi: `${state} ${vi}`, en: `${state} ${en}` };
    },
  },
  { part: { vi: "nơi làm", en: "place" }, words: ({ place }) => PLACE_WORDS[place] },
  {
    part: { vi: "phòng, đơn vị", en: "department" },
    words: ({ department }) =>
      department === "" ? { vi: "không nêu", en: "none named" } : plain(department),
  },
  { part: { vi: "vai", en: "role" }, words: ({ role }) => ROLE_WORDS[role] },
  { part: { vi: "phần thời hạn", en: "share of the time" }, words: ({ share }) => shareWords(share) },
  { part: { vi: "ký kết quả", en: "signs the result" }, words: ({ signs }) => yesNo(signs) },
];

const WAY_PARTS: readonly Part<WorkflowEdge>[] = [
  { part: { vi: "tên nút", en: "name on the button" }, words: ({ name }) => plain(name) },
  { part: { vi: "lối trả lại", en: "way back" }, words: ({ back }) => yesNo(back) },
];

function changes<Thing>(
  what: Sentence,
  parts: readonly Part<Thing>[],
  was: Thing,
  is: Thing,
): WorkflowDifference[] {
  return parts.flatMap(({ part, words }) => {
    const [before, after] = [words(was), words(is)];
    return before.vi === after.vi ? [] : [{ kind: "changed", what, part, before, after }];
  });
}

function stepWords({ name }: WorkflowStep): Sentence {
  return { vi: `Bước “${name}”`, en: `Step “${name}”` };
}

function wayWords({ steps }: WorkflowDefinition, { from, to, name }: WorkflowEdge): Sentence {
  const called = (key: string) => steps.find((step) => step.key === key)?.name ?? key;
  return {
    vi: `Lối “${name}” (${called(from)} → ${called(to)})`,
    en: `Way “${name}” (${called(from)} → ${called(to)})`,
  };
}
