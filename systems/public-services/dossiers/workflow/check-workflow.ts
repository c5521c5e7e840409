import type { Sentence } from "../../../../core/errors.ts";
import { type DossierAction, stateAfter, TRANSITIONS, transition } from "../states.ts";
import { STATE_WORDS } from "../words.ts";
import type { WorkflowDefinition, WorkflowEdge, WorkflowStep } from "./definition.ts";
import { inOrder, reachedFrom, shareUntil, waysOn } from "./walk-workflow.ts";

/** Something that keeps a workflow from being published. */
export interface WorkflowProblem {
  readonly at:
    | { readonly kind: "workflow" }
    | { readonly kind: "step"; readonly key: string }
    | { readonly kind: "edge"; readonly from: string; readonly to: string };
  /** Field of the step or way it belongs to; empty: none alone. */
  readonly field: "" | "key" | "state" | "place" | "role" | "share" | "signs" | "from" | "to" | "back";
  /** What is wrong and what to do. */
  readonly sentence: Sentence;
}

/** The actions of the table that follow the ways of a workflow. A recall goes by the story of the dossier. */
const BY_WAY: readonly DossierAction[] = ["forward", "finish"];
/** Shares are typed by people: 33,3 three times counts as a whole. */
const SHARE_TOLERANCE = 0.2;

/**
 * What is wrong with a workflow, place by place, in the order of the definition; nothing: it may be published.
 *
 * Steps and ways must stand to the outer states as the table of states has it (../states.ts), every step lie on a way
 * from the first to the last, every way to the end pass a signature, and the longest way take the whole time.
 */
export function checkWorkflow(definition: WorkflowDefinition): readonly WorkflowProblem[] {
  const unknown = unknownEnds(definition);
  return [
    ...twice(definition),
    ...ends(definition),
    ...unknown,
    ...definition.edges.flatMap((edge) => wayProblems(definition, edge)),
    // What follows walks the ways: first they must lead somewhere.
    ...(unknown.length > 0
      ? []
      : [...strayed(definition), ...circles(definition), ...unsigned(definition), ...shares(definition)]),
  ];
}

function twice({ steps, edges }: WorkflowDefinition): readonly WorkflowProblem[] {
  const keys = steps.flatMap(({ key, name }, index) =>
    steps.findIndex((each) => each.key === key) < index
      ? [
          atStep(key, "key", {
            vi: `Mã bước “${key}” dùng hai lần (${name}). Đặt cho mỗi bước một mã riêng.`,
            en: `The key “${key}” is used twice (${name}). Give each step its own.`,
          }),
        ]
      : [],
  );
  const names = steps.flatMap(({ key, name }, index) =>
    steps.findIndex((each) => each.name === name) < index
      ? [
          atStep(key, "", {
            vi: `Hai bước cùng tên “${name}”. Đặt tên khác để người xử lý phân biệt được.`,
            en: `Two steps are called “${name}”. Name them so that people can tell them apart.`,
          }),
        ]
      : [],
  );
  const ways = edges.flatMap((edge, index) =>
    edges.findIndex(({ from, to }) => from === edge.from && to === edge.to) < index
      ? [
          atWay(edge, "to", {
            vi: `Có hai lối đi giống nhau từ ${nameOf(steps, edge.from)} đến ${nameOf(steps, edge.to)}. Bỏ bớt một lối.`,
            en: `There are two ways from ${nameOf(steps, edge.from)} to ${nameOf(steps, edge.to)}. Remove one.`,
          }),
        ]
      : [],
  );
  return [...keys, ...names, ...ways];
}

/** The first step is the desk's, state 2; the last the counter's, state 9; no other step has these states. */
function ends({ steps }: WorkflowDefinition): readonly WorkflowProblem[] {
  const first = steps[0];
  const last = steps.at(-1);
  const problems: WorkflowProblem[] = [];
  if (first && first.state !== 2) {
    problems.push(
      atStep(first.key, "state", {
        vi: `Bước đầu “${first.name}” phải ở trạng thái 2 (được tiếp nhận): hồ sơ vừa tiếp nhận đứng ở đó.`,
        en: `The first step “${first.name}” must have state 2 (received): that is where a received dossier stands.`,
      }),
    );
  }
  if (last && last.state !== 9) {
    problems.push(
      atStep(last.key, "state", {
        vi: `Bước cuối “${last.name}” phải ở trạng thái 9 (đã xử lý xong): kết quả nằm ở quầy.`,
        en: `The last step “${last.name}” must have state 9 (handled): the result lies at the counter.`,
      }),
    );
  }
  for (const step of steps) {
    if (step !== first && step.state === 2) {
      problems.push(
        atStep(step.key, "state", {
          vi: `Chỉ bước đầu ở trạng thái 2; “${step.name}” là bước xử lý, chọn trạng thái 4.`,
          en: `Only the first step has state 2; “${step.name}” is handled, choose state 4.`,
        }),
      );
    }
    if (step !== last && step.state === 9) {
      problems.push(
        atStep(step.key, "state", {
          vi: `Chỉ bước cuối ở trạng thái 9; “${step.name}” đứng trước đó, chọn trạng thái 4.`,
          en: `Only the last step has state 9; “${step.name}” comes before, choose state 4.`,
        }),
      );
    }
    if (step.state !== 4) problems.push(...counter(step));
  }
  return problems;
}

/** The table gives states 2 and 9 to the desk of the body that received the dossier. */
function counter(step: WorkflowStep): readonly WorkflowProblem[] {
  const desk = TRANSITIONS.some(
    ({ from, action, by }) =>
      from.includes(step.state) && (action === "forward" || action === "return") && by.includes("desk"),
  );
  if (!desk) return [];
  const problems: WorkflowProblem[] = [];
  if (step.role !== "desk") {
    problems.push(
      atStep(step.key, "role", {
        vi: `“${step.name}” ở quầy: chọn vai Bộ phận một cửa.`,
        en: `“${step.name}” is at the counter: choose the one-stop desk.`,
      }),
    );
  }
  if (step.place !== "receiver" || step.department !== "") {
    problems.push(
      atStep(step.key, "place", {
        vi: `“${step.name}” phải ở nơi nhận hồ sơ, không nêu phòng: người dân nộp và nhận ở một chỗ.`,
        en: `“${step.name}” must be where the dossier was received, without a department: people file and fetch at one place.`,
      }),
    );
  }
  return problems;
}

function unknownEnds({ steps, edges }: WorkflowDefinition): readonly WorkflowProblem[] {
  return edges.flatMap((edge) =>
    (["from", "to"] as const).flatMap((end) =>
      steps.some(({ key }) => key === edge[end])
        ? []
        : [
            atWay(edge, end, {
              vi: `Lối “${edge.name}” nối với bước “${edge[end]}” không có trong quy trình. Chọn bước khác hoặc bỏ lối này.`,
              en: `The way “${edge.name}” joins the step “${edge[end]}”, which is not there. Choose another or remove it.`,
            }),
          ],
    ),
  );
}

function wayProblems(definition: WorkflowDefinition, edge: WorkflowEdge): readonly WorkflowProblem[] {
  const from = definition.steps.find(({ key }) => key === edge.from);
  const to = definition.steps.find(({ key }) => key === edge.to);
  if (!from || !to) return [];
  if (from === to) {
    return [
      atWay(edge, "to", {
        vi: `Lối “${edge.name}” quay về chính bước “${from.name}”. Chọn bước khác hoặc bỏ lối này.`,
        en: `The way “${edge.name}” leads from “${from.name}” to itself. Choose another step or remove it.`,
      }),
    ];
  }
  const allowed = BY_WAY.some((action) => {
    const found = transition(from.state, action);
    return found !== undefined && stateAfter(from.state, found, null) === to.state;
  });
  if (!allowed) {
    const [was, is] = [STATE_WORDS[from.state].label, STATE_WORDS[to.state].label];
    return [
      atWay(edge, "to", {
        vi: `Lối “${edge.name}” đi từ trạng thái ${from.state} (${was.vi}) sang ${to.state} (${is.vi}): bảng trạng thái không cho phép.`,
        en: `The way “${edge.name}” goes from state ${from.state} (${was.en}) to ${to.state} (${is.en}): the table of states has no such step.`,
      }),
    ];
  }
  if (edge.back && !reachedFrom(to.key, waysOn(definition)).has(from.key)) {
    return [
      atWay(edge, "back", {
        vi: `Lối “${edge.name}” đánh dấu trả lại, nhưng “${to.name}” không đứng trước “${from.name}”.`,
        en: `The way “${edge.name}” is marked as a way back, but “${to.name}” does not come before “${from.name}”.`,
      }),
    ];
  }
  return [];
}

/** Steps that nothing leads to, and steps without a way to the end. */
function strayed(definition: WorkflowDefinition): readonly WorkflowProblem[] {
  const { steps, edges } = definition;
  const first = steps[0];
  const last = steps.at(-1);
  if (!first || !last) return [];
  const reached = reachedFrom(first.key, edges);
  const turned = edges.map(({ from, to }) => ({ from: to, to: from }));
  const ending = reachedFrom(last.key, turned);
  return steps.flatMap(({ key, name }) => [
    ...(reached.has(key)
      ? []
      : [
          atStep(key, "", {
            vi: `Không có lối nào dẫn đến bước “${name}”. Thêm lối vào, hoặc bỏ bước này.`,
            en: `No way leads to the step “${name}”. Add one, or remove the step.`,
          }),
        ]),
    ...(ending.has(key)
      ? []
      : [
          atStep(key, "", {
            vi: `Từ bước “${name}” không đi được đến bước trả kết quả. Thêm lối ra.`,
            en: `From the step “${name}” there is no way to the end. Add a way out.`,
          }),
        ]),
  ]);
}

/** A circle is only left by whoever marks one of its ways as a way back, with a reason. */
function circles(definition: WorkflowDefinition): readonly WorkflowProblem[] {
  if (inOrder(definition)) return [];
  const ways = waysOn(definition);
  const caught = ways.find(({ from, to }) => reachedFrom(to, ways).has(from));
  if (!caught) return [];
  return [
    atWay(caught, "back", {
      vi: `Các lối đi qua “${nameOf(definition.steps, caught.from)}” tạo thành vòng. Đánh dấu lối quay về là lối trả lại.`,
      en: `The ways through “${nameOf(definition.steps, caught.from)}” make a circle. Mark the one that returns as a way back.`,
    }),
  ];
}

/** A result is signed by whoever is competent before it comes to the counter, on whichever way. */
function unsigned(definition: WorkflowDefinition): readonly WorkflowProblem[] {
  const { steps } = definition;
  const first = steps[0];
  const last = steps.at(-1);
  const signing = steps.filter(({ signs }) => signs);
  const wrong = signing.flatMap((step) =>
    step.state === 4 && (step.role === "leader" || step.role === "head-of-unit")
      ? []
      : [
          atStep(step.key, "signs", {
            vi: `Bước “${step.name}” ký kết quả: phải ở trạng thái 4 và do lãnh đạo hoặc trưởng phòng thực hiện.`,
            en: `The step “${step.name}” signs the result: it must have state 4 and be a leader's or a head of unit's.`,
          }),
        ],
  );
  if (signing.length === 0) {
    return [
      {
        at: { kind: "workflow" },
        field: "signs",
        sentence: {
          vi: "Không có bước nào ký kết quả. Đánh dấu bước mà lãnh đạo ký.",
          en: "No step signs the result. Mark the one where a leader signs.",
        },
      },
    ];
  }
  const past = new Set(signing.map(({ key }) => key));
  if (!first || !last || !reachedFrom(first.key, waysOn(definition), past).has(last.key)) return wrong;
  return [
    ...wrong,
    {
      at: { kind: "workflow" },
      field: "signs",
      sentence: {
        vi: "Có lối đi đến quầy mà không qua bước ký nào. Cho mọi lối đi qua một bước ký.",
        en: "There is a way to the counter that passes no signature. Lead every way through a step that signs.",
      },
    },
  ];
}

/** The longest way takes the whole time, no more and no less; all 0: everything at once. */
function shares(definition: WorkflowDefinition): readonly WorkflowProblem[] {
  const until = shareUntil(definition);
  const last = definition.steps.at(-1);
  if (!until || !last || definition.steps.every(({ share }) => share === 0)) return [];
  const over = definition.steps.find(({ key }) => (until.get(key) ?? 0) > 100 + SHARE_TOLERANCE);
  if (over) {
    return [
      atStep(over.key, "share", {
        vi: `Đến hết bước “${over.name}” đã dùng ${percent(until.get(over.key))} % thời hạn. Giảm phần thời gian các bước để không quá 100 %.`,
        en: `By the end of “${over.name}” ${percent(until.get(over.key))} % of the time is spent. Lower the shares to 100 % at most.`,
      }),
    ];
  }
  const whole = until.get(last.key);
  if (whole === undefined || Math.abs(whole - 100) <= SHARE_TOLERANCE) return [];
  return [
    {
      at: { kind: "workflow" },
      field: "share",
      sentence: {
        vi: `Đường dài nhất đến lúc trả kết quả chỉ dùng ${percent(whole)} % thời hạn. Chia cho đủ 100 %.`,
        en: `The longest way to the result takes ${percent(whole)} % of the time only. Share out 100 %.`,
      },
    },
  ];
}

function percent(share = 0): string {
  return String(Math.round(share * 10) / 10).replace(".", ",");
}

function nameOf(steps: readonly WorkflowStep[], key: string): string {
  return steps.find((step) => step.key === key)?.name ?? key;
}

function atStep(key: string, field: WorkflowProblem["field"], sentence: Sentence): WorkflowProblem {
  return { at: { kind: "step", key }, field, sentence };
}

function atWay(
  { from, to }: WorkflowEdge,
  field: WorkflowProblem["field"],
  sentence: Sentence,
): WorkflowProblem {
  return { at: { kind: "edge", from, to }, field, sentence };
}
