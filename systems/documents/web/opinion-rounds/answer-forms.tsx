import { randomUUID } from "node:crypto";
import {
  Actions,
  Button,
  Card,
  DateField,
  FileDrop,
  Form,
  Radios,
  SelectField,
  Tabs,
  TextArea,
  useText,
} from "../../../../core/ui/index.ts";
import { MOST_ROUND_FILE_BYTES } from "../../opinion-rounds/keep-files.ts";
import type { Asked } from "../../opinion-rounds/rounds.ts";
import { dueOf, type RoundCard, type TypedForm } from "./round-page.tsx";

interface FormsProps {
  readonly card: RoundCard;
  readonly typed: TypedForm | undefined;
}

/** What somebody who is asked does here: answers, names who answers, asks for more time. */
export function AnswerForms({ card, typed }: FormsProps) {
  const { answering: asked, mine } = card;
  if (!asked) return null;
  return (
    <>
      {mine.length > 1 && <WhichOne card={card} asked={asked} />}
      <AnswerForm card={card} asked={asked} typed={of(typed, "answer", asked.id)} />
      {card.assigns.includes(asked) && (
        <AssignForm card={card} asked={asked} typed={of(typed, "assign", asked.id)} />
      )}
      <TimeForm card={card} asked={asked} typed={of(typed, "ask-time", asked.id)} />
    </>
  );
}

/** Asked in more than one way: for oneself, for the unit, under a delegation. */
function WhichOne({ card, asked }: { readonly card: RoundCard; readonly asked: Asked }) {
  return (
    <Tabs
      label={{ vi: "Bạn trả lời cho ai", en: "For whom you answer" }}
      tabs={card.mine.map((each) => ({
        href: `/opinion-rounds/${card.whole.round.id}?as=${each.id}`,
        label: each.name,
        current: each === asked,
      }))}
    />
  );
}

/** The form that came back, if it is this one. */
export function of(typed: TypedForm | undefined, action: string, id: string): TypedForm | undefined {
  return typed?.action === action && typed.of === id ? typed : undefined;
}

interface AskedFormProps extends FormsProps {
  readonly asked: Asked;
}

function AnswerForm({ card, asked, typed }: AskedFormProps) {
  const text = useText();
  const { round } = card.whole;
  const present = card.latest.get(asked.id);
  const kept = card.files.filter((file) => present !== undefined && file.answer_id === present.id);
  return (
    <Card
      title={
        present
          ? { vi: `Sửa trả lời: ${asked.name}`, en: `Change the answer: ${asked.name}` }
          : { vi: `Việc của bạn: trả lời (${asked.name})`, en: `Your step: answer (${asked.name})` }
      }
    >
      <Form
        action={`/opinion-rounds/${round.id}/answer`}
        method="post"
        files
        keep={`opinion:${asked.id}`}
        later
        transactionId={randomUUID()}
      >
        <input type="hidden" name="asked" value={asked.id} />
        <Radios
          name="choice"
          label={{ vi: "Ý kiến", en: "Opinion" }}
          hint={{ vi: `Hạn ${dueOf(card.whole, asked)}`, en: `Due ${dueOf(card.whole, asked)}` }}
          value={typed?.value("choice") ?? (present ? String(present.choice) : undefined)}
          error={typed?.errors.choice}
          options={round.options.map(({ label, needsText }, position) => ({
            value: String(position),
            label,
            ...(needsText ? { hint: { vi: "Cần ghi rõ ý kiến", en: "Needs your words" } } : {}),
          }))}
        />
        <TextArea
          name="content"
          label={{ vi: "Nội dung ý kiến", en: "Your words" }}
          optional
          value={typed?.value("content") ?? present?.content}
          error={typed?.errors.content}
          maxLength={4000}
          rows={4}
        />
        <FileDrop
          name="files"
          label={{ vi: "Tệp kèm theo", en: "Files" }}
          optional
          multiple
          maxBytes={MOST_ROUND_FILE_BYTES}
          kept={kept.map((file) => ({ name: file.name, size: Number(file.size), id: file.id }))}
          error={typed?.errors.files}
        />
        <Actions>
          <Button kind="primary">
            {present
              ? text({ vi: "Sửa trả lời", en: "Change the answer" })
              : text({ vi: "Gửi trả lời", en: "Send" })}
          </Button>
        </Actions>
      </Form>
    </Card>
  );
}

function AssignForm({ card, asked, typed }: AskedFormProps) {
  const text = useText();
  const people = card.people.filter(
    ({ unitId, id }) => unitId === asked.unit_id && id !== card.actor.appointmentId,
  );
  if (people.length === 0) return null;
  return (
    <Card title={{ vi: `Giao người trả lời (${asked.name})`, en: `Name who answers (${asked.name})` }}>
      <Form
        action={`/opinion-rounds/${card.whole.round.id}/assign`}
        method="post"
        transactionId={randomUUID()}
      >
        <input type="hidden" name="asked" value={asked.id} />
        <SelectField
          name="person"
          label={{ vi: "Người trả lời", en: "Who answers" }}
          prompt={{ vi: "Chọn một người của đơn vị", en: "Choose a person of the unit" }}
          value={typed?.value("person") ?? asked.appointment_id ?? undefined}
          error={typed?.errors.person}
          options={people.map((held) => ({ value: held.id, label: `${held.fullName}, ${held.title}` }))}
        />
        <Actions>
          <Button>{text({ vi: "Giao trả lời", en: "Name" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

function TimeForm({ card, asked, typed }: AskedFormProps) {
  const text = useText();
  const waits = card.extensions.find((each) => each.asked_id === asked.id && each.state === "asked");
  if (card.latest.has(asked.id) || waits) return null;
  return (
    <details class="quiet-form" open={typed !== undefined}>
      <summary>
        {text({ vi: `Xin thêm thời gian (${asked.name})`, en: `Ask for more time (${asked.name})` })}
      </summary>
      <Form
        action={`/opinion-rounds/${card.whole.round.id}/ask-time`}
        method="post"
        transactionId={randomUUID()}
      >
        <input type="hidden" name="asked" value={asked.id} />
        <DateField
          name="wanted"
          label={{ vi: "Xin đến hết giờ làm việc ngày", en: "Until the end of office hours on" }}
          value={typed?.value("wanted")}
          error={typed?.errors.wanted}
        />
        <TextArea
          name="reason"
          label={{ vi: "Lý do", en: "Reason" }}
          value={typed?.value("reason")}
          error={typed?.errors.reason}
          maxLength={500}
          rows={2}
        />
        <Actions>
          <Button>{text({ vi: "Gửi đề nghị", en: "Send" })}</Button>
        </Actions>
      </Form>
    </details>
  );
}
