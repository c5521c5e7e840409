/** Why an official opens a dossier; a citizen reads it under "who looked". */
export const LOOK_PURPOSES = {
  handle: "Tiếp nhận, xử lý hồ sơ",
  answer: "Trả lời người dân hỏi về hồ sơ",
  check: "Kiểm tra, giám sát việc giải quyết",
  consult: "Tham khảo khi xử lý hồ sơ liên quan",
} as const;
export type LookPurposeKey = keyof typeof LOOK_PURPOSES;
