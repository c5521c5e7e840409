import { DOSSIER_FIELDS, type FieldRule, PROGRESS_FIELDS } from "./fields.ts";

/** A record of the wire after it was checked: texts and lists of records. */
export interface WireRecord {
  readonly [name: string]: string | readonly WireRecord[];
}

export type Checked = { readonly record: WireRecord } | { readonly problems: readonly string[] };

/** Checks a HoSo field by field, then what its state asks of it. */
export function checkDossier(value: unknown): Checked {
  const checked = checkFields(value, DOSSIER_FIELDS, "");
  if ("problems" in checked) return checked;
  const problems = [...identityProblems(checked.record), ...stateProblems(checked.record)];
  return problems.length > 0 ? { problems } : checked;
}

/** Checks a TienTrinh field by field. */
export function checkProgress(value: unknown): Checked {
  return checkFields(value, PROGRESS_FIELDS, "");
}

/** A text field of a checked record; empty when it is absent. */
export function textOf(record: WireRecord, name: string): string {
  const value = record[name];
  return typeof value === "string" ? value : "";
}

function listOf(record: WireRecord, name: string): readonly WireRecord[] {
  const value = record[name];
  return typeof value === "object" ? value : [];
}

function checkFields(value: unknown, rules: readonly FieldRule[], at: string): Checked {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return { problems: [`${at || "data"}: không phải một bản ghi`] };
  const given = new Map(Object.entries(value));
  const problems: string[] = [];
  const record: Record<string, string | readonly WireRecord[]> = {};
  for (const rule of rules) {
    const field = given.get(rule.name);
    given.delete(rule.name);
    if (rule.list) {
      const lines = checkList(field, rule.list, at + rule.name);
      problems.push(...lines.problems);
      if (lines.records.length > 0) record[rule.name] = lines.records;
      continue;
    }
    const text = field === undefined || field === null ? "" : field;
    const problem = typeof text === "string" ? problemOf(text, rule) : "phải là chuỗi";
    if (problem !== undefined) problems.push(`${at}${rule.name}: ${problem}`);
    else if (typeof text === "string" && text !== "") record[rule.name] = text;
  }
  for (const name of given.keys()) problems.push(`${at}${name}: không có trong đặc tả`);
  return problems.length > 0 ? { problems } : { record };
}

function checkList(field: unknown, rules: readonly FieldRule[], at: string) {
  if (field === undefined || field === null) return { records: [], problems: [] };
  if (!Array.isArray(field)) return { records: [], problems: [`${at}: không phải danh sách`] };
  const checked = field.map((line, index) => checkFields(line, rules, `${at}[${index}].`));
  return {
    records: checked.flatMap((line) => ("record" in line ? [line.record] : [])),
    problems: checked.flatMap((line) => ("problems" in line ? line.problems : [])),
  };
}

/** Says what is wrong without repeating the value: it may be somebody's number. */
function problemOf(text: string, rule: FieldRule): string | undefined {
  if (text.trim() === "")
    return rule.mandatory ? "bắt buộc" : text === "" ? undefined : "chỉ có khoảng trắng";
  if (rule.max !== undefined && [...text].length > rule.max) return `dài quá ${rule.max} ký tự`;
  if (rule.codes && !rule.codes.includes(text)) return `không thuộc danh mục ${rule.codes.join(", ")}`;
  if (rule.pattern && !rule.pattern.test(text)) return "sai định dạng";
  if (rule.date && momentOf(text) === undefined) return "không phải thời điểm yyyyMMddHHmmss";
  return undefined;
}

/** A real moment of Vietnam time; undefined when it is none. */
export function momentOf(text: string): Date | undefined {
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const moment = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}+07:00`);
  // A day or an hour that does not exist is no moment, also where a parser would roll it over.
  if (Number.isNaN(moment.getTime())) return undefined;
  const back = new Date(moment.getTime() + 7 * 3_600_000).toISOString().replace(/\D/g, "").slice(0, 14);
  return back === text ? moment : undefined;
}

const LENGTHS: Readonly<Record<string, number>> = { "1": 12, "2": 9 };

function identityProblems(record: WireRecord): string[] {
  const lines = listOf(record, "DinhDanhCHS").flatMap((line, index) =>
    textOf(line, "SoDinhDanh").length === LENGTHS[textOf(line, "LoaiDinhDanh")]
      ? []
      : [`DinhDanhCHS[${index}].SoDinhDanh: độ dài không đúng loại định danh`],
  );
  const online = textOf(record, "KenhThucHien") === "2";
  return textOf(record, "MaDoiTuong") !== "" && !online
    ? [...lines, "MaDoiTuong: chỉ dùng cho hồ sơ nộp trực tuyến"]
    : lines;
}

/** Clocks of two systems differ by some minutes. */
const AHEAD_MS = 10 * 60_000;

function stateProblems(record: WireRecord): string[] {
  const state = textOf(record, "TrangThaiHoSo");
  const has = (name: string) => textOf(record, name) !== "";
  const problems: string[] = [];
  const needs = (when: boolean, name: string) => {
    if (when && !has(name)) problems.push(`${name}: bắt buộc khi TrangThaiHoSo là ${state}`);
  };
  const only = (states: readonly string[], name: string) => {
    if (has(name) && !states.includes(state))
      problems.push(`${name}: không dùng khi TrangThaiHoSo là ${state}`);
  };
  needs(state === "3", "NgayTuChoi");
  only(["3"], "NgayTuChoi");
  needs(["3", "7", "8", "9", "10"].includes(state), "NgayKetThucXuLy");
  needs(state === "10", "NgayTra");
  only(["10"], "NgayTra");
  const asked = listOf(record, "DanhSachHoSoBoSung");
  if (state === "5" && !asked.some((line) => textOf(line, "NgayTiepNhanBoSung") === ""))
    problems.push("DanhSachHoSoBoSung: phải có yêu cầu bổ sung chưa trả lời khi TrangThaiHoSo là 5");
  const filed = momentOf(textOf(record, "NgayNopHoSo"));
  const received = momentOf(textOf(record, "NgayTiepNhan"));
  if (filed && received && received < filed) problems.push("NgayTiepNhan: trước NgayNopHoSo");
  if (received && received.getTime() > Date.now() + AHEAD_MS) problems.push("NgayTiepNhan: ở tương lai");
  return problems;
}
