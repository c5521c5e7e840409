import type { ComponentChildren } from "preact";
import { useShell } from "./shell.ts";

export interface FormProps {
  readonly action: string;
  readonly method: "get" | "post";
  readonly id?: string | undefined;
  readonly className?: string | undefined;
  /** Set when the form carries files. */
  readonly files?: boolean | undefined;
  /**
   * Client transaction id: sent as hidden `transactionId`, so that pressing twice, reloading or a retry after a cut
   * connection has one effect. Make a fresh one (UUID) each time the form is shown, keep it when shown again with errors.
   */
  readonly transactionId?: string | undefined;
  /**
   * Name under which what is typed is kept in this browser until the form has been accepted, for example
   * `draft:new` or `draft:<id>`. Passwords, files and hidden fields are never kept. Needs a signed-in person:
   * keep nothing on a public machine.
   */
  readonly keep?: string | undefined;
  /**
   * Set when the form may be sent later, once the line is back: what was pressed without a line waits in this browser
   * with its files and is sent by itself. `true` for a form with one button, else the values of `do` that may wait.
   * Needs `transactionId`, which makes sending twice harmless. Secret documents never wait (web/islands/outbox).
   */
  readonly later?: true | readonly string[] | undefined;
  readonly island?: string | undefined;
  /** A plain page load instead of Turbo: for signing out, where nothing of the old pages may stay in memory. */
  readonly fullLoad?: boolean | undefined;
  readonly children?: ComponentChildren;
}

/**
 * A form with what every form here needs: the CSRF token, the transaction id, no browser validation bubbles (the
 * server answers beside the field, in Vietnamese, and keeps what was typed).
 */
export function Form({
  action,
  method,
  id,
  className,
  files,
  transactionId,
  keep,
  later,
  island,
  fullLoad,
  children,
}: FormProps) {
  const csrf = useShell()?.csrf;
  const islands = [island, keep && "keep", files && "upload"].filter(Boolean).join(" ");
  return (
    <form
      id={id}
      class={className}
      action={action}
      method={method}
      enctype={files ? "multipart/form-data" : undefined}
      novalidate
      data-island={islands || undefined}
      data-keep={keep}
      data-later={later === true ? "" : later?.join(" ")}
      data-turbo={fullLoad ? "false" : undefined}
    >
      {method === "post" && csrf && <input type="hidden" name="csrf" value={csrf} />}
      {transactionId && <input type="hidden" name="transactionId" value={transactionId} />}
      {children}
    </form>
  );
}
