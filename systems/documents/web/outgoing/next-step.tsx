import { Notice, type Step, Steps, useText, type Words } from "../../../../core/ui/index.ts";
import type { OutgoingState } from "../../outgoing/outgoing-states.ts";
import type { DocumentCard } from "./load-card.ts";

const WAY: readonly { readonly label: Words; readonly doneFrom: OutgoingState }[] = [
  { label: { vi: "Soạn", en: "Draft" }, doneFrom: "submitted" },
  { label: { vi: "Kiểm tra", en: "Check" }, doneFrom: "checked" },
  { label: { vi: "Ký", en: "Sign" }, doneFrom: "signed" },
  { label: { vi: "Cấp số", en: "Number" }, doneFrom: "numbered" },
  { label: { vi: "Đóng dấu", en: "Seal" }, doneFrom: "sealed" },
  { label: { vi: "Phát hành", en: "Issue" }, doneFrom: "issued" },
];
const ORDER: readonly OutgoingState[] = [
  "draft",
  "submitted",
  "checked",
  "signed",
  "numbered",
  "sealed",
  "issued",
];

/** Where the document is on its way and what happens next, by whom. */
export function NextStep({ card }: { card: DocumentCard }) {
  const text = useText();
  const { document } = card;
  if (document.state === "cancelled") {
    return (
      <Notice tone="bad" title={{ vi: "Văn bản đã hủy", en: "Cancelled" }}>
        <p>
          {document.cancelled_reason}
          {document.code_number_text &&
            text({
              vi: " Số đã cấp vẫn nằm trong sổ với ghi chú hủy, không dùng lại cho văn bản khác.",
              en: " The number stays in the register as cancelled and is not used again.",
            })}
        </p>
      </Notice>
    );
  }
  return (
    <>
      <Steps
        label={{ vi: "Đường đi của văn bản", en: "Way of the document" }}
        steps={stepsOf(document.state)}
      />
      <Notice tone={document.state === "issued" ? "good" : "info"}>
        <p>
          <strong>{text({ vi: "Bước tiếp theo: ", en: "Next step: " })}</strong>
          {text(nextWords(card))}
        </p>
      </Notice>
    </>
  );
}

function stepsOf(state: OutgoingState): Step[] {
  const reached = ORDER.indexOf(state);
  return WAY.map(({ label, doneFrom }) => {
    const at = ORDER.indexOf(doneFrom);
    return { label, state: reached >= at ? "done" : reached === at - 1 ? "current" : "ahead" };
  });
}

function nextWords(card: DocumentCard): Words {
  const { document, nextPeople, recipients, answers } = card;
  const who = nextPeople.slice(0, 3).join(", ");
  switch (document.state) {
    case "draft":
      return {
        vi: `${who} hoàn thiện dự thảo rồi trình kiểm tra.`,
        en: `${who} finishes the draft and submits it.`,
      };
    case "submitted":
      return {
        vi: `${who || "Lãnh đạo"} kiểm tra nội dung, rồi chuyển ký hoặc trả lại người soạn.`,
        en: `${who || "A leader"} checks the content and passes it on or returns it.`,
      };
    case "checked":
      if (card.approval.awaited.length > 0)
        return {
          vi: `${who} phê duyệt (ký nháy) hoặc trả lại; sau đó đến người ký.`,
          en: `${who} approves or returns it; the signer comes after.`,
        };
      return {
        vi: `${who} ký số. Nếu cần sửa, người ký trả lại dự thảo kèm lý do.`,
        en: `${who} signs. If something must change, the signer returns the draft with a reason.`,
      };
    case "signed":
      return {
        vi: `Văn thư${who ? ` (${who})` : ""} cấp số, ghi ngày rồi đóng dấu cơ quan.`,
        en: `The clerk${who ? ` (${who})` : ""} gives number and date, then seals.`,
      };
    case "numbered":
      return {
        vi: `Văn thư${who ? ` (${who})` : ""} đóng dấu cơ quan. Số đã cấp, không sửa được nội dung nữa.`,
        en: `The clerk${who ? ` (${who})` : ""} seals. The number is taken; the content is final.`,
      };
    case "sealed":
      return {
        vi: `Văn thư${who ? ` (${who})` : ""} phát hành trong ngày, chậm nhất sáng ngày làm việc tiếp theo.`,
        en: `The clerk${who ? ` (${who})` : ""} issues it the same day, at the latest the next working morning.`,
      };
    default:
      return afterIssue(recipients, answers.length);
  }
}

function afterIssue(recipients: DocumentCard["recipients"], answers: number): Words {
  const refused = recipients.filter((each) => each.state === "refused").length;
  if (refused > 0) {
    return {
      vi: `${refused} nơi nhận từ chối. Đọc lý do dưới đây, rồi gửi văn bản thay thế hoặc gửi đúng nơi nhận.`,
      en: `${refused} receivers refused. Read why below, then replace it or send it where it belongs.`,
    };
  }
  const failed = recipients.filter((each) => each.state === "failed").length;
  if (failed > 0) {
    return {
      vi: `Chưa gửi được đến ${failed} nơi nhận. Hệ thống tự gửi lại; nếu vẫn lỗi, báo quản trị.`,
      en: `${failed} could not be reached. The system tries again by itself; tell the administrator if it lasts.`,
    };
  }
  if (recipients.length === 0)
    return { vi: "Văn bản lưu tại cơ quan, không gửi đi đâu.", en: "Kept here; it goes nowhere." };
  const open = recipients.filter((each) => !["completed", "recalled"].includes(each.state)).length;
  if (open > 0) {
    return {
      vi: `Chờ ${open} trên ${recipients.length} nơi nhận xử lý; trạng thái tự cập nhật ở bảng dưới.`,
      en: `${open} of ${recipients.length} receivers are still at work; the table below updates by itself.`,
    };
  }
  return answers > 0
    ? { vi: "Mọi nơi nhận đã xong; văn bản trả lời ở dưới.", en: "All have finished; the answers are below." }
    : { vi: "Mọi nơi nhận đã xong.", en: "All receivers have finished." };
}
