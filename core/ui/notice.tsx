import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.tsx";
import { useText, type Wording } from "./language.ts";

export type Tone = "neutral" | "info" | "progress" | "good" | "attention" | "bad";

/** The mark that goes with a tone, so that state is never told by colour alone. */
export const toneIcons: Readonly<Record<Tone, IconName>> = {
  neutral: "minus",
  info: "info",
  progress: "clock",
  good: "check-circle",
  attention: "warning",
  bad: "cross",
};

export interface NoticeProps {
  readonly tone: "good" | "info" | "attention" | "bad";
  readonly title?: Wording | undefined;
  /** Read out by screen readers when it appears: for answers to what the person just did. */
  readonly announce?: boolean | undefined;
  readonly children?: ComponentChildren;
}

/** What happened, what it means, what to do now. */
export function Notice({ tone, title, announce, children }: NoticeProps) {
  const text = useText();
  return (
    <div class={`notice notice-${tone}`} role={announce ? (tone === "bad" ? "alert" : "status") : undefined}>
      <Icon name={toneIcons[tone]} />
      <div class="notice-body">
        {title && <p class="notice-title">{text(title)}</p>}
        {typeof children === "string" ? <p>{children}</p> : children}
      </div>
    </div>
  );
}
