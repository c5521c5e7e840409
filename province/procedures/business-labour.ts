import type { WrittenComponent, WrittenProcedure } from "./written.ts";

const LAWS = [
  ["59/2020/QH14", "Luật Doanh nghiệp"],
  ["01/2021/NĐ-CP", "Nghị định về đăng ký doanh nghiệp"],
  ["47/2019/TT-BTC", "Thông tư quy định phí, lệ phí đăng ký doanh nghiệp"],
] as const;
const IDENTITY: WrittenComponent = ["Bản sao giấy tờ pháp lý của cá nhân", 0, 1, "r"];
const household = {
  field: "business",
  workflow: "ho-kinh-doanh",
  body: "Phòng Tài chính - Kế hoạch cấp huyện",
  levels: ["district"],
  serviceLevel: 4,
  who: ["Cá nhân, thành viên hộ gia đình từ đủ 18 tuổi"],
  lifeEvents: ["kinh-doanh"],
  laws: LAWS,
  unverified: ["Mức lệ phí của tỉnh"],
} as const;
const company = {
  ...household,
  workflow: "doanh-nghiep",
  body: "Phòng Đăng ký kinh doanh",
  levels: ["province"],
  department: "Sở Kế hoạch và Đầu tư",
  who: ["Người thành lập doanh nghiệp", "Doanh nghiệp"],
  unverified: ["Mã thủ tục"],
} as const;
const PUBLISH = ["fee", 100000, "Phí công bố nội dung đăng ký doanh nghiệp 100.000 đồng/lần"] as const;
const FREE_ONLINE = ["charge", 50000, "Lệ phí 50.000 đồng; miễn khi đăng ký qua mạng"] as const;

/** Hộ kinh doanh, doanh nghiệp (Luật Doanh nghiệp 59/2020/QH14, NĐ 01/2021/NĐ-CP); việc làm (Luật Việc làm). */
export const businessAndLabour: readonly WrittenProcedure[] = [
  {
    ...household,
    code: "1.001612",
    name: "Đăng ký thành lập hộ kinh doanh",
    summary: "Bạn mở quán, cửa hàng hoặc làm dịch vụ tại một địa điểm cố định.",
    keywords: [
      "mở quán cà phê",
      "mở cửa hàng tạp hóa",
      "đăng ký kinh doanh hộ gia đình",
      "giấy phép kinh doanh nhỏ",
    ],
    cases: [
      {
        name: "Thành lập mới",
        time: [3, "working-day"],
        fees: [["charge", 100000, "Mức thu theo nghị quyết của Hội đồng nhân dân tỉnh"]],
        bring: [
          ["Giấy đề nghị đăng ký hộ kinh doanh", 1, 0],
          IDENTITY,
          ["Bản sao biên bản họp và giấy ủy quyền, khi các thành viên hộ gia đình cùng đăng ký", 0, 1, "o"],
        ],
      },
    ],
    results: ["Giấy chứng nhận đăng ký hộ kinh doanh"],
  },
  {
    ...household,
    code: "2.000720",
    name: "Đăng ký thay đổi nội dung đăng ký hộ kinh doanh",
    summary: "Bạn đổi tên, địa chỉ, ngành nghề hoặc chủ hộ kinh doanh. Báo trong 10 ngày.",
    keywords: ["đổi tên cửa hàng", "đổi địa chỉ hộ kinh doanh", "thêm ngành nghề"],
    cases: [
      {
        name: "Thay đổi nội dung",
        time: [3, "working-day"],
        fees: [["charge", 50000, "Mức thu theo nghị quyết của Hội đồng nhân dân tỉnh"]],
        bring: [
          ["Thông báo thay đổi nội dung đăng ký hộ kinh doanh", 1, 0],
          ["Bản sao biên bản họp thành viên, khi hộ gia đình cùng đăng ký", 0, 1, "o"],
        ],
      },
    ],
    results: ["Giấy chứng nhận đăng ký hộ kinh doanh mới"],
  },
  {
    ...household,
    code: "1.001570",
    name: "Tạm ngừng kinh doanh, tiếp tục kinh doanh trước thời hạn đã thông báo của hộ kinh doanh",
    summary: "Bạn nghỉ bán từ 30 ngày trở lên. Báo trước ít nhất 3 ngày làm việc.",
    keywords: ["tạm nghỉ bán", "tạm đóng cửa hàng", "tạm ngừng kinh doanh"],
    cases: [
      {
        name: "Tạm ngừng hoặc tiếp tục",
        time: [3, "working-day"],
        fees: [["charge", 0, "Không thu"]],
        bring: [["Thông báo tạm ngừng hoặc tiếp tục kinh doanh", 1, 0]],
      },
    ],
    results: ["Giấy xác nhận tạm ngừng hoặc tiếp tục kinh doanh"],
  },
  {
    ...household,
    code: "1.001266",
    name: "Chấm dứt hoạt động hộ kinh doanh",
    summary: "Bạn nghỉ hẳn kinh doanh. Cần trả hết thuế và các khoản nợ trước.",
    keywords: ["nghỉ bán hẳn", "đóng cửa hàng", "trả giấy phép kinh doanh"],
    cases: [
      {
        name: "Chấm dứt",
        time: [3, "working-day"],
        fees: [["charge", 0, "Không thu"]],
        bring: [
          ["Thông báo chấm dứt hoạt động", 1, 0],
          ["Thông báo chấm dứt hiệu lực mã số thuế", 1, 0],
          ["Bản gốc Giấy chứng nhận đăng ký hộ kinh doanh", 1, 0, "p"],
        ],
      },
    ],
    results: ["Thông báo chấm dứt hoạt động hộ kinh doanh"],
  },
  {
    ...company,
    code: "2.001610",
    name: "Đăng ký thành lập doanh nghiệp tư nhân",
    summary: "Bạn làm chủ một mình và chịu trách nhiệm bằng toàn bộ tài sản của mình.",
    keywords: ["mở doanh nghiệp", "thành lập doanh nghiệp tư nhân"],
    cases: [
      {
        name: "Thành lập mới",
        time: [3, "working-day"],
        fees: [FREE_ONLINE, PUBLISH],
        bring: [["Giấy đề nghị đăng ký doanh nghiệp", 1, 0], IDENTITY],
      },
    ],
    results: ["Giấy chứng nhận đăng ký doanh nghiệp"],
  },
  {
    ...company,
    code: "2.001583",
    name: "Đăng ký thành lập công ty trách nhiệm hữu hạn một thành viên",
    summary: "Bạn lập công ty có một chủ sở hữu.",
    keywords: ["mở công ty", "lập công ty một mình", "thành lập công ty tnhh"],
    cases: [
      {
        name: "Thành lập mới",
        time: [3, "working-day"],
        fees: [FREE_ONLINE, PUBLISH],
        bring: [["Giấy đề nghị đăng ký doanh nghiệp", 1, 0], ["Điều lệ công ty", 1, 0], IDENTITY],
      },
    ],
    results: ["Giấy chứng nhận đăng ký doanh nghiệp"],
  },
  {
    code: "1.001978",
    workflow: "lao-dong-so",
    name: "Giải quyết hưởng trợ cấp thất nghiệp",
    summary: "Bạn đã nghỉ việc và đóng bảo hiểm thất nghiệp đủ. Nộp trong 3 tháng từ ngày nghỉ.",
    field: "labour",
    levels: ["province"],
    department: "Sở Lao động - Thương binh và Xã hội",
    body: "Trung tâm Dịch vụ việc làm",
    serviceLevel: 4,
    who: ["Người lao động đã chấm dứt hợp đồng lao động"],
    lifeEvents: ["viec-lam", "kho-khan"],
    keywords: ["bảo hiểm thất nghiệp", "tiền thất nghiệp", "mất việc được hưởng gì"],
    cases: [
      {
        name: "Hưởng trợ cấp thất nghiệp",
        time: [20, "working-day"],
        fees: [["charge", 0, "Không thu"]],
        bring: [
          ["Đề nghị hưởng trợ cấp thất nghiệp", 1, 0],
          ["Giấy tờ xác nhận chấm dứt hợp đồng lao động", 1, 0],
          ["Sổ bảo hiểm xã hội", 1, 0, "p"],
        ],
      },
    ],
    results: ["Quyết định hưởng trợ cấp thất nghiệp"],
    laws: [
      ["38/2013/QH13", "Luật Việc làm"],
      ["28/2015/NĐ-CP", "Nghị định hướng dẫn Luật Việc làm về bảo hiểm thất nghiệp"],
      ["61/2020/NĐ-CP", "Nghị định sửa đổi, bổ sung Nghị định 28/2015/NĐ-CP"],
    ],
  },
  {
    code: "2.000205",
    workflow: "lao-dong-so",
    name: "Cấp giấy phép lao động cho người lao động nước ngoài làm việc tại Việt Nam",
    summary: "Bạn là doanh nghiệp, cần thuê người nước ngoài làm việc.",
    field: "labour",
    levels: ["province"],
    department: "Sở Lao động - Thương binh và Xã hội",
    body: "Sở Lao động - Thương binh và Xã hội",
    serviceLevel: 4,
    who: ["Doanh nghiệp, tổ chức sử dụng lao động nước ngoài"],
    lifeEvents: ["viec-lam", "kinh-doanh"],
    keywords: ["giấy phép lao động cho người nước ngoài", "thuê người nước ngoài", "work permit"],
    cases: [
      {
        name: "Cấp mới",
        time: [5, "working-day"],
        fees: [["charge", 600000, "Mức thu theo nghị quyết của Hội đồng nhân dân tỉnh"]],
        bring: [
          ["Văn bản đề nghị cấp giấy phép lao động (Mẫu số 11/PLI)", 1, 0],
          ["Giấy khám sức khỏe trong 12 tháng", 1, 0],
          ["Phiếu lý lịch tư pháp trong 6 tháng", 1, 0],
          ["Văn bằng, xác nhận kinh nghiệm", 0, 1],
          ["Bản sao hộ chiếu", 0, 1],
        ],
      },
    ],
    results: ["Giấy phép lao động"],
    laws: [
      ["45/2019/QH14", "Bộ luật Lao động"],
      ["152/2020/NĐ-CP", "Nghị định về người lao động nước ngoài làm việc tại Việt Nam"],
    ],
    unverified: ["Mức lệ phí của tỉnh"],
  },
];
