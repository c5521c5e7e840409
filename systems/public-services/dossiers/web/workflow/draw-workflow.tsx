import { useText } from "../../../../../core/ui/index.ts";
import type { WorkflowDefinition } from "../../workflow/definition.ts";
import { placeWords, ROLE_WORDS, shareWords } from "../../workflow/words.ts";
import { type Arrow, type Box, type Lane, layoutWorkflow } from "./layout-workflow.ts";

const HERE = { vi: "Hồ sơ đang ở đây", en: "The dossier is here" };
const SIGNS = { vi: "Ký kết quả", en: "Signs" };

export interface WorkflowDrawingProps {
  readonly definition: WorkflowDefinition;
  /** Key of the step a dossier stands at. */
  readonly present?: string | null | undefined;
}

/**
 * A workflow as a drawing made on the server: steps in lanes by place, the ways between them, the present step marked
 * by a frame and words. The same as an ordered list stands beside it for screen readers, and instead of it where the
 * page is narrower than the drawing can be read.
 */
export function WorkflowDrawing({ definition, present }: WorkflowDrawingProps) {
  const { width, height, lanes, boxes, arrows } = layoutWorkflow(definition);
  return (
    <div class="workflow">
      <svg
        class="workflow-drawing"
        viewBox={`0 0 ${width} ${height}`}
        width={width}
        height={height}
        aria-hidden="true"
      >
        <defs>
          <ArrowHead id="workflow-on" />
          <ArrowHead id="workflow-back" />
        </defs>
        {lanes.map((lane) => (
          <LaneShape key={lane.x} lane={lane} height={height} />
        ))}
        {arrows.map((arrow) => (
          <ArrowShape key={`${arrow.edge.from} ${arrow.edge.to}`} arrow={arrow} />
        ))}
        {boxes.map((box) => (
          <BoxShape key={box.step.key} box={box} present={box.step.key === present} />
        ))}
      </svg>
      <StepList boxes={boxes} definition={definition} present={present} />
    </div>
  );
}

function ArrowHead({ id }: { readonly id: string }) {
  return (
    <marker
      id={id}
      class={id}
      viewBox="0 0 8 8"
      refX="7"
      refY="4"
      markerWidth="8"
      markerHeight="8"
      orient="auto-start-reverse"
    >
      <path d="M0 0 8 4 0 8z" />
    </marker>
  );
}

function LaneShape({ lane, height }: { readonly lane: Lane; readonly height: number }) {
  const text = useText();
  const level = text(placeWords({ place: lane.place, department: "" }));
  return (
    <g class="workflow-lane">
      <rect x={lane.x + 1} y="1" width={lane.width - 2} height={height - 2} />
      <text x={lane.x + lane.width / 2} y="20">
        {level}
      </text>
      {lane.lines.map((line, index) => (
        <text key={line} class="workflow-department" x={lane.x + lane.width / 2} y={37 + index * 15}>
          {line}
        </text>
      ))}
    </g>
  );
}

function ArrowShape({ arrow: { edge, points } }: { readonly arrow: Arrow }) {
  const kind = edge.back ? "workflow-back" : "workflow-on";
  return (
    <path
      class={`workflow-way ${kind}`}
      d={`M${points.map((at) => at.join(" ")).join("L")}`}
      marker-end={`url(#${kind})`}
    >
      <title>{edge.name}</title>
    </path>
  );
}

function BoxShape({ box, present }: { readonly box: Box; readonly present: boolean }) {
  const text = useText();
  const { step, x, y, width, height, lines, number } = box;
  const counter = step.state !== 4;
  const under = [text(ROLE_WORDS[step.role]), text(shareWords(step.share))];
  return (
    <g
      class={["workflow-box", counter && "workflow-counter", present && "workflow-present"]
        .filter(Boolean)
        .join(" ")}
    >
      <title>{`${number}. ${step.name}`}</title>
      <rect x={x} y={y} width={width} height={height} rx={counter ? 18 : 5} />
      {present && (
        <text class="workflow-here" x={x + width / 2} y={y - 6}>
          ▼ {text(HERE)}
        </text>
      )}
      {lines.map((line, index) => (
        <text key={line} x={x + width / 2} y={y + 20 + index * 16}>
          {line}
        </text>
      ))}
      <text class="workflow-under" x={x + width / 2} y={y + height - 10}>
        {step.signs ? `✎ ${text(SIGNS)} · ${under[1]}` : `${shortRole(under[0])} · ${under[1]}`}
      </text>
    </g>
  );
}

/** "Chuyên viên, công chức chuyên môn" is "Chuyên viên" in a box. */
function shortRole(words = ""): string {
  return words.split(",")[0] ?? words;
}

function StepList(props: {
  readonly boxes: readonly Box[];
  readonly definition: WorkflowDefinition;
  readonly present: string | null | undefined;
}) {
  const text = useText();
  const { boxes, definition, present } = props;
  const numbered = (key: string) => boxes.find(({ step }) => step.key === key);
  return (
    <ol class="workflow-list">
      {boxes.map(({ step }) => (
        <li key={step.key} aria-current={step.key === present ? "step" : undefined}>
          <p>
            <strong>{step.name}</strong>
            {step.key === present && <em> {text(HERE)}</em>}
          </p>
          <p class="field-hint">
            {[
              text(placeWords(step)),
              text(ROLE_WORDS[step.role]),
              text(shareWords(step.share)),
              ...(step.signs ? [text(SIGNS)] : []),
            ].join(" · ")}
          </p>
          <ul>
            {definition.edges
              .filter(({ from }) => from === step.key)
              .map(({ to, name, back }) => {
                const goal = numbered(to);
                return (
                  <li key={to}>
                    {back ? "↩" : "→"} {name}
                    {goal && text({ vi: ` (bước ${goal.number})`, en: ` (step ${goal.number})` })}
                  </li>
                );
              })}
          </ul>
        </li>
      ))}
    </ol>
  );
}
