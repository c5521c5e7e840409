import type { Sentence } from "../../../../core/errors.ts";

/** Groups of QĐ 766/QĐ-TTg, in its order; online provision is told in its two halves, services and payment. */
export const GROUPS = ["publicity", "progress", "services", "payment", "digitising", "satisfaction"] as const;
export type Group = (typeof GROUPS)[number];

export const GROUP_WORDS: Readonly<Record<Group, Sentence>> = {
  publicity: { vi: "Công khai, minh bạch", en: "Publicity" },
  progress: { vi: "Tiến độ giải quyết", en: "Progress" },
  services: { vi: "Cung cấp dịch vụ trực tuyến", en: "Online services" },
  payment: { vi: "Thanh toán trực tuyến", en: "Online payment" },
  digitising: { vi: "Số hóa hồ sơ", en: "Digitising" },
  satisfaction: { vi: "Mức độ hài lòng", en: "Satisfaction" },
};

export const INDICATOR_IDS = [
  "1.1",
  "1.2",
  "1.3",
  "1.4",
  "2.1",
  "2.2",
  "3.1",
  "3.2",
  "3.3",
  "3.4",
  "3.5",
  "3.6",
  "4.1",
  "4.2",
  "4.3",
  "4.4",
  "4.5a",
  "4.5b",
  "5.1",
  "5.2",
  "5.3",
  "5.4",
] as const;
export type IndicatorId = (typeof INDICATOR_IDS)[number];

/** What stands behind a figure, and what opens when it is opened. */
export type FigureOf = "dossier" | "procedure" | "feedback";

export interface Indicator {
  readonly id: IndicatorId;
  readonly group: Group;
  readonly of: FigureOf;
  readonly name: Sentence;
  /** The formula in words: what is counted, of what. */
  readonly formula: Sentence;
}

const LINES: readonly [
  IndicatorId,
  Group,
  FigureOf,
  name: readonly [string, string],
  formula: readonly [string, string],
][] = [
  [
    "1.1",
    "publicity",
    "procedure",
    ["Thủ tục được công bố đúng hạn", "Published in time"],
    [
      "Quyết định công bố ký trước ngày có hiệu lực ít nhất 5 ngày làm việc / phiên bản có hiệu lực trong kỳ mà căn cứ ghi ngày quyết định",
      "Decided at least 5 working days before it holds / versions that began in the period and name the day of their decision",
    ],
  ],
  [
    "1.2",
    "publicity",
    "procedure",
    ["Thủ tục được cập nhật, công khai đúng hạn", "Posted in time"],
    [
      "Công khai trong 5 ngày làm việc kể từ ngày quyết định / phiên bản có quyết định trong kỳ",
      "Posted within 5 working days of the decision / versions decided on in the period",
    ],
  ],
  [
    "1.3",
    "publicity",
    "procedure",
    ["Thủ tục được công khai đủ nội dung", "All parts present"],
    [
      "Đủ 7 bộ phận tạo thành / thủ tục đang có hiệu lực cuối kỳ",
      "All seven parts are there / procedures that hold at the end of the period",
    ],
  ],
  [
    "1.4",
    "publicity",
    "dossier",
    ["Hồ sơ được đồng bộ lên Cổng Dịch vụ công quốc gia", "Synchronised with the national portal"],
    [
      "Cổng quốc gia đã nhận bản ghi / hồ sơ tiếp nhận trong kỳ",
      "The national portal has taken the record / dossiers received in the period",
    ],
  ],
  [
    "2.1",
    "progress",
    "dossier",
    ["Hồ sơ được giải quyết đúng hạn", "Handled in time"],
    [
      "Kết thúc xử lý không sau ngày hẹn trả và không yêu cầu bổ sung quá một lần / hồ sơ có hẹn trả được giải quyết hoặc đang giải quyết trong kỳ. Đang chờ người dân: tính đến lúc yêu cầu; chưa xong: tính đến cuối kỳ; thời gian người dân bổ sung được trừ; hẹn lại không làm hồ sơ thành đúng hạn",
      "Ended by the promised time, with at most one request for papers / dossiers with a promise that were open in the period. Waiting for the citizen: up to the request; unfinished: up to the end of the period; the citizen's time is subtracted; an apology changes nothing",
    ],
  ],
  [
    "2.2",
    "progress",
    "procedure",
    ["Thời gian giải quyết trung bình của thủ tục", "Mean time of procedures"],
    [
      "Trung bình không quá thời hạn, tính theo đơn vị thời gian của chính thủ tục / thủ tục có hồ sơ được giải quyết xong trong kỳ",
      "Mean not above the limit, each in its own unit of time / procedures with dossiers finished in the period",
    ],
  ],
  [
    "3.1",
    "services",
    "procedure",
    ["Thủ tục có dịch vụ công trực tuyến", "Procedures with an online service"],
    [
      "Cung cấp trực tuyến một phần hoặc toàn trình / thủ tục đang có hiệu lực cuối kỳ",
      "Partly or fully online / procedures that hold at the end of the period",
    ],
  ],
  [
    "3.2",
    "services",
    "procedure",
    ["Dịch vụ trực tuyến có hồ sơ", "Online services with dossiers"],
    [
      "Có ít nhất một hồ sơ nộp trực tuyến trong kỳ / thủ tục có dịch vụ trực tuyến",
      "With at least one dossier online in the period / procedures with an online service",
    ],
  ],
  [
    "3.3",
    "services",
    "dossier",
    ["Hồ sơ nộp trực tuyến", "Dossiers online"],
    [
      "Nộp trực tuyến và, khi đã có kết quả, kết quả là bản điện tử / hồ sơ tiếp nhận trong kỳ; nhân với tỷ lệ đồng bộ (1.4)",
      "Filed online and, where a result is due, with an electronic one / dossiers received in the period; times the share synchronised (1.4)",
    ],
  ],
  [
    "3.4",
    "payment",
    "procedure",
    ["Thủ tục thu phí trả được trực tuyến", "Fees that can be paid online"],
    [
      "Mọi khoản thu có số tiền bằng đồng / thủ tục có phí, lệ phí",
      "Every fee has a sum in đồng / procedures with a fee",
    ],
  ],
  [
    "3.5",
    "payment",
    "procedure",
    ["Thủ tục có thanh toán trực tuyến", "Procedures paid online"],
    [
      "Có ít nhất một hồ sơ thanh toán trực tuyến / thủ tục có phí, lệ phí có hồ sơ phải nộp tiền tiếp nhận trong kỳ",
      "With at least one dossier paid online / procedures with a fee and with dossiers that owe one, received in the period",
    ],
  ],
  [
    "3.6",
    "payment",
    "dossier",
    ["Hồ sơ thanh toán trực tuyến", "Dossiers paid online"],
    [
      "Thanh toán qua Cổng quốc gia hoặc cổng của tỉnh / hồ sơ có phí, lệ phí tiếp nhận trong kỳ",
      "Paid through the national or the province's gateway / dossiers with a fee received in the period",
    ],
  ],
  [
    "4.1",
    "digitising",
    "dossier",
    ["Hồ sơ trả kết quả điện tử", "Electronic results"],
    [
      "Kết quả là bản điện tử ký số / hồ sơ có kết quả trong kỳ",
      "The result is an electronic one, digitally signed / dossiers that came to a result in the period",
    ],
  ],
  [
    "4.2",
    "digitising",
    "dossier",
    ["Hồ sơ được số hóa", "Digitised dossiers"],
    [
      "Mọi thành phần đã nộp và kết quả đều có tệp / hồ sơ có kết quả trong kỳ",
      "Files of every component handed in and of the result / dossiers that came to a result in the period",
    ],
  ],
  [
    "4.3",
    "digitising",
    "dossier",
    ["Hồ sơ tái sử dụng giấy tờ", "Re-use of papers"],
    [
      "Có thành phần lấy lại từ hồ sơ trước hoặc từ sổ, cơ sở dữ liệu / hồ sơ tiếp nhận trong kỳ có thành phần được phép dùng lại",
      "With a component from an earlier dossier or a register / dossiers received in the period with a component that may be",
    ],
  ],
  [
    "4.4",
    "digitising",
    "dossier",
    ["Hồ sơ khai thác dữ liệu chia sẻ", "Shared and linked data"],
    [
      "Có giấy tờ lấy từ kho, cơ sở dữ liệu quốc gia / hồ sơ tiếp nhận trong kỳ",
      "With a paper from a national repository or database / dossiers received in the period",
    ],
  ],
  [
    "4.5a",
    "digitising",
    "dossier",
    ["Hồ sơ nộp bằng tài khoản VNeID", "Filed with a VNeID account"],
    [
      "Tài khoản nộp được VNeID xác thực / hồ sơ nộp trực tuyến, tiếp nhận trong kỳ",
      "The account was vouched for by VNeID / dossiers filed online, received in the period",
    ],
  ],
  [
    "4.5b",
    "digitising",
    "dossier",
    ["Hồ sơ khai thác dữ liệu dân cư", "Use of population data"],
    [
      "Đã tra cứu Cơ sở dữ liệu quốc gia về dân cư / hồ sơ tiếp nhận trong kỳ",
      "The population database was asked / dossiers received in the period",
    ],
  ],
  [
    "5.1",
    "satisfaction",
    "feedback",
    ["Phản ánh, kiến nghị theo loại", "Feedback by kind"],
    [
      "Số phản ánh, kiến nghị nhận trong kỳ, theo loại; không tính điểm",
      "Feedback received in the period, by kind; no points",
    ],
  ],
  [
    "5.2",
    "satisfaction",
    "feedback",
    ["Phản ánh, kiến nghị được xử lý đúng hạn", "Feedback answered in time"],
    [
      "Trả lời không sau hạn / phản ánh, kiến nghị đến hạn hoặc đã trả lời trong kỳ",
      "Answered in time / feedback due or answered in the period",
    ],
  ],
  [
    "5.3",
    "satisfaction",
    "feedback",
    ["Hài lòng về xử lý phản ánh, kiến nghị", "Satisfied with answers to feedback"],
    [
      "Người gửi hài lòng / phản ánh, kiến nghị nhận trong kỳ đã được người gửi đánh giá",
      "The sender is satisfied / feedback received in the period that its sender rated",
    ],
  ],
  [
    "5.4",
    "satisfaction",
    "dossier",
    ["Hài lòng trong giải quyết thủ tục", "Satisfaction with handling"],
    [
      "100% trừ tỷ lệ quá hạn (2.1) và tỷ lệ hồ sơ bị phản ánh hoặc đánh giá không hài lòng, trên cùng số hồ sơ của 2.1",
      "100% less the share late (2.1) and the share complained of or disliked, of the same dossiers as 2.1",
    ],
  ],
];

export const INDICATORS: readonly Indicator[] = LINES.map(([id, group, of, name, formula]) => ({
  id,
  group,
  of,
  name: { vi: name[0], en: name[1] },
  formula: { vi: formula[0], en: formula[1] },
}));

export function indicator(id: string): Indicator | undefined {
  return INDICATORS.find((each) => each.id === id);
}
