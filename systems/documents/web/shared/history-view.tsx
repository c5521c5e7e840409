import type { Queries } from "../../../../core/database/index.ts";
import { Timeline, type TimelineEntry, type Tone, type Words } from "../../../../core/ui/index.ts";

/** Lines of a document card, oldest first. */
export async function historyOf(queries: Queries, documentId: string): Promise<TimelineEntry[]> {
  const rows = await queries
    .selectFrom("documents.history")
    .selectAll()
    .where("document_id", "=", documentId)
    .orderBy("id")
    .execute();
  return rows.map((row) => {
    return {
      at: row.at,
      ...storyWords(row.action),
      by: row.by_position ? `${row.by_name}, ${row.by_position}` : row.by_name,
      ...(row.note ? { detail: <p>{row.note}</p> } : {}),
    };
  });
}

/** What an action of the history is called, and how it is marked. */
export function storyWords(action: string): { readonly title: Words; readonly tone: Tone } {
  return STORY[action] ?? { title: { vi: action, en: action }, tone: "neutral" };
}

/** What happened, as a story: who, when, what and why. */
export function HistoryView({ entries }: { entries: readonly TimelineEntry[] }) {
  return <Timeline label={{ vi: "Diễn biến văn bản", en: "What happened" }} entries={entries} />;
}

const STORY: Readonly<Record<string, { readonly title: Words; readonly tone: Tone }>> = {
  "outgoing.create": { title: { vi: "Tạo dự thảo", en: "Draft opened" }, tone: "neutral" },
  "outgoing.edit": { title: { vi: "Sửa dự thảo", en: "Draft changed" }, tone: "neutral" },
  "outgoing.submit": { title: { vi: "Trình kiểm tra", en: "Submitted for check" }, tone: "progress" },
  "outgoing.check": {
    title: { vi: "Đã kiểm tra, chuyển ký", en: "Checked, passed on for signature" },
    tone: "good",
  },
  "outgoing.return": { title: { vi: "Trả lại người soạn", en: "Returned to the author" }, tone: "attention" },
  "outgoing.write-slip": { title: { vi: "Lập phiếu trình", en: "Submission slip written" }, tone: "info" },
  "outgoing.decide-slip": {
    title: { vi: "Lãnh đạo cho ý kiến phiếu trình", en: "A leader decided on the slip" },
    tone: "progress",
  },
  "outgoing.add-approval-step": {
    title: { vi: "Thêm bước phê duyệt", en: "Step of approval added" },
    tone: "info",
  },
  "outgoing.remove-approval-step": {
    title: { vi: "Bỏ bước phê duyệt", en: "Step of approval removed" },
    tone: "neutral",
  },
  "outgoing.replace-approver": {
    title: { vi: "Thay người phê duyệt", en: "Approver replaced" },
    tone: "info",
  },
  "outgoing.approve": { title: { vi: "Ký nháy, phê duyệt", en: "Approved (short signature)" }, tone: "good" },
  "outgoing.drop-approvals": {
    title: { vi: "Dự thảo đổi, phê duyệt lại", en: "The draft changed, approvals are asked anew" },
    tone: "attention",
  },
  "outgoing.take-signature": {
    title: {
      vi: "Nhận ký thay theo ủy quyền, về người soạn",
      en: "Signature taken over, back to the author",
    },
    tone: "attention",
  },
  "outgoing.sign": { title: { vi: "Đã ký số", en: "Signed" }, tone: "good" },
  "outgoing.number": { title: { vi: "Cấp số và ngày", en: "Number and date given" }, tone: "good" },
  "outgoing.seal": { title: { vi: "Đóng dấu cơ quan", en: "Sealed by the organisation" }, tone: "good" },
  "outgoing.issue": { title: { vi: "Phát hành", en: "Issued" }, tone: "good" },
  "outgoing.recall": { title: { vi: "Yêu cầu thu hồi", en: "Recall asked" }, tone: "attention" },
  "outgoing.cancel": { title: { vi: "Hủy văn bản", en: "Cancelled" }, tone: "bad" },
  "outgoing.answered": { title: { vi: "Có văn bản trả lời", en: "Answered" }, tone: "good" },
  "document.copy": { title: { vi: "Đã cấp bản sao", en: "A certified copy was made" }, tone: "info" },
  "recipient.answer": { title: { vi: "Nơi nhận trả lời", en: "A receiver answered" }, tone: "info" },
  "incoming.arrive": { title: { vi: "Đến qua trục liên thông", en: "Arrived over the axis" }, tone: "info" },
  "incoming.register": { title: { vi: "Tiếp nhận, vào sổ", en: "Registered" }, tone: "good" },
  "incoming.register-paper": {
    title: { vi: "Vào sổ văn bản giấy", en: "Paper document registered" },
    tone: "good",
  },
  "incoming.import": { title: { vi: "Nhập từ hệ thống cũ", en: "Imported" }, tone: "neutral" },
  "outgoing.import": { title: { vi: "Nhập từ hệ thống cũ", en: "Imported" }, tone: "neutral" },
  "incoming.refuse": {
    title: { vi: "Từ chối, trả lại nơi gửi", en: "Refused, returned to the sender" },
    tone: "bad",
  },
  "incoming.present": { title: { vi: "Trình lãnh đạo", en: "Presented to a leader" }, tone: "progress" },
  "incoming.give-back": {
    title: { vi: "Lãnh đạo chuyển lại văn thư", en: "Given back to the clerk" },
    tone: "attention",
  },
  "incoming.direct": { title: { vi: "Bút phê, phân công", en: "Directed" }, tone: "progress" },
  "incoming.assign-person": { title: { vi: "Giao người xử lý", en: "Person assigned" }, tone: "progress" },
  "incoming.hand-over": { title: { vi: "Nhận bàn giao", en: "Handed over" }, tone: "progress" },
  "outgoing.hand-over": { title: { vi: "Nhận bàn giao", en: "Handed over" }, tone: "progress" },
  "incoming.start": { title: { vi: "Bắt đầu xử lý", en: "Work started" }, tone: "progress" },
  "incoming.complete": { title: { vi: "Hoàn thành", en: "Completed" }, tone: "good" },
  "task.report-progress": { title: { vi: "Báo tiến độ", en: "Progress reported" }, tone: "progress" },
  "task.report-part": {
    title: { vi: "Đơn vị phối hợp báo kết quả", en: "A co-operating unit reported its part" },
    tone: "good",
  },
  "task.ask-extension": { title: { vi: "Xin gia hạn", en: "Later deadline asked" }, tone: "attention" },
  "task.grant-extension": { title: { vi: "Đồng ý gia hạn", en: "Later deadline granted" }, tone: "good" },
  "task.refuse-extension": {
    title: { vi: "Không đồng ý gia hạn", en: "Later deadline refused" },
    tone: "attention",
  },
  "task.link-origin": { title: { vi: "Gắn với văn bản chỉ đạo", en: "Linked to a directive" }, tone: "info" },
  "task.urge": { title: { vi: "Đôn đốc", en: "Urged" }, tone: "attention" },
  "opinion-round.open-opinion-round": { title: { vi: "Lấy ý kiến", en: "Opinions asked" }, tone: "progress" },
  "opinion-round.ask-opinion": { title: { vi: "Hỏi thêm ý kiến", en: "More people asked" }, tone: "info" },
  "opinion-round.withdraw-opinion": {
    title: { vi: "Thôi hỏi ý kiến", en: "Asked no more" },
    tone: "neutral",
  },
  "opinion-round.assign-opinion": {
    title: { vi: "Giao người trả lời ý kiến", en: "Named who answers" },
    tone: "info",
  },
  "opinion-round.answer-opinion-round": {
    title: { vi: "Trả lời ý kiến", en: "Opinion given" },
    tone: "good",
  },
  "opinion-round.ask-opinion-time": {
    title: { vi: "Xin thêm thời gian trả lời", en: "More time to answer asked" },
    tone: "attention",
  },
  "opinion-round.decide-opinion-time": {
    title: { vi: "Trả lời đề nghị thêm thời gian", en: "Decided about more time" },
    tone: "info",
  },
  "opinion-round.prolong-opinion-round": {
    title: { vi: "Gia hạn lấy ý kiến", en: "Opinion round prolonged" },
    tone: "info",
  },
  "opinion-round.urge-opinion": {
    title: { vi: "Đôn đốc trả lời ý kiến", en: "Answers urged" },
    tone: "attention",
  },
  "opinion-round.close-opinion-round": {
    title: { vi: "Kết thúc lấy ý kiến", en: "Opinion round closed" },
    tone: "good",
  },
  "incoming.recall-asked": {
    title: { vi: "Nơi gửi yêu cầu thu hồi", en: "The sender asked for it back" },
    tone: "attention",
  },
  "incoming.update-asked": {
    title: { vi: "Nơi gửi yêu cầu cập nhật", en: "The sender asked for an update" },
    tone: "attention",
  },
  "incoming.accept-recall": {
    title: { vi: "Đồng ý thu hồi, đã hủy trên hệ thống", en: "Recall accepted, destroyed here" },
    tone: "neutral",
  },
  "incoming.decline-recall": {
    title: { vi: "Không đồng ý thu hồi", en: "Recall declined" },
    tone: "attention",
  },
  "incoming.accept-update": { title: { vi: "Đồng ý cập nhật", en: "Update accepted" }, tone: "good" },
  "incoming.decline-update": {
    title: { vi: "Không đồng ý cập nhật", en: "Update declined" },
    tone: "attention",
  },
  "incoming.replace": { title: { vi: "Được thay thế", en: "Replaced" }, tone: "neutral" },
};
