import { useText } from "../../../../core/ui/index.ts";
import type { ComparedLine } from "../../composing/compare-texts.ts";

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
            {line.changes.map((change, index) => {
              const words = index > 0 ? ` ${change.text}` : change.text;
              if (change.kind === "gone")
                return (
                  <del key={index}>
                    <span class="visually-hidden">{text({ vi: "[bỏ: ", en: "[removed: " })}</span>
                    {words}
                    <span class="visually-hidden">]</span>
                  </del>
                );
              if (change.kind === "new")
                return (
                  <ins key={index}>
                    <span class="visually-hidden">{text({ vi: "[thêm: ", en: "[added: " })}</span>
                    {words}
                    <span class="visually-hidden">]</span>
                  </ins>
                );
              return <span key={index}>{words}</span>;
            })}
          </p>
        );
      })}
    </div>
  );
}
