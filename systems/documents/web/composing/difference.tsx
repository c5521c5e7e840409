import { Fragment } from "preact";
import { useText } from "../../../../core/ui/index.ts";
import type { Change, ComparedLine } from "../../composing/compare-texts.ts";

export interface DifferenceProps {
  readonly lines: readonly ComparedLine[];
  /** Leaves out lines that are the same, but for one around each change. */
  readonly onlyChanged?: boolean;
}

/** Two texts as one: what is gone is struck out, what is new underlined, both said to screen readers. */
export function Difference({ lines, onlyChanged }: DifferenceProps) {
  const text = useText();
  if (lines.every(({ changed }) => !changed))
    return (
      <p class="difference-none">{text({ vi: "Nội dung giống nhau.", en: "The texts are the same." })}</p>
    );
  const shown = lines.map(
    ({ changed }, at) =>
      !onlyChanged || changed || lines[at - 1]?.changed === true || lines[at + 1]?.changed === true,
  );
  return (
    <div class="difference">
      {lines.map((line, at) => {
        if (!shown[at]) {
          return shown[at - 1] || at === 0 ? (
            <p key={at} class="difference-gap">
              …
            </p>
          ) : null;
        }
        return (
          <p key={at} class={line.changed ? "difference-line difference-changed" : "difference-line"}>
            {line.changes.map((change, index) => (
              <Fragment key={index}>
                {index > 0 && " "}
                <Stretch change={change} />
              </Fragment>
            ))}
          </p>
        );
      })}
    </div>
  );
}

function Stretch({ change }: { readonly change: Change }) {
  const text = useText();
  if (change.kind === "same") return <>{change.text}</>;
  const gone = change.kind === "gone";
  const Mark = gone ? "del" : "ins";
  return (
    <Mark>
      <span class="visually-hidden">
        {gone ? text({ vi: "[bỏ: ", en: "[removed: " }) : text({ vi: "[thêm: ", en: "[added: " })}
      </span>
      {change.text}
      <span class="visually-hidden">]</span>
    </Mark>
  );
}
