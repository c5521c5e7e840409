import { FieldGroup, type FieldProps, fieldId } from "./field.tsx";
import { useText } from "./language.ts";
import type { Option } from "./select-field.tsx";

export interface RadiosProps extends FieldProps {
  readonly options: readonly Option[];
  readonly value?: string | undefined;
  /** Side by side: only for two or three short answers. */
  readonly inline?: boolean | undefined;
}

/** One of a few answers, all visible. */
export function Radios(props: RadiosProps) {
  return <Choices {...props} type="radio" chosen={props.value === undefined ? [] : [props.value]} />;
}

export interface CheckboxesProps extends FieldProps {
  readonly options: readonly Option[];
  readonly values?: readonly string[] | undefined;
  readonly inline?: boolean | undefined;
}

/** Any number of answers; every ticked value is sent under the same name. */
export function Checkboxes(props: CheckboxesProps) {
  return <Choices {...props} type="checkbox" chosen={props.values ?? []} />;
}

interface ChoicesProps extends FieldProps {
  type: "radio" | "checkbox";
  options: readonly Option[];
  chosen: readonly string[];
  inline?: boolean | undefined;
}

function Choices({ type, options, chosen, inline, ...field }: ChoicesProps) {
  const text = useText();
  const id = fieldId(field.name);
  return (
    <FieldGroup field={field}>
      <div class={inline ? "choices choices-inline" : "choices"}>
        {options.map((option, index) => {
          // The first control carries the field's id, so that the error summary lands on something that takes focus.
          const optionId = index === 0 ? id : `${id}-${index}`;
          return (
            <div class="choice" key={option.value}>
              <input
                type={type}
                id={optionId}
                name={field.name}
                value={option.value}
                checked={chosen.includes(option.value)}
                disabled={field.disabled || option.disabled}
                aria-describedby={option.hint ? `${optionId}-hint` : undefined}
              />
              <label for={optionId}>{text(option.label)}</label>
              {option.hint && (
                <p class="choice-hint" id={`${optionId}-hint`}>
                  {text(option.hint)}
                </p>
              )}
            </div>
          );
        })}
      </div>
    </FieldGroup>
  );
}
