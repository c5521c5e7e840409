import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDateTime,
  Notice,
  StateChip,
  TextArea,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { ACTION_WORDS, STATE_WORDS } from "../../dossiers/index.ts";
import { correctableFields, FIELD_WORDS } from "../corrections/correctable.ts";
import { text as fieldText } from "../mapping/check-ho-so.ts";
import type { PortalDetail } from "../messages.ts";
import { KIND_WORDS, STANDING_WORDS, stateOf } from "../words.ts";
import { HERE } from "./portal-tabs.tsx";
import { RecordCard } from "./record-card.tsx";

interface MessageViewProps {
  readonly message: PortalDetail;
  /** Whether this person reads what it says of the citizen. */
  readonly showsContent: boolean;
  readonly mayCorrect: boolean;
  readonly mayResend: boolean;
  readonly errors: FieldErrors;
  readonly typed: ReadonlyMap<string, string>;
  readonly transactionId: string;
}

/** One message in plain words: what became of it, what to do, what it says. */
export function MessageView(props: MessageViewProps) {
  const { message, showsContent, mayCorrect, errors } = props;
  return (
    <div class="stack">
      <ErrorSummary errors={errors} />
      <Outcome message={message} />
      {props.mayResend && !mayCorrect && <ResendForm {...props} />}
      {mayCorrect && <CorrectForm {...props} />}
      <About message={message} />
      {showsContent && message.payload && <RecordCard record={message.payload} />}
    </div>
  );
}

function Outcome({ message }: { readonly message: PortalDetail }) {
  const text = useText();
  if (message.standing === "sent")
    return (
      <Notice tone="good">
        {text({ vi: "Cổng đã nhận bản ghi này.", en: "The portal has taken this." })}
      </Notice>
    );
  if (message.standing === "refused")
    return (
      <Notice tone="bad" title={{ vi: "Cổng chưa nhận bản ghi này", en: "The portal has not taken this" }}>
        <p>{message.problem}</p>
        <p>
          {text({
            vi: "Hồ sơ vẫn được giải quyết bình thường; các bản ghi sau của hồ sơ này chờ bản ghi này. Sửa phần mô tả sai rồi gửi lại. Trạng thái và thời điểm là việc đã xảy ra nên không sửa được.",
            en: "The dossier is handled as ever; its later records wait for this one. Correct what is described wrongly and send it again. State and times tell what happened and cannot be changed.",
          })}
        </p>
      </Notice>
    );
  return (
    <Notice tone={message.late ? "attention" : "info"}>
      <p>
        {message.behind === null
          ? text({ vi: "Đang chờ gửi lên Cổng.", en: "It waits to be sent." })
          : text({
              vi: "Chờ bản ghi trước của hồ sơ này.",
              en: "It waits for an earlier record of the dossier.",
            })}{" "}
        {message.behind !== null && (
          <a href={`${HERE}/${message.behind}`}>{text({ vi: "Mở bản ghi đó", en: "Open that one" })}</a>
        )}
      </p>
      {message.problem !== null && <p>{message.problem}</p>}
    </Notice>
  );
}

function ResendForm({ message, transactionId }: MessageViewProps) {
  const text = useText();
  return (
    <Form action={`${HERE}/${message.id}`} method="post" transactionId={transactionId}>
      <Actions>
        <Button kind="primary" name="do" value="resend">
          {text({ vi: "Gửi lại", en: "Send again" })}
        </Button>
      </Actions>
    </Form>
  );
}

function CorrectForm({ message, errors, typed, transactionId }: MessageViewProps) {
  const text = useText();
  const record = message.payload ?? {};
  return (
    <Form action={`${HERE}/${message.id}`} method="post" transactionId={transactionId}>
      <Card title={{ vi: "Sửa và gửi lại", en: "Correct and send again" }}>
        {correctableFields(message.kind).map(({ name, label, long, needed }) => {
          const field = {
            name,
            label,
            error: errors[name],
            value: typed.get(name) ?? fieldText(record, name),
            hint: name,
            optional: needed !== true,
          };
          return long ? <TextArea key={name} {...field} rows={2} /> : <TextField key={name} {...field} />;
        })}
        <Actions>
          <Button kind="primary" name="do" value="correct">
            {text({ vi: "Lưu phần đã sửa và gửi lại", en: "Keep the corrections and send again" })}
          </Button>
          <Button name="do" value="resend">
            {text({ vi: "Gửi lại như cũ", en: "Send again as it is" })}
          </Button>
        </Actions>
      </Card>
    </Form>
  );
}

function About({ message }: { readonly message: PortalDetail }) {
  const text = useText();
  const corrected = Object.entries(message.corrections).map(
    ([name, { by, at }]) =>
      `${text(FIELD_WORDS[name] ?? { vi: name, en: name })} (${by}, ${formatDateTime(new Date(at))})`,
  );
  return (
    <Facts
      look="card"
      facts={[
        {
          term: { vi: "Tình trạng gửi", en: "Sending" },
          value: <StateChip {...STANDING_WORDS[message.late ? "late" : message.standing]} />,
        },
        {
          term: { vi: "Hồ sơ", en: "Dossier" },
          value: <a href={`/dossiers/${message.dossierId}`}>{message.code}</a>,
        },
        {
          term: { vi: "Thủ tục", en: "Procedure" },
          value: `${message.procedureCode} – ${message.procedureName}`,
        },
        {
          term: { vi: "Việc đã xảy ra", en: "What happened" },
          value: `${text(ACTION_WORDS[message.action])}, ${formatDateTime(message.happenedAt)}`,
        },
        {
          term: { vi: "Trạng thái hồ sơ lúc đó", en: "State of the dossier then" },
          value: <StateChip {...STATE_WORDS[stateOf(message.state)]} />,
        },
        { term: { vi: "Loại", en: "Kind" }, value: text(KIND_WORDS[message.kind]) },
        { term: { vi: "Số lần gửi", en: "Tries" }, value: String(message.tries) },
        ...(message.settledAt
          ? [
              {
                term: { vi: "Cổng trả lời lúc", en: "Answered at" },
                value: formatDateTime(message.settledAt),
              },
            ]
          : []),
        ...(message.standing === "waiting" && message.nextAt && message.behind === null
          ? [{ term: { vi: "Gửi tiếp lúc", en: "Next try at" }, value: formatDateTime(message.nextAt) }]
          : []),
        ...(corrected.length > 0
          ? [{ term: { vi: "Đã sửa", en: "Corrected" }, value: corrected.join("; ") }]
          : []),
      ]}
    />
  );
}
