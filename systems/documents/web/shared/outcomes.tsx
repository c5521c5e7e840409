import type { Sentence } from "../../../../core/errors.ts";
import { LinkButton, Notice, StateChip, useText } from "../../../../core/ui/index.ts";

/** What became of one of several documents: done or refused, each with its sentence. */
export interface Outcome {
  readonly id: string;
  readonly name: string;
  readonly href: string;
  readonly done?: Sentence;
  readonly refused?: Sentence | undefined;
  /** Sentences by field, when the answer to a question was wrong. */
  readonly problems?: Readonly<Record<string, Sentence>> | undefined;
}

/** Every document with its own outcome, those that were refused first. */
export function Outcomes({ outcomes, back }: { outcomes: readonly Outcome[]; back: string }) {
  const text = useText();
  const refused = outcomes.filter((outcome) => outcome.refused);
  const done = outcomes.filter((outcome) => outcome.done);
  return (
    <>
      <Notice tone={done.length > 0 ? "attention" : "bad"} announce>
        <p>
          {text({
            vi: `Đã xong ${done.length} văn bản, ${refused.length} văn bản chưa làm được. Văn bản chưa làm được giữ nguyên như trước.`,
            en: `${done.length} done, ${refused.length} not. Those not done are as they were.`,
          })}
        </p>
      </Notice>
      <ul class="outcomes">
        {[...refused, ...done].map((outcome) => (
          <li key={outcome.id}>
            <StateChip
              tone={outcome.done ? "good" : "bad"}
              label={outcome.done ? { vi: "Đã xong", en: "Done" } : { vi: "Chưa làm được", en: "Not done" }}
            />{" "}
            <a href={outcome.href}>{outcome.name}</a>
            <p>{text(outcome.done ?? outcome.refused ?? { vi: "", en: "" })}</p>
          </li>
        ))}
      </ul>
      <LinkButton href={back}>{text({ vi: "Về danh sách", en: "Back to the list" })}</LinkButton>
    </>
  );
}
