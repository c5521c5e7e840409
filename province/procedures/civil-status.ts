import type { WrittenComponent, WrittenProcedure } from "./written.ts";

const LAW = ["60/2014/QH13", "Luật Hộ tịch"] as const;
const DECREE = ["123/2015/NĐ-CP", "Nghị định quy định chi tiết một số điều của Luật Hộ tịch"] as const;
const CIRCULAR = ["04/2020/TT-BTP", "Thông tư hướng dẫn thi hành Luật Hộ tịch"] as const;
const FEES = [
  "85/2019/TT-BTC",
  "Thông tư hướng dẫn về phí, lệ phí thuộc thẩm quyền của HĐND cấp tỉnh",
] as const;
const LAWS = [LAW, DECREE, CIRCULAR, FEES];
const IDENTITY: WrittenComponent = ["Giấy tờ tùy thân của người yêu cầu (xuất trình)", 1, 0, "r"];
const HOME: WrittenComponent = [
  "Giấy tờ chứng minh nơi cư trú (xuất trình, trong giai đoạn chuyển tiếp)",
  1,
  0,
  "r",
];
const STEPS = [
  "Bạn nộp hồ sơ tại Bộ phận một cửa hoặc trên mạng.",
  "Công chức tư pháp - hộ tịch kiểm tra giấy tờ. Nếu thiếu, bạn được hướng dẫn bổ sung một lần.",
  "Công chức ghi vào sổ hộ tịch và Cơ sở dữ liệu hộ tịch điện tử, trình lãnh đạo ký.",
  "Bạn kiểm tra lại nội dung, ký vào sổ và nhận kết quả.",
];
const SAME_DAY = "Trong ngày; nhận sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo";
const FREE = "Miễn lệ phí cho người thuộc gia đình có công, hộ nghèo, người khuyết tật";
const UNSURE_FEE = "Mức lệ phí theo nghị quyết của Hội đồng nhân dân tỉnh";

const base = {
  field: "civil-status",
  workflow: "mot-cua-xa",
  body: "Ủy ban nhân dân cấp xã",
  levels: ["commune"],
  serviceLevel: 4,
  who: ["Công dân Việt Nam"],
  laws: LAWS,
} as const;

/** Hộ tịch (Luật Hộ tịch 60/2014/QH13, NĐ 123/2015/NĐ-CP, TT 04/2020/TT-BTP). */
export const civilStatus: readonly WrittenProcedure[] = [
  {
    ...base,
    code: "1.001193",
    name: "Thủ tục đăng ký khai sinh",
    summary: "Bạn cần làm giấy khai sinh cho con trong 60 ngày kể từ ngày sinh.",
    who: ["Cha, mẹ, ông, bà hoặc người thân thích khác của trẻ"],
    lifeEvents: ["sinh-con"],
    keywords: ["khai sinh cho con", "làm giấy khai sinh", "giấy khai sinh cho bé", "mới sinh con"],
    cases: [
      {
        name: "Khai sinh đúng hạn",
        steps: STEPS,
        time: [1, "working-day", SAME_DAY],
        fees: [["charge", 0, "Miễn lệ phí khi đăng ký đúng hạn"]],
        bring: [
          ["Tờ khai đăng ký khai sinh", 1, 0],
          ["Giấy chứng sinh; không có thì văn bản của người làm chứng hoặc giấy cam đoan", 1, 0],
          IDENTITY,
          HOME,
          ["Giấy chứng nhận kết hôn của cha mẹ, nếu đã kết hôn (xuất trình)", 1, 0, "or"],
        ],
      },
      {
        name: "Khai sinh quá hạn",
        steps: STEPS,
        time: [1, "working-day", SAME_DAY],
        fees: [["charge", 8000, `${FREE}. ${UNSURE_FEE}`]],
        bring: [
          ["Tờ khai đăng ký khai sinh", 1, 0],
          ["Giấy chứng sinh; không có thì văn bản của người làm chứng hoặc giấy cam đoan", 1, 0],
          IDENTITY,
          HOME,
        ],
      },
    ],
    results: ["Giấy khai sinh (bản chính)"],
    unverified: ["Mức lệ phí đăng ký quá hạn"],
  },
  {
    ...base,
    code: "2.000986",
    name: "Liên thông đăng ký khai sinh, đăng ký thường trú, cấp thẻ bảo hiểm y tế cho trẻ em dưới 6 tuổi",
    summary: "Bạn nộp một bộ hồ sơ để con có giấy khai sinh, nơi thường trú và thẻ bảo hiểm y tế.",
    who: ["Cha, mẹ hoặc người giám hộ của trẻ dưới 6 tuổi"],
    lifeEvents: ["sinh-con"],
    keywords: ["khai sinh và nhập hộ khẩu cho con", "thẻ bảo hiểm y tế cho trẻ", "nhập khẩu cho con"],
    cases: [
      {
        name: "Trẻ em dưới 6 tuổi",
        time: [20, "working-day", "Không quá 20 ngày làm việc cho cả ba việc"],
        fees: [["charge", 0, "Miễn lệ phí"]],
        bring: [
          ["Tờ khai đăng ký khai sinh", 1, 0],
          ["Giấy chứng sinh", 1, 0],
          ["Tờ khai thay đổi thông tin cư trú", 1, 0],
          ["Tờ khai tham gia bảo hiểm y tế", 1, 0],
          IDENTITY,
        ],
      },
    ],
    results: ["Giấy khai sinh", "Thông báo kết quả đăng ký thường trú", "Thẻ bảo hiểm y tế"],
    laws: [...LAWS, ["68/2020/QH14", "Luật Cư trú"]],
    unverified: ["Thời hạn và mẫu tờ khai sau ngày 01/07/2021"],
  },
  {
    ...base,
    code: "1.000894",
    name: "Thủ tục đăng ký kết hôn",
    summary: "Bạn cần đăng ký để hôn nhân được pháp luật công nhận. Cả hai người cùng có mặt khi nhận.",
    who: ["Nam từ đủ 20 tuổi, nữ từ đủ 18 tuổi, tự nguyện kết hôn"],
    lifeEvents: ["ket-hon"],
    keywords: ["đăng ký kết hôn", "làm giấy kết hôn", "giấy hôn thú", "lấy vợ lấy chồng"],
    cases: [
      {
        name: "Hai công dân Việt Nam cư trú trong nước",
        steps: STEPS,
        time: [1, "working-day", `${SAME_DAY}; cần xác minh thì không quá 5 ngày làm việc`],
        fees: [["charge", 0, "Miễn lệ phí cho công dân Việt Nam cư trú trong nước"]],
        bring: [
          ["Tờ khai đăng ký kết hôn (hai bên ký)", 1, 0],
          ["Giấy xác nhận tình trạng hôn nhân, khi không thường trú tại xã đăng ký", 1, 0, "or"],
          ["Bản án, quyết định ly hôn có hiệu lực, nếu đã ly hôn", 1, 0, "o"],
          IDENTITY,
          HOME,
        ],
      },
    ],
    results: ["Giấy chứng nhận kết hôn (02 bản chính)"],
    conditions: "Không thuộc các trường hợp cấm kết hôn theo Điều 5 Luật Hôn nhân và gia đình.",
    laws: [["52/2014/QH13", "Luật Hôn nhân và gia đình"], ...LAWS],
  },
  {
    ...base,
    code: "1.004873",
    name: "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân",
    summary: "Bạn cần giấy này để kết hôn, mua bán nhà đất hoặc vay vốn. Giấy dùng được trong 6 tháng.",
    lifeEvents: ["ket-hon", "giay-to", "nha-dat"],
    keywords: ["xác nhận độc thân", "giấy độc thân", "giấy chưa kết hôn", "xác nhận tình trạng hôn nhân"],
    cases: [
      {
        name: "Cấp giấy xác nhận",
        time: [3, "working-day", "Gửi hỏi nơi thường trú trước đây thì không quá 23 ngày"],
        fees: [["charge", 15000, UNSURE_FEE]],
        bring: [
          ["Tờ khai cấp Giấy xác nhận tình trạng hôn nhân", 1, 0],
          ["Giấy tờ chứng minh đã ly hôn hoặc người vợ, chồng đã chết", 1, 0, "or"],
          IDENTITY,
        ],
      },
    ],
    results: ["Giấy xác nhận tình trạng hôn nhân"],
    unverified: ["Mức lệ phí của tỉnh"],
  },
  {
    ...base,
    code: "1.000656",
    name: "Thủ tục đăng ký khai tử",
    summary: "Bạn cần báo cho xã trong 15 ngày kể từ ngày người thân qua đời.",
    who: ["Vợ, chồng, con, cha, mẹ hoặc người thân thích của người đã chết"],
    lifeEvents: ["mat-nguoi-than"],
    keywords: ["làm giấy khai tử", "báo tử", "giấy chứng tử", "người nhà mất"],
    cases: [
      {
        name: "Đăng ký khai tử",
        steps: STEPS,
        time: [1, "working-day", `${SAME_DAY}; cần xác minh thì không quá 3 ngày làm việc`],
        fees: [["charge", 0, "Miễn lệ phí khi đăng ký đúng hạn"]],
        bring: [
          ["Tờ khai đăng ký khai tử", 1, 0],
          ["Giấy báo tử hoặc giấy tờ thay giấy báo tử", 1, 0],
          IDENTITY,
        ],
      },
    ],
    results: ["Trích lục khai tử"],
  },
  {
    ...base,
    code: "1.001022",
    name: "Thủ tục đăng ký nhận cha, mẹ, con",
    summary: "Bạn cần làm thủ tục này khi cha, mẹ và con chưa được ghi nhận là của nhau trên giấy tờ.",
    who: ["Cha, mẹ hoặc con; hai bên đều còn sống và tự nguyện"],
    lifeEvents: ["sinh-con", "ket-hon"],
    keywords: ["nhận con", "nhận cha cho con", "thêm tên cha vào khai sinh"],
    cases: [
      {
        name: "Nhận cha, mẹ, con",
        time: [3, "working-day", "Cần xác minh thì kéo dài thêm không quá 5 ngày làm việc"],
        fees: [["charge", 15000, UNSURE_FEE]],
        bring: [
          ["Tờ khai đăng ký nhận cha, mẹ, con", 1, 0],
          ["Kết quả giám định ADN hoặc văn bản cam đoan có ít nhất hai người làm chứng", 1, 0],
          IDENTITY,
        ],
      },
    ],
    results: ["Trích lục đăng ký nhận cha, mẹ, con"],
    unverified: ["Mức lệ phí của tỉnh"],
  },
  {
    ...base,
    code: "1.004837",
    name: "Thủ tục đăng ký giám hộ",
    summary: "Bạn cần đăng ký khi nhận chăm sóc, đại diện cho trẻ hoặc người mất năng lực hành vi.",
    who: ["Người được cử làm giám hộ"],
    lifeEvents: ["sinh-con", "kho-khan"],
    keywords: ["giám hộ cho cháu", "nhận nuôi giữ cháu", "người giám hộ"],
    cases: [
      {
        name: "Giám hộ cử",
        time: [3, "working-day"],
        fees: [["charge", 0, "Miễn lệ phí"]],
        bring: [["Tờ khai đăng ký giám hộ", 1, 0], ["Văn bản cử người giám hộ", 1, 0], IDENTITY],
      },
    ],
    results: ["Trích lục đăng ký giám hộ"],
  },
  {
    ...base,
    code: "1.004859",
    name: "Thủ tục thay đổi, cải chính, bổ sung thông tin hộ tịch",
    summary: "Bạn cần sửa chỗ sai hoặc thiếu trong giấy tờ hộ tịch của người chưa đủ 14 tuổi.",
    lifeEvents: ["giay-to", "sinh-con"],
    keywords: [
      "sửa tên trong khai sinh",
      "khai sinh sai ngày sinh",
      "đổi họ tên cho con",
      "cải chính hộ tịch",
    ],
    cases: [
      {
        name: "Thay đổi, cải chính",
        time: [3, "working-day", "Cần xác minh thì kéo dài thêm không quá 3 ngày làm việc"],
        fees: [["charge", 15000, UNSURE_FEE]],
        bring: [
          ["Tờ khai thay đổi, cải chính, bổ sung hộ tịch", 1, 0],
          ["Giấy tờ làm căn cứ thay đổi, cải chính", 1, 0],
          IDENTITY,
        ],
      },
      {
        name: "Bổ sung thông tin",
        time: [1, "working-day", SAME_DAY],
        fees: [["charge", 15000, UNSURE_FEE]],
        bring: [
          ["Tờ khai thay đổi, cải chính, bổ sung hộ tịch", 1, 0],
          ["Giấy tờ chứng minh thông tin cần bổ sung", 1, 0],
          IDENTITY,
        ],
      },
    ],
    results: ["Trích lục thay đổi, cải chính, bổ sung hộ tịch"],
    unverified: ["Mức lệ phí của tỉnh"],
  },
  {
    ...base,
    code: "2.000748",
    workflow: "ho-tich-huyen",
    name: "Thủ tục thay đổi, cải chính, bổ sung thông tin hộ tịch, xác định lại dân tộc (cấp huyện)",
    summary: "Bạn từ đủ 14 tuổi cần sửa họ tên, ngày sinh, hoặc xác định lại dân tộc.",
    body: "Ủy ban nhân dân cấp huyện",
    levels: ["district"],
    serviceLevel: 3,
    lifeEvents: ["giay-to"],
    keywords: ["đổi tên người lớn", "xác định lại dân tộc", "sửa năm sinh", "đổi dân tộc"],
    cases: [
      {
        name: "Người từ đủ 14 tuổi",
        time: [3, "working-day", "Cần xác minh thì kéo dài thêm không quá 3 ngày làm việc"],
        fees: [["charge", 28000, UNSURE_FEE]],
        bring: [
          ["Tờ khai thay đổi, cải chính, bổ sung hộ tịch, xác định lại dân tộc", 1, 0],
          ["Giấy tờ làm căn cứ", 1, 0],
          IDENTITY,
        ],
      },
    ],
    results: ["Trích lục thay đổi, cải chính, bổ sung hộ tịch, xác định lại dân tộc"],
    unverified: ["Mức lệ phí của tỉnh"],
  },
  {
    ...base,
    code: "2.000635",
    workflow: "cap-ban-sao",
    name: "Thủ tục cấp bản sao Trích lục hộ tịch",
    summary: "Bạn cần thêm bản sao giấy khai sinh, kết hôn, khai tử đã đăng ký.",
    body: "Cơ quan quản lý cơ sở dữ liệu hộ tịch",
    levels: ["province", "district", "commune"],
    department: "Sở Tư pháp",
    lifeEvents: ["giay-to"],
    keywords: [
      "xin bản sao khai sinh",
      "trích lục khai sinh",
      "mất giấy khai sinh xin bản sao",
      "trích lục kết hôn",
    ],
    cases: [
      {
        name: "Cấp bản sao",
        time: [1, "working-day", SAME_DAY],
        fees: [["fee", 8000, "8.000 đồng một bản sao"]],
        bring: [["Tờ khai cấp bản sao trích lục hộ tịch", 1, 0], IDENTITY],
      },
    ],
    results: ["Bản sao trích lục hộ tịch"],
    laws: [
      ...LAWS,
      [
        "281/2016/TT-BTC",
        "Thông tư quy định mức thu phí khai thác, sử dụng thông tin trong cơ sở dữ liệu hộ tịch",
      ],
    ],
  },
  {
    ...base,
    code: "1.004884",
    name: "Thủ tục đăng ký lại khai sinh",
    summary: "Bạn cần làm lại khi sổ hộ tịch và bản chính giấy khai sinh trước ngày 01/01/2016 đều đã mất.",
    serviceLevel: 3,
    lifeEvents: ["giay-to"],
    keywords: ["làm lại giấy khai sinh", "mất giấy khai sinh", "khai sinh cũ bị mất"],
    cases: [
      {
        name: "Đăng ký lại",
        time: [5, "working-day", "Cần hỏi nơi đăng ký trước đây thì không quá 25 ngày"],
        fees: [["charge", 8000, UNSURE_FEE]],
        bring: [
          ["Tờ khai đăng ký lại khai sinh, có cam đoan", 1, 0],
          ["Bản sao hồ sơ, giấy tờ có nội dung khai sinh", 0, 1],
          IDENTITY,
        ],
      },
    ],
    results: ["Giấy khai sinh (bản chính)"],
    unverified: ["Mức lệ phí của tỉnh"],
  },
  {
    ...base,
    code: "2.000806",
    workflow: "ho-tich-huyen",
    name: "Thủ tục đăng ký kết hôn có yếu tố nước ngoài",
    summary: "Bạn kết hôn với người nước ngoài hoặc người Việt Nam định cư ở nước ngoài.",
    body: "Ủy ban nhân dân cấp huyện",
    levels: ["district"],
    serviceLevel: 3,
    who: ["Công dân Việt Nam", "Người nước ngoài", "Người Việt Nam định cư ở nước ngoài"],
    lifeEvents: ["ket-hon"],
    keywords: ["kết hôn với người nước ngoài", "lấy chồng nước ngoài", "lấy vợ người Lào"],
    cases: [
      {
        name: "Kết hôn có yếu tố nước ngoài",
        channels: [1, 2],
        time: [15, "day"],
        fees: [["charge", 1000000, UNSURE_FEE]],
        bring: [
          ["Tờ khai đăng ký kết hôn (hai bên ký)", 1, 0],
          ["Giấy xác nhận của tổ chức y tế về năng lực nhận thức", 2, 0],
          ["Giấy tờ chứng minh tình trạng hôn nhân của người nước ngoài, đã hợp pháp hóa lãnh sự", 1, 0],
          ["Bản sao hộ chiếu hoặc giấy tờ thay hộ chiếu", 0, 1],
        ],
      },
    ],
    results: ["Giấy chứng nhận kết hôn"],
    unverified: ["Mức lệ phí của tỉnh"],
  },
];
