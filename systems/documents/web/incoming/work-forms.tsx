import { randomUUID } from "node:crypto";
import {
  Actions,
  Button,
  Card,
  Checkboxes,
  DateField,
  type FieldErrors,
  Form,
  formatDate,
  LinkButton,
  Radios,
  SelectField,
  TextArea,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { deadlineChoices, sayMoment } from "../shared/deadlines.ts";
import type { IncomingCard } from "./document-data.ts";
import { TaskForms } from "./task-forms.tsx";

/** A form that came back, and what was typed into it. */
export interface Typed {
  readonly action: string;
  readonly errors: FieldErrors;
  readonly value: (name: string) => string;
  readonly values: (name: string) => readonly string[];
}

interface FormProps {
  readonly card: IncomingCard;
  /** Absent unless this very form came back. */
  readonly typed: Typed | undefined;
}

/** What this person does now with the document: at most the forms of the present step, nothing that would be refused. */
export function WorkForms({ card, typed }: FormProps) {
  const { allowed, document } = card;
  const of = (action: string) => (typed?.action === action ? typed : undefined);
  return (
    <>
      {(allowed.register || allowed.refuse) && <IntakeForm card={card} />}
      {allowed.present && <PresentForm card={card} typed={of("present")} />}
      {allowed.direct && <DirectForm card={card} typed={of("direct")} />}
      {allowed.assignIn && <AssignForm card={card} typed={of("assign-person")} unitId={allowed.assignIn} />}
      {allowed.start && <StartForm id={document.id} answer={allowed.answer} />}
      {allowed.complete && <CompleteForm card={card} typed={of("complete")} />}
      <TaskForms card={card} typed={typed} />
    </>
  );
}

function IntakeForm({ card: { document, allowed } }: { card: IncomingCard }) {
  const text = useText();
  const doubtful = document.verdict !== "valid-both";
  return (
    <Card title={{ vi: "Việc của bạn: tiếp nhận hoặc từ chối", en: "Your step: register or refuse" }}>
      <p>
        {text({
          vi: "Tiếp nhận: hệ thống cấp số đến kế tiếp của năm và báo nơi gửi. Từ chối: văn bản trả về nơi gửi kèm lý do.",
          en: "Registering gives the next arrival number of the year and tells the sender. Refusing returns the document with your reason.",
        })}
      </p>
      <Form action={`/incoming/${document.id}/register`} method="post" transactionId={randomUUID()}>
        <Actions>
          {allowed.register && (
            <Button kind={doubtful ? "secondary" : "primary"} icon="check">
              {text({ vi: "Tiếp nhận, vào sổ", en: "Register" })}
            </Button>
          )}
          {allowed.refuse && (
            <LinkButton href={`/incoming/${document.id}/refuse`} icon="recall" kind="danger">
              {text({ vi: "Từ chối, trả lại nơi gửi", en: "Refuse" })}
            </LinkButton>
          )}
        </Actions>
      </Form>
    </Card>
  );
}

function PresentForm({ card: { document, leaders }, typed }: FormProps) {
  const text = useText();
  return (
    <Card title={{ vi: "Việc của bạn: trình lãnh đạo", en: "Your step: present to a leader" }}>
      <Form action={`/incoming/${document.id}/present`} method="post" transactionId={randomUUID()}>
        <Radios
          name="leader"
          label={{ vi: "Trình ai", en: "To whom" }}
          error={typed?.errors.leader}
          value={typed?.value("leader") || (leaders.length === 1 ? leaders[0]?.id : undefined)}
          options={leaders.map((held) => ({ value: held.id, label: `${held.title} ${held.fullName}` }))}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Trình lãnh đạo", en: "Present" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

function DirectForm({ card, typed }: FormProps) {
  const text = useText();
  const { document, units } = card;
  const errors = typed?.errors ?? {};
  const options = units.map((unit) => ({ value: unit.id, label: unit.name }));
  return (
    <Card title={{ vi: "Việc của bạn: bút phê, phân công", en: "Your step: directive" }}>
      <Form
        action={`/incoming/${document.id}/direct`}
        method="post"
        transactionId={randomUUID()}
        keep={`directive:${document.id}`}
        later
      >
        <TextArea
          name="directive"
          label={{ vi: "Ý kiến chỉ đạo", en: "Directive" }}
          value={typed?.value("directive")}
          error={errors.directive}
          maxLength={1000}
          rows={4}
        />
        <Radios
          name="leadUnit"
          label={{ vi: "Đơn vị chủ trì", en: "Lead unit" }}
          hint={{ vi: "Một đơn vị chịu trách nhiệm chính.", en: "One unit is in charge." }}
          value={typed?.value("leadUnit") || (options.length === 1 ? options[0]?.value : undefined)}
          error={errors.leadUnit}
          options={options}
        />
        {options.length > 1 && (
          <Checkboxes
            name="cooperatingUnits"
            label={{ vi: "Đơn vị phối hợp", en: "Co-operating units" }}
            optional
            values={typed?.values("cooperatingUnits")}
            error={errors.cooperatingUnits}
            options={options}
          />
        )}
        {options.length > 1 && card.unitGroups.length > 0 && (
          <Checkboxes
            name="cooperatingGroups"
            label={{ vi: "Nhóm đơn vị phối hợp", en: "Groups of co-operating units" }}
            hint={{
              vi: "Mọi đơn vị trong nhóm phối hợp, trừ đơn vị chủ trì.",
              en: "Every unit of the group co-operates, except the lead unit.",
            }}
            optional
            values={typed?.values("cooperatingGroups")}
            options={card.unitGroups.map((group) => ({
              value: group.id,
              label: `${group.name} (${group.members.length})`,
            }))}
          />
        )}
        <DeadlineFields card={card} typed={typed} limit={null} />
        {options.length > 1 && (
          <DateField
            name="cooperatingDeadline"
            label={{ vi: "Hạn riêng của đơn vị phối hợp", en: "Deadline of the co-operating units" }}
            hint={{
              vi: "Hết giờ làm việc ngày này, không muộn hơn hạn xử lý. Để trống: cùng hạn xử lý.",
              en: "The end of office hours on this day, not after the deadline. Empty: the same deadline.",
            }}
            optional
            value={typed?.value("cooperatingDeadline")}
            error={errors.cooperatingDeadline}
          />
        )}
        <Actions>
          <Button kind="primary">{text({ vi: "Giao xử lý", en: "Direct" })}</Button>
          <LinkButton href={`/incoming/${document.id}/give-back`} icon="recall">
            {text({ vi: "Chuyển lại văn thư", en: "Give back to the clerk" })}
          </LinkButton>
        </Actions>
      </Form>
    </Card>
  );
}

function AssignForm({ card, typed, unitId }: FormProps & { unitId: string }) {
  const text = useText();
  const { document, people, assignments } = card;
  const errors = typed?.errors ?? {};
  const assignment = assignments.find((each) => each.unit_id === unitId);
  const title: Words = assignment?.person_name
    ? { vi: "Đổi người xử lý", en: "Change the person in charge" }
    : { vi: "Việc của bạn: giao người xử lý", en: "Your step: assign a person" };
  return (
    <Card title={title}>
      <Form action={`/incoming/${document.id}/assign-person`} method="post" transactionId={randomUUID()}>
        <input type="hidden" name="unit" value={unitId} />
        <SelectField
          name="person"
          label={{ vi: "Người xử lý", en: "Person" }}
          prompt={{ vi: "Chọn một người của đơn vị", en: "Choose a person of the unit" }}
          value={typed?.value("person")}
          error={errors.person}
          options={people.map((held) => ({ value: held.id, label: `${held.fullName} – ${held.title}` }))}
        />
        <DeadlineFields card={card} typed={typed} limit={assignment?.deadline ?? null} />
        <Actions>
          <Button kind="primary">{text({ vi: "Giao việc", en: "Assign" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

interface DeadlineFieldsProps {
  readonly card: Pick<IncomingCard, "now" | "calendar"> & {
    readonly document: Pick<IncomingCard["document"], "due_date">;
  };
  readonly typed: Typed | undefined;
  readonly limit: Date | null;
}

/** A deadline in working time, each choice with the moment it means; or a day. `limit`: the outer deadline. */
export function DeadlineFields({ card, typed, limit }: DeadlineFieldsProps) {
  const { document, now, calendar } = card;
  const errors = typed?.errors ?? {};
  const choices = deadlineChoices(now, calendar);
  const hint: Words | undefined = limit
    ? {
        vi: `Không muộn hơn hạn của đơn vị: ${sayMoment(limit).vi}.`,
        en: `Not after the unit's deadline: ${sayMoment(limit).en}.`,
      }
    : document.due_date
      ? {
          vi: `Nơi gửi đề nghị trước ngày ${formatDate(document.due_date)}.`,
          en: `The sender asks for ${formatDate(document.due_date)}.`,
        }
      : undefined;
  return (
    <>
      <SelectField
        name="deadline"
        label={{ vi: "Hạn xử lý", en: "Deadline" }}
        hint={hint}
        optional
        prompt={
          limit
            ? { vi: "Theo hạn của đơn vị", en: "As the unit's deadline" }
            : {
                vi: "Theo quy chế làm việc, không định hạn riêng",
                en: "By the working regulations, no own deadline",
              }
        }
        value={typed?.value("deadline")}
        error={errors.deadline}
        options={choices}
      />
      <DateField
        name="deadlineDate"
        label={{ vi: "Hoặc hết giờ làm việc ngày", en: "Or the end of office hours on" }}
        optional
        value={typed?.value("deadlineDate")}
        error={errors.deadlineDate}
      />
    </>
  );
}

function StartForm({ id, answer }: { id: string; answer: boolean }) {
  const text = useText();
  return (
    <Card title={{ vi: "Việc của bạn: nhận xử lý", en: "Your step: take the work up" }}>
      <p>
        {text({
          vi: "Khi bấm, nơi gửi thấy văn bản đang được xử lý.",
          en: "The sender then sees that the document is in progress.",
        })}
      </p>
      <Form action={`/incoming/${id}/start`} method="post" transactionId={randomUUID()}>
        <Actions>
          <Button kind="primary">{text({ vi: "Bắt đầu xử lý", en: "Start" })}</Button>
          {answer && <AnswerLink id={id} />}
        </Actions>
      </Form>
    </Card>
  );
}

function CompleteForm({ card: { document, allowed, answers }, typed }: FormProps) {
  const text = useText();
  return (
    <Card title={{ vi: "Việc của bạn: xử lý và báo kết quả", en: "Your step: handle it and report" }}>
      {allowed.answer && (
        <p class="before-fields">
          <AnswerLink id={document.id} />
        </p>
      )}
      <Form
        action={`/incoming/${document.id}/complete`}
        method="post"
        transactionId={randomUUID()}
        keep={`result:${document.id}`}
        later
      >
        <TextArea
          name="result"
          label={{ vi: "Kết quả xử lý", en: "Result" }}
          hint={{
            vi: "Nơi gửi đọc được câu này, ví dụ: Đã trả lời bằng công văn 45/UBND-VX.",
            en: "The sender reads this, for example: answered by letter 45/UBND-VX.",
          }}
          value={
            typed?.value("result") ??
            answers
              .map((each) => each.symbol)
              .filter(Boolean)
              .map((symbol) => `Đã trả lời bằng văn bản ${symbol}.`)
              .join(" ")
          }
          error={typed?.errors.result}
          maxLength={500}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Báo hoàn thành", en: "Complete" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

function AnswerLink({ id }: { id: string }) {
  const text = useText();
  return (
    <>
      <LinkButton href={`/compose?answers=${id}`} icon="pen">
        {text({ vi: "Soạn văn bản trả lời", en: "Answer with a new document" })}
      </LinkButton>
      <LinkButton href={`/outgoing/new?answers=${id}`}>
        {text({ vi: "Trả lời bằng tệp PDF có sẵn", en: "Answer with a PDF" })}
      </LinkButton>
    </>
  );
}
