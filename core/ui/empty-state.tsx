import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.tsx";
import { useText, type Wording } from "./language.ts";

export interface EmptyStateProps {
  readonly icon?: IconName | undefined;
  readonly title: Wording;
  /** What will appear here and how. */
  readonly explanation: Wording;
  readonly action?: ComponentChildren;
}

/** Nothing here yet: says what will appear and how. */
export function EmptyState({ icon = "inbox", title, explanation, action }: EmptyStateProps) {
  const text = useText();
  return (
    <div class="empty">
      <Icon name={icon} />
      <p class="empty-title">{text(title)}</p>
      <p>{text(explanation)}</p>
      {action}
    </div>
  );
}
