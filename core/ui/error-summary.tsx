import { fieldId } from "./field.tsx";
import { Icon } from "./icon.tsx";
import { useText, type Wording } from "./language.ts";

/** Errors by field name, as a server-side check returns them; a name of "" belongs to the whole form. */
export type FieldErrors = Readonly<Record<string, Wording | undefined>>;

/**
 * What has to be put right, above the form, each line leading to its field. Takes focus when it appears.
 * Shows nothing when there are no errors. `still` leaves the focus where it is (a page that only shows what it looks like).
 */
export function ErrorSummary({ errors, still }: { errors: FieldErrors; still?: boolean | undefined }) {
  const text = useText();
  const entries = Object.entries(errors).flatMap(([name, error]) => (error ? [{ name, error }] : []));
  if (entries.length === 0) return null;
  return (
    <div
      class="error-summary"
      role="alert"
      tabIndex={-1}
      data-island={still ? undefined : "error-summary"}
      aria-labelledby="error-title"
    >
      <h2 id="error-title">
        <Icon name="warning" />
        {entries.length === 1
          ? text({ vi: "Có 1 chỗ cần sửa", en: "1 thing to put right" })
          : text({ vi: `Có ${entries.length} chỗ cần sửa`, en: `${entries.length} things to put right` })}
      </h2>
      <ul>
        {entries.map(({ name, error }) => (
          <li key={name}>{name ? <a href={`#${fieldId(name)}`}>{text(error)}</a> : text(error)}</li>
        ))}
      </ul>
    </div>
  );
}
