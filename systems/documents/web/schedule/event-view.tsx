import { randomUUID } from "node:crypto";
import type { Sentence } from "../../../../core/errors.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  LinkButton,
  Notice,
  Radios,
  TextField,
  Timeline,
  type TimelineEntry,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { ANSWER_WORDS } from "../../schedule/answer-event.ts";
import type { EventChange, EventGuest, EventRow, EventStory } from "../../schedule/read-events.ts";
import { EVENT_ANSWERS, type EventStep } from "../../schedule/tables.ts";
import { whenOfEvent } from "../../schedule/when-of-event.ts";
import { SCOPE_WORDS, WeeksField } from "./event-form.tsx";

interface EventViewProps {
  readonly story: EventStory;
  readonly documentHref: string | undefined;
  readonly mayKeep: boolean;
  readonly mayAnswer: boolean;
  readonly actor: PersonActor;
  readonly errors: FieldErrors;
  typed(field: string): string;
}

/** One event: what it is, who comes, what was changed, and the ways to change it for those who may. */
export function EventView({ story, documentHref, mayKeep, mayAnswer, actor, errors, typed }: EventViewProps) {
  const { event, changes } = story;
  const text = useText();
  return (
    <div class="stack">
      <ErrorSummary errors={errors} />
      {event.state === "cancelled" && (
        <Notice tone="bad" title={{ vi: "Đã hủy", en: "Cancelled" }}>
          {changes.findLast(({ step }) => step === "cancelled")?.reason}
        </Notice>
      )}
      <What story={story} documentHref={documentHref} />
      {mayAnswer && <AnswerForm story={story} actor={actor} errors={errors} typed={typed} />}
      {mayKeep && (
        <>
          <Actions>
            <LinkButton href={`/schedule/events/${event.id}/edit`} icon="pen">
              {text({ vi: "Dời, sửa lịch", en: "Move or change" })}
            </LinkButton>
          </Actions>
          <CancelForm event={event} errors={errors} typed={typed} />
        </>
      )}
      <Card title={{ vi: "Diễn biến", en: "What happened" }}>
        <Timeline
          label={{ vi: "Diễn biến của lịch", en: "What happened to the event" }}
          entries={changes.map(entryOf)}
        />
      </Card>
    </div>
  );
}

function What({ story: { event, guests }, documentHref }: Pick<EventViewProps, "story" | "documentHref">) {
  const text = useText();
  const chair = guests.find((guest) => guest.appointment_id === event.chair_appointment);
  const invited = guests.filter((guest) => guest !== chair);
  return (
    <Card>
      <Facts
        facts={[
          { term: { vi: "Thời gian", en: "When" }, value: whenOfEvent(event) },
          ...(event.series_id === null
            ? []
            : [
                {
                  term: { vi: "Lặp lại", en: "Repeated" },
                  value: text({ vi: "hằng tuần", en: "every week" }),
                },
              ]),
          { term: { vi: "Địa điểm", en: "Place" }, value: event.place },
          {
            term: { vi: "Chủ trì", en: "Chair" },
            value: chair ? said(chair, text) : event.chair_name,
          },
          {
            term: { vi: "Người được mời", en: "Invited" },
            value: invited.map((guest) => said(guest, text)).join("; "),
          },
          { term: { vi: "Thành phần khác", en: "Others" }, value: event.others },
          {
            term: { vi: "Văn bản kèm theo", en: "Document" },
            value: documentHref ? <a href={documentHref}>{event.document_symbol}</a> : event.document_symbol,
          },
          { term: { vi: "Ghi chú", en: "Note" }, value: event.note },
          { term: { vi: "Ai xem được", en: "Who sees it" }, value: text(SCOPE_WORDS[event.scope]) },
        ]}
      />
    </Card>
  );
}

/** A name with what was answered: "Y Thuần (không dự được: đi công tác)". */
function said({ person_name, answer, answer_note }: EventGuest, text: (words: Sentence) => string): string {
  if (answer === null) return `${person_name} (${text({ vi: "chưa trả lời", en: "no answer yet" })})`;
  const words = text(ANSWER_WORDS[answer]).toLocaleLowerCase("vi");
  return `${person_name} (${[words, answer_note].filter(Boolean).join(": ")})`;
}

function AnswerForm({
  story: { event, guests },
  actor,
  errors,
  typed,
}: Pick<EventViewProps, "story" | "actor" | "errors" | "typed">) {
  const text = useText();
  const own = guests.find((guest) => guest.appointment_id === actor.appointmentId);
  return (
    <Card title={{ vi: "Trả lời lời mời", en: "Answer the invitation" }}>
      <Form action={`/schedule/events/${event.id}/answer`} method="post" transactionId={randomUUID()}>
        <Radios
          name="answer"
          label={{ vi: "Bạn có dự không?", en: "Will you come?" }}
          value={typed("answer") || (own?.answer ?? "")}
          options={EVENT_ANSWERS.map((answer) => ({ value: answer, label: ANSWER_WORDS[answer] }))}
          error={errors.answer}
        />
        <TextField
          name="note"
          label={{ vi: "Lời nhắn cho người mời", en: "Word to whoever invited you" }}
          value={typed("note") || (own?.answer_note ?? "")}
          error={errors.note}
          maxLength={300}
          optional
        />
        {event.series_id !== null && <WeeksField value={typed("weeks")} />}
        <Actions>
          <Button kind="primary" icon="check">
            {text({ vi: "Trả lời", en: "Answer" })}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}

function CancelForm({
  event,
  errors,
  typed,
}: { event: EventRow } & Pick<EventViewProps, "errors" | "typed">) {
  const text = useText();
  return (
    <Card title={{ vi: "Hủy lịch", en: "Cancel" }}>
      <Form action={`/schedule/events/${event.id}/cancel`} method="post" transactionId={randomUUID()}>
        <input type="hidden" name="version" value={String(event.version)} />
        <TextField
          name="reason"
          label={{ vi: "Lý do hủy", en: "Reason" }}
          hint={{ vi: "Người được mời đọc được.", en: "Those invited read it." }}
          value={typed("reason")}
          error={errors.reason}
          maxLength={300}
        />
        {event.series_id !== null && <WeeksField value={typed("weeks")} />}
        <Actions>
          <Button kind="danger">{text({ vi: "Hủy lịch này", en: "Cancel the event" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

const STEP_WORDS: Readonly<
  Record<EventStep, { readonly title: Words; readonly tone: "good" | "info" | "attention" | "bad" }>
> = {
  entered: { title: { vi: "Đã ghi vào lịch", en: "Entered" }, tone: "good" },
  moved: { title: { vi: "Đã dời", en: "Moved" }, tone: "attention" },
  changed: { title: { vi: "Đã sửa", en: "Changed" }, tone: "info" },
  cancelled: { title: { vi: "Đã hủy", en: "Cancelled" }, tone: "bad" },
};

function entryOf(change: EventChange): TimelineEntry {
  const { title, tone } = STEP_WORDS[change.step];
  const before =
    change.step === "moved" && change.was_starts_at && change.was_ends_at
      ? `Trước đó: ${[whenOfEvent({ starts_at: change.was_starts_at, ends_at: change.was_ends_at }), change.was_place].filter(Boolean).join(", ")}`
      : "";
  return {
    at: change.at,
    title,
    tone,
    by: `${change.by_name}, ${change.by_title}`,
    detail: change.reason || before || undefined,
  };
}
