import { type Form as SentForm, value, values } from "../../../../core/http/index.ts";
import { Checkboxes, type Option, Radios, useText } from "../../../../core/ui/index.ts";
import { namablePaths } from "../definition/check-definition.ts";
import type { Condition } from "../definition/condition.ts";
import type { FormDefinition } from "../definition/definition.ts";
import { conditionWords } from "../definition/difference.ts";
import { findField } from "./edit-definition.ts";
import { ticksOf } from "./read-field-form.ts";

/**
 * When a page or question is shown, by plain choices: always, or when any or all of the ticked answers were given before
 * it. Only questions that stand before it are offered, so a condition on a later one cannot be made here.
 */
export function ConditionFields({
  definition,
  before,
  condition,
  form,
}: {
  readonly definition: FormDefinition;
  /** The page or question the condition is of. */
  readonly before: { readonly page: string } | { readonly field: string };
  readonly condition: Condition | undefined;
  readonly form: SentForm | undefined;
}) {
  const text = useText();
  const { how, ticks } = ticksOf(condition);
  const options = answersBefore(definition, before);
  if (options.length === 0 && condition === undefined) {
    return <input type="hidden" name="showWhen" value="always" />;
  }
  const words =
    condition && text(conditionWords(condition, (path) => findField(definition, path.split(".")[0] ?? "")));
  return (
    <fieldset class="form-block">
      <legend>{text({ vi: "Khi nào hiện", en: "When it is shown" })}</legend>
      <Radios
        name="showWhen"
        label={{ vi: "Hiện", en: "Shown" }}
        value={form ? value(form, "showWhen") : how}
        options={[
          { value: "always", label: { vi: "Luôn luôn", en: "Always" } },
          {
            value: "any",
            label: {
              vi: "Khi có một trong các câu trả lời đã đánh dấu",
              en: "When any ticked answer was given",
            },
          },
          {
            value: "all",
            label: { vi: "Khi có mọi câu trả lời đã đánh dấu", en: "When every ticked answer was given" },
          },
          ...(how === "keep"
            ? [
                {
                  value: "keep",
                  label: {
                    vi: `Giữ điều kiện hiện tại: ${words}`,
                    en: `Keep the present condition: ${words}`,
                  },
                },
              ]
            : []),
        ]}
      />
      {options.length > 0 && (
        <Checkboxes
          name="showIf"
          label={{ vi: "Câu trả lời trước đó", en: "Answers before it" }}
          options={options}
          values={form ? values(form, "showIf") : ticks}
          optional
        />
      )}
    </fieldset>
  );
}

function answersBefore(
  definition: FormDefinition,
  before: { readonly page: string } | { readonly field: string },
): readonly Option[] {
  const all = namablePaths(definition);
  const own = ownPaths(definition, before);
  const end = own.size === 0 ? all.length : all.findIndex(({ path }) => own.has(path.split(".")[0] ?? ""));
  return all.slice(0, end < 0 ? all.length : end).flatMap(({ path, field }): Option[] => {
    const label = (lang: "vi" | "en") => (typeof field.label === "string" ? field.label : field.label[lang]);
    const option = (answer: string, words: { vi: string; en: string }) => ({
      value: `${path}=${answer}`,
      label: { vi: `${label("vi")}: ${words.vi}`, en: `${label("en")}: ${words.en}` },
    });
    if (field.type === "yes-no")
      return [option("@yes", { vi: "Có", en: "Yes" }), option("@no", { vi: "Không", en: "No" })];
    if (field.type !== "choice" && field.type !== "choices") return [];
    return field.options.map(({ value: answer, label: words }) =>
      option(
        field.type === "choices" ? `@has:${answer}` : answer,
        typeof words === "string" ? { vi: words, en: words } : words,
      ),
    );
  });
}

/** Keys of the first question at or behind the place the condition belongs to. */
function ownPaths(
  definition: FormDefinition,
  before: { readonly page: string } | { readonly field: string },
): ReadonlySet<string> {
  if ("field" in before) return new Set([before.field]);
  const at = definition.pages.findIndex(({ key }) => key === before.page);
  const fields = definition.pages.slice(at).flatMap((page) => page.fields.map(({ key }) => key));
  return new Set(fields.length > 0 ? fields : ["returnBy"]);
}
