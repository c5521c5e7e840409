import type { WrittenComponent, WrittenProcedure } from "./written.ts";

const LAND = [
  ["45/2013/QH13", "Luật Đất đai"],
  ["43/2014/NĐ-CP", "Nghị định quy định chi tiết thi hành một số điều của Luật Đất đai"],
  ["148/2020/NĐ-CP", "Nghị định sửa đổi, bổ sung một số nghị định quy định chi tiết thi hành Luật Đất đai"],
  ["24/2014/TT-BTNMT", "Thông tư quy định về hồ sơ địa chính"],
] as const;
const CERTIFICATE: WrittenComponent = ["Bản gốc Giấy chứng nhận đã cấp", 1, 0, "p"];
const REMOTE = "Xã miền núi, vùng sâu, vùng xa, vùng khó khăn được cộng thêm 10 ngày";
const FEE = "Mức thu theo nghị quyết của Hội đồng nhân dân tỉnh";
const STEPS = [
  "Bạn nộp hồ sơ tại Bộ phận một cửa cấp huyện hoặc cấp xã nơi có đất.",
  "Chi nhánh Văn phòng đăng ký đất đai kiểm tra hồ sơ, trích đo khi cần.",
  "Cơ quan thuế thông báo nghĩa vụ tài chính; bạn nộp tiền. Thời gian bạn nộp không tính vào hạn.",
  "Cơ quan có thẩm quyền ký hoặc xác nhận vào Giấy chứng nhận, cập nhật hồ sơ địa chính.",
  "Bạn nhận kết quả tại nơi đã nộp.",
];
const land = {
  field: "land",
  workflow: "lien-thong-dat-dai",
  body: "Chi nhánh Văn phòng đăng ký đất đai",
  // A household may hand in at its commune, which passes the matter on (NĐ 43/2014/NĐ-CP Art. 60).
  levels: ["district", "commune"],
  serviceLevel: 3,
  who: ["Hộ gia đình, cá nhân", "Cộng đồng dân cư"],
  laws: LAND,
  lifeEvents: ["nha-dat"],
  unverified: ["Mã thủ tục", "Mức phí, lệ phí của tỉnh"],
} as const;

const BUILD = [
  ["50/2014/QH13", "Luật Xây dựng"],
  ["62/2020/QH14", "Luật sửa đổi, bổ sung một số điều của Luật Xây dựng"],
  ["15/2021/NĐ-CP", "Nghị định về quản lý dự án đầu tư xây dựng"],
] as const;
const DRAWINGS: WrittenComponent = [
  "Bộ bản vẽ thiết kế xây dựng (mặt bằng, mặt đứng, mặt cắt, móng, đấu nối)",
  2,
  0,
];
const LAND_PROOF: WrittenComponent = ["Bản sao giấy tờ chứng minh quyền sử dụng đất", 0, 1, "r"];
const build = {
  field: "construction",
  workflow: "xay-dung-huyen",
  body: "Ủy ban nhân dân cấp huyện",
  levels: ["district"],
  serviceLevel: 4,
  who: ["Chủ đầu tư, chủ nhà"],
  laws: BUILD,
  lifeEvents: ["xay-nha", "nha-dat"],
} as const;

/** Đất đai (Luật Đất đai 45/2013/QH13, NĐ 43/2014/NĐ-CP) and xây dựng (Luật Xây dựng, NĐ 15/2021/NĐ-CP). */
export const landAndConstruction: readonly WrittenProcedure[] = [
  {
    ...land,
    code: "1.004227",
    workflow: "dat-dai-chinh-ly",
    name: "Đăng ký biến động về sử dụng đất, tài sản gắn liền với đất do thay đổi thông tin của người được cấp Giấy chứng nhận (đổi tên, giấy tờ pháp nhân, nhân thân, địa chỉ)",
    summary: "Bạn đã đổi họ tên, số căn cước hoặc địa chỉ và muốn bìa đỏ ghi đúng.",
    keywords: ["đổi tên bìa đỏ", "đổi tên trên sổ đỏ", "sửa thông tin sổ đỏ", "cập nhật căn cước vào sổ đỏ"],
    cases: [
      {
        name: "Đổi thông tin người sử dụng đất",
        steps: STEPS,
        time: [10, "working-day", REMOTE],
        fees: [["charge", 28000, FEE]],
        bring: [
          ["Đơn đăng ký biến động đất đai, tài sản gắn liền với đất", 1, 0],
          CERTIFICATE,
          ["Bản sao giấy tờ chứng minh việc thay đổi", 0, 1, "r"],
        ],
      },
    ],
    results: ["Giấy chứng nhận đã xác nhận thay đổi hoặc cấp mới"],
  },
  {
    ...land,
    code: "2.000889",
    name: "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất do chuyển nhượng, thừa kế, tặng cho",
    summary: "Bạn mua, được tặng hoặc thừa kế nhà đất và cần sang tên bìa đỏ.",
    keywords: [
      "sang tên sổ đỏ",
      "đổi tên bìa đỏ",
      "mua bán đất",
      "tặng cho đất cho con",
      "thừa kế đất",
      "sang tên nhà đất",
    ],
    cases: [
      {
        name: "Chuyển nhượng, tặng cho",
        steps: STEPS,
        time: [10, "day", REMOTE],
        fees: [
          ["charge", null, "Lệ phí trước bạ 0,5 % giá trị nhà đất (miễn giữa cha mẹ và con, vợ và chồng)"],
          ["fee", null, `Phí thẩm định hồ sơ. ${FEE}`],
        ],
        bring: [
          ["Đơn đăng ký biến động đất đai, tài sản gắn liền với đất", 1, 0],
          ["Hợp đồng, văn bản chuyển quyền đã công chứng hoặc chứng thực", 1, 0],
          CERTIFICATE,
          ["Tờ khai lệ phí trước bạ và thuế thu nhập cá nhân", 2, 0],
        ],
      },
      {
        name: "Thừa kế",
        steps: STEPS,
        time: [10, "day", REMOTE],
        fees: [
          ["charge", null, "Lệ phí trước bạ 0,5 %, miễn trong trường hợp thừa kế giữa người thân thích"],
        ],
        bring: [
          ["Đơn đăng ký biến động đất đai, tài sản gắn liền với đất", 1, 0],
          ["Văn bản phân chia di sản hoặc di chúc; một người thừa kế duy nhất thì đơn đề nghị", 1, 0],
          CERTIFICATE,
        ],
      },
    ],
    results: ["Giấy chứng nhận quyền sử dụng đất mang tên người nhận"],
  },
  {
    ...land,
    code: "1.003003",
    workflow: "dat-dai-huyen",
    name: "Đăng ký và cấp Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất lần đầu",
    summary: "Bạn đang dùng đất ổn định và chưa có bìa đỏ.",
    body: "Ủy ban nhân dân cấp huyện",
    keywords: ["làm sổ đỏ lần đầu", "làm bìa đỏ", "cấp sổ đỏ", "đất chưa có sổ"],
    cases: [
      {
        name: "Hộ gia đình, cá nhân",
        steps: [
          "Ủy ban nhân dân xã xác nhận hiện trạng, nguồn gốc đất và niêm yết công khai 15 ngày.",
          ...STEPS,
        ],
        time: [30, "day", REMOTE],
        fees: [["charge", 100000, FEE]],
        bring: [
          ["Đơn đăng ký, cấp Giấy chứng nhận (Mẫu 04a/ĐK)", 1, 0],
          ["Giấy tờ về quyền sử dụng đất, nếu có", 1, 0, "o"],
          ["Giấy tờ về tài sản gắn liền với đất, nếu có", 0, 1, "o"],
          ["Chứng từ đã thực hiện nghĩa vụ tài chính, nếu có", 0, 1, "o"],
        ],
      },
    ],
    results: ["Giấy chứng nhận quyền sử dụng đất"],
  },
  {
    ...land,
    code: "1.000755",
    name: "Tách thửa hoặc hợp thửa đất",
    summary: "Bạn muốn chia một thửa đất thành nhiều thửa, hoặc gộp nhiều thửa liền nhau.",
    keywords: ["tách thửa", "tách sổ đỏ", "chia đất cho con", "hợp thửa", "gộp đất"],
    cases: [
      {
        name: "Tách thửa, hợp thửa",
        steps: STEPS,
        time: [15, "day", REMOTE],
        fees: [["fee", null, `Phí đo đạc theo diện tích. ${FEE}`]],
        bring: [["Đơn đề nghị tách thửa đất, hợp thửa đất", 1, 0], CERTIFICATE],
      },
    ],
    results: ["Giấy chứng nhận cho từng thửa đất mới"],
    conditions: "Diện tích sau khi tách không nhỏ hơn mức tối thiểu do Ủy ban nhân dân tỉnh quy định.",
  },
  {
    ...land,
    code: "2.000381",
    workflow: "dat-dai-huyen",
    name: "Chuyển mục đích sử dụng đất phải được phép của cơ quan nhà nước có thẩm quyền",
    summary: "Bạn muốn chuyển đất vườn, đất nông nghiệp sang đất ở.",
    body: "Ủy ban nhân dân cấp huyện",
    keywords: ["lên thổ cư", "chuyển đất vườn sang đất ở", "chuyển mục đích sử dụng đất"],
    cases: [
      {
        name: "Hộ gia đình, cá nhân",
        steps: STEPS,
        time: [15, "day", REMOTE],
        fees: [["charge", null, "Tiền sử dụng đất theo thông báo của cơ quan thuế"]],
        bring: [["Đơn xin chuyển mục đích sử dụng đất", 1, 0], CERTIFICATE],
      },
    ],
    results: ["Quyết định cho phép chuyển mục đích", "Giấy chứng nhận đã chỉnh lý"],
    conditions: "Phù hợp kế hoạch sử dụng đất hằng năm của huyện đã được phê duyệt.",
  },
  {
    ...land,
    code: "1.002255",
    name: "Cấp đổi Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với đất",
    summary: "Bìa đỏ của bạn bị ố, rách, hoặc bạn muốn đổi từ mẫu cũ sang mẫu mới.",
    keywords: ["đổi sổ đỏ cũ", "sổ đỏ bị rách", "đổi bìa đỏ", "đo đạc lại đổi sổ"],
    cases: [
      {
        name: "Cấp đổi",
        steps: STEPS,
        time: [7, "working-day", REMOTE],
        fees: [["charge", 50000, FEE]],
        bring: [["Đơn đề nghị cấp lại, cấp đổi Giấy chứng nhận (Mẫu 10/ĐK)", 1, 0], CERTIFICATE],
      },
    ],
    results: ["Giấy chứng nhận mới"],
  },
  {
    ...land,
    code: "1.004550",
    workflow: "dat-dai-chinh-ly",
    name: "Đăng ký thế chấp quyền sử dụng đất, tài sản gắn liền với đất; xóa đăng ký thế chấp",
    summary: "Bạn vay ngân hàng bằng bìa đỏ, hoặc đã trả hết nợ và cần xóa thế chấp.",
    levels: ["district"],
    serviceLevel: 4,
    keywords: ["thế chấp sổ đỏ", "vay ngân hàng bằng đất", "xóa thế chấp", "giải chấp sổ đỏ"],
    cases: [
      {
        name: "Đăng ký thế chấp",
        time: [1, "working-day", "Trong ngày; nhận sau 15 giờ thì trong ngày làm việc tiếp theo"],
        fees: [["fee", 80000, FEE]],
        bring: [
          ["Phiếu yêu cầu đăng ký biện pháp bảo đảm", 1, 0],
          ["Hợp đồng thế chấp đã công chứng, chứng thực", 1, 0],
          CERTIFICATE,
        ],
      },
      {
        name: "Xóa đăng ký thế chấp",
        time: [1, "working-day", "Trong ngày; nhận sau 15 giờ thì trong ngày làm việc tiếp theo"],
        fees: [["fee", 20000, FEE]],
        bring: [
          ["Phiếu yêu cầu xóa đăng ký biện pháp bảo đảm", 1, 0],
          ["Văn bản đồng ý xóa thế chấp của bên nhận thế chấp", 1, 0],
          CERTIFICATE,
        ],
      },
    ],
    results: ["Giấy chứng nhận có ghi nội dung đăng ký"],
    laws: [...LAND, ["102/2017/NĐ-CP", "Nghị định về đăng ký biện pháp bảo đảm"]],
  },
  {
    ...build,
    code: "1.009994",
    name: "Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
    summary: "Bạn cần giấy phép trước khi khởi công xây nhà ở đô thị hoặc nơi phải xin phép.",
    keywords: ["xin phép xây nhà", "giấy phép xây dựng nhà ở", "phép xây nhà"],
    cases: [
      {
        name: "Nhà ở riêng lẻ",
        time: [15, "day"],
        fees: [
          ["charge", 75000, "75.000 đồng/giấy phép. Mức thu theo nghị quyết của Hội đồng nhân dân tỉnh"],
        ],
        bring: [["Đơn đề nghị cấp giấy phép xây dựng (Mẫu số 01 Phụ lục II)", 1, 0], LAND_PROOF, DRAWINGS],
      },
      {
        name: "Công trình không theo tuyến",
        time: [20, "day"],
        fees: [
          ["charge", 150000, "150.000 đồng/giấy phép. Mức thu theo nghị quyết của Hội đồng nhân dân tỉnh"],
        ],
        bring: [
          ["Đơn đề nghị cấp giấy phép xây dựng (Mẫu số 01 Phụ lục II)", 1, 0],
          LAND_PROOF,
          DRAWINGS,
          ["Kết quả thẩm định thiết kế, phòng cháy chữa cháy, môi trường khi pháp luật yêu cầu", 0, 1, "o"],
        ],
      },
    ],
    results: ["Giấy phép xây dựng kèm bản vẽ đóng dấu"],
    unverified: ["Mức lệ phí của tỉnh"],
  },
  {
    ...build,
    code: "1.009995",
    name: "Cấp giấy phép xây dựng sửa chữa, cải tạo đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
    summary: "Bạn sửa nhà làm thay đổi kết cấu chịu lực, công năng hoặc mặt ngoài.",
    keywords: ["xin phép sửa nhà", "cải tạo nhà", "nâng tầng nhà"],
    cases: [
      {
        name: "Nhà ở riêng lẻ",
        time: [15, "day"],
        fees: [["charge", 15000, "Mức thu theo nghị quyết của Hội đồng nhân dân tỉnh"]],
        bring: [
          ["Đơn đề nghị cấp giấy phép sửa chữa, cải tạo (Mẫu số 01 Phụ lục II)", 1, 0],
          LAND_PROOF,
          ["Bản vẽ hiện trạng và ảnh chụp công trình", 2, 0],
          DRAWINGS,
        ],
      },
    ],
    results: ["Giấy phép sửa chữa, cải tạo"],
    unverified: ["Mức lệ phí của tỉnh", "Thời hạn trong trường hợp công trình khác"],
  },
  {
    ...build,
    code: "1.009974",
    workflow: "xay-dung-so",
    name: "Cấp giấy phép xây dựng mới đối với công trình cấp đặc biệt, cấp I, cấp II",
    summary: "Bạn là chủ đầu tư công trình lớn và cần giấy phép trước khi khởi công.",
    levels: ["province"],
    department: "Sở Xây dựng",
    body: "Sở Xây dựng",
    lifeEvents: ["xay-nha", "kinh-doanh"],
    keywords: ["giấy phép xây dựng công trình", "giấy phép xây dựng nhà máy", "gpxd cấp tỉnh"],
    cases: [
      {
        name: "Công trình không theo tuyến",
        time: [20, "day"],
        fees: [["charge", 150000, "Mức thu theo nghị quyết của Hội đồng nhân dân tỉnh"]],
        bring: [
          ["Đơn đề nghị cấp giấy phép xây dựng (Mẫu số 01 Phụ lục II)", 1, 0],
          LAND_PROOF,
          ["Quyết định phê duyệt dự án và văn bản thẩm định", 0, 1],
          DRAWINGS,
        ],
      },
    ],
    results: ["Giấy phép xây dựng kèm bản vẽ đóng dấu"],
    unverified: ["Mức lệ phí của tỉnh"],
  },
];
