import type { ComponentChildren } from "preact";
import { Form } from "./form.tsx";
import { Icon } from "./icon.tsx";
import { useText, type Wording } from "./language.ts";

export interface ConfirmationProps {
  readonly title: Wording;
  /** What people need to keep: number and notation, arrival number, code of a dossier. */
  readonly reference?: { readonly label: Wording; readonly value: string } | undefined;
  /** What happens next and when. */
  readonly next: readonly Wording[];
  readonly children?: ComponentChildren;
}

/** It is done: the reference to keep, what happens next and when. */
export function Confirmation({ title, reference, next, children }: ConfirmationProps) {
  const text = useText();
  return (
    <section class="confirmation">
      <div class="confirmation-head">
        <Icon name="check-circle" />
        <div>
          <h2>{text(title)}</h2>
          {reference && (
            <p class="confirmation-reference">
              {text(reference.label)} <strong>{reference.value}</strong>
            </p>
          )}
        </div>
      </div>
      <h3>{text({ vi: "Việc tiếp theo", en: "What happens next" })}</h3>
      <ol class="confirmation-next">
        {next.map((step) => (
          <li key={text(step)}>{text(step)}</li>
        ))}
      </ol>
      {children}
    </section>
  );
}

export interface ConfirmQuestionProps {
  /** "Thu hồi công văn 15/UBND-VX?" */
  readonly question: Wording;
  /** What it means, for whom, whether it can be undone. */
  readonly consequences: readonly Wording[];
  readonly action: string;
  readonly confirmLabel: Wording;
  readonly danger?: boolean | undefined;
  /** Back without doing anything. */
  readonly cancelHref: string;
  readonly transactionId?: string | undefined;
  /** Fields that go with it: reason, date. */
  readonly children?: ComponentChildren;
}

/** A page, not a dialog, that asks before something that others will see or that cannot be undone. */
export function ConfirmQuestion(props: ConfirmQuestionProps) {
  const text = useText();
  return (
    <section class="confirm">
      <h2>{text(props.question)}</h2>
      <ul>
        {props.consequences.map((consequence) => (
          <li key={text(consequence)}>{text(consequence)}</li>
        ))}
      </ul>
      <Form action={props.action} method="post" transactionId={props.transactionId}>
        {props.children}
        <div class="actions">
          <button type="submit" class={props.danger ? "button button-danger" : "button button-primary"}>
            {text(props.confirmLabel)}
          </button>
          <a class="button button-quiet" href={props.cancelHref}>
            {text({ vi: "Không, quay lại", en: "No, go back" })}
          </a>
        </div>
      </Form>
    </section>
  );
}
