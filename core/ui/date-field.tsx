import { Field, type FieldProps, fieldWiring } from "./field.tsx";
import { formatDate } from "./format.ts";
import { useText } from "./language.ts";

export interface DateFieldProps extends FieldProps {
  /** ISO `2022-03-04`, or exactly what was typed when that was not a date. Read it back with `parseTypedDate`. */
  readonly value?: string | undefined;
}

/**
 * A day as it is written here, `dd/mm/yyyy`, typed with digits. The browser's own date field is not used: it shows
 * the order of the machine's language, and 04/03 is then read as 3 April. The island adds the slashes while typing
 * and a calendar button that opens the browser's own calendar.
 */
export function DateField(props: DateFieldProps) {
  const text = useText();
  const { value = "" } = props;
  const hint = props.hint ?? {
    vi: "Ngày/tháng/năm, ví dụ 04/03/2022",
    en: "Day/month/year, for example 04/03/2022",
  };
  const field = { ...props, hint };
  return (
    <Field field={field}>
      <span
        class="date-entry"
        data-island="date"
        data-open={text({ vi: "Mở lịch", en: "Open the calendar" })}
      >
        <input
          {...fieldWiring(field)}
          class="input input-sized"
          type="text"
          inputMode="numeric"
          size={12}
          maxLength={10}
          autocomplete="off"
          value={/^\d{4}-\d{2}-\d{2}$/.test(value) ? formatDate(value) : value}
          disabled={props.disabled}
        />
      </span>
    </Field>
  );
}
