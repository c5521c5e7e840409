import { z } from "zod";
import { keyOf } from "./province-records.ts";
import {
  type Duration,
  type Fee,
  type Level,
  PROCEDURE_CODE,
  type ProcedureRecord,
  procedureRecord,
} from "./record.ts";

const text = z
  .string()
  .nullish()
  .transform((said) => said?.normalize("NFC").trim() ?? "");

/** A record of the national database of procedures as its export writes it. */
const nationalRecord = z.object({
  code: z.string().trim().regex(PROCEDURE_CODE),
  name: z.string().trim().min(1),
  decision: text,
  level: text,
  field: text,
  steps: text,
  applicants: z.array(z.string()).default([]),
  executingAgency: text,
  competentAgency: text,
  coordinatingAgency: text,
  result: text,
  conditions: text,
  channels: z.array(z.object({ channel: text, duration: text, fee: text })).default([]),
  components: z
    .array(
      z.object({
        name: text,
        template: text,
        originals: z.coerce.number().int().min(0).nullish(),
        copies: z.coerce.number().int().min(0).nullish(),
      }),
    )
    .default([]),
  legalBases: z.array(z.object({ number: text, title: text })).default([]),
});

/** Why a record cannot be taken; a value, because an import goes on with the next. */
export interface NotTaken {
  readonly code: string;
  readonly vi: string;
  readonly en: string;
}

/**
 * Reads one national record as a record of the catalogue.
 * @param raw one element of the export
 * @param asOf day of the import (`yyyy-MM-dd`): the record says nothing of its own
 */
export function readNationalRecord(raw: unknown, asOf: string): ProcedureRecord | NotTaken {
  const parsed = nationalRecord.safeParse(raw);
  const code = codeOf(raw);
  if (!parsed.success) {
    const where = [...new Set(parsed.error.issues.map(({ path }) => path.join(".")))].join(", ");
    return { code, vi: `Thiếu hoặc sai: ${where}.`, en: `Missing or wrong: ${where}.` };
  }
  const national = parsed.data;
  const levels = levelsOf(national.level);
  if (levels.length === 0) {
    return {
      code,
      vi: `Không thuộc cấp tỉnh, huyện hoặc xã (${national.level || "không ghi cấp"}).`,
      en: `Not of province, district or commune (${national.level || "no level"}).`,
    };
  }
  const record = procedureRecord.safeParse(asRecord(national, levels, asOf));
  if (record.success) return record.data;
  const where = [...new Set(record.error.issues.map(({ path }) => path.join(".")))].join(", ");
  return { code, vi: `Thiếu hoặc quá dài: ${where}.`, en: `Missing or too long: ${where}.` };
}

function codeOf(raw: unknown): string {
  const code: unknown = typeof raw === "object" && raw !== null ? Reflect.get(raw, "code") : undefined;
  return typeof code === "string" ? code.slice(0, 60) : "";
}

function asRecord(
  national: z.output<typeof nationalRecord>,
  levels: readonly Level[],
  asOf: string,
): ProcedureRecord {
  const online = national.channels.some(({ channel }) => channelOf(channel) === 2);
  const unverified = ["Câu ngắn cho người dân, cách dân gọi và mức độ trực tuyến chưa được viết"];
  return {
    code: national.code,
    name: national.name,
    summary: "",
    field: { code: keyOf(national.field, "khac").toUpperCase(), name: national.field },
    levels: [...levels],
    serviceLevel: online ? 3 : 2,
    publishedBy: national.decision,
    implementingBody: national.executingAgency,
    competentBody: national.competentAgency || national.executingAgency,
    coordinatingBody: national.coordinatingAgency,
    department: "",
    targets: national.applicants.map((each) => each.trim()).filter(Boolean),
    targetText: "",
    lifeEvents: [],
    keywords: [],
    cases: [
      {
        key: "case-1",
        name: "Chung",
        formCode: null,
        workflowCode: null,
        steps: stepsOf(national.steps),
        channels: channelsOf(national.channels, national.code),
        components: national.components
          .filter(({ name }) => name !== "")
          .map(({ name, template, originals, copies }, index) => ({
            key: `paper-${index + 1}`,
            code: "",
            name,
            originals: originals ?? 0,
            copies: copies ?? 0,
            electronic: true,
            required: true,
            reusable: false,
            template,
          })),
      },
    ],
    results: [{ code: "", name: national.result }],
    conditions: national.conditions,
    legalBases: national.legalBases
      .filter(({ title, number }) => title !== "" || number !== "")
      .map(({ number, title }) => ({ number, title: title || number })),
    asOf,
    unverified,
  };
}

function levelsOf(said: string): readonly Level[] {
  const known: readonly [RegExp, Level][] = [
    [/cấp tỉnh/iu, "province"],
    [/cấp (quận\/)?huyện/iu, "district"],
    [/cấp xã/iu, "commune"],
  ];
  return known.filter(([pattern]) => pattern.test(said.normalize("NFC"))).map(([, level]) => level);
}

function channelOf(said: string): 1 | 2 | 3 | undefined {
  if (/trực tiếp/iu.test(said)) return 1;
  if (/trực tuyến/iu.test(said)) return 2;
  return /bưu chính/iu.test(said) ? 3 : undefined;
}

/** One entry a channel: an export repeats a channel once for each duration. */
function channelsOf(
  said: readonly { readonly channel: string; readonly duration: string; readonly fee: string }[],
  code: string,
): ProcedureRecord["cases"][number]["channels"] {
  const channels = new Map<1 | 2 | 3, { durations: Duration[]; fees: Fee[] }>();
  for (const each of said) {
    const channel = channelOf(each.channel);
    if (channel === undefined) continue;
    const entry = channels.get(channel) ?? { durations: [], fees: [] };
    channels.set(channel, entry);
    entry.durations.push(readDuration(each.duration));
    for (const line of each.fee.split("\n")) {
      const fee = readFee(line, `${code}-${entry.fees.length + 1}`);
      if (fee) entry.fees.push(fee);
    }
  }
  return [...channels].map(([channel, entry]) => ({ channel, ...entry }));
}

/** "20 Ngày làm việc", "0.5 Giờ", "Không quy định", or a sentence. */
export function readDuration(said: string): Duration {
  const match = /^(\d+(?:[.,]\d+)?)\s*(ngày làm việc|ngày|giờ)(?![\p{L}])\s*(.*)$/isu.exec(said.trim());
  const [, amount = "", unit = "", rest = ""] = match ?? [];
  if (!match) return { amount: 0, unit: "none", text: said.trim() };
  const word = unit.toLowerCase();
  return {
    amount: Number(amount.replace(",", ".")),
    unit: word === "giờ" ? "hour" : word === "ngày" ? "day" : "working-day",
    text: rest.trim(),
  };
}

/** "Phí : 50.000 Đồng (…)", "Lệ phí : 0.5 USD", "Phí : không Đồng". Undefined for a line that is no fee. */
export function readFee(line: string, code: string): Fee | undefined {
  const match = /^\s*(lệ phí|phí)\s*:\s*([\d.,]*|không)\s*(đồng|usd)\s*(.*)$/isu.exec(line);
  const [, kind = "", sum = "", currency = "", rest = ""] = match ?? [];
  if (!match) return undefined;
  const dong = currency.toLowerCase() === "đồng";
  const amount = /^không$/iu.test(sum)
    ? 0
    : sum === ""
      ? null
      : Number(dong ? sum.replace(/[.,]/g, "") : sum.replace(",", "."));
  return {
    code,
    kind: kind.toLowerCase() === "phí" ? "fee" : "charge",
    amount: amount !== null && Number.isFinite(amount) ? amount : null,
    currency: dong ? "VND" : "USD",
    text: rest.replace(/^\((.*)\)$/s, "$1").trim(),
    collect: 1,
  };
}

/** Steps stand in one text: "Bước 1: … Bước 2: …", or one a line. */
function stepsOf(said: string): string[] {
  const parts = said.split(/(?=(?:^|\s)Bước\s+\d+\s*[:.])/u).flatMap((part) => part.split(/\n+/));
  return parts
    .map((part) => part.trim())
    .filter(Boolean)
    .slice(0, 100);
}
