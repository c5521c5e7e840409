import { Card, formatDateTime, useText } from "../../../../core/ui/index.ts";
import { TONE_WORDS } from "../../tasks/urge-tasks.ts";
import { REMINDER_WORDS } from "../tasks/task-words.ts";
import type { IncomingCard } from "./document-data.ts";

/** The proof of every reminder: which, the n-th of its kind, to whom, through which channel, told and seen when. */
export function RemindersView({ card }: { card: IncomingCard }) {
  const text = useText();
  const { reminders } = card.story;
  if (reminders.length === 0) return null;
  const unitOf = (id: string) => card.assignments.find((each) => each.id === id)?.unit_name ?? "";
  const heads = {
    kind: { vi: "Lần nhắc", en: "Reminder" },
    to: { vi: "Người được nhắc", en: "To" },
    told: { vi: "Đã báo", en: "Told" },
    seen: { vi: "Mở văn bản", en: "Opened" },
  };
  return (
    <Card title={{ vi: `Nhắc việc, đôn đốc (${reminders.length})`, en: `Reminders (${reminders.length})` }}>
      <div class="register-scroll">
        <table class="register-table">
          <thead>
            <tr>
              {Object.values(heads).map((head) => (
                <th key={head.vi} scope="col">
                  {text(head)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {reminders.toReversed().flatMap((reminder) =>
              reminder.to.map((person) => (
                <tr key={`${reminder.id} ${person.full_name}`}>
                  <td data-label={text(heads.kind)}>
                    {`${text(reminder.tone ? TONE_WORDS[reminder.tone] : REMINDER_WORDS[reminder.kind])} ${text({ vi: "lần", en: "no." })} ${reminder.number}`}
                    <br />
                    {`${unitOf(reminder.assignment_id)} · ${reminder.by_name} · ${formatDateTime(reminder.at)}`}
                    {reminder.content && <p>{reminder.content}</p>}
                  </td>
                  <td data-label={text(heads.to)}>{person.full_name}</td>
                  <td data-label={text(heads.told)}>
                    {person.told_at
                      ? text({
                          vi: `Thông báo trên hệ thống, ${formatDateTime(person.told_at)}`,
                          en: `Notification here, ${formatDateTime(person.told_at)}`,
                        })
                      : text({ vi: "đang gửi", en: "on its way" })}
                  </td>
                  <td data-label={text(heads.seen)}>
                    {person.seen_at ? formatDateTime(person.seen_at) : text({ vi: "chưa mở", en: "not yet" })}
                  </td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
