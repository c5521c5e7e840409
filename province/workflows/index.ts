/** How dossiers go through the bodies of the province: the usual ways of a level, and those that join several. */

/** As `systems/public-services/dossiers/workflow` reads it. */
export interface WrittenWorkflow {
  readonly code: string;
  readonly name: string;
  /** Key, name, outer state, place, role, share of the time in per cent, department, signs. */
  readonly steps: readonly WrittenStep[];
  /** From, to, name on the button, and "back" for a way back. */
  readonly edges: readonly (readonly [from: string, to: string, name: string, back?: "back"])[];
}

type WrittenStep = readonly [
  key: string,
  name: string,
  state: 2 | 4 | 9,
  place: "receiver" | "commune" | "district" | "province",
  role: "desk" | "specialist" | "head-of-unit" | "leader" | "clerk",
  share: number,
  more?: { readonly department?: string; readonly signs?: true },
];

const RECEIVE: WrittenStep = ["tiep-nhan", "Bộ phận một cửa tiếp nhận", 2, "receiver", "desk", 0];
const RETURN: WrittenStep = ["tra-ket-qua", "Bộ phận một cửa trả kết quả", 9, "receiver", "desk", 0];
const LAND_DEPARTMENT = "Sở Tài nguyên và Môi trường";

/** NĐ 61/2018/NĐ-CP Art. 17–20; shares are the province's own and are changed on the page of workflows. */
export const PROVINCE_WORKFLOWS: readonly WrittenWorkflow[] = [
  {
    code: "mot-cua-xa",
    name: "Một cửa cấp xã",
    steps: [
      RECEIVE,
      ["tham-dinh", "Công chức chuyên môn thẩm định", 4, "receiver", "specialist", 70],
      ["ky", "Lãnh đạo Ủy ban nhân dân xã ký", 4, "receiver", "leader", 30, { signs: true }],
      RETURN,
    ],
    edges: [
      ["tiep-nhan", "tham-dinh", "Chuyển thẩm định"],
      ["tham-dinh", "ky", "Trình lãnh đạo ký"],
      ["ky", "tham-dinh", "Trả lại thẩm định", "back"],
      ["ky", "tra-ket-qua", "Chuyển kết quả về một cửa"],
    ],
  },
  {
    code: "trong-ngay",
    name: "Giải quyết ngay trong ngày",
    steps: [
      RECEIVE,
      ["ky", "Lãnh đạo ký, chứng thực", 4, "receiver", "leader", 100, { signs: true }],
      RETURN,
    ],
    edges: [
      ["tiep-nhan", "ky", "Trình ký"],
      ["ky", "tra-ket-qua", "Chuyển kết quả về một cửa"],
    ],
  },
  {
    code: "mot-cua-huyen",
    name: "Một cửa cấp huyện",
    steps: [
      RECEIVE,
      ["tham-dinh", "Chuyên viên phòng chuyên môn thẩm định", 4, "receiver", "specialist", 50],
      ["duyet", "Trưởng phòng chuyên môn duyệt", 4, "receiver", "head-of-unit", 20],
      ["ky", "Lãnh đạo Ủy ban nhân dân huyện ký", 4, "receiver", "leader", 30, { signs: true }],
      RETURN,
    ],
    edges: [
      ["tiep-nhan", "tham-dinh", "Chuyển thẩm định"],
      ["tham-dinh", "duyet", "Trình trưởng phòng"],
      ["duyet", "tham-dinh", "Trả lại thẩm định", "back"],
      ["duyet", "ky", "Trình lãnh đạo ký"],
      ["ky", "tham-dinh", "Trả lại thẩm định", "back"],
      ["ky", "tra-ket-qua", "Chuyển kết quả về một cửa"],
    ],
  },
  {
    code: "mot-cua-so",
    name: "Một cửa sở, ban, ngành",
    steps: [
      RECEIVE,
      ["tham-dinh", "Chuyên viên thẩm định", 4, "receiver", "specialist", 50],
      ["duyet", "Trưởng phòng duyệt", 4, "receiver", "head-of-unit", 20],
      ["ky", "Lãnh đạo sở ký", 4, "receiver", "leader", 20, { signs: true }],
      ["phat-hanh", "Văn thư phát hành kết quả", 4, "receiver", "clerk", 10],
      RETURN,
    ],
    edges: [
      ["tiep-nhan", "tham-dinh", "Chuyển thẩm định"],
      ["tham-dinh", "duyet", "Trình trưởng phòng"],
      ["duyet", "tham-dinh", "Trả lại thẩm định", "back"],
      ["duyet", "ky", "Trình lãnh đạo ký"],
      ["ky", "tham-dinh", "Trả lại thẩm định", "back"],
      ["ky", "phat-hanh", "Chuyển văn thư"],
      ["phat-hanh", "tra-ket-qua", "Chuyển kết quả về một cửa"],
    ],
  },
  {
    code: "lien-thong-dat-dai",
    name: "Đất đai liên thông xã, huyện, tỉnh",
    steps: [
      RECEIVE,
      ["xac-nhan", "Xác nhận hiện trạng, nguồn gốc đất", 4, "receiver", "specialist", 25],
      ["kiem-tra", "Cấp huyện kiểm tra, trích đo", 4, "district", "specialist", 30],
      [
        "tham-dinh",
        "Sở Tài nguyên và Môi trường thẩm định",
        4,
        "province",
        "specialist",
        25,
        { department: LAND_DEPARTMENT },
      ],
      ["ky", "Lãnh đạo sở ký", 4, "province", "leader", 20, { department: LAND_DEPARTMENT, signs: true }],
      RETURN,
    ],
    edges: [
      ["tiep-nhan", "xac-nhan", "Chuyển xác nhận hiện trạng"],
      ["xac-nhan", "kiem-tra", "Chuyển cấp huyện"],
      ["kiem-tra", "xac-nhan", "Trả lại cấp dưới", "back"],
      ["kiem-tra", "tham-dinh", "Chuyển sở thẩm định"],
      ["tham-dinh", "kiem-tra", "Trả lại cấp huyện", "back"],
      ["tham-dinh", "ky", "Trình lãnh đạo ký"],
      ["ky", "tham-dinh", "Trả lại thẩm định", "back"],
      ["ky", "tra-ket-qua", "Chuyển kết quả về nơi nhận"],
    ],
  },
];
