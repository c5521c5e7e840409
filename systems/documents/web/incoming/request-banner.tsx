import { randomUUID } from "node:crypto";
import {
  Actions,
  Button,
  type FieldErrors,
  Form,
  formatDateTime,
  Notice,
  Radios,
  TextArea,
  useText,
} from "../../../../core/ui/index.ts";
import type { Incoming } from "../../incoming/incoming.ts";

interface RequestBannerProps {
  readonly document: Incoming;
  readonly mayAnswer: boolean;
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string;
}

/** What the sender asks for, what it means and what happens either way, for a clerk who has never read the standard. */
export function RequestBanner({ document, mayAnswer, errors, typed }: RequestBannerProps) {
  const text = useText();
  if (document.request === null) return null;
  const recall = document.request === "recall";
  return (
    <Notice
      tone="attention"
      title={
        recall
          ? {
              vi: `${document.from_name} yêu cầu thu hồi văn bản này`,
              en: `${document.from_name} wants this document back`,
            }
          : {
              vi: `${document.from_name} yêu cầu cập nhật văn bản này`,
              en: `${document.from_name} wants to update this document`,
            }
      }
    >
      {document.request_at && (
        <p>
          {text({
            vi: `Lúc ${formatDateTime(document.request_at)}`,
            en: `At ${formatDateTime(document.request_at)}`,
          })}
        </p>
      )}
      {document.request_reason && (
        <p>
          {text({ vi: "Lý do nơi gửi nêu: ", en: "Their reason: " })}
          <q>{document.request_reason}</q>
        </p>
      )}
      <ul>
        {(recall ? RECALL_MEANS : UPDATE_MEANS).map((line) => (
          <li key={line.vi}>{text(line)}</li>
        ))}
      </ul>
      {mayAnswer ? (
        <Form action={`/incoming/${document.id}/answer-request`} method="post" transactionId={randomUUID()}>
          <Radios
            name="agree"
            label={{ vi: "Cơ quan trả lời", en: "Your answer" }}
            value={typed("agree")}
            error={errors.agree}
            options={recall ? RECALL_ANSWERS : UPDATE_ANSWERS}
          />
          <TextArea
            name="reason"
            label={{ vi: "Ý kiến gửi nơi gửi", en: "Note to the sender" }}
            hint={{
              vi: "Bắt buộc khi không đồng ý, ít nhất 10 ký tự.",
              en: "Required when you decline, at least 10 characters.",
            }}
            value={typed("reason")}
            error={errors.reason}
            maxLength={500}
          />
          <Actions>
            <Button kind="primary">{text({ vi: "Gửi trả lời", en: "Send the answer" })}</Button>
          </Actions>
        </Form>
      ) : (
        <p>
          {text({
            vi: "Văn thư của cơ quan trả lời yêu cầu này.",
            en: "The organisation's clerk answers this request.",
          })}
        </p>
      )}
    </Notice>
  );
}

const RECALL_MEANS = [
  {
    vi: "Trong lúc chờ trả lời, văn bản được tạm dừng: không ai xử lý tiếp được.",
    en: "Until it is answered the document is frozen: nobody can go on working on it.",
  },
  {
    vi: "Nếu đồng ý: tệp và nội dung văn bản bị hủy trên hệ thống này, chỉ còn lưu việc văn bản đã đến và được thu hồi. Không lấy lại được.",
    en: "If you agree: files and content are destroyed here; only the fact that it came and was recalled remains. This cannot be undone.",
  },
  {
    vi: "Nếu không đồng ý: văn bản vẫn còn và được xử lý tiếp; nơi gửi nhận được lý do.",
    en: "If you decline: the document stays and work goes on; the sender gets your reason.",
  },
];
const UPDATE_MEANS = [
  {
    vi: "Nơi gửi đã gửi lại văn bản với nội dung mới.",
    en: "The sender has sent the document again with new content.",
  },
  {
    vi: "Nếu đồng ý: nội dung mới thay nội dung cũ; tệp cũ được giữ làm tệp kèm để đối chiếu. Số đến và việc đang xử lý giữ nguyên.",
    en: "If you agree: the new content takes the place of the old; the old file is kept as an attachment. Arrival number and work stay.",
  },
  {
    vi: "Nếu không đồng ý: văn bản giữ nguyên như đã nhận; nơi gửi nhận được lý do.",
    en: "If you decline: the document stays as it came; the sender gets your reason.",
  },
];
const RECALL_ANSWERS = [
  {
    value: "yes",
    label: { vi: "Đồng ý cho thu hồi, hủy văn bản ở đây", en: "Agree: destroy the document here" },
  },
  { value: "no", label: { vi: "Không đồng ý, giữ văn bản", en: "Decline: keep the document" } },
];
const UPDATE_ANSWERS = [
  { value: "yes", label: { vi: "Đồng ý cập nhật", en: "Agree to the update" } },
  { value: "no", label: { vi: "Không đồng ý, giữ bản đã nhận", en: "Decline: keep what came" } },
];
