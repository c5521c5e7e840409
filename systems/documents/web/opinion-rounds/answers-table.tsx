import { Card, formatDateTime, StateChip, useText } from "../../../../core/ui/index.ts";
import type { Answer, Asked } from "../../opinion-rounds/rounds.ts";
import { summaryLines } from "../../opinion-rounds/summarise.ts";
import { FileList } from "../shared/file-list.tsx";
import { dueOf, fileLine, type RoundCard } from "./round-page.tsx";

/** Everybody asked: what they answered, as far as this person may read it; reminders; who was withdrawn. */
export function AnswersTable({ card }: { card: RoundCard }) {
  const { whole, readsAll, answers } = card;
  const seen = new Map(answers.filter((each) => each.latest).map((each) => [each.asked_id, each]));
  return (
    <Card title={{ vi: "Những người, đơn vị được hỏi", en: "Those asked" }}>
      <ul class="tasks">
        {summaryLines(whole, seen).map((line) => (
          <li key={line.asked.id} class="task">
            <div class="task-words">
              <strong>{line.asked.name}</strong>
              {line.asked.position && <span>, {line.asked.position}</span>}
              {line.answer ? (
                <Given card={card} answer={line.answer} />
              ) : (
                <p class="task-hint">
                  <Deadline card={card} asked={line.asked} />
                </p>
              )}
              <Reminders card={card} asked={line.asked} />
            </div>
            <div class="task-state">
              {line.answer ? (
                <StateChip tone={line.late ? "attention" : "good"} label={line.choice} />
              ) : readsAll || !card.latest.has(line.asked.id) ? (
                <StateChip tone="neutral" label={line.choice} />
              ) : (
                <StateChip tone="good" label={{ vi: "Đã trả lời", en: "Answered" }} />
              )}
            </div>
          </li>
        ))}
        {whole.asked
          .filter((each) => each.withdrawn_at !== null)
          .map((each) => (
            <li key={each.id} class="task">
              <div class="task-words">
                <s>{each.name}</s>
                <p class="task-hint">{each.withdrawn_reason}</p>
              </div>
              <div class="task-state">
                <StateChip tone="neutral" label={{ vi: "Thôi hỏi", en: "Withdrawn" }} />
              </div>
            </li>
          ))}
      </ul>
    </Card>
  );
}

function Deadline({ card: { whole }, asked }: { card: RoundCard; asked: Asked }) {
  const text = useText();
  return <>{text({ vi: `hạn ${dueOf(whole, asked)}`, en: `due ${dueOf(whole, asked)}` })}</>;
}

function Given({ card, answer }: { card: RoundCard; answer: Answer }) {
  const text = useText();
  const earlier = card.answers.filter((each) => each.asked_id === answer.asked_id && !each.latest);
  const files = card.files.filter((file) => file.answer_id === answer.id);
  return (
    <>
      {answer.content && <p class="pre-line">{answer.content}</p>}
      {files.length > 0 && <FileList files={files.map((file) => fileLine(card.whole.round.id, file))} />}
      <p class="task-hint">
        {answer.by_name}, {answer.by_position}, {formatDateTime(answer.at)}
      </p>
      {earlier.length > 0 && (
        <details>
          <summary>
            {text({ vi: `${earlier.length} trả lời trước đó`, en: `${earlier.length} earlier answers` })}
          </summary>
          <ul>
            {earlier.map((each) => (
              <li key={each.id}>
                {formatDateTime(each.at)}, {each.by_name}: {card.whole.round.options[each.choice]?.label}
                {each.content && ` – ${each.content}`}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

/** How often somebody was reminded, and when they were told: the proof. */
function Reminders({ card, asked }: { card: RoundCard; asked: Asked }) {
  const text = useText();
  const own = card.reminders.filter((each) => each.asked_id === asked.id);
  if (own.length === 0) return null;
  return (
    <details>
      <summary>{text({ vi: `Đã nhắc ${own.length} lần`, en: `Reminded ${own.length} times` })}</summary>
      <ul>
        {own.map((each) => (
          <li key={each.id}>
            {text(REMINDER_WORDS[each.kind])}, {each.by_name}, {formatDateTime(each.at)};{" "}
            {each.told_at
              ? text({
                  vi: `đã báo ${formatDateTime(each.told_at)}`,
                  en: `told ${formatDateTime(each.told_at)}`,
                })
              : text({ vi: "đang báo", en: "being told" })}
          </li>
        ))}
      </ul>
    </details>
  );
}

const REMINDER_WORDS = {
  before: { vi: "Nhắc trước hạn", en: "Before the deadline" },
  "on-day": { vi: "Nhắc ngày đến hạn", en: "On the day" },
  overdue: { vi: "Nhắc quá hạn", en: "Overdue" },
  urged: { vi: "Đôn đốc", en: "Urged" },
} as const;
