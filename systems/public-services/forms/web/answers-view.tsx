import { Facts, useText, type Wording } from "../../../../core/ui/index.ts";
import type { FormDefinition } from "../definition/definition.ts";
import { displayAnswer } from "../definition/display.ts";
import { entryLeaves, type Leaf, leavesOf } from "../definition/leaves.ts";
import { wholeForm } from "../definition/standard-pages.ts";

/** Questions and answers of one page or block of a form. */
export interface AnswerSection {
  readonly title: Wording;
  readonly lines: readonly { readonly label: Wording; readonly value: Wording }[];
}

/**
 * The answers of a form as sections of question and answer, in the order of the form; what was not answered is absent.
 *
 * @param answers as `evaluate` gave them and the dossier keeps them; anything unknown to the form is left out
 */
export function answerSections(definition: FormDefinition, answers: unknown): readonly AnswerSection[] {
  return wholeForm(definition).pages.flatMap((page) => {
    const sections = new Map<string, { title: Wording; lines: { label: Wording; value: Wording }[] }>();
    const add = (key: string, title: Wording, leaf: Leaf) => {
      const data = at(answers, leaf.path);
      if (data === undefined || leaf.field.type === "information") return;
      const section = sections.get(key) ?? { title, lines: [] };
      section.lines.push({ label: leaf.field.label, value: displayAnswer(leaf, data) });
      sections.set(key, section);
    };
    for (const field of page.fields) {
      if (field.type === "group") {
        const entries = at(answers, field.key);
        const count = Array.isArray(entries) ? entries.length : 0;
        for (let entry = 0; entry < Math.min(count, field.most); entry += 1) {
          const title = numbered(field.item, entry + 1);
          for (const leaf of entryLeaves(field, entry)) add(`${field.key}.${entry}`, title, leaf);
        }
        continue;
      }
      const block = field.type === "person" || field.type === "organisation";
      for (const leaf of leavesOf(field, {}))
        add(block ? field.key : "", block ? field.label : page.title, leaf);
    }
    return [...sections.values()];
  });
}

/** Questions and answers, for the page of a dossier. */
export function AnswersView({
  definition,
  answers,
}: {
  readonly definition: FormDefinition;
  readonly answers: unknown;
}) {
  const text = useText();
  return (
    <>
      {answerSections(definition, answers).map((section) => (
        <section
          key={`${text(section.title)}${section.lines.map(({ label }) => text(label)).join()}`}
          class="answers"
        >
          <h3>{text(section.title)}</h3>
          <Facts facts={section.lines.map(({ label, value }) => ({ term: label, value: text(value) }))} />
        </section>
      ))}
    </>
  );
}

function numbered(words: Wording, number: number): Wording {
  return typeof words === "string"
    ? `${words} ${number}`
    : { vi: `${words.vi} ${number}`, en: `${words.en} ${number}` };
}

function at(answers: unknown, path: string): unknown {
  return path.split(".").reduce<unknown>((here, step) => {
    if (Array.isArray(here)) return here[Number(step)];
    return typeof here === "object" && here !== null
      ? Object.entries(here).find(([name]) => name === step)?.[1]
      : undefined;
  }, answers);
}
