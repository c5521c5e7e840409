import type { WrittenProcedure } from "./written.ts";

const LAWS = [
  ["23/2015/NĐ-CP", "Nghị định về cấp bản sao từ sổ gốc, chứng thực bản sao, chữ ký và hợp đồng, giao dịch"],
  ["01/2020/TT-BTP", "Thông tư hướng dẫn thi hành Nghị định 23/2015/NĐ-CP"],
  ["226/2016/TT-BTC", "Thông tư quy định phí chứng thực"],
] as const;
const SAME_DAY = "Trong ngày; nhận sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo";
const STEPS = [
  "Bạn mang giấy tờ đến Bộ phận một cửa.",
  "Người tiếp nhận kiểm tra bản chính và năng lực hành vi của bạn.",
  "Người có thẩm quyền ký chứng thực, đóng dấu, ghi sổ.",
  "Bạn nộp phí và nhận kết quả.",
];
const base = {
  field: "certification",
  workflow: "trong-ngay",
  body: "Ủy ban nhân dân cấp xã, Phòng Tư pháp cấp huyện",
  levels: ["district", "commune"],
  serviceLevel: 2,
  who: ["Cá nhân", "Tổ chức"],
  laws: LAWS,
  lifeEvents: ["giay-to"],
} as const;

/** Chứng thực (NĐ 23/2015/NĐ-CP). The original is compared by eye: most of it stays at the counter. */
export const certification: readonly WrittenProcedure[] = [
  {
    ...base,
    code: "2.000815",
    name: "Thủ tục chứng thực bản sao từ bản chính",
    summary: "Bạn cần bản sao có giá trị thay bản chính. Mang bản chính và bản cần chứng thực.",
    serviceLevel: 3,
    keywords: [
      "sao y",
      "sao y bản chính",
      "công chứng giấy tờ",
      "photo công chứng",
      "chứng thực bản sao điện tử",
    ],
    cases: [
      {
        name: "Bản sao giấy",
        steps: STEPS,
        channels: [1],
        time: [1, "working-day", SAME_DAY],
        fees: [["fee", 2000, "2.000 đồng/trang; từ trang thứ ba 1.000 đồng/trang; tối đa 200.000 đồng/bản"]],
        bring: [
          ["Bản chính giấy tờ, văn bản", 1, 0, "p"],
          ["Bản sao cần chứng thực", 0, 1, "p"],
        ],
      },
      {
        name: "Bản sao điện tử",
        channels: [1, 2],
        time: [1, "working-day", SAME_DAY],
        fees: [["fee", 2000, "2.000 đồng/trang; từ trang thứ ba 1.000 đồng/trang; tối đa 200.000 đồng/bản"]],
        bring: [["Bản chính giấy tờ, văn bản (xuất trình)", 1, 0, "p"]],
      },
    ],
    results: ["Bản sao đã chứng thực"],
    laws: [...LAWS, ["45/2020/NĐ-CP", "Nghị định về thực hiện thủ tục hành chính trên môi trường điện tử"]],
  },
  {
    ...base,
    code: "2.000884",
    name: "Thủ tục chứng thực chữ ký trong giấy tờ, văn bản",
    summary: "Bạn ký trước mặt người chứng thực, thường cho giấy ủy quyền hoặc sơ yếu lý lịch.",
    keywords: ["chứng thực chữ ký", "sơ yếu lý lịch", "xác nhận lý lịch", "giấy ủy quyền"],
    cases: [
      {
        name: "Chứng thực chữ ký",
        steps: STEPS,
        channels: [1],
        time: [1, "working-day", SAME_DAY],
        fees: [["fee", 10000, "10.000 đồng/trường hợp"]],
        bring: [
          ["Giấy tờ tùy thân còn giá trị (xuất trình)", 1, 0, "pr"],
          ["Giấy tờ, văn bản bạn sẽ ký", 1, 0, "p"],
        ],
      },
    ],
    results: ["Giấy tờ, văn bản đã chứng thực chữ ký"],
  },
  {
    ...base,
    code: "2.001035",
    name: "Thủ tục chứng thực hợp đồng, giao dịch liên quan đến tài sản là động sản, quyền sử dụng đất, nhà ở",
    summary: "Bạn mua bán, tặng cho, thế chấp đất, nhà hoặc xe và cần chứng thực hợp đồng.",
    body: "Ủy ban nhân dân cấp xã",
    levels: ["commune"],
    lifeEvents: ["nha-dat", "giay-to"],
    keywords: ["công chứng mua bán đất", "hợp đồng mua bán nhà đất", "chứng thực hợp đồng tặng cho đất"],
    cases: [
      {
        name: "Chứng thực hợp đồng",
        steps: STEPS,
        channels: [1],
        time: [2, "working-day", "Không quá 2 ngày làm việc, có thể kéo dài theo thỏa thuận bằng văn bản"],
        fees: [["fee", 50000, "50.000 đồng/hợp đồng, giao dịch"]],
        bring: [
          ["Dự thảo hợp đồng, giao dịch", 1, 0, "p"],
          ["Bản sao giấy tờ tùy thân của các bên", 0, 1, "r"],
          ["Bản sao giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản", 0, 1, "r"],
        ],
      },
    ],
    results: ["Hợp đồng, giao dịch đã chứng thực"],
  },
  {
    ...base,
    code: "2.001019",
    name: "Thủ tục chứng thực di chúc",
    summary: "Bạn lập di chúc và muốn Ủy ban nhân dân xã chứng thực.",
    body: "Ủy ban nhân dân cấp xã",
    levels: ["commune"],
    lifeEvents: ["mat-nguoi-than", "nha-dat"],
    keywords: ["làm di chúc", "viết di chúc để lại đất"],
    cases: [
      {
        name: "Chứng thực di chúc",
        steps: STEPS,
        channels: [1],
        time: [2, "working-day"],
        fees: [["fee", 50000, "50.000 đồng/di chúc"]],
        bring: [
          ["Dự thảo di chúc", 1, 0, "p"],
          ["Bản sao giấy tờ tùy thân", 0, 1, "r"],
          ["Bản sao giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản", 0, 1, "r"],
        ],
      },
    ],
    results: ["Di chúc đã chứng thực"],
  },
  {
    ...base,
    code: "2.000908",
    workflow: "cap-ban-sao",
    name: "Thủ tục cấp bản sao từ sổ gốc",
    summary: "Bạn cần bản sao của giấy tờ mà cơ quan còn giữ sổ gốc, như bằng cấp.",
    body: "Cơ quan, tổ chức đang quản lý sổ gốc",
    levels: ["province", "district", "commune"],
    department: "Sở Tư pháp",
    serviceLevel: 3,
    keywords: ["xin bản sao giấy tờ", "trích sao từ sổ gốc"],
    cases: [
      {
        name: "Cấp bản sao",
        channels: [1, 3],
        time: [1, "working-day", SAME_DAY],
        fees: [["fee", null, "Theo quy định của cơ quan giữ sổ gốc"]],
        bring: [["Giấy tờ tùy thân (xuất trình; gửi bưu chính thì bản sao chứng thực)", 1, 0, "r"]],
      },
    ],
    results: ["Bản sao từ sổ gốc"],
  },
  {
    code: "2.000488",
    workflow: "ly-lich-tu-phap",
    name: "Thủ tục cấp Phiếu lý lịch tư pháp",
    summary: "Bạn cần phiếu này để xin việc, đi lao động nước ngoài hoặc làm chứng chỉ hành nghề.",
    field: "judicial-records",
    levels: ["province"],
    department: "Sở Tư pháp",
    body: "Sở Tư pháp",
    serviceLevel: 4,
    who: ["Công dân Việt Nam", "Người nước ngoài đã hoặc đang cư trú tại Việt Nam"],
    lifeEvents: ["giay-to", "viec-lam"],
    keywords: ["làm lý lịch tư pháp", "xác nhận không tiền án", "phiếu lý lịch số 1", "phiếu lý lịch số 2"],
    cases: [
      {
        name: "Phiếu lý lịch tư pháp số 1 hoặc số 2",
        time: [10, "day", "Cư trú nhiều nơi hoặc cần xác minh thì không quá 15 ngày"],
        fees: [
          [
            "fee",
            200000,
            "200.000 đồng/lần; học sinh, sinh viên, người có công, thân nhân liệt sĩ 100.000 đồng",
          ],
        ],
        bring: [
          ["Tờ khai yêu cầu cấp Phiếu lý lịch tư pháp", 1, 0],
          ["Bản chụp chứng minh nhân dân, căn cước công dân hoặc hộ chiếu", 0, 1, "r"],
          ["Văn bản ủy quyền, khi nhờ người khác nộp (chỉ phiếu số 1)", 1, 0, "o"],
        ],
      },
    ],
    results: ["Phiếu lý lịch tư pháp"],
    laws: [
      ["28/2009/QH12", "Luật Lý lịch tư pháp"],
      ["111/2010/NĐ-CP", "Nghị định hướng dẫn Luật Lý lịch tư pháp"],
      ["244/2016/TT-BTC", "Thông tư quy định phí cung cấp thông tin lý lịch tư pháp"],
    ],
  },
];
