import { type Answer, type Asked, deadlineOf, type WholeRound } from "./rounds.ts";

/** What one option got. */
export interface OptionCount {
  readonly label: string;
  /** With those whose silence counts as it. */
  readonly amount: number;
  /** How many of them said nothing. */
  readonly bySilence: number;
}

/** The count of a round, as it stands or as it was closed. */
export interface RoundCount {
  readonly asked: number;
  readonly answered: number;
  readonly silent: number;
  readonly options: readonly OptionCount[];
}

/**
 * Counts a round: each one asked and not withdrawn once, by the latest answer. Silence counts as an option only where the
 * round was opened so, and only once it is closed.
 */
export function countRound(
  { round, asked }: Pick<WholeRound, "round" | "asked">,
  answers: ReadonlyMap<string, Pick<Answer, "choice">>,
): RoundCount {
  const present = asked.filter((each) => each.withdrawn_at === null);
  const answered = present.filter((each) => answers.has(each.id));
  const silent = present.length - answered.length;
  return {
    asked: present.length,
    answered: answered.length,
    silent,
    options: round.options.map(({ label }, position) => {
      const said = answered.filter((each) => answers.get(each.id)?.choice === position).length;
      const bySilence = round.state === "closed" && round.silence === position ? silent : 0;
      return { label, amount: said + bySilence, bySilence };
    }),
  };
}

/** One line of the table of answers. */
export interface SummaryLine {
  readonly asked: Asked;
  readonly answer: Answer | undefined;
  /** The option, or what silence counts as. */
  readonly choice: string;
  readonly late: boolean;
}

/** Everybody asked and not withdrawn, with what counts. */
export function summaryLines(
  { round, asked }: Pick<WholeRound, "round" | "asked">,
  answers: ReadonlyMap<string, Answer>,
): readonly SummaryLine[] {
  const silence = round.silence === null ? undefined : round.options[round.silence]?.label;
  return asked
    .filter((each) => each.withdrawn_at === null)
    .map((each) => {
      const answer = answers.get(each.id);
      return {
        asked: each,
        answer,
        choice: answer
          ? (round.options[answer.choice]?.label ?? "")
          : silence !== undefined && round.state === "closed"
            ? `Không trả lời (coi như: ${silence})`
            : round.state === "closed"
              ? "Không trả lời"
              : "Chưa trả lời",
        late: answer !== undefined && answer.at > deadlineOf(round, each),
      };
    });
}
