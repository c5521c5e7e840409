import type { ComponentChildren } from "preact";
import { useText, type Wording } from "./language.ts";

export interface Fact {
  readonly term: Wording;
  /** Text or elements. Absent values are shown as a dash, so that a reader sees the field exists. */
  readonly value: ComponentChildren;
  /** Address of the form that changes it (check your answers). */
  readonly changeHref?: string | undefined;
}

/** Names and values; with `changeHref` it is the "check your answers" pattern. */
export function Facts({ facts, look = "plain" }: { facts: readonly Fact[]; look?: "plain" | "card" }) {
  const text = useText();
  return (
    <dl class={look === "card" ? "facts facts-card" : "facts"}>
      {facts.map((fact) => {
        const term = text(fact.term);
        const missing = fact.value === undefined || fact.value === null || fact.value === "";
        return (
          <div class="fact" key={term}>
            <dt>{term}</dt>
            <dd>
              <span class="fact-value">{missing ? "–" : fact.value}</span>
              {fact.changeHref && (
                <a class="fact-change" href={fact.changeHref}>
                  {text({ vi: "Sửa", en: "Change" })}
                  <span class="visually-hidden"> {term}</span>
                </a>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
