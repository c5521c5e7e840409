import type { Sentence } from "../../../core/errors.ts";
import { Button, type Crumb, StateChip, useText } from "../../../core/ui/index.ts";
import { FILE_STATE_WORDS } from "../states.ts";
import type { WorkFile } from "../work-files/work-file.ts";

export const FILES_CRUMB: Crumb = { href: "/files", label: { vi: "Hồ sơ công việc", en: "Work files" } };

/** The crumb of one file. */
export function fileCrumb(file: Pick<WorkFile, "id" | "notation">): Crumb {
  return { href: `/files/${file.id}`, label: file.notation };
}

/** The state of a file; frozen stands before everything else. */
export function FileState({ file }: { file: Pick<WorkFile, "state" | "frozen"> }) {
  if (file.frozen) {
    return <StateChip tone="attention" icon="lock" label={{ vi: "Đóng băng", en: "Frozen" }} />;
  }
  return <StateChip {...FILE_STATE_WORDS[file.state]} />;
}

export interface Choice {
  readonly value: string;
  readonly label: Sentence | string;
}

/** A labelled choice of a filter. */
export function FilterChoice(props: {
  readonly name: string;
  readonly label: Sentence;
  readonly choices: readonly Choice[];
  readonly value: string;
  readonly all?: Sentence;
}) {
  const text = useText();
  const id = `filter-${props.name}`;
  return (
    <div class="list-filter-field">
      <label for={id}>{text(props.label)}</label>
      <select id={id} class="input" name={props.name}>
        <option value="">{text(props.all ?? { vi: "Tất cả", en: "All" })}</option>
        {props.choices.map(({ value, label }) => (
          <option key={value} value={value} selected={value === props.value}>
            {typeof label === "string" ? label : text(label)}
          </option>
        ))}
      </select>
    </div>
  );
}

/** The search field of a filter with its button. */
export function FilterWords({
  value,
  label,
  placeholder,
}: {
  readonly value: string;
  readonly label: Sentence;
  readonly placeholder: Sentence;
}) {
  const text = useText();
  return (
    <div class="list-filter-field list-filter-wide">
      <label for="filter-q">{text(label)}</label>
      <input
        id="filter-q"
        class="input"
        type="search"
        name="q"
        value={value}
        autocomplete="off"
        placeholder={text(placeholder)}
      />
    </div>
  );
}

/** Buttons under a filter. */
export function FilterButtons({ clearHref }: { readonly clearHref: string | undefined }) {
  const text = useText();
  return (
    <span class="list-filter-actions">
      <Button icon="search">{text({ vi: "Lọc", en: "Filter" })}</Button>
      {clearHref && (
        <a class="button button-quiet" href={clearHref}>
          {text({ vi: "Bỏ lọc", en: "Clear" })}
        </a>
      )}
    </span>
  );
}
