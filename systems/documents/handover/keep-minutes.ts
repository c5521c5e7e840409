import { localDateOf } from "../../../core/calendar/index.ts";
import { findOrganisation } from "../../../core/directory/index.ts";
import type { House } from "../../../core/system.ts";
import { formatDateTime } from "../../../core/ui/index.ts";
import { writePdf } from "../export/write-pdf.ts";
import { getHandover, type HandoverItem, type WholeHandover } from "./handovers.ts";
import { KIND_WORDS } from "./kinds.ts";

/**
 * Biên bản bàn giao as PDF, kept under its hash: every item, its deadline, who took it over, what was refused and why, who
 * has confirmed. Of secret documents it has the code only.
 */
export async function keepMinutes(
  house: House,
  handoverId: string,
): Promise<{ readonly sha256: string; readonly size: number }> {
  const whole = await getHandover(house.database.queries, handoverId);
  const { handover } = whole;
  const asked = localDateOf(handover.asked_at);
  const organisation = await findOrganisation(house.database.queries, handover.organisation_id, asked);
  const [year, month, day] = asked.split("-");
  return await house.files.put(
    writePdf({
      title: "BIÊN BẢN BÀN GIAO CÔNG VIỆC",
      subtitle: `${handover.from_name}, ${handover.from_title}, ${handover.unit_name}. Căn cứ: ${handover.basis}`,
      organisation: organisation?.name ?? "",
      placeAndDate: `Ngày ${day} tháng ${month} năm ${year}`,
      columns: [
        { key: "position", label: "STT", width: 5, kind: "number" },
        { key: "kind", label: "Loại việc", width: 17 },
        { key: "label", label: "Số, ký hiệu và trích yếu", width: 38 },
        { key: "deadline", label: "Hạn xử lý", width: 11, kind: "date" },
        { key: "to", label: "Người nhận", width: 14 },
        { key: "result", label: "Kết quả", width: 15 },
      ],
      rows: linesOf(whole),
      empty: "Không có việc nào còn mở.",
      ending: () => ({
        lines: endingOf(whole),
        signers: [
          { title: "NGƯỜI BÀN GIAO", name: handover.from_name },
          { title: "NGƯỜI NHẬN", name: whole.receivers.map(({ full_name: name }) => name).join(", ") },
          { title: "NGƯỜI LẬP BIÊN BẢN", name: handover.asked_by_name },
        ],
      }),
    }),
  );
}

async function* linesOf({
  items,
  receivers,
}: WholeHandover): AsyncGenerator<Readonly<Record<string, string>>> {
  const names = new Map(receivers.map((receiver) => [receiver.appointment_id, receiver.full_name]));
  for (const item of items)
    yield {
      position: String(item.position),
      kind: KIND_WORDS[item.kind].name.vi,
      label: [item.code, item.abstract].filter(Boolean).join(" – "),
      deadline: item.deadline ? formatDateTime(item.deadline) : "",
      to: item.state === "moved" && item.to_appointment ? (names.get(item.to_appointment) ?? "") : "",
      result: resultOf(item),
    };
}

function resultOf(item: HandoverItem): string {
  switch (item.state) {
    case "moved":
      return "Đã bàn giao";
    case "ended":
      return "Đã kết thúc";
    case "refused":
      return `Chưa bàn giao: ${item.reason_vi}`;
    case "gone":
      return "Không còn mở";
    case "waiting":
      return "Đang chờ";
  }
}

function endingOf({ items, receivers, handover }: WholeHandover): readonly string[] {
  const count = (state: HandoverItem["state"]) => items.filter((item) => item.state === state).length;
  return [
    `Cộng ${items.length} việc: ${count("moved")} đã bàn giao, ${count("ended")} kết thúc, ${count("refused")} chưa bàn giao, ${count("gone")} không còn mở. Thời hạn và lịch sử của từng việc giữ nguyên.`,
    `${handover.asked_by_name}, ${handover.asked_by_title}, lập biên bản lúc ${formatDateTime(handover.asked_at)}.`,
    ...receivers.map(({ full_name: name, title, confirmed_at: at }) =>
      at === null
        ? `${name}, ${title}: chưa xác nhận.`
        : `${name}, ${title}: đã xác nhận nhận bàn giao lúc ${formatDateTime(at)}.`,
    ),
  ];
}
