import { localDateOf } from "../../../core/calendar/index.ts";
import { type CsvRecord, isDay, type KnownBody, type PartContext } from "../../documents/index.ts";
import type { RecordsRule } from "../retention.ts";
import {
  ACCESS_LEVELS,
  type AccessLevel,
  FILE_KINDS,
  type FileKind,
  parseRetention,
  type Retention,
} from "../states.ts";
import { fileFields } from "../work-files/create-work-file.ts";
import type { FileRefusalCode } from "./refusals.ts";

const STATES = ["open", "closed", "deposited"] as const;

/** A line of `work-files.csv` with everything it names found in the directory. */
export interface WorkFileLine extends Retention {
  readonly record: CsvRecord;
  readonly key: string;
  readonly body: KnownBody;
  readonly unit: { readonly id: string; readonly name: string };
  /** Appointment; empty when whoever kept it has left. */
  readonly keeper: { readonly id: string; readonly name: string };
  readonly year: number;
  readonly notation: string;
  readonly title: string;
  readonly kind: FileKind;
  readonly access: AccessLevel;
  readonly language: string;
  readonly keywords: string;
  readonly description: string;
  readonly state: (typeof STATES)[number];
  /** `yyyy-MM-dd` */
  readonly openedOn: string;
  readonly closedOn: string | null;
}

/**
 * Reads a line; every reason why it cannot be taken is told, so that a file is mended in one round.
 *
 * @param ruleOf the law of retention on a day
 * @returns undefined when it cannot be taken
 */
export function parseWorkFileLine(
  record: CsvRecord,
  directory: PartContext["directory"],
  ruleOf: (day: string) => RecordsRule,
  wrong: (code: FileRefusalCode, detail: string) => void,
): WorkFileLine | undefined {
  let refused = false;
  const refuse = (code: FileRefusalCode, detail: string): void => {
    refused = true;
    wrong(code, detail);
  };
  const cell = (name: string): string => record.cells[name] ?? "";
  const key = cell("key");
  if (key === "" || key.length > 200) refuse("missing-key", key);
  const body = directory.body(cell("organisation"));
  if (!body?.ours) refuse("organisation", cell("organisation"));
  const year = Number(cell("year"));
  if (!/^(19|20)\d\d$/.test(cell("year"))) refuse("file-year", cell("year"));
  const retention = parseRetention(cell("retention"));
  const kind = FILE_KINDS.find((each) => each === (cell("kind") || "ordinary"));
  if (!kind) refuse("file-kind", cell("kind"));
  const access = ACCESS_LEVELS.find((each) => each === (cell("access") || "unit"));
  if (!access) refuse("file-access", cell("access"));
  const state = STATES.find((each) => each === (cell("state") || "closed"));
  if (!state) refuse("file-state", cell("state"));
  const texts = fileFields.safeParse({
    notation: cell("notation"),
    title: cell("title"),
    permanent: true,
    years: null,
    keywords: cell("keywords"),
    description: cell("description"),
    ...(cell("language") === "" ? {} : { language: cell("language") }),
  });
  for (const { path } of texts.error?.issues ?? []) {
    const name = String(path[0]);
    refuse(name === "notation" ? "file-notation" : name === "title" ? "file-title" : "file-text", cell(name));
  }
  const today = localDateOf(new Date());
  const openedOn = cell("opened") || `${cell("year")}-01-01`;
  const closedOn = state === "open" ? null : cell("closed");
  const wrongDays =
    !isDay(openedOn) ||
    openedOn > today ||
    (closedOn !== null && !(isDay(closedOn) && closedOn >= openedOn && closedOn <= today));
  if (wrongDays) refuse("file-day", `${openedOn} ${closedOn ?? ""}`);
  if (state === "open" && cell("closed") !== "") refuse("file-day", cell("closed"));
  if (!retention || (!wrongDays && (retention.years ?? 0) > ruleOf(openedOn).maximumYears))
    refuse("retention", cell("retention"));
  const keeper = keeperOf(cell("person"), body, state === "open");
  if (body && !keeper) refuse("person", cell("person"));
  const unit = cell("unit") === "" ? keeper?.unit : body?.unit(cell("unit"));
  if (body && cell("unit") !== "" && !unit) refuse("unit", cell("unit"));
  if (refused || !body || !keeper || !retention || !kind || !access || !state || !texts.success)
    return undefined;
  const { notation, title, language, keywords, description } = texts.data;
  return {
    record,
    key,
    body,
    // Who kept a file of a body without inner units, or has left it, kept it for the body.
    unit: unit ?? { id: body.id, name: body.name },
    keeper,
    year,
    notation,
    title,
    ...retention,
    kind,
    access,
    language,
    keywords,
    description,
    state,
    openedOn,
    closedOn,
  };
}

/** An open file must be somebody's who is in office; a closed one may have been kept by somebody who has left. */
function keeperOf(name: string, body: KnownBody | undefined, inOffice: boolean) {
  if (name === "") return undefined;
  const holder = body?.holder(name);
  if (holder) return holder;
  return inOffice ? undefined : { id: "", name: name.slice(0, 100), unit: undefined };
}
