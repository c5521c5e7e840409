import { randomUUID } from "node:crypto";
import {
  Actions,
  Button,
  Card,
  Checkboxes,
  DateField,
  Form,
  Radios,
  TextArea,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { REMINDER_TONES } from "../../tasks/tables.ts";
import { TONE_WORDS } from "../../tasks/urge-tasks.ts";
import { sayMoment } from "../shared/deadlines.ts";
import type { Assignment } from "./allowed-task-actions.ts";
import type { IncomingCard } from "./document-data.ts";
import type { Typed } from "./work-forms.tsx";

interface TaskFormsProps {
  readonly card: IncomingCard;
  readonly typed: Typed | undefined;
}

/** What this person does with their part of the document, and a leader with the parts of others. */
export function TaskForms({ card, typed }: TaskFormsProps) {
  const { tasks, document, story } = card;
  const of = (action: string) => (typed?.action === action ? typed : undefined);
  const { own } = tasks;
  const waits =
    own && story.extensions.some((each) => each.assignment_id === own.id && each.state === "asked");
  return (
    <>
      {own && tasks.progress && <ProgressForm id={document.id} task={own} typed={of("report-progress")} />}
      {own && tasks.reportPart && <PartForm id={document.id} task={own} typed={of("report-part")} />}
      {own && tasks.askExtension && !waits && (
        <ExtensionForm id={document.id} task={own} typed={of("ask-extension")} />
      )}
      {tasks.urge.length > 0 && <UrgeForm id={document.id} tasks={tasks.urge} typed={of("urge")} />}
    </>
  );
}

interface TaskFormProps {
  readonly id: string;
  readonly task: Assignment;
  readonly typed: Typed | undefined;
}

function ProgressForm({ id, task, typed }: TaskFormProps) {
  const text = useText();
  return (
    <Card title={{ vi: "Báo tiến độ", en: "Report progress" }}>
      <Form action={`/incoming/${id}/report-progress`} method="post" transactionId={randomUUID()}>
        <input type="hidden" name="task" value={task.id} />
        <TextField
          name="percent"
          label={{ vi: "Đã làm được (%)", en: "Done (%)" }}
          inputMode="numeric"
          size={3}
          maxLength={3}
          value={typed?.value("percent") ?? String(task.percent)}
          error={typed?.errors.percent}
        />
        <TextArea
          name="note"
          label={{ vi: "Đã làm gì, còn vướng gì", en: "What was done, what is missing" }}
          value={typed?.value("note")}
          error={typed?.errors.note}
          maxLength={1000}
          rows={3}
        />
        <Actions>
          <Button>{text({ vi: "Ghi tiến độ", en: "Note progress" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

function PartForm({ id, task, typed }: TaskFormProps) {
  const text = useText();
  return (
    <Card title={{ vi: "Việc của bạn: báo kết quả phần phối hợp", en: "Your step: report your unit's part" }}>
      <Form
        action={`/incoming/${id}/report-part`}
        method="post"
        transactionId={randomUUID()}
        keep={`part:${task.id}`}
        later
      >
        <input type="hidden" name="task" value={task.id} />
        <TextArea
          name="partResult"
          label={{ vi: "Kết quả phần việc của đơn vị", en: "Result of your unit's part" }}
          hint={{
            vi: "Đơn vị chủ trì và lãnh đạo đọc được. Văn bản chỉ hoàn thành khi đơn vị chủ trì báo.",
            en: "The lead unit and the leader read it. Only the lead unit completes the document.",
          }}
          value={typed?.value("partResult")}
          error={typed?.errors.partResult}
          maxLength={500}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Báo xong phần phối hợp", en: "Report done" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

function ExtensionForm({ id, task, typed }: TaskFormProps) {
  const text = useText();
  const due = task.person_deadline ?? task.deadline;
  return (
    <Card title={{ vi: "Xin gia hạn", en: "Ask for a later deadline" }}>
      <Form action={`/incoming/${id}/ask-extension`} method="post" transactionId={randomUUID()}>
        <input type="hidden" name="task" value={task.id} />
        <DateField
          name="wantedDeadline"
          label={{ vi: "Hết giờ làm việc ngày", en: "The end of office hours on" }}
          hint={
            due
              ? {
                  vi: `Hạn hiện tại: ${sayMoment(due).vi}. Người định hạn quyết định.`,
                  en: `Now: ${sayMoment(due).en}. Whoever set it decides.`,
                }
              : undefined
          }
          value={typed?.value("wantedDeadline")}
          error={typed?.errors.wantedDeadline}
        />
        <TextArea
          name="extensionReason"
          label={{ vi: "Lý do", en: "Reason" }}
          value={typed?.value("extensionReason")}
          error={typed?.errors.extensionReason}
          maxLength={500}
          rows={3}
        />
        <Actions>
          <Button>{text({ vi: "Gửi đề nghị gia hạn", en: "Send the request" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}

function UrgeForm({
  id,
  tasks,
  typed,
}: {
  readonly id: string;
  readonly tasks: readonly Assignment[];
  readonly typed: Typed | undefined;
}) {
  const text = useText();
  return (
    <Card title={{ vi: "Đôn đốc", en: "Urge" }}>
      <Form
        action={`/incoming/${id}/urge`}
        method="post"
        transactionId={randomUUID()}
        keep={`urge:${id}`}
        later
      >
        <Checkboxes
          name="urgedTasks"
          label={{ vi: "Đơn vị, cá nhân", en: "Units and people" }}
          values={typed?.values("urgedTasks")}
          error={typed?.errors.urgedTasks}
          options={tasks.map((task) => ({
            value: task.id,
            label: task.person_name ? `${task.unit_name} – ${task.person_name}` : task.unit_name,
          }))}
        />
        <Radios
          name="tone"
          label={{ vi: "Hình thức", en: "Kind" }}
          value={typed?.value("tone") || "remind"}
          error={typed?.errors.tone}
          options={REMINDER_TONES.map((tone) => ({ value: tone, label: TONE_WORDS[tone] }))}
        />
        <TextArea
          name="urgeContent"
          label={{ vi: "Nội dung đôn đốc", en: "What you want to say" }}
          hint={{ vi: "Gửi rồi thì không sửa được.", en: "It cannot be changed afterwards." }}
          value={typed?.value("urgeContent")}
          error={typed?.errors.urgeContent}
          maxLength={1000}
          rows={3}
        />
        <Actions>
          <Button>{text({ vi: "Gửi đôn đốc", en: "Urge" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}
