import { randomUUID } from "node:crypto";
import {
  Actions,
  Button,
  Card,
  Checkboxes,
  DateField,
  Form,
  formatDateTime,
  SelectField,
  TextArea,
  useText,
} from "../../../../core/ui/index.ts";
import { of } from "./answer-forms.tsx";
import type { RoundCard, TypedForm } from "./round-page.tsx";

interface ManageProps {
  readonly card: RoundCard;
  readonly typed: TypedForm | undefined;
}

/** What whoever opened the round does: decides about time, urges, prolongs, asks more or fewer, closes. */
export function ManageForms({ card, typed }: ManageProps) {
  if (!card.manages) return null;
  return (
    <>
      <Requests card={card} typed={typed} />
      <Card title={{ vi: "Điều hành việc lấy ý kiến", en: "Manage the round" }}>
        <UrgeForm card={card} />
        <ProlongForm card={card} typed={of(typed, "prolong", "")} />
        <AskMoreForm card={card} typed={of(typed, "ask-more", "")} />
        <WithdrawForm card={card} typed={of(typed, "withdraw", "")} />
        <CloseForm card={card} typed={of(typed, "close", "")} />
      </Card>
    </>
  );
}

function Requests({ card, typed }: ManageProps) {
  const text = useText();
  const { round, asked } = card.whole;
  const waiting = card.extensions.filter((each) => each.state === "asked");
  if (waiting.length === 0) return null;
  return (
    <Card title={{ vi: "Đề nghị thêm thời gian", en: "Requests for more time" }}>
      {waiting.map((request) => {
        const own = of(typed, "decide-time", request.id);
        return (
          <Form
            key={request.id}
            action={`/opinion-rounds/${round.id}/decide-time`}
            method="post"
            transactionId={randomUUID()}
          >
            <input type="hidden" name="extension" value={request.id} />
            <p>
              <strong>{asked.find((each) => each.id === request.asked_id)?.name}</strong>:{" "}
              {text({
                vi: `xin đến ${formatDateTime(request.wanted_deadline)}. ${request.reason}`,
                en: `until ${formatDateTime(request.wanted_deadline)}. ${request.reason}`,
              })}
            </p>
            <TextArea
              name={`reason-${request.id}`}
              label={{ vi: "Lý do nếu không đồng ý", en: "Reason, if refused" }}
              optional
              value={own?.value(`reason-${request.id}`)}
              error={own?.errors[`reason-${request.id}`]}
              maxLength={500}
              rows={2}
            />
            <Actions>
              <Button kind="primary" name="do" value="grant">
                {text({ vi: "Đồng ý", en: "Grant" })}
              </Button>
              <Button name="do" value="refuse">
                {text({ vi: "Không đồng ý", en: "Refuse" })}
              </Button>
            </Actions>
          </Form>
        );
      })}
    </Card>
  );
}

function UrgeForm({ card }: { card: RoundCard }) {
  const text = useText();
  const silent = card.whole.asked.filter(
    (each) => each.withdrawn_at === null && !card.latest.has(each.id),
  ).length;
  if (silent === 0) return null;
  return (
    <Form action={`/opinion-rounds/${card.whole.round.id}/urge`} method="post" transactionId={randomUUID()}>
      <Actions>
        <Button icon="bell">
          {text({
            vi: `Đôn đốc ${silent} người, đơn vị chưa trả lời`,
            en: `Urge the ${silent} who have not answered`,
          })}
        </Button>
      </Actions>
    </Form>
  );
}

function ProlongForm({ card, typed }: ManageProps) {
  const text = useText();
  return (
    <details class="quiet-form" open={typed !== undefined}>
      <summary>{text({ vi: "Gia hạn cho mọi người", en: "Prolong for everybody" })}</summary>
      <Form
        action={`/opinion-rounds/${card.whole.round.id}/prolong`}
        method="post"
        transactionId={randomUUID()}
      >
        <DateField
          name="deadline"
          label={{ vi: "Hạn mới: hết giờ làm việc ngày", en: "New deadline: the end of office hours on" }}
          value={typed?.value("deadline")}
          error={typed?.errors.deadline}
        />
        <Actions>
          <Button>{text({ vi: "Gia hạn", en: "Prolong" })}</Button>
        </Actions>
      </Form>
    </details>
  );
}

function AskMoreForm({ card, typed }: ManageProps) {
  const text = useText();
  const present = new Set(
    card.whole.asked.flatMap((each) =>
      each.withdrawn_at === null ? [each.unit_id ?? each.appointment_id] : [],
    ),
  );
  return (
    <details class="quiet-form" open={typed !== undefined}>
      <summary>{text({ vi: "Hỏi thêm người, đơn vị", en: "Ask more" })}</summary>
      <Form
        action={`/opinion-rounds/${card.whole.round.id}/ask-more`}
        method="post"
        transactionId={randomUUID()}
      >
        {card.units.length > 0 && (
          <Checkboxes
            name="units"
            label={{ vi: "Đơn vị", en: "Units" }}
            optional
            options={card.units
              .filter(({ id }) => !present.has(id))
              .map(({ id, name }) => ({ value: id, label: name }))}
            values={typed?.values("units") ?? []}
            error={typed?.errors.units}
          />
        )}
        <Checkboxes
          name="people"
          label={{ vi: "Từng người", en: "People" }}
          optional
          options={card.people
            .filter(({ id }) => !present.has(id) && id !== card.actor.appointmentId)
            .map(({ id, fullName, title, unitName }) => ({
              value: id,
              label: `${fullName}, ${title}, ${unitName}`,
            }))}
          values={typed?.values("people") ?? []}
          error={typed?.errors.people}
        />
        <Actions>
          <Button>{text({ vi: "Hỏi thêm", en: "Ask" })}</Button>
        </Actions>
      </Form>
    </details>
  );
}

function WithdrawForm({ card, typed }: ManageProps) {
  const text = useText();
  const present = card.whole.asked.filter((each) => each.withdrawn_at === null);
  if (present.length < 2) return null;
  return (
    <details class="quiet-form" open={typed !== undefined}>
      <summary>{text({ vi: "Thôi hỏi một người, đơn vị", en: "Ask somebody no more" })}</summary>
      <Form
        action={`/opinion-rounds/${card.whole.round.id}/withdraw`}
        method="post"
        transactionId={randomUUID()}
      >
        <SelectField
          name="asked"
          label={{ vi: "Thôi hỏi", en: "Whom" }}
          prompt={{ vi: "Chọn", en: "Choose" }}
          options={present.map(({ id, name, position }) => ({
            value: id,
            label: [name, position].filter(Boolean).join(", "),
          }))}
          value={typed?.value("asked")}
          error={typed?.errors.asked}
        />
        <TextArea
          name="withdrawReason"
          label={{ vi: "Lý do thôi hỏi", en: "Reason" }}
          value={typed?.value("withdrawReason")}
          error={typed?.errors.withdrawReason}
          maxLength={500}
          rows={2}
        />
        <Actions>
          <Button>{text({ vi: "Thôi hỏi", en: "Withdraw" })}</Button>
        </Actions>
      </Form>
    </details>
  );
}

function CloseForm({ card, typed }: ManageProps) {
  const text = useText();
  return (
    <details class="quiet-form" open={typed !== undefined}>
      <summary>{text({ vi: "Kết thúc lấy ý kiến", en: "Close the round" })}</summary>
      <Form
        action={`/opinion-rounds/${card.whole.round.id}/close`}
        method="post"
        transactionId={randomUUID()}
      >
        <TextArea
          name="closeReason"
          label={{ vi: "Lý do kết thúc trước hạn", en: "Reason for closing early" }}
          hint={{
            vi: "Cần khi còn người chưa trả lời. Sau khi kết thúc không ai sửa được nữa.",
            en: "Needed while somebody has not answered. Nobody changes anything afterwards.",
          }}
          optional
          value={typed?.value("closeReason")}
          error={typed?.errors.closeReason}
          maxLength={500}
          rows={2}
        />
        <Actions>
          <Button kind="danger">{text({ vi: "Kết thúc", en: "Close" })}</Button>
        </Actions>
      </Form>
    </details>
  );
}
