import { clearanceOf } from "../../../../core/access/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import type { Words } from "../../../../core/ui/index.ts";
import type { RegisterFilter } from "../../registers.ts";
import type { BulkAction } from "./bulk-actions.ts";

/** One view of the incoming documents that a person works with. */
export interface WorkView {
  readonly key: string;
  readonly label: Words;
  readonly filter: Omit<RegisterFilter, "organisationId">;
  /** What can be done with several rows at once, beside marking them read and exporting them. */
  readonly bulk?: readonly BulkAction[];
  /** Columns left out unless chosen: those that say the same in every row. */
  readonly without?: readonly string[];
  /** What appears here and how, while it is empty. */
  readonly explanation: Words;
}

/** Views that are work to do now, not places to look something up. */
export const TO_DO: ReadonlySet<string> = new Set([
  "intake",
  "requests",
  "duplicates",
  "present",
  "for-me",
  "unit-new",
  "mine",
]);

/** The views of a person by the roles of the acting post, the most pressing first. Nobody else's work is offered. */
export function workViews(actor: PersonActor): WorkView[] {
  const has = (role: string) => actor.roles.includes(role);
  const clearance = clearanceOf(actor);
  const views = [
    ...(has("clerk") ? clerkViews() : []),
    ...(has("leader") ? leaderViews(actor) : []),
    ...delegatedViews(actor),
    ...(has("head-of-unit") ? headViews(actor) : []),
    ...personalViews(actor),
    ...(has("clerk") || has("leader") ? [everything()] : []),
  ];
  return views.map((view) => ({ ...view, filter: { ...view.filter, clearance } }));
}

function clerkViews(): WorkView[] {
  return [
    {
      key: "intake",
      label: { vi: "Chờ tiếp nhận", en: "To register" },
      filter: { states: ["arrived"] },
      without: ["number", "state", "deadline", "handled"],
      bulk: ["register"],
      explanation: {
        vi: "Văn bản gửi qua trục liên thông tự hiện ở đây, kèm kết luận về chữ ký. Văn bản giấy do văn thư vào sổ.",
        en: "Documents from the axis appear here by themselves, with the verdict on their signatures. Paper ones are registered by the clerk.",
      },
    },
    {
      key: "requests",
      label: { vi: "Nơi gửi yêu cầu", en: "Senders' requests" },
      filter: { requests: true },
      explanation: {
        vi: "Khi nơi gửi muốn thu hồi hoặc cập nhật một văn bản đã gửi, yêu cầu chờ trả lời hiện ở đây.",
        en: "When a sender wants a document back or updated, the request waits here for an answer.",
      },
    },
    {
      key: "duplicates",
      label: { vi: "Có thể trùng", en: "Possible duplicates" },
      filter: { duplicates: true },
      without: ["number", "state", "deadline", "handled"],
      explanation: {
        vi: "Văn bản có cùng số, ký hiệu và cơ quan ban hành với một văn bản đã có hiện ở đây để văn thư kiểm tra.",
        en: "Documents with the same number, notation and issuer as an earlier one appear here for the clerk to check.",
      },
    },
    {
      key: "present",
      label: { vi: "Chờ trình", en: "To present" },
      filter: { states: ["registered"] },
      without: ["state", "deadline", "handled"],
      bulk: ["present"],
      explanation: {
        vi: "Văn bản đã vào sổ nhưng chưa trình lãnh đạo nằm ở đây.",
        en: "Registered documents that have not been presented to a leader are here.",
      },
    },
  ];
}

function leaderViews(actor: PersonActor): WorkView[] {
  return [
    {
      key: "for-me",
      label: { vi: "Trình tôi", en: "Presented to me" },
      bulk: ["direct"],
      filter: { states: ["presented"], presentedTo: actor.appointmentId },
      without: ["state", "deadline", "handled"],
      explanation: {
        vi: "Văn bản văn thư trình để bạn bút phê, phân công hiện ở đây.",
        en: "Documents presented to you for a directive appear here.",
      },
    },
    {
      key: "directed",
      label: { vi: "Tôi đã phân công", en: "Directed by me" },
      filter: { states: ["assigned", "processing"], presentedTo: actor.appointmentId },
      explanation: {
        vi: "Văn bản bạn đã bút phê và các đơn vị đang xử lý, kèm thời hạn.",
        en: "Documents you directed that units are working on, with their deadlines.",
      },
    },
  ];
}

/** What was presented to somebody who delegated directing to this post. */
function delegatedViews(actor: PersonActor): WorkView[] {
  const held = (actor.delegations ?? []).filter(
    ({ kinds, fromRoles }) => kinds.includes("direct") && fromRoles.includes("leader"),
  );
  if (held.length === 0) return [];
  const names = held.map(({ fromName }) => fromName).join(", ");
  return [
    {
      key: "delegated",
      label: { vi: "Được ủy quyền bút phê", en: "To direct by delegation" },
      filter: { states: ["presented"], directedFor: { held, secret: actor.roles.includes("leader") } },
      without: ["state", "deadline", "handled"],
      explanation: {
        vi: `Văn bản trình ${names} trong phạm vi ủy quyền cho bạn hiện ở đây.`,
        en: `Documents presented to ${names} within the scope of the delegation to you appear here.`,
      },
    },
  ];
}

function headViews(actor: PersonActor): WorkView[] {
  const own = { units: [actor.unitId], appointment: actor.appointmentId, secretOfUnits: true };
  return [
    {
      key: "unit-new",
      label: { vi: "Chờ tôi phân công", en: "To assign" },
      bulk: ["assign-person"],
      filter: { states: ["assigned", "processing"], work: { ...own, unassigned: true } },
      explanation: {
        vi: "Văn bản lãnh đạo giao đơn vị bạn mà chưa có người xử lý hiện ở đây.",
        en: "Documents directed to your unit that nobody handles yet appear here.",
      },
    },
    {
      key: "unit",
      label: { vi: "Đơn vị tôi", en: "My unit" },
      filter: { states: ["assigned", "processing"], work: own },
      explanation: {
        vi: "Mọi văn bản đơn vị bạn đang chủ trì hoặc phối hợp xử lý.",
        en: "Everything your unit leads or co-operates on.",
      },
    },
  ];
}

function personalViews(actor: PersonActor): WorkView[] {
  const own = { units: [], appointment: actor.appointmentId, ownOnly: true, secretOfUnits: false };
  const unit = { units: [actor.unitId], appointment: actor.appointmentId, secretOfUnits: false };
  const views: WorkView[] = [
    {
      key: "mine",
      label: { vi: "Giao tôi", en: "Assigned to me" },
      bulk: ["start"],
      filter: { states: ["assigned", "processing"], work: own },
      explanation: {
        vi: "Văn bản trưởng đơn vị giao bạn xử lý hiện ở đây, việc gấp nhất có nhãn thời hạn.",
        en: "Documents your head of unit assigned to you appear here with their deadlines.",
      },
    },
    {
      key: "done",
      label: { vi: "Tôi đã xong", en: "Done by me" },
      filter: { states: ["completed"], work: own },
      explanation: {
        vi: "Văn bản bạn đã xử lý xong.",
        en: "Documents you have completed.",
      },
    },
  ];
  if (actor.roles.includes("clerk") || actor.roles.includes("leader")) return views.slice(0, 1);
  if (actor.roles.includes("head-of-unit")) return views;
  return [
    ...views,
    {
      key: "unit-all",
      label: { vi: "Đơn vị tôi", en: "My unit" },
      filter: { work: unit },
      explanation: {
        vi: "Văn bản giao đơn vị bạn, kể cả đã xong.",
        en: "Documents of your unit, completed ones included.",
      },
    },
  ];
}

function everything(): WorkView {
  return {
    key: "all",
    label: { vi: "Tất cả", en: "All" },
    filter: {},
    without: ["handled"],
    explanation: {
      vi: "Mọi văn bản đến của cơ quan, mới nhất trước.",
      en: "All incoming documents of the organisation, newest first.",
    },
  };
}
