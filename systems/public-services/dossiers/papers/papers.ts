import { localDateOf, timeOfDay } from "../../../../core/calendar/index.ts";
import { formatDateTime, formatMobile } from "../../../../core/ui/format.ts";
import type { DossierFacts, DossierTrace } from "../facts.ts";
import { CHANNEL_WORDS } from "../words.ts";
import { type Sheet, type SheetHead, writeSheet } from "./sheet.ts";

/** The papers of a dossier by their form (TT 01/2018/TT-VPCP, Phụ lục); `returned` is the usual receipt of results. */
export const PAPER_KINDS = ["receipt", "supplement", "refusal", "apology", "control", "returned"] as const;
export type PaperKind = (typeof PAPER_KINDS)[number];

export const PAPER_NAMES: Readonly<
  Record<PaperKind, { readonly title: string; readonly form: string; readonly file: string }>
> = {
  receipt: {
    title: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    form: "Mẫu số 01",
    file: "Giấy tiếp nhận và hẹn trả",
  },
  supplement: {
    title: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    form: "Mẫu số 02",
    file: "Phiếu yêu cầu bổ sung",
  },
  refusal: { title: "Phiếu từ chối tiếp nhận giải quyết hồ sơ", form: "Mẫu số 03", file: "Phiếu từ chối" },
  apology: {
    title: "Phiếu xin lỗi và hẹn lại ngày trả kết quả",
    form: "Mẫu số 04",
    file: "Phiếu xin lỗi và hẹn lại",
  },
  control: {
    title: "Phiếu kiểm soát quá trình giải quyết hồ sơ",
    form: "Mẫu số 05",
    file: "Phiếu kiểm soát",
  },
  returned: { title: "Giấy biên nhận trả kết quả", form: "", file: "Giấy biên nhận trả kết quả" },
};

/** What a paper says beside the dossier itself. */
export interface PaperContext {
  /** The body, and what stands above it in the head; empty: none. */
  readonly superior: string;
  /** "Đăk Long": where the paper is written. */
  readonly place: string;
  /** Who signs for the body. */
  readonly official: string;
  readonly phone: string;
  readonly baseUrl: string;
  readonly at: Date;
}

/**
 * One paper of a dossier as PDF/A-2b.
 * @returns undefined when the dossier has nothing such a paper could say
 */
export async function paperBytes(
  kind: PaperKind,
  facts: DossierFacts,
  context: PaperContext,
): Promise<Buffer | undefined> {
  const draw = DRAW[kind](facts, context);
  return draw && (await writeSheet(headOf(kind, facts, context), context.at, draw));
}

function headOf(
  kind: PaperKind,
  facts: DossierFacts,
  { superior, place, baseUrl, at }: PaperContext,
): SheetHead {
  const { title, form } = PAPER_NAMES[kind];
  const [year, month, day] = localDateOf(at).split("-");
  return {
    superior,
    body: facts.organisationName,
    number: `Mã hồ sơ: ${facts.code}`,
    placeAndDate: `${place}, ngày ${day} tháng ${monthWords(month)} năm ${year}`,
    title,
    form,
    // The random token only: nothing personal is in the square code.
    square: `${baseUrl}/track/${facts.token}`,
  };
}

type Draw = (sheet: Sheet) => void;

const DRAW: Readonly<Record<PaperKind, (facts: DossierFacts, context: PaperContext) => Draw | undefined>> = {
  receipt: drawReceipt,
  supplement: drawSupplement,
  refusal: drawRefusal,
  apology: drawApology,
  control: drawControl,
  returned: drawReturned,
};

function drawReceipt(facts: DossierFacts, { official, phone, baseUrl }: PaperContext): Draw | undefined {
  const { applicant, owner, receivedAt } = facts;
  if (!receivedAt) return undefined;
  return (sheet) => {
    sheet.text("(Mã QR dùng để tra cứu tiến độ giải quyết hồ sơ, cũng quét được bằng Zalo)", {
      italic: true,
    });
    sheet.line("Bộ phận tiếp nhận và trả kết quả", facts.organisationName);
    sheet.line(
      "Tiếp nhận hồ sơ của",
      `${applicant.name} (nộp ${CHANNEL_WORDS[facts.channel].vi.toLocaleLowerCase("vi")})`,
    );
    sheet.line("Địa chỉ", applicant.address);
    sheet.line(
      "Số điện thoại",
      [mobile(applicant.phone), applicant.email].filter(Boolean).join("; thư điện tử: "),
    );
    sheet.line("Số căn cước/hộ chiếu/mã số thuế", applicant.identifier ?? "");
    sheet.line("Nội dung yêu cầu giải quyết", `${facts.procedure.name} (${facts.procedure.code})`);
    sheet.line("Chủ hồ sơ", [owner.name, owner.address].filter(Boolean).join(", "));
    sheet.text("1. Thành phần hồ sơ nộp gồm:");
    sheet.table(
      ["TT", "Thành phần hồ sơ", "Bản chính", "Bản chứng thực", "Bản photo"],
      facts.components.map(({ name, originals, certified, copies, digitised }, index) => [
        String(index + 1),
        digitised ? `${name} (bản điện tử)` : name,
        ...[originals, certified, copies].map((count) => (count === 0 ? "" : String(count))),
      ]),
      [6, 58, 12, 13, 11],
    );
    sheet.line("2. Số lượng hồ sơ", `${String(facts.sets).padStart(2, "0")} (bộ)`);
    sheet.line(
      "3. Thời gian giải quyết theo quy định",
      facts.dueAt ? `đến ${sayMoment(facts.dueAt)}` : "không quy định",
    );
    sheet.line("4. Thời gian nhận hồ sơ", sayMoment(receivedAt));
    sheet.line("5. Thời gian trả kết quả", facts.dueAt ? sayMoment(facts.dueAt) : "");
    sheet.line(
      "6. Đăng ký nhận kết quả tại",
      facts.returnBy === 1 ? "địa chỉ của người nộp, qua dịch vụ bưu chính công ích" : facts.organisationName,
    );
    sheet.text(
      `Kết quả có thể có sớm hơn; khi đó cơ quan báo bằng cách đã đăng ký. Theo dõi hồ sơ tại ${baseUrl}/track${phone ? ` hoặc gọi ${phone}` : ""}.`,
      { italic: true },
    );
    sheet.signatures(
      { role: "Người nộp hồ sơ", name: applicant.name },
      { role: "Người tiếp nhận hồ sơ", name: official },
    );
  };
}

function drawSupplement(facts: DossierFacts, { official, phone, baseUrl }: PaperContext): Draw | undefined {
  const asked = facts.supplements.at(-1);
  if (!asked) return undefined;
  return (sheet) => {
    drawOwner(sheet, facts);
    sheet.text("Để hồ sơ được giải quyết, đề nghị bổ sung, hoàn thiện một lần những giấy tờ sau:");
    sheet.table(
      ["STT", "Thành phần hồ sơ", "Bản chính", "Bản chứng thực", "Bản photo"],
      asked.components.map(({ name }, index) => [String(index + 1), name, "", "", ""]),
      [6, 58, 12, 13, 11],
    );
    sheet.line("Lý do và hướng dẫn", asked.reason);
    sheet.text("Thời hạn giải quyết tạm dừng từ lúc gửi phiếu này và chạy tiếp khi nhận đủ giấy tờ.");
    sheet.line("Liên hệ", [asked.askedBy, phone].filter(Boolean).join(", điện thoại "));
    sheet.line("Gửi bổ sung trực tuyến", `${baseUrl}/me/dossiers`);
    sheet.signatures(
      { role: "Người nộp hồ sơ", name: facts.applicant.name },
      { role: "Người hướng dẫn", name: official },
    );
  };
}

function drawRefusal(facts: DossierFacts, { official, phone }: PaperContext): Draw | undefined {
  const refused = last(facts, "refuse");
  if (!refused) return undefined;
  return (sheet) => {
    drawOwner(sheet, facts);
    sheet.line("Nộp lúc", sayMoment(facts.submittedAt));
    sheet.text("Qua xem xét, bộ phận tiếp nhận và trả kết quả không tiếp nhận, giải quyết hồ sơ này.");
    sheet.line("Lý do", refused.note);
    sheet.line("Liên hệ để được hướng dẫn", [official, phone].filter(Boolean).join(", điện thoại "));
    sheet.signatures(
      { role: "Người nộp hồ sơ", name: facts.applicant.name },
      { role: "Người từ chối", name: official },
    );
  };
}

function drawApology(facts: DossierFacts, { official }: PaperContext): Draw | undefined {
  const apologised = last(facts, "apologise");
  if (!apologised || !facts.firstDueAt || !facts.dueAt) return undefined;
  const { firstDueAt, dueAt } = facts;
  return (sheet) => {
    sheet.line("Kính gửi", facts.owner.name);
    sheet.line("Hồ sơ", `${facts.code}, thủ tục ${facts.procedure.name}`);
    sheet.line("Tiếp nhận lúc", facts.receivedAt ? sayMoment(facts.receivedAt) : "");
    sheet.line("Hẹn trả kết quả lúc", sayMoment(firstDueAt));
    sheet.text(
      `${facts.organisationName} chưa trả được kết quả đúng hẹn và xin lỗi Ông/Bà về sự chậm trễ này.`,
    );
    sheet.line("Lý do", apologised.note);
    sheet.text(`Cơ quan hẹn Ông/Bà nhận kết quả lúc ${sayMoment(dueAt)}.`, { bold: true });
    sheet.text(
      "Sự chậm trễ này gây phiền hà, tốn kém chi phí, công sức của Ông/Bà. Cơ quan mong Ông/Bà thông cảm.",
    );
    sheet.signatures(
      { role: "Nơi nhận", name: facts.owner.name },
      { role: "Thủ trưởng cơ quan", name: official },
    );
  };
}

function drawControl(facts: DossierFacts, { official }: PaperContext): Draw {
  const handed = facts.trail.filter(({ action }) => HANDED.includes(action));
  return (sheet) => {
    sheet.line("Thủ tục", facts.procedure.name);
    sheet.line("Chủ hồ sơ", facts.owner.name);
    sheet.line("Hẹn trả kết quả", facts.dueAt ? sayMoment(facts.dueAt) : "không quy định");
    sheet.table(
      ["TT", "Người giao, cơ quan", "Chuyển bước", "Giờ, ngày", "Kết quả", "Ghi chú"],
      handed.map((trace, index) => [
        String(index + 1),
        [trace.name, trace.organisationName].filter(Boolean).join(", "),
        trace.step,
        formatDateTime(trace.at),
        facts.dueAt ? (trace.at <= facts.dueAt ? "Trong hạn" : "Quá hạn") : "",
        trace.note,
      ]),
      [5, 25, 24, 14, 11, 21],
    );
    sheet.signatures({ role: "Người giao", name: "" }, { role: "Người nhận", name: official });
  };
}

const HANDED: readonly DossierTrace["action"][] = ["accept", "forward", "finish", "recall", "return"];

function drawReturned(facts: DossierFacts, { official, phone }: PaperContext): Draw | undefined {
  const returned = last(facts, "return");
  if (!returned) return undefined;
  return (sheet) => {
    drawOwner(sheet, facts);
    sheet.line("Người trả kết quả", [official, phone].filter(Boolean).join(", điện thoại "));
    sheet.line("Nhận kết quả", returned.note);
    sheet.line(
      "Kết quả",
      facts.files
        .filter(({ kind }) => kind === "result")
        .map(({ name }) => name)
        .join("; "),
    );
    sheet.line("Ngày trả", sayMoment(returned.at));
    sheet.signatures({ role: "Người nhận", name: "" }, { role: "Người trả", name: official });
  };
}

function drawOwner(sheet: Sheet, facts: DossierFacts): void {
  const { owner } = facts;
  sheet.line("Hồ sơ của", owner.name);
  sheet.line("Nội dung yêu cầu giải quyết", `${facts.procedure.name} (${facts.procedure.code})`);
  sheet.line("Địa chỉ", owner.address);
  sheet.line(
    "Số điện thoại",
    [mobile(owner.phone ?? facts.applicant.phone), owner.email].filter(Boolean).join("; thư điện tử: "),
  );
}

function mobile(stored: string | null): string {
  return stored === null ? "" : formatMobile(stored);
}

function last(facts: DossierFacts, action: DossierTrace["action"]): DossierTrace | undefined {
  return facts.trail.findLast((trace) => trace.action === action);
}

/** "09 giờ 30 phút, ngày 05 tháng 3 năm 2022": hours, minutes, day, month, year, as the forms want it. */
export function sayMoment(at: Date): string {
  const minutes = Math.floor(timeOfDay(at) / 60_000);
  const pad = (number: number) => String(number).padStart(2, "0");
  const [year, month, day] = localDateOf(at).split("-");
  return `${pad(Math.floor(minutes / 60))} giờ ${pad(minutes % 60)} phút, ngày ${day} tháng ${monthWords(month)} năm ${year}`;
}

/** Only January and February keep their nought (NĐ 30/2020/NĐ-CP PL I, II.4). */
function monthWords(month = ""): string {
  return month === "01" || month === "02" ? month : month.replace(/^0/, "");
}
