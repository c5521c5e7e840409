import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon.tsx";

/** `primary`: the one next step of a page. `danger`: takes something away. `quiet`: looks like a link. */
export type ButtonKind = "primary" | "secondary" | "danger" | "quiet";

export interface ButtonProps {
  readonly kind?: ButtonKind | undefined;
  readonly icon?: IconName | undefined;
  readonly type?: "submit" | "button" | undefined;
  /** Tells the server which button of a form was pressed. */
  readonly name?: string | undefined;
  readonly value?: string | undefined;
  /** Id of the form when the button stands outside it. */
  readonly form?: string | undefined;
  /** Sends the form elsewhere than its own action. */
  readonly formAction?: string | undefined;
  readonly disabled?: boolean | undefined;
  readonly children: ComponentChildren;
}

/** A button that does something. Its words are a verb. */
export function Button({
  kind = "secondary",
  icon,
  type = "submit",
  formAction,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button type={type} class={`button button-${kind}`} formaction={formAction} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface LinkButtonProps {
  readonly href: string;
  readonly kind?: ButtonKind | undefined;
  readonly icon?: IconName | undefined;
  /** The address answers with a file: Turbo must leave it alone. */
  readonly download?: boolean | undefined;
  readonly children: ComponentChildren;
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function LinkButton({ href, kind = "secondary", icon, download, children }: LinkButtonProps) {
  return (
    <a
      class={`button button-${kind}`}
      href={href}
      download={download || undefined}
      data-turbo={download ? "false" : undefined}
    >
      {icon && <Icon name={icon} />}
      {children}
    </a>
  );
}

/** Buttons side by side, wrapping on a phone. The main step comes first. */
export function Actions({ children }: { children: ComponentChildren }) {
  return <div class="actions">{children}</div>;
}
