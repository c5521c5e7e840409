import {
  Actions,
  Button,
  Card,
  Facts,
  Form,
  formatBytes,
  formatDateTime,
  LinkButton,
  Notice,
  useText,
} from "../../../core/ui/index.ts";
import type { MessageDetail, Standing } from "../messages.ts";
import type { Settlement } from "../settle-message.ts";
import { adviceWords, kindWords, outcomeWords } from "../words.ts";
import { PATH, StandingChip } from "./message-register.tsx";

interface MessageViewProps {
  readonly message: MessageDetail;
  /** What this person can do now. */
  readonly settlements: readonly Settlement[];
  readonly transactionId: string;
}

/** One message in plain words: what it is, what became of it, what to do. */
export function MessageView({ message, settlements, transactionId }: MessageViewProps) {
  const text = useText();
  const advice = adviceWords(message);
  const address = `${PATH}/${message.direction}/${message.id}`;
  return (
    <>
      <Notice tone={noticeTone(message.standing, message.alert)}>
        <p>{text(outcomeWords(message))}</p>
        {advice && settlements.length > 0 && <p>{text(advice)}</p>}
      </Notice>
      {settlements.length > 0 && (
        <Form action={address} method="post" transactionId={transactionId}>
          <Actions>
            {settlements.includes("retry") && (
              <Button kind="primary" name="do" value="retry">
                {text(
                  message.direction === "sent"
                    ? { vi: "Gửi lại", en: "Send again" }
                    : { vi: "Thử lại", en: "Try again" },
                )}
              </Button>
            )}
            {settlements.includes("settle") && (
              <Button name="do" value="settle">
                {text({ vi: "Đã xử lý", en: "Settled" })}
              </Button>
            )}
          </Actions>
        </Form>
      )}
      <Facts look="card" facts={factsOf(message, text)} />
      {message.notes.length > 0 && (
        <Card title={{ vi: "Điều cần lưu ý trong thông điệp", en: "Remarks on the message" }}>
          <ul>
            {message.notes.map((note) => (
              <li key={`${note.code}-${note.vi}`}>{text(note)}</li>
            ))}
          </ul>
        </Card>
      )}
      {message.sha256 !== null && (
        <Actions>
          <LinkButton href={`${address}/edxml`} icon="download" download>
            {text({ vi: "Tải tệp gốc edXML", en: "Download the edXML file" })}
          </LinkButton>
        </Actions>
      )}
    </>
  );
}

function factsOf(message: MessageDetail, text: ReturnType<typeof useText>) {
  const sent = message.direction === "sent";
  const from = [message.fromName, message.fromCode].filter((part) => part !== "").join(" · ");
  return [
    { term: { vi: "Tình trạng", en: "State" }, value: <Chip message={message} /> },
    { term: { vi: "Loại thông điệp", en: "Kind of message" }, value: text(kindWords(message)) },
    { term: { vi: "Số và ký hiệu", en: "Code number and notation" }, value: <About message={message} /> },
    {
      term:
        message.kind === "status" ? { vi: "Nội dung", en: "Content" } : { vi: "Trích yếu", en: "Abstract" },
      value: message.subject,
    },
    { term: { vi: "Nơi gửi", en: "From" }, value: from },
    { term: { vi: "Nơi nhận", en: "To" }, value: <To message={message} /> },
    {
      term: sent ? { vi: "Xếp hàng lúc", en: "Queued at" } : { vi: "Đến lúc", en: "Arrived at" },
      value: formatDateTime(message.at),
    },
    {
      term: sent
        ? { vi: "Trục nhận lúc", en: "Taken by the axis at" }
        : { vi: "Xử lý lúc", en: "Processed at" },
      value: message.doneAt && formatDateTime(message.doneAt),
    },
    ...(message.attempts > 1
      ? [{ term: { vi: "Số lần thử", en: "Attempts" }, value: String(message.attempts) }]
      : []),
    ...(message.settledAt
      ? [
          {
            term: { vi: "Người xử lý cảnh báo", en: "Alert settled by" },
            value: `${message.settledBy ?? ""}, ${formatDateTime(message.settledAt)}`,
          },
        ]
      : []),
    {
      term: { vi: "Mã văn bản trên trục", en: "DocumentId" },
      value: message.wireId && <code>{message.wireId}</code>,
    },
    {
      term: { vi: "Mã thông điệp của trục", en: "Id given by the axis" },
      value: message.axisDocId && <code>{message.axisDocId}</code>,
    },
    {
      term: { vi: "Dung lượng", en: "Size" },
      value: message.size === null ? undefined : formatBytes(message.size),
    },
  ];
}

function Chip({ message }: { message: MessageDetail }) {
  return <StandingChip standing={message.standing} settled={!message.alert} />;
}

/** Leads to the document itself where it is known. */
function About({ message }: { message: MessageDetail }) {
  if (message.outgoingId) return <a href={`/outgoing/${message.outgoingId}`}>{message.symbol}</a>;
  if (message.incomingId) return <a href={`/incoming/${message.incomingId}`}>{message.symbol}</a>;
  return <>{message.symbol}</>;
}

function To({ message }: { message: MessageDetail }) {
  const words = message.to.map(({ code, name }) => (name ? `${name} · ${code}` : code));
  if (words.length === 1) return <>{words[0]}</>;
  return (
    <ul>
      {words.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

function noticeTone(standing: Standing, alert: boolean): "good" | "info" | "attention" | "bad" {
  if (standing === "failed" || standing === "unreadable") return alert ? "bad" : "info";
  if (alert) return "attention";
  return standing === "sent" || standing === "applied" ? "good" : "info";
}
