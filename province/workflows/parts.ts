import type { WrittenStep, WrittenWorkflow } from "./written.ts";

/** What nearly every workflow begins and ends with. */
export const RECEIVE: WrittenStep = ["tiep-nhan", "Bộ phận một cửa tiếp nhận", 2, "receiver", "desk", 0];
export const RETURN: WrittenStep = ["tra-ket-qua", "Bộ phận một cửa trả kết quả", 9, "receiver", "desk", 0];
export const BACK_TO_COUNTER = "Chuyển kết quả về một cửa";

/** A room of the district examines, its head agrees, the district's leader signs, the clerk numbers it. */
export function roomOfDistrict(code: string, name: string, department: string): WrittenWorkflow {
  return throughRoom(code, name, department, "Lãnh đạo Ủy ban nhân dân huyện ký");
}

/** A room of the department that received it examines, its head agrees, a director signs, the clerk numbers it. */
export function roomOfDepartment(code: string, name: string, department: string): WrittenWorkflow {
  return throughRoom(code, name, department, "Lãnh đạo sở ký");
}

/** A room of the body that received it examines, and its head signs in his own right. */
export function signedByRoom(code: string, name: string, department: string): WrittenWorkflow {
  return {
    code,
    name,
    steps: [
      RECEIVE,
      ["tham-dinh", `${department} thẩm định`, 4, "receiver", "specialist", 70, { department }],
      ["ky", "Trưởng phòng ký kết quả", 4, "receiver", "head-of-unit", 30, { department, signs: true }],
      RETURN,
    ],
    edges: [
      ["tiep-nhan", "tham-dinh", "Chuyển thẩm định"],
      ["tham-dinh", "ky", "Trình trưởng phòng ký"],
      ["ky", "tham-dinh", "Trả lại thẩm định", "back"],
      ["ky", "tra-ket-qua", BACK_TO_COUNTER],
    ],
  };
}

function throughRoom(code: string, name: string, department: string, signing: string): WrittenWorkflow {
  return {
    code,
    name,
    steps: [
      RECEIVE,
      ["tham-dinh", `${department} thẩm định`, 4, "receiver", "specialist", 50, { department }],
      ["duyet", "Trưởng phòng duyệt", 4, "receiver", "head-of-unit", 20, { department }],
      ["ky", signing, 4, "receiver", "leader", 20, { signs: true }],
      ["phat-hanh", "Văn thư vào số, phát hành kết quả", 4, "receiver", "clerk", 10],
      RETURN,
    ],
    edges: [
      ["tiep-nhan", "tham-dinh", "Chuyển thẩm định"],
      ["tham-dinh", "duyet", "Trình trưởng phòng"],
      ["duyet", "tham-dinh", "Trả lại thẩm định", "back"],
      ["duyet", "ky", "Trình lãnh đạo ký"],
      ["ky", "tham-dinh", "Trả lại thẩm định", "back"],
      ["ky", "phat-hanh", "Chuyển văn thư"],
      ["phat-hanh", "tra-ket-qua", BACK_TO_COUNTER],
    ],
  };
}
