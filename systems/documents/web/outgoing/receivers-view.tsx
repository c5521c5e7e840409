import {
  compareNames,
  EmptyState,
  formatDateTime,
  isoDateTime,
  StateChip,
  useText,
} from "../../../../core/ui/index.ts";
import {
  RECIPIENT_STATES,
  type RecipientState,
  STATUS_CODES,
  STATUS_WORDS,
} from "../../outgoing/recipient-states.ts";
import { recipientLook } from "../shared/words.ts";
import type { Recipient, RecipientStatus } from "./load-card.ts";

/** What needs a person comes first: trouble, open questions, then by progress. */
const URGENCY: readonly RecipientState[] = [
  "failed",
  "refused",
  "recall-declined",
  "recall-asked",
  "waiting",
  "sent",
  "arrived",
  "received",
  "assigned",
  "processing",
  "completed",
  "recalled",
];

/** Receivers with their live state; the page refreshes when one of them moves. */
export function ReceiversView({
  recipients,
  statuses,
  issued,
}: {
  recipients: readonly Recipient[];
  statuses: ReadonlyMap<string, readonly RecipientStatus[]>;
  issued: boolean;
}) {
  const text = useText();
  if (recipients.length === 0) {
    return (
      <EmptyState
        icon="outbox"
        title={{ vi: "Không có nơi nhận điện tử", en: "No electronic recipients" }}
        explanation={{
          vi: "Văn bản không gửi qua trục liên thông.",
          en: "The document does not travel over the axis.",
        }}
      />
    );
  }
  if (!issued) {
    return (
      <>
        <p>
          {text({
            vi: `Khi phát hành, văn bản gửi đến ${recipients.length} nơi nhận:`,
            en: `Once issued it goes to ${recipients.length} receivers:`,
          })}
        </p>
        <ul>
          {recipients.map((each) => (
            <li key={each.organisation_id}>{each.organ_name}</li>
          ))}
        </ul>
      </>
    );
  }
  const sorted = [...recipients].sort(
    (a, b) => URGENCY.indexOf(a.state) - URGENCY.indexOf(b.state) || compareNames(a.organ_name, b.organ_name),
  );
  return (
    <>
      <p class="chips">
        {RECIPIENT_STATES.map((state) => {
          const count = recipients.filter((each) => each.state === state).length;
          if (count === 0) return null;
          const { tone, label } = recipientLook(state);
          return (
            <StateChip
              key={state}
              tone={tone}
              label={{ vi: `${count} ${label.vi.toLowerCase()}`, en: `${count} ${label.en.toLowerCase()}` }}
            />
          );
        })}
      </p>
      <div class="register-scroll">
        <table class="register-table">
          <caption class="visually-hidden">
            {text({ vi: "Trạng thái từng nơi nhận", en: "State of every receiver" })}
          </caption>
          <thead>
            <tr>
              <th scope="col">{text({ vi: "Nơi nhận", en: "Receiver" })}</th>
              <th scope="col">{text({ vi: "Trạng thái", en: "State" })}</th>
              <th scope="col">{text({ vi: "Từ lúc", en: "Since" })}</th>
              <th scope="col">{text({ vi: "Nơi nhận cho biết", en: "What they said" })}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.map((each) => (
              <tr key={each.organisation_id}>
                <td class="cell-title">{each.organ_name}</td>
                <td class="cell-state">
                  <StateChip {...recipientLook(each.state)} />
                </td>
                <td class="cell-date" data-label={text({ vi: "Từ lúc", en: "Since" })}>
                  <time dateTime={isoDateTime(each.state_at)}>{formatDateTime(each.state_at)}</time>
                </td>
                <td data-label={text({ vi: "Nơi nhận cho biết", en: "What they said" })}>
                  {each.description || "–"}
                  <Told statuses={statuses.get(each.organisation_id) ?? []} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** Every status of one receiver, folded. */
function Told({ statuses }: { statuses: readonly RecipientStatus[] }) {
  const text = useText();
  if (statuses.length === 0) return null;
  return (
    <details>
      <summary>{text({ vi: `${statuses.length} lần báo`, en: `${statuses.length} reports` })}</summary>
      <ol>
        {statuses.map((status) => {
          const code = STATUS_CODES.find((known) => known === status.code);
          return (
            <li key={status.id}>
              {formatDateTime(status.stated_at)} · {code ? text(STATUS_WORDS[code]) : status.code}
              {status.description && `: ${status.description}`}
              {status.staff && ` (${status.staff})`}
            </li>
          );
        })}
      </ol>
    </details>
  );
}
