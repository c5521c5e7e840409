import type { Context } from "hono";
import type { HttpEnv } from "../../../../core/http/index.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import { formatDate, formatDateTime } from "../../../../core/ui/index.ts";
import type { Incoming } from "../../incoming/incoming.ts";
import { INCOMING_STATE_WORDS } from "../../incoming/incoming-states.ts";
import { answerSelection } from "../shared/selection-export.ts";

/** The ticked documents as XLSX. Secret ones stay out: they leave the house in the print of their register only. */
export async function exportSelected(
  c: Context<HttpEnv>,
  actor: PersonActor,
  documents: readonly Incoming[],
): Promise<Response> {
  return await answerSelection(c, actor, {
    kind: "incoming-document",
    title: "Văn bản đến đã chọn",
    columns: [
      { key: "arrived", label: "Đến lúc", width: 10, kind: "date" },
      { key: "number", label: "Số đến", width: 6, kind: "number" },
      { key: "from", label: "Nơi gửi", width: 18 },
      { key: "symbol", label: "Số, ký hiệu", width: 12 },
      { key: "date", label: "Ngày văn bản", width: 9, kind: "date" },
      { key: "abstract", label: "Tên loại và trích yếu", width: 30 },
      { key: "state", label: "Tình trạng", width: 12 },
      { key: "deadline", label: "Hạn xử lý", width: 11 },
    ],
    documents,
    cells: (document) => ({
      arrived: formatDateTime(document.arrived_at),
      number: document.arrival_number === null ? "" : String(document.arrival_number),
      from: document.from_name,
      symbol: document.symbol,
      date: formatDate(document.issued_date),
      abstract: [document.type_name, document.abstract].filter(Boolean).join(": "),
      state: INCOMING_STATE_WORDS[document.state].vi,
      deadline: document.deadline ? formatDateTime(document.deadline) : "",
    }),
  });
}
