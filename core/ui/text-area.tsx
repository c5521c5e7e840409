import { Field, type FieldProps, fieldWiring } from "./field.tsx";

export interface TextAreaProps extends FieldProps {
  readonly value?: string | undefined;
  readonly rows?: number | undefined;
  /** Normative length (NĐ 30/2020 PL VI): the island counts down from it; the server has the last word. */
  readonly maxLength?: number | undefined;
}

/** Several lines of text; grows with what is typed where the browser can. */
export function TextArea(props: TextAreaProps) {
  return (
    <Field field={props}>
      <textarea
        {...fieldWiring(props)}
        class="input"
        rows={props.rows ?? 3}
        maxLength={props.maxLength}
        disabled={props.disabled}
        data-island={props.maxLength ? "count" : undefined}
        value={props.value ?? ""}
      />
    </Field>
  );
}
