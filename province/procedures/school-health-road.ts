import type { WrittenComponent, WrittenProcedure } from "./written.ts";

const FREE = [["charge", 0, "Không thu"]] as const;
const school = {
  field: "education",
  serviceLevel: 3,
  who: ["Học sinh, cha mẹ hoặc người giám hộ"],
  lifeEvents: ["di-hoc"],
} as const;
const health = {
  field: "health",
  workflow: "y-te-so",
  levels: ["province"],
  department: "Sở Y tế",
  body: "Sở Y tế",
  serviceLevel: 4,
  lifeEvents: ["suc-khoe", "kinh-doanh"],
} as const;
const ROAD = [
  ["23/2008/QH12", "Luật Giao thông đường bộ"],
  ["12/2017/TT-BGTVT", "Thông tư về đào tạo, sát hạch, cấp giấy phép lái xe cơ giới đường bộ"],
  ["188/2016/TT-BTC", "Thông tư quy định phí sát hạch và lệ phí cấp giấy phép lái xe"],
] as const;
const FIT: WrittenComponent = ["Giấy khám sức khỏe của người lái xe", 1, 0];
const road = {
  field: "transport",
  workflow: "van-tai-so",
  levels: ["province"],
  department: "Sở Giao thông vận tải",
  body: "Sở Giao thông vận tải",
  serviceLevel: 4,
  who: ["Công dân Việt Nam", "Người nước ngoài cư trú tại Việt Nam"],
  lifeEvents: ["xe-co"],
  laws: ROAD,
} as const;

/** Giáo dục, y tế và an toàn thực phẩm, giao thông vận tải. */
export const schoolHealthRoad: readonly WrittenProcedure[] = [
  {
    ...school,
    code: "2.002481",
    workflow: "giao-duc-huyen",
    name: "Chuyển trường đối với học sinh trung học cơ sở",
    summary: "Con bạn học lớp 6 đến lớp 9 và cần chuyển sang trường khác.",
    levels: ["district"],
    body: "Phòng Giáo dục và Đào tạo",
    keywords: ["chuyển trường cho con", "chuyển trường cấp 2"],
    cases: [
      {
        name: "Chuyển trường",
        time: [1, "working-day", "Trong ngày, khi đủ hồ sơ hợp lệ"],
        fees: FREE,
        bring: [
          ["Đơn xin chuyển trường do cha mẹ ký", 1, 0],
          ["Học bạ bản chính", 1, 0, "p"],
          ["Giấy giới thiệu chuyển trường của nơi đi", 1, 0],
          ["Bản sao giấy khai sinh", 0, 1, "r"],
        ],
      },
    ],
    results: ["Giấy giới thiệu chuyển đến trường mới"],
    laws: [["51/2002/QĐ-BGDĐT", "Quyết định ban hành Quy định chuyển trường và tiếp nhận học sinh"]],
  },
  {
    ...school,
    code: "2.002478",
    workflow: "giao-duc-so",
    name: "Chuyển trường đối với học sinh trung học phổ thông",
    summary: "Con bạn học lớp 10 đến lớp 12 và cần chuyển sang trường khác.",
    levels: ["province"],
    department: "Sở Giáo dục và Đào tạo",
    body: "Sở Giáo dục và Đào tạo",
    keywords: ["chuyển trường cấp 3", "chuyển trường thpt"],
    cases: [
      {
        name: "Chuyển trường",
        time: [1, "working-day", "Trong ngày, khi đủ hồ sơ hợp lệ"],
        fees: FREE,
        bring: [
          ["Đơn xin chuyển trường do cha mẹ ký", 1, 0],
          ["Học bạ bản chính", 1, 0, "p"],
          ["Bản sao bằng tốt nghiệp trung học cơ sở", 0, 1],
          ["Giấy giới thiệu chuyển trường của hiệu trưởng nơi đi", 1, 0],
        ],
      },
    ],
    results: ["Giấy giới thiệu chuyển đến trường mới"],
    laws: [["51/2002/QĐ-BGDĐT", "Quyết định ban hành Quy định chuyển trường và tiếp nhận học sinh"]],
  },
  {
    ...school,
    code: "1.005092",
    workflow: "cap-ban-sao",
    name: "Cấp bản sao văn bằng, chứng chỉ từ sổ gốc",
    summary: "Bạn mất bằng tốt nghiệp hoặc cần thêm bản sao.",
    levels: ["province", "district"],
    department: "Sở Giáo dục và Đào tạo",
    body: "Sở Giáo dục và Đào tạo; Phòng Giáo dục và Đào tạo",
    serviceLevel: 4,
    lifeEvents: ["di-hoc", "giay-to"],
    keywords: ["mất bằng tốt nghiệp", "bản sao bằng cấp 3", "xin lại bằng tốt nghiệp"],
    cases: [
      {
        name: "Cấp bản sao",
        time: [1, "working-day", "Trong ngày; nhận sau 15 giờ thì trong ngày làm việc tiếp theo"],
        fees: FREE,
        bring: [
          ["Đơn đề nghị cấp bản sao văn bằng, chứng chỉ", 1, 0],
          ["Giấy tờ tùy thân (xuất trình)", 1, 0, "r"],
        ],
      },
    ],
    results: ["Bản sao văn bằng, chứng chỉ"],
    laws: [["21/2019/TT-BGDĐT", "Thông tư ban hành Quy chế quản lý bằng tốt nghiệp và chứng chỉ"]],
    unverified: ["Mức phí của tỉnh"],
  },
  {
    ...school,
    code: "1.001622",
    workflow: "giao-duc-huyen",
    name: "Hỗ trợ ăn trưa đối với trẻ em mẫu giáo",
    summary: "Con bạn 3 đến 5 tuổi, ở xã đặc biệt khó khăn, hộ nghèo hoặc là dân tộc thiểu số theo quy định.",
    levels: ["district"],
    body: "Phòng Giáo dục và Đào tạo; nộp tại trường mầm non",
    who: ["Cha mẹ hoặc người chăm sóc trẻ mẫu giáo"],
    lifeEvents: ["di-hoc", "sinh-con", "kho-khan"],
    keywords: ["tiền ăn trưa cho trẻ", "hỗ trợ tiền ăn mầm non"],
    cases: [
      {
        name: "Hỗ trợ ăn trưa",
        time: [24, "working-day"],
        fees: FREE,
        bring: [
          ["Đơn đề nghị hỗ trợ tiền ăn trưa", 1, 0],
          ["Giấy tờ chứng minh thuộc diện hỗ trợ (hộ nghèo, khuyết tật, con liệt sĩ …)", 0, 1, "r"],
        ],
      },
    ],
    results: ["Danh sách trẻ được hỗ trợ, tiền hỗ trợ"],
    laws: [["105/2020/NĐ-CP", "Nghị định quy định chính sách phát triển giáo dục mầm non"]],
    unverified: ["Thời hạn"],
  },
  {
    ...health,
    code: "1.003709",
    name: "Cấp lần đầu chứng chỉ hành nghề khám bệnh, chữa bệnh đối với người Việt Nam",
    summary: "Bạn là bác sĩ, y sĩ, điều dưỡng và muốn hành nghề.",
    who: ["Người có văn bằng y và đã thực hành đủ thời gian"],
    lifeEvents: ["suc-khoe", "viec-lam"],
    keywords: ["chứng chỉ hành nghề y", "chứng chỉ hành nghề bác sĩ", "chứng chỉ điều dưỡng"],
    cases: [
      {
        name: "Cấp lần đầu",
        time: [60, "day"],
        fees: [["fee", 360000, "360.000 đồng/lần"]],
        bring: [
          ["Đơn đề nghị cấp chứng chỉ hành nghề", 1, 0],
          ["Bản sao văn bằng chuyên môn", 0, 1],
          ["Giấy xác nhận quá trình thực hành", 1, 0],
          ["Giấy chứng nhận sức khỏe", 1, 0],
          ["Phiếu lý lịch tư pháp", 1, 0, "r"],
        ],
      },
    ],
    results: ["Chứng chỉ hành nghề khám bệnh, chữa bệnh"],
    laws: [
      ["40/2009/QH12", "Luật Khám bệnh, chữa bệnh"],
      ["109/2016/NĐ-CP", "Nghị định về cấp chứng chỉ hành nghề"],
    ],
    unverified: ["Mã thủ tục"],
  },
  {
    ...health,
    code: "1.004593",
    workflow: "duoc-so",
    name: "Cấp lần đầu Giấy chứng nhận đủ điều kiện kinh doanh dược cho cơ sở bán lẻ thuốc",
    summary: "Bạn mở nhà thuốc hoặc quầy thuốc.",
    who: ["Cơ sở bán lẻ thuốc"],
    keywords: ["mở nhà thuốc", "mở quầy thuốc", "giấy phép bán thuốc"],
    cases: [
      {
        name: "Cấp lần đầu",
        time: [20, "day", "Từ 20 đến 30 ngày, tùy việc phải kiểm tra thực tế"],
        fees: [["fee", 1000000, "Nhà thuốc 1.000.000 đồng/lần; quầy thuốc vùng khó khăn thấp hơn"]],
        bring: [
          ["Đơn đề nghị cấp Giấy chứng nhận (Mẫu số 19)", 1, 0],
          ["Tài liệu về địa điểm, nhân sự, cơ sở vật chất", 1, 0],
          ["Bản sao chứng chỉ hành nghề dược", 0, 1],
          ["Bản sao giấy đăng ký kinh doanh", 0, 1, "r"],
        ],
      },
    ],
    results: ["Giấy chứng nhận đủ điều kiện kinh doanh dược"],
    laws: [
      ["105/2016/QH13", "Luật Dược"],
      ["54/2017/NĐ-CP", "Nghị định quy định chi tiết Luật Dược"],
    ],
    unverified: ["Mã thủ tục", "Mức phí"],
  },
  {
    ...health,
    code: "1.003348",
    name: "Cấp Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm đối với cơ sở kinh doanh dịch vụ ăn uống",
    summary: "Bạn mở nhà hàng, quán ăn, bếp ăn tập thể.",
    who: ["Cơ sở kinh doanh dịch vụ ăn uống"],
    keywords: ["giấy vệ sinh an toàn thực phẩm", "mở quán ăn", "mở nhà hàng"],
    cases: [
      {
        name: "Cấp giấy chứng nhận",
        time: [20, "day"],
        fees: [
          [
            "fee",
            700000,
            "Thẩm định cơ sở phục vụ dưới 200 suất ăn 700.000 đồng; từ 200 suất ăn 1.000.000 đồng",
          ],
        ],
        bring: [
          ["Đơn đề nghị cấp Giấy chứng nhận (Mẫu số 01)", 1, 0],
          ["Bản sao giấy đăng ký kinh doanh", 0, 1, "r"],
          ["Bản thuyết minh cơ sở vật chất", 1, 0],
          ["Giấy xác nhận đủ sức khỏe của chủ cơ sở và người chế biến", 1, 0],
        ],
      },
    ],
    results: ["Giấy chứng nhận cơ sở đủ điều kiện an toàn thực phẩm"],
    laws: [
      ["55/2010/QH12", "Luật An toàn thực phẩm"],
      ["155/2018/NĐ-CP", "Nghị định sửa đổi điều kiện đầu tư kinh doanh thuộc Bộ Y tế"],
    ],
    unverified: ["Mã thủ tục"],
  },
  {
    ...road,
    code: "1.002809",
    name: "Đổi giấy phép lái xe do ngành Giao thông vận tải cấp",
    summary: "Bằng lái của bạn sắp hết hạn, bị hỏng hoặc còn loại giấy cũ.",
    keywords: ["đổi bằng lái", "bằng lái hết hạn", "gia hạn bằng lái xe", "đổi bằng lái giấy sang thẻ"],
    cases: [
      {
        name: "Đổi giấy phép",
        channels: [1, 2],
        time: [5, "working-day"],
        fees: [["charge", 135000, "135.000 đồng/lần"]],
        bring: [
          ["Đơn đề nghị đổi giấy phép lái xe", 1, 0],
          FIT,
          ["Bản sao giấy phép lái xe và căn cước công dân", 0, 1, "r"],
        ],
      },
    ],
    results: ["Giấy phép lái xe"],
  },
  {
    ...road,
    code: "1.002820",
    name: "Cấp lại giấy phép lái xe",
    summary: "Bạn mất bằng lái, hoặc bằng đã quá hạn từ 3 tháng trở lên.",
    serviceLevel: 3,
    keywords: ["mất bằng lái", "làm lại bằng lái", "bằng lái quá hạn"],
    cases: [
      {
        name: "Mất giấy phép, còn hạn hoặc quá hạn dưới 3 tháng",
        channels: [1],
        time: [2, "none", "Sau 2 tháng kể từ ngày nộp đủ hồ sơ, nếu không bị thu giữ"],
        fees: [["charge", 135000, "135.000 đồng/lần"]],
        bring: [
          ["Đơn đề nghị cấp lại giấy phép lái xe", 1, 0],
          FIT,
          ["Bản sao căn cước công dân", 0, 1, "r"],
        ],
      },
      {
        name: "Quá hạn từ 3 tháng: phải sát hạch lại",
        channels: [1],
        time: [10, "working-day", "Không quá 10 ngày làm việc từ ngày sát hạch đạt"],
        fees: [["charge", 135000, "135.000 đồng/lần và phí sát hạch theo hạng"]],
        bring: [
          ["Đơn đề nghị cấp lại giấy phép lái xe", 1, 0],
          FIT,
          ["Bản sao giấy phép lái xe hết hạn", 0, 1],
        ],
      },
    ],
    results: ["Giấy phép lái xe"],
  },
  {
    ...road,
    code: "2.002288",
    name: "Cấp phù hiệu cho xe ô tô kinh doanh vận tải",
    summary: "Bạn kinh doanh vận tải bằng xe khách, xe tải, taxi.",
    who: ["Doanh nghiệp, hợp tác xã, hộ kinh doanh vận tải"],
    lifeEvents: ["xe-co", "kinh-doanh"],
    keywords: ["phù hiệu xe tải", "phù hiệu xe hợp đồng", "phù hiệu taxi"],
    cases: [
      {
        name: "Cấp phù hiệu",
        time: [2, "working-day"],
        fees: FREE,
        bring: [
          ["Giấy đề nghị cấp phù hiệu", 1, 0],
          ["Bản sao giấy đăng ký xe ô tô hoặc giấy hẹn", 0, 1],
        ],
      },
    ],
    results: ["Phù hiệu xe"],
    laws: [["10/2020/NĐ-CP", "Nghị định về kinh doanh và điều kiện kinh doanh vận tải bằng xe ô tô"]],
  },
];
