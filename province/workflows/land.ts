import { BACK_TO_COUNTER, RECEIVE, RETURN } from "./parts.ts";
import type { WrittenWorkflow } from "./written.ts";

const LAND_DEPARTMENT = "Sở Tài nguyên và Môi trường";
/** Looks after land at the district; the branch of the land registry sits there until the directory has it as a body. */
const LAND_ROOM = "Phòng Tài nguyên và Môi trường";

/** Đất đai (Luật Đất đai 45/2013/QH13 Art. 105; NĐ 43/2014/NĐ-CP Art. 37, 70–79): who signs depends on the matter. */
export const landWorkflows: readonly WrittenWorkflow[] = [
  {
    // New certificates after a transfer, a division, an exchange: the department signs.
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
  {
    // First certificates of households and changes of purpose: the district's committee decides.
    code: "dat-dai-huyen",
    name: "Đất đai liên thông xã, huyện",
    steps: [
      RECEIVE,
      ["xac-nhan", "Xác nhận hiện trạng, niêm yết công khai", 4, "receiver", "specialist", 35],
      ["kiem-tra", "Phòng Tài nguyên và Môi trường thẩm tra", 4, "district", "specialist", 35, room()],
      ["duyet", "Trưởng phòng duyệt", 4, "district", "head-of-unit", 10, room()],
      ["ky", "Lãnh đạo Ủy ban nhân dân huyện ký", 4, "district", "leader", 20, { signs: true }],
      RETURN,
    ],
    edges: [
      ["tiep-nhan", "xac-nhan", "Chuyển xác nhận hiện trạng"],
      ["xac-nhan", "kiem-tra", "Chuyển thẩm tra"],
      ["kiem-tra", "xac-nhan", "Trả lại xác nhận", "back"],
      ["kiem-tra", "duyet", "Trình trưởng phòng"],
      ["duyet", "kiem-tra", "Trả lại thẩm tra", "back"],
      ["duyet", "ky", "Trình lãnh đạo huyện"],
      ["ky", "kiem-tra", "Trả lại thẩm tra", "back"],
      ["ky", "tra-ket-qua", "Chuyển kết quả về nơi nhận"],
    ],
  },
  {
    // What is only written onto a certificate: the registry checks and signs, often within the day.
    code: "dat-dai-chinh-ly",
    name: "Đăng ký, xác nhận thay đổi trên Giấy chứng nhận",
    steps: [
      RECEIVE,
      ["kiem-tra", "Đối chiếu hồ sơ địa chính, ghi thay đổi", 4, "district", "specialist", 70, room()],
      ["ky", "Người phụ trách đăng ký đất đai ký", 4, "district", "head-of-unit", 30, room(true)],
      RETURN,
    ],
    edges: [
      ["tiep-nhan", "kiem-tra", "Chuyển đăng ký đất đai"],
      ["kiem-tra", "ky", "Trình ký"],
      ["ky", "kiem-tra", "Trả lại kiểm tra", "back"],
      ["ky", "tra-ket-qua", BACK_TO_COUNTER],
    ],
  },
];

function room(signs?: true) {
  return { department: LAND_ROOM, ...(signs ? { signs } : {}) };
}
