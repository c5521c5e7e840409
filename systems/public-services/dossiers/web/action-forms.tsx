import { randomUUID } from "node:crypto";
import type { ComponentChildren } from "preact";
import type { Sentence } from "../../../../core/errors.ts";
import {
  Actions,
  Button,
  Card,
  Checkboxes,
  FileDrop,
  Form,
  Radios,
  SelectField,
  TextArea,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { ACCEPT, MOST_BYTES } from "../../forms/index.ts";
import type { OfficialAction } from "./allowed.ts";
import type { DossierViewProps } from "./dossier-view.tsx";

const LABELS: Readonly<Record<OfficialAction, Sentence>> = {
  accept: { vi: "Tiếp nhận hồ sơ", en: "Accept" },
  refuse: { vi: "Từ chối tiếp nhận", en: "Refuse" },
  forward: { vi: "Chuyển bước tiếp theo", en: "Hand on" },
  "take-over": { vi: "Nhận xử lý", en: "Take it" },
  result: { vi: "Đính kèm kết quả", en: "Attach the result" },
  sign: { vi: "Ký số kết quả", en: "Sign the result" },
  "sign-papers": { vi: "Ký số giấy tờ", en: "Seal the papers" },
  return: { vi: "Trả kết quả", en: "Return the result" },
  supplement: { vi: "Yêu cầu bổ sung", en: "Ask for more papers" },
  "record-supplement": { vi: "Ghi nhận bổ sung tại quầy", en: "Record papers brought to the counter" },
  payment: { vi: "Yêu cầu nghĩa vụ tài chính", en: "Ask for a payment" },
  apologise: { vi: "Xin lỗi và hẹn lại", en: "Apologise with a new date" },
  recall: { vi: "Thu hồi để xử lý lại", en: "Take back" },
  withdraw: { vi: "Người dân rút hồ sơ", en: "Withdraw for the citizen" },
  stop: { vi: "Dừng xử lý", en: "Stop" },
};

const DANGER: readonly OfficialAction[] = ["refuse", "stop", "withdraw"];
/** Opened at once: the usual next step of whoever has the dossier. */
const FIRST: readonly OfficialAction[] = ["accept", "forward", "sign", "return"];

/** What can be done now: the usual step open, the others behind their names. */
export function ActionForms(props: DossierViewProps) {
  const text = useText();
  const { allowed, opened } = props;
  if (allowed.length === 0) return null;
  const first = allowed.filter((action) => FIRST.includes(action));
  const others = allowed.filter((action) => !FIRST.includes(action));
  return (
    <Card title={{ vi: "Việc có thể làm", en: "What can be done" }}>
      {first.map((action) => (
        <ActionForm key={action} action={action} {...props} />
      ))}
      {others.map((action) => (
        <details key={action} class="dossier-action" open={action === opened}>
          <summary>{text(LABELS[action])}</summary>
          <ActionForm action={action} {...props} />
        </details>
      ))}
    </Card>
  );
}

function ActionForm(props: DossierViewProps & { readonly action: OfficialAction }) {
  const text = useText();
  const { action, facts, row, opened, typed } = props;
  const kept = opened === action ? typed.get("transactionId")?.[0] : undefined;
  return (
    <Form
      action={`/dossiers/${facts.id}/${action}`}
      method="post"
      files={action === "result" || action === "record-supplement"}
      transactionId={kept ?? randomUUID()}
    >
      <input type="hidden" name="seen" value={String(row.version)} />
      <Fields {...props} />
      <Actions>
        <Button kind={DANGER.includes(action) ? "danger" : FIRST.includes(action) ? "primary" : "secondary"}>
          {text(LABELS[action])}
        </Button>
      </Actions>
    </Form>
  );
}

/** Several forms stand on one page: the name of a field begins with the action, so that ids, errors and texts stay apart. */
function fieldsOf({ action, errors, typed }: DossierViewProps & { readonly action: OfficialAction }) {
  const name = (field: string) => `${action}-${field}`;
  return {
    name,
    error: (field: string) => errors[name(field)],
    typed: (field: string) => typed.get(name(field))?.[0],
  };
}

function Fields(props: DossierViewProps & { readonly action: OfficialAction }): ComponentChildren {
  const { action, facts } = props;
  const { name, error, typed } = fieldsOf(props);
  const note = (label: Sentence, optional = false) => (
    <TextArea
      name={name("note")}
      label={label}
      value={typed("note")}
      error={error("note")}
      rows={3}
      optional={optional}
    />
  );
  switch (action) {
    case "accept":
    case "take-over":
      return null;
    case "refuse":
      return note({
        vi: "Lý do từ chối (người dân đọc được)",
        en: "Why it is refused (the citizen reads it)",
      });
    case "forward":
      return <ForwardFields {...props} />;
    case "result":
      return (
        <FileDrop
          name={name("result")}
          label={{ vi: "Tệp kết quả (PDF)", en: "The result (PDF)" }}
          accept=".pdf,application/pdf"
          maxBytes={MOST_BYTES}
          error={error("result")}
        />
      );
    case "sign":
      return <SignFields {...props} />;
    case "sign-papers":
      return (
        <TextField
          name={name("pin")}
          type="password"
          label={{ vi: "Mã PIN của con dấu số cơ quan", en: "PIN of the body's key" }}
          autocomplete="off"
          size={12}
          error={error("pin")}
        />
      );
    case "return":
      return (
        <>
          {facts.returnBy === 0 && (
            <TextField
              name={name("receivedBy")}
              label={{ vi: "Họ tên người nhận", en: "Who takes it" }}
              value={typed("receivedBy") ?? facts.applicant.name}
              error={error("receivedBy")}
            />
          )}
          {note({ vi: "Ghi chú", en: "Note" }, true)}
        </>
      );
    case "supplement":
      return (
        <>
          <Checkboxes
            name={name("components")}
            label={{
              vi: "Giấy tờ cần bổ sung, hoàn thiện (nêu đủ một lần)",
              en: "Papers needed (all of them, once)",
            }}
            values={props.typed.get(name("components")) ?? []}
            options={facts.components.map((each) => ({ value: each.key, label: each.name }))}
            error={error("components")}
          />
          <TextArea
            name={name("others")}
            label={{ vi: "Giấy tờ khác, mỗi dòng một loại", en: "Others, one a line" }}
            value={typed("others")}
            rows={2}
            optional
          />
          {note({
            vi: "Lý do và hướng dẫn (người dân đọc được)",
            en: "Reason and advice (the citizen reads it)",
          })}
          <TextField
            name={name("phone")}
            type="tel"
            label={{ vi: "Điện thoại người hướng dẫn", en: "Whom to call" }}
            value={typed("phone")}
            optional
          />
        </>
      );
    case "record-supplement":
      return (
        <>
          <FileDrop
            name={name("files")}
            label={{ vi: "Bản chụp giấy tờ bổ sung", en: "Scans of the papers" }}
            accept={ACCEPT}
            multiple
            maxBytes={MOST_BYTES}
            error={error("files")}
            optional
          />
          {note({ vi: "Đã bổ sung gì", en: "What was added" }, true)}
        </>
      );
    case "payment":
      return note({
        vi: "Khoản phải nộp và lý do (người dân đọc được)",
        en: "What is to be paid and why (the citizen reads it)",
      });
    case "apologise":
      return (
        <>
          <TextField
            name={name("newDue")}
            label={{ vi: "Ngày hẹn mới (ngày/tháng/năm)", en: "New day (day/month/year)" }}
            value={typed("newDue")}
            error={error("newDue")}
            size={12}
          />
          {note({ vi: "Lý do chậm (người dân đọc được)", en: "Why it is late (the citizen reads it)" })}
        </>
      );
    case "recall":
      return note({ vi: "Lý do thu hồi", en: "Why it is taken back" });
    case "withdraw":
      return note({ vi: "Lý do người dân rút hồ sơ", en: "Why the citizen takes it back" });
    case "stop":
      return note({ vi: "Lý do dừng (người dân đọc được)", en: "Why it is stopped (the citizen reads it)" });
  }
}

function ForwardFields(props: DossierViewProps & { readonly action: OfficialAction }) {
  const { ways } = props;
  const { name, error, typed } = fieldsOf(props);
  const people = new Map(
    ways.flatMap((way) =>
      way.people.map((person) => [person.id, `${person.name} (${way.step.name})`] as const),
    ),
  );
  return (
    <>
      <Radios
        name={name("to")}
        label={{ vi: "Chuyển đến", en: "To" }}
        value={typed("to") ?? ways[0]?.edge.to}
        error={error("to")}
        options={ways.map(({ edge, step, place }) => ({
          value: edge.to,
          label: edge.name,
          hint: `${step.name} · ${place}`,
        }))}
      />
      <SelectField
        name={name("person")}
        label={{ vi: "Giao cho", en: "Given to" }}
        prompt={{ vi: "Ai giữ vai của bước đó cũng nhận được", en: "Whoever holds the role of the step" }}
        options={[...people].map(([value, label]) => ({ value, label }))}
        value={typed("person")}
        error={error("person")}
        optional
      />
      <TextArea
        name={name("note")}
        label={{ vi: "Ý kiến (bắt buộc khi trả lại)", en: "Note (needed when sent back)" }}
        value={typed("note")}
        error={error("note")}
        rows={2}
        optional
      />
    </>
  );
}

function SignFields(props: DossierViewProps & { readonly action: OfficialAction }) {
  const text = useText();
  const { facts, keys } = props;
  const { name, error } = fieldsOf(props);
  const results = facts.files.filter(({ kind }) => kind === "result");
  if (results.length === 0)
    return (
      <p>
        {text({
          vi: "Chưa có tệp kết quả để ký. Đính kèm kết quả trước.",
          en: "There is no result to sign yet. Attach it first.",
        })}
      </p>
    );
  return (
    <>
      <Radios
        name={name("file")}
        label={{ vi: "Tệp ký", en: "File" }}
        value={results[0]?.id}
        options={results.map(({ id, name }) => ({ value: id, label: name }))}
        error={error("result")}
      />
      {keys.length > 1 && (
        <SelectField
          name={name("key")}
          label={{ vi: "Chứng thư số", en: "Certificate" }}
          options={keys.map(({ id, subject }) => ({ value: id, label: subject }))}
          value={keys[0]?.id}
        />
      )}
      <TextField
        name={name("pin")}
        type="password"
        label={{ vi: "Mã PIN", en: "PIN" }}
        autocomplete="off"
        size={12}
        error={error("pin")}
      />
    </>
  );
}
