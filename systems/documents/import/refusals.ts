import type { Sentence } from "../../../core/errors.ts";
import type { CsvRecord } from "./read-csv.ts";

/** Why a line of an import is not taken. The codes are stable: reports are read by programs too. */
export const REFUSALS = {
  "missing-key": { vi: "Thiếu mã của văn bản trong hệ thống cũ", en: "The key of the old system is missing" },
  "known-key": { vi: "Mã này đã được nhập trước đó", en: "This key has been imported before" },
  "repeated-key": { vi: "Mã này đứng ở hai dòng", en: "This key stands in two lines" },
  "unknown-key": { vi: "Không có văn bản nào mang mã này", en: "No document has this key" },
  direction: {
    vi: "Cột direction phải là incoming hoặc outgoing",
    en: "direction must be incoming or outgoing",
  },
  organisation: {
    vi: "Không có cơ quan nào của tỉnh mang mã này",
    en: "No organisation of the province has this code",
  },
  unit: { vi: "Cơ quan không có đơn vị này", en: "The organisation has no such unit" },
  person: { vi: "Không có người nào như vậy trong cơ quan", en: "No such person in the organisation" },
  number: { vi: "Số văn bản thiếu hoặc dài quá 11 ký tự", en: "The number is missing or longer than 11" },
  notation: { vi: "Ký hiệu thiếu hoặc dài quá 30 ký tự", en: "The notation is missing or longer than 30" },
  date: { vi: "Ngày văn bản không phải là ngày (yyyy-MM-dd)", en: "The date is not a day (yyyy-MM-dd)" },
  type: { vi: "Không có loại văn bản này (Nghị định 30/2020 Điều 7)", en: "There is no such document type" },
  abstract: {
    vi: "Trích yếu thiếu hoặc dài quá 500 ký tự",
    en: "The abstract is missing or longer than 500",
  },
  issuer: {
    vi: "Thiếu cơ quan ban hành, hoặc tên dài quá 200 ký tự",
    en: "The issuer is missing or longer than 200",
  },
  signer: { vi: "Thiếu người ký, hoặc tên dài quá 50 ký tự", en: "The signer is missing or longer than 50" },
  arrived: { vi: "Ngày đến không phải là ngày", en: "The day of arrival is not a day" },
  "arrival-number": {
    vi: "Số đến không phải là số nguyên dương",
    en: "The arrival number is not a whole number",
  },
  "number-taken": {
    vi: "Số này của sổ đã có văn bản khác",
    en: "Another document has this number of the register",
  },
  "book-closed": {
    vi: "Sổ của năm này đã khóa, không ghi thêm được",
    en: "The register of this year is closed and takes no more entries",
  },
  state: { vi: "Trạng thái không nhập được", en: "This state cannot be imported" },
  urgency: { vi: "Độ khẩn phải từ 0 đến 4", en: "Urgency must be 0 to 4" },
  secrecy: { vi: "Độ mật phải từ 0 đến 3", en: "Secrecy must be 0 to 3" },
  leader: {
    vi: "Không có lãnh đạo này đang công tác trong cơ quan",
    en: "No such leader in office in the organisation",
  },
  cooperating: {
    vi: "Đơn vị phối hợp không có, trùng nhau, hoặc thiếu đơn vị chủ trì",
    en: "A co-operating unit is unknown or named twice, or there is no lead unit",
  },
  directive: { vi: "Bút phê dài quá 1.000 ký tự", en: "The directive is longer than 1,000" },
  "person-deadline": {
    vi: "Hạn của người xử lý không phải là ngày, sau hạn của văn bản, hoặc không có người xử lý",
    en: "The person's deadline is no day, after the document's, or nobody is named",
  },
  deadline: { vi: "Hạn xử lý không phải là ngày", en: "The deadline is not a day" },
  file: { vi: "Không đọc được tệp trong thư mục nhập", en: "The file cannot be read from the folder" },
  "file-type": { vi: "Tệp chính phải là PDF", en: "The main file must be a PDF" },
  "file-size": { vi: "Tệp lớn quá mức cho phép", en: "The file is larger than allowed" },
  "file-hash": { vi: "Tệp không khớp SHA-256 đã ghi", en: "The file does not match its SHA-256" },
  "file-missing": { vi: "Văn bản đi phải có tệp", en: "An outgoing document needs its file" },
  recipients: { vi: "Có nơi nhận không tìm thấy theo mã", en: "A recipient's code is unknown" },
  "secret-recipients": {
    vi: "Văn bản mật không có nơi nhận điện tử (Quyết định 28/2018 Điều 1.2)",
    en: "A secret document has no electronic recipients",
  },
  "secret-unit": {
    vi: "Văn bản mật chỉ cấp quyền xem cho từng người, không cho đơn vị",
    en: "The right to a secret document is given to people, not to units",
  },
  year: { vi: "Năm của sổ không đúng", en: "The year of the register is not right" },
  "register-behind": {
    vi: "Số cuối của sổ nhỏ hơn số đã có; sổ không lùi",
    en: "The last number is below one already given; a register does not go back",
  },
} as const satisfies Readonly<Record<string, Sentence>>;

export type RefusalCode = keyof typeof REFUSALS;

/** One reason why a line was not taken. */
export interface LineRefusal {
  readonly file: string;
  readonly line: number;
  readonly key: string;
  /** One of `REFUSALS`, or a code that another room has named. */
  readonly code: string;
  /** The value that is not right. */
  readonly detail: string;
}

const words = new Map<string, Sentence>(Object.entries(REFUSALS));

/** Another room's reasons why it takes a line of its files not, in words for the report. */
export function nameRefusals(more: Readonly<Record<string, Sentence>>): void {
  for (const [code, sentence] of Object.entries(more)) words.set(code, sentence);
}

/** The reason in words; a code of another release is shown as it is. */
export function reasonOf(code: string): Sentence {
  return words.get(code) ?? { vi: code, en: code };
}

/** What a batch of lines comes to: collects who was refused and why. */
export async function refusing<Code extends string>(
  file: string,
  work: (refuse: (record: CsvRecord, code: Code, detail: string) => void) => Promise<void>,
): Promise<readonly LineRefusal[]> {
  const refused: LineRefusal[] = [];
  await work(({ line, cells }, code, detail) =>
    refused.push({
      file,
      line,
      key: (cells.key ?? cells.file ?? "").slice(0, 200),
      code,
      detail: detail.slice(0, 200),
    }),
  );
  return refused;
}
