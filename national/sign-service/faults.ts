import { z } from "zod";

/** What can go wrong at a signer's computer, with the words the page has for it. */
export const FAULTS = {
  "no-token": "Chưa cắm thiết bị (token)",
  "wrong-pin": "Nhập sai mã PIN",
  cancelled: "Người ký bấm Hủy",
  "changes-document": "Phần mềm sửa nội dung văn bản trước khi ký",
  "rewrites-file": "Phần mềm ghi lại cả tệp thay vì ghi nối",
  "strangers-certificate": "Ký bằng chứng thư số của người lạ",
  "uploads-twice": "Gửi tệp đã ký hai lần",
  "breaks-off": "Phần mềm tắt giữa chừng",
  "never-answers": "Không bao giờ trả lời",
} as const;
export type Fault = keyof typeof FAULTS;

const isFault = (value: unknown): value is Fault => typeof value === "string" && Object.hasOwn(FAULTS, value);

/** Body of POST /faults; an empty object makes everything right again. */
export const faultsSchema = z.object({
  fault: z.custom<Fault>(isFault, `one of ${Object.keys(FAULTS).join(", ")}`).optional(),
  /** Only the next so many calls; default all. */
  times: z.int().min(1).optional(),
});
export type Faults = z.infer<typeof faultsSchema>;
