import type { ComponentChildren } from "preact";
import { Icon } from "./icon.tsx";
import { useText, type Wording } from "./language.ts";

/** What every form field has. */
export interface FieldProps {
  readonly name: string;
  readonly label: Wording;
  /** How to fill it in, shown before typing. */
  readonly hint?: Wording | undefined;
  /** What is wrong and what to do, shown beside the field; the typed value stays. */
  readonly error?: Wording | undefined;
  /** Optional fields say so; required ones are the rule and carry no mark. */
  readonly optional?: boolean | undefined;
  readonly disabled?: boolean | undefined;
}

/** Id of a field's first control: what labels and the error summary point to. */
export function fieldId(name: string): string {
  return `field-${name.replace(/[^\w-]+/g, "-")}`;
}

/** Attributes a control needs to be tied to its hint and error. */
export function fieldWiring({ name, hint, error, optional }: FieldProps) {
  const id = fieldId(name);
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return {
    id,
    name,
    "aria-describedby": described || undefined,
    "aria-invalid": error ? ("true" as const) : undefined,
    "aria-required": optional ? undefined : ("true" as const),
  };
}

/** Label, hint and error around one control. */
export function Field({ field, children }: { field: FieldProps; children: ComponentChildren }) {
  const text = useText();
  const id = fieldId(field.name);
  return (
    <div class={field.error ? "field field-wrong" : "field"}>
      <label class="field-label" for={id}>
        {text(field.label)}
        {field.optional && <OptionalMark />}
      </label>
      <FieldNotes field={field} />
      {children}
    </div>
  );
}

/** Legend, hint and error around several controls that answer one question. */
export function FieldGroup({ field, children }: { field: FieldProps; children: ComponentChildren }) {
  const text = useText();
  const { id, "aria-describedby": describedBy } = fieldWiring(field);
  return (
    <fieldset
      class={field.error ? "field field-group field-wrong" : "field field-group"}
      id={`${id}-group`}
      aria-describedby={describedBy}
    >
      <legend class="field-label">
        {text(field.label)}
        {field.optional && <OptionalMark />}
      </legend>
      <FieldNotes field={field} />
      {children}
    </fieldset>
  );
}

function OptionalMark() {
  const text = useText();
  return <span class="field-optional"> ({text({ vi: "không bắt buộc", en: "optional" })})</span>;
}

function FieldNotes({ field }: { field: FieldProps }) {
  const text = useText();
  const id = fieldId(field.name);
  return (
    <>
      {field.hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {text(field.hint)}
        </p>
      )}
      {field.error && (
        <p class="field-error" id={`${id}-error`}>
          <Icon name="warning" />
          <span>
            <span class="visually-hidden">{text({ vi: "Lỗi: ", en: "Error: " })}</span>
            {text(field.error)}
          </span>
        </p>
      )}
    </>
  );
}
