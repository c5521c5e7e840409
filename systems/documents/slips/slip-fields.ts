import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import { missingCharacters } from "../composing/pdf/face.ts";
import { clean } from "../composing/text/parse-text.ts";

/** What is written on a slip, as typed. */
export interface SlipFields {
  /** "Kính gửi". */
  readonly addressee: string;
  /** Vấn đề trình. */
  readonly matter: string;
  /** Tóm tắt nội dung. */
  readonly summary: string;
  /** Ý kiến của các đơn vị. */
  readonly opinions: string;
  /** Kiến nghị. */
  readonly proposal: string;
}

export const SLIP_LENGTHS: Readonly<Record<keyof SlipFields, number>> = {
  addressee: 300,
  matter: 1_000,
  summary: 10_000,
  opinions: 10_000,
  proposal: 5_000,
};
const NAMES: readonly (keyof SlipFields)[] = ["addressee", "matter", "summary", "opinions", "proposal"];
const NEEDED: readonly (keyof SlipFields)[] = ["addressee", "matter", "proposal"];

/** Reads what was typed. @throws FormRefusal with a sentence per field */
export function parseSlipFields(typed: SlipFields): SlipFields {
  const fields: SlipFields = {
    addressee: clean(typed.addressee).trim(),
    matter: clean(typed.matter).trim(),
    summary: clean(typed.summary).trim(),
    opinions: clean(typed.opinions).trim(),
    proposal: clean(typed.proposal).trim(),
  };
  const problems: Record<string, Sentence> = {};
  for (const name of NAMES) {
    const most = SLIP_LENGTHS[name];
    const strange = missingCharacters(fields[name]).slice(0, 5).join(" ");
    if (fields[name].length > most)
      problems[name] = { vi: `Nhiều nhất ${most} ký tự.`, en: `At most ${most} characters.` };
    else if (strange !== "")
      problems[name] = {
        vi: `Phông chữ không có ký tự ${strange}. Thay bằng chữ khác.`,
        en: `The font has no character ${strange}. Use another.`,
      };
  }
  for (const name of NEEDED)
    if (fields[name] === "") problems[name] = { vi: "Cần điền mục này.", en: "This is needed." };
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  return fields;
}
