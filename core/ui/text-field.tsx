import type { JSX } from "preact";
import { Field, type FieldProps, fieldWiring } from "./field.tsx";

export interface TextFieldProps extends FieldProps {
  /** As typed, wrong or not. */
  readonly value?: string | undefined;
  readonly type?: "text" | "search" | "email" | "tel" | "url" | "password" | undefined;
  readonly inputMode?: "text" | "numeric" | "decimal" | undefined;
  /** Expected length in characters: sets the width, refuses nothing. */
  readonly size?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly autocomplete?: string | undefined;
  readonly autofocus?: boolean | undefined;
  /** Already decided elsewhere: shown, sent, not editable. */
  readonly readOnly?: boolean | undefined;
}

/** One line of text. */
export function TextField(props: TextFieldProps) {
  const { value, type, inputMode, size, maxLength, autocomplete, autofocus, readOnly, disabled } = props;
  const attributes = {
    ...fieldWiring(props),
    class: size ? "input input-sized" : "input",
    value,
    inputMode,
    size,
    maxLength,
    autocomplete,
    autofocus,
    readOnly,
    disabled,
  };
  return <Field field={props}>{drawInput(type, attributes)}</Field>;
}

/** One element per type: what an input may carry depends on its type, and the compiler checks it. */
function drawInput(
  type: TextFieldProps["type"],
  attributes: Omit<JSX.IntrinsicElements["input"], "type" | "list" | "role">,
) {
  switch (type) {
    case "search":
      return <input type="search" {...attributes} />;
    case "email":
      return <input type="email" {...attributes} />;
    case "tel":
      return <input type="tel" {...attributes} />;
    case "url":
      return <input type="url" {...attributes} />;
    case "password":
      return <input type="password" {...attributes} />;
    default:
      return <input type="text" {...attributes} />;
  }
}
