import { Field, type FieldProps, fieldWiring } from "./field.tsx";
import { useText, type Wording } from "./language.ts";

export interface Option {
  readonly value: string;
  readonly label: Wording;
  readonly hint?: Wording | undefined;
  readonly disabled?: boolean | undefined;
}

export interface SelectFieldProps extends FieldProps {
  readonly options: readonly Option[];
  readonly value?: string | undefined;
  /** First, empty choice: "Chọn loại văn bản". */
  readonly prompt?: Wording | undefined;
}

/** One of many known values. Up to five: prefer radios. */
export function SelectField(props: SelectFieldProps) {
  const text = useText();
  return (
    <Field field={props}>
      <select {...fieldWiring(props)} class="input" disabled={props.disabled}>
        {props.prompt && <option value="">{text(props.prompt)}</option>}
        {props.options.map((option) => (
          <option
            key={option.value}
            value={option.value}
            selected={option.value === props.value}
            disabled={option.disabled}
          >
            {text(option.label)}
          </option>
        ))}
      </select>
    </Field>
  );
}
