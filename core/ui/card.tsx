import type { ComponentChildren } from "preact";
import { useText, type Wording } from "./language.ts";

export interface CardProps {
  readonly title?: Wording | undefined;
  /** Heading level, so that the outline of the page stays whole. */
  readonly level?: 2 | 3 | undefined;
  readonly actions?: ComponentChildren;
  readonly children?: ComponentChildren;
}

/** A part of a page with its own heading. */
export function Card({ title, level = 2, actions, children }: CardProps) {
  const text = useText();
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section class="card">
      {(title || actions) && (
        <div class="card-head">
          {title && <Heading>{text(title)}</Heading>}
          {actions && <div class="card-actions">{actions}</div>}
        </div>
      )}
      {children}
    </section>
  );
}
