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
  const {
    value,
    type = "text",
    inputMode,
    size,
    maxLength,
    autocomplete,
    autofocus,
    readOnly,
    disabled,
  } = props;
  return (
    <Field field={props}>
      <input
        {...fieldWiring(props)}
        class={size ? "input input-sized" : "input"}
        type={type}
        value={value}
        inputMode={inputMode}
        size={size}
        maxLength={maxLength}
        autocomplete={autocomplete}
        autofocus={autofocus}
        readOnly={readOnly}
        disabled={disabled}
      />
    </Field>
  );
}
