import { Icon } from "./icon.tsx";
import { useText, type Wording } from "./language.ts";

export interface Step {
  readonly label: Wording;
  readonly state: "done" | "current" | "ahead";
  /** Back to a step already done. */
  readonly href?: string | undefined;
}

/** Where one is on a way of several pages: drafting → checking → signing → numbering → issuing. */
export function Steps({ label, steps }: { label: Wording; steps: readonly Step[] }) {
  const text = useText();
  return (
    <nav class="steps" aria-label={text(label)}>
      <ol>
        {steps.map((step, index) => (
          <li
            key={text(step.label)}
            class={`step step-${step.state}`}
            aria-current={step.state === "current" ? "step" : undefined}
          >
            <span class="step-mark">{step.state === "done" ? <Icon name="check" /> : index + 1}</span>
            <span class="step-words">
              {step.href ? <a href={step.href}>{text(step.label)}</a> : text(step.label)}
              {step.state === "done" && (
                <span class="visually-hidden"> ({text({ vi: "đã xong", en: "done" })})</span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </nav>
  );
}
