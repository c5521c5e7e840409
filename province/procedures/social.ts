import type { WrittenProcedure } from "./written.ts";

const AID = [
  ["20/2021/NĐ-CP", "Nghị định quy định chính sách trợ giúp xã hội đối với đối tượng bảo trợ xã hội"],
  ["02/2021/TT-BLĐTBXH", "Thông tư hướng dẫn Nghị định 20/2021/NĐ-CP"],
] as const;
const FREE = [["charge", 0, "Không thu"]] as const;
const aid = {
  field: "social-aid",
  workflow: "tro-giup-xa-hoi",
  body: "Ủy ban nhân dân cấp huyện; nộp tại Ủy ban nhân dân cấp xã",
  levels: ["commune"],
  serviceLevel: 4,
  who: ["Đối tượng bảo trợ xã hội hoặc người giám hộ"],
  lifeEvents: ["kho-khan"],
  laws: AID,
} as const;

/** Bảo trợ xã hội (NĐ 20/2021/NĐ-CP) and người có công (NĐ 131/2021/NĐ-CP). */
export const social: readonly WrittenProcedure[] = [
  {
    ...aid,
    code: "1.001776",
    name: "Thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hàng tháng, hỗ trợ kinh phí chăm sóc, nuôi dưỡng hàng tháng",
    summary: "Bạn là người từ 80 tuổi, người khuyết tật nặng, trẻ mồ côi hoặc hộ nghèo đơn thân nuôi con.",
    keywords: [
      "trợ cấp người già",
      "trợ cấp 80 tuổi",
      "trợ cấp khuyết tật",
      "trợ cấp trẻ mồ côi",
      "tiền hàng tháng cho người già",
    ],
    cases: [
      {
        name: "Hưởng lần đầu",
        time: [22, "working-day"],
        fees: FREE,
        bring: [
          ["Tờ khai đề nghị trợ giúp xã hội theo mẫu của từng đối tượng", 1, 0],
          ["Giấy tờ tùy thân, giấy khai sinh, giấy xác nhận khuyết tật (xuất trình)", 1, 0, "r"],
        ],
      },
    ],
    results: ["Quyết định trợ cấp xã hội hàng tháng"],
  },
  {
    ...aid,
    code: "1.001731",
    name: "Hỗ trợ chi phí mai táng cho đối tượng bảo trợ xã hội",
    summary: "Bạn lo mai táng cho người đang hưởng trợ cấp xã hội hàng tháng.",
    lifeEvents: ["mat-nguoi-than", "kho-khan"],
    keywords: ["tiền mai táng", "mai táng phí", "hỗ trợ ma chay"],
    cases: [
      {
        name: "Hỗ trợ mai táng",
        time: [5, "working-day"],
        fees: FREE,
        bring: [
          ["Tờ khai đề nghị hỗ trợ chi phí mai táng (Mẫu số 04)", 1, 0],
          ["Giấy chứng tử hoặc trích lục khai tử (xuất trình)", 1, 0, "r"],
        ],
      },
    ],
    results: ["Quyết định hỗ trợ chi phí mai táng"],
  },
  {
    ...aid,
    code: "1.001653",
    workflow: "mot-cua-xa",
    name: "Xác định, xác định lại mức độ khuyết tật và cấp Giấy xác nhận khuyết tật",
    summary: "Bạn cần giấy này để hưởng trợ cấp, miễn giảm vé và học phí.",
    body: "Ủy ban nhân dân cấp xã",
    serviceLevel: 3,
    keywords: ["giấy xác nhận khuyết tật", "làm giấy tàn tật", "giám định khuyết tật"],
    cases: [
      {
        name: "Xác định lần đầu",
        time: [25, "working-day"],
        fees: FREE,
        bring: [
          ["Đơn đề nghị xác định mức độ khuyết tật (Mẫu số 01)", 1, 0],
          ["Bản sao giấy tờ y tế chứng minh khuyết tật, nếu có", 0, 1, "o"],
        ],
      },
    ],
    results: ["Giấy xác nhận khuyết tật"],
    laws: [
      ["51/2010/QH12", "Luật Người khuyết tật"],
      ["01/2019/TT-BLĐTBXH", "Thông tư về xác định mức độ khuyết tật"],
    ],
    unverified: ["Thời hạn"],
  },
  {
    ...aid,
    code: "1.011607",
    workflow: "mot-cua-xa",
    name: "Công nhận hộ nghèo, hộ cận nghèo thường xuyên hằng năm",
    summary: "Gia đình bạn gặp khó khăn đột xuất trong năm và muốn được xét hộ nghèo.",
    body: "Ủy ban nhân dân cấp xã",
    who: ["Hộ gia đình"],
    keywords: ["xin vào hộ nghèo", "xét hộ nghèo", "hộ cận nghèo", "sổ hộ nghèo"],
    cases: [
      {
        name: "Rà soát thường xuyên",
        time: [15, "working-day"],
        fees: FREE,
        bring: [["Giấy đề nghị rà soát hộ nghèo, hộ cận nghèo (Phụ lục I)", 1, 0]],
      },
    ],
    results: ["Quyết định và Giấy chứng nhận hộ nghèo, hộ cận nghèo"],
    laws: [
      ["24/2021/QĐ-TTg", "Quyết định về quy trình rà soát hộ nghèo, hộ cận nghèo giai đoạn 2022 - 2025"],
    ],
  },
  {
    ...aid,
    code: "1.010833",
    workflow: "mot-cua-xa",
    name: "Cấp giấy xác nhận thân nhân của người có công",
    summary: "Bạn là con, vợ, chồng, cha, mẹ của người có công và cần giấy để hưởng ưu đãi.",
    field: "merit",
    body: "Ủy ban nhân dân cấp xã",
    who: ["Thân nhân của người có công với cách mạng"],
    lifeEvents: ["nguoi-co-cong", "giay-to"],
    keywords: ["giấy xác nhận con liệt sĩ", "con thương binh", "xác nhận gia đình chính sách"],
    cases: [
      {
        name: "Cấp giấy xác nhận",
        time: [3, "working-day"],
        fees: FREE,
        bring: [["Đơn đề nghị xác nhận thân nhân người có công", 1, 0]],
      },
    ],
    results: ["Giấy xác nhận thân nhân của người có công"],
    laws: [
      ["02/2020/UBTVQH14", "Pháp lệnh Ưu đãi người có công với cách mạng"],
      ["131/2021/NĐ-CP", "Nghị định quy định chi tiết Pháp lệnh Ưu đãi người có công"],
    ],
    unverified: ["Thời hạn"],
  },
  {
    ...aid,
    code: "1.010803",
    workflow: "nguoi-co-cong",
    name: "Giải quyết trợ cấp thờ cúng liệt sĩ",
    summary: "Bạn được gia đình giao thờ cúng liệt sĩ.",
    field: "merit",
    body: "Sở Lao động - Thương binh và Xã hội; nộp tại Ủy ban nhân dân cấp xã",
    who: ["Người được giao thờ cúng liệt sĩ"],
    lifeEvents: ["nguoi-co-cong"],
    keywords: ["tiền thờ cúng liệt sĩ", "hương khói liệt sĩ"],
    cases: [
      {
        name: "Trợ cấp hằng năm",
        time: [24, "working-day"],
        fees: FREE,
        bring: [
          ["Đơn đề nghị hưởng trợ cấp thờ cúng liệt sĩ (Mẫu số 18)", 1, 0],
          ["Văn bản ủy quyền của thân nhân", 1, 0],
        ],
      },
    ],
    results: ["Quyết định trợ cấp thờ cúng liệt sĩ"],
    laws: [
      ["02/2020/UBTVQH14", "Pháp lệnh Ưu đãi người có công với cách mạng"],
      ["131/2021/NĐ-CP", "Nghị định quy định chi tiết Pháp lệnh Ưu đãi người có công"],
    ],
    unverified: ["Thời hạn"],
  },
];
