import { Readable } from "node:stream";
import type { Context } from "hono";
import { assertMay, may } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { type Appointment, peopleOf } from "../../../core/directory/index.ts";
import { FormRefusal, notFound, Refusal, type Sentence } from "../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  type Form as PostedForm,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../core/http/index.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { type FieldErrors, formatDate, parseDay } from "../../../core/ui/index.ts";
import { writeXlsx } from "../../documents/index.ts";
import {
  type Catalogue,
  type CatalogueLine,
  catalogueYears,
  findCatalogue,
  type LineFields,
  linesOf,
  removeLine,
  saveLine,
} from "../catalogue/catalogue.ts";
import { ImportStopped, importCatalogue, type RowProblem } from "../catalogue/import-catalogue.ts";
import { issueCatalogue } from "../catalogue/issue-catalogue.ts";
import { readCatalogueSheet } from "../catalogue/read-sheet.ts";
import { SHEET_COLUMNS } from "../catalogue/sheet-columns.ts";
import { mayDraftCatalogue, mayIssueCatalogue, mayReadCatalogue } from "../permissions.ts";
import { parseRetention, retentionWords } from "../states.ts";
import { CatalogueView } from "./catalogue-view.tsx";
import { answerExport, kindOf, streamAnswer } from "./export.ts";
import { refusedForm, requestIdOf } from "./forms.ts";
import { FILES_CRUMB } from "./parts.tsx";

const MOST_SHEET_BYTES = 10 * 1024 * 1024;

/** Everything the page of a year's list shows. */
export interface CataloguePage {
  readonly actor: PersonActor;
  readonly year: number;
  readonly years: readonly number[];
  readonly catalogue: Catalogue | undefined;
  readonly lines: readonly CatalogueLine[];
  readonly people: readonly Appointment[];
  readonly mayDraft: boolean;
  readonly mayIssue: boolean;
  readonly errors: FieldErrors;
  readonly problems: readonly RowProblem[];
  readonly typed: (name: string) => string;
  /** The line that is being changed. */
  readonly edited: CatalogueLine | undefined;
}

/** GET /files/catalogues/:year */
export async function cataloguePage(c: Context<HttpEnv>): Promise<Response> {
  return await answerCatalogue(c, {}, 200);
}

/** GET /files/catalogues/:year/list.xlsx and .pdf; the sheet is what the import reads. */
export async function catalogueExport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  assertMay(actor, mayReadCatalogue, actor);
  const year = yearOf(c);
  const catalogue = await findCatalogue(queries, actor.organisationId, year);
  const lines = catalogue ? await linesOf(queries, catalogue.id) : [];
  return await answerExport(c, {
    actor,
    kind: kindOf(c),
    title: `Danh mục hồ sơ năm ${year}`,
    subtitle: catalogue?.decided_on
      ? `Ban hành kèm theo ${catalogue.decision} ngày ${formatDate(catalogue.decided_on)}`
      : "Dự thảo",
    columns: SHEET_COLUMNS.map(({ key, label, width }) => ({ key, label, width })),
    rows: lines.flatMap((line, index) => {
      const heading = line.heading !== "" && line.heading !== lines[index - 1]?.heading;
      const empty = { notation: "", retention: "", keeper: "", unit: "", note: "" };
      return [...(heading ? [{ ...empty, title: line.heading }] : []), cellsOf(line)];
    }),
  });
}

function cellsOf(line: CatalogueLine): Readonly<Record<string, string>> {
  return {
    notation: line.notation,
    title: line.title,
    retention: retentionWords(line).vi,
    keeper: line.keeper_name,
    unit: line.unit_name,
    note: line.note,
  };
}

/** GET /files/catalogues/template.xlsx */
export async function catalogueTemplate(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const example = {
    notation: "01-VP",
    title: "Hồ sơ xây dựng, ban hành chương trình công tác năm",
    retention: "Vĩnh viễn",
    keeper: actor.fullName,
    unit: "",
    note: "",
  };
  const stream = writeXlsx({
    title: "Danh mục hồ sơ",
    subtitle: "Dòng không có số và ký hiệu là đề mục. Thời hạn: Vĩnh viễn, hoặc số năm.",
    organisation: "",
    placeAndDate: "",
    columns: SHEET_COLUMNS.map(({ key, label, width }) => ({ key, label, width })),
    rows: Readable.from([
      { notation: "", title: "I. Tổng hợp", retention: "", keeper: "", unit: "", note: "" },
      example,
    ]),
  });
  return streamAnswer(
    stream,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "Biểu mẫu danh mục hồ sơ.xlsx",
  );
}

/** POST /files/catalogues/:year/import */
export async function importAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const year = yearOf(c);
  assertMay(actor, mayDraftCatalogue, actor);
  const form = await readForm(c, { maxFileBytes: MOST_SHEET_BYTES });
  try {
    const [file] = form.files.get("files") ?? [];
    if (!file) throw new FormRefusal({ files: { vi: "Chọn tệp XLSX.", en: "Choose an XLSX file." } });
    const rows = await readCatalogueSheet(await house.files.bytes(file.sha256));
    const result = await transact(house, { actor, ...requestIdOf(form) }, (tx) =>
      importCatalogue(tx, actor, year, rows),
    );
    return redirectTo(c, `/files/catalogues/${year}`, {
      tone: "good",
      message: {
        vi: `Đã nhập: ${result.added} mới, ${result.changed} cập nhật, ${result.same} không đổi.`,
        en: `Imported: ${result.added} new, ${result.changed} changed, ${result.same} as they were.`,
      },
    });
  } catch (error) {
    if (error instanceof ImportStopped) {
      const errors = {
        files: {
          vi: `${error.problems.length} chỗ chưa đúng, chưa nhập dòng nào. Sửa trong bảng rồi nhập lại.`,
          en: `${error.problems.length} problems; nothing was imported. Correct the sheet and try again.`,
        },
      };
      return await answerCatalogue(c, { errors, problems: error.problems }, 422);
    }
    const { errors, status } = refusedForm(error);
    return await answerCatalogue(c, { errors }, status);
  }
}

/** POST /files/catalogues/:year/line, /remove and /issue */
export async function catalogueAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const year = yearOf(c);
  const form = await readForm(c);
  const run = ACTIONS[c.req.path.split("/").at(-1) ?? ""];
  if (!run) throw notFound();
  try {
    await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      await run(tx, actor, year, form);
      return year;
    });
    return redirectTo(c, `/files/catalogues/${year}`, {
      tone: "good",
      message: { vi: "Đã lưu danh mục.", en: "The list is saved." },
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerCatalogue(c, { errors, typed: (name) => value(form, name) }, status);
  }
}

type Run = (
  tx: Parameters<typeof saveLine>[0],
  actor: PersonActor,
  year: number,
  form: PostedForm,
) => Promise<unknown>;

const ACTIONS: Readonly<Record<string, Run>> = {
  line: (tx, actor, year, form) => {
    const id = value(form, "line");
    return saveLine(tx, actor, year, lineFieldsOf(form), id === "" ? undefined : id);
  },
  remove: (tx, actor, year, form) => removeLine(tx, actor, year, value(form, "line")),
  issue: (tx, actor, year, form) => {
    assertMay(actor, mayIssueCatalogue, actor);
    const decision = value(form, "decision");
    const decidedOn = parseDay(value(form, "decidedOn"));
    const problems: Record<string, Sentence> = {};
    if (decision === "" || decision.length > 100)
      problems.decision = { vi: "Ghi số, ký hiệu quyết định.", en: "Give the decision's number." };
    if (!decidedOn) problems.decidedOn = { vi: "Ghi ngày ban hành.", en: "Give the day." };
    if (!decidedOn || Object.keys(problems).length > 0) throw new FormRefusal(problems);
    return issueCatalogue(tx, actor, year, { decision, decidedOn });
  },
};

function lineFieldsOf(form: PostedForm): LineFields {
  const retention = parseRetention(value(form, "retention"));
  const notation = value(form, "notation");
  const title = value(form, "title").replace(/\s+/g, " ");
  const problems: Record<string, Sentence> = {};
  if (!/^[\p{L}\p{N}][\p{L}\p{N}./-]{0,19}$/u.test(notation))
    problems.notation = {
      vi: "Tối đa 20 ký tự gồm chữ, số và dấu - . /",
      en: "At most 20 letters, digits, - . /",
    };
  if (title === "" || title.length > 500)
    problems.title = { vi: "Ghi tiêu đề, tối đa 500 ký tự.", en: "Give a title of at most 500 characters." };
  if (!retention)
    problems.retention = { vi: 'Ghi "Vĩnh viễn" hoặc số năm.', en: 'Give "Vĩnh viễn" or a number of years.' };
  if (!retention || Object.keys(problems).length > 0) throw new FormRefusal(problems);
  return {
    heading: value(form, "heading").slice(0, 200),
    notation,
    title,
    ...retention,
    keeper: value(form, "keeper"),
    note: value(form, "note").slice(0, 500),
  };
}

function yearOf(c: Context<HttpEnv>): number {
  const year = Number(c.req.param("year"));
  if (!Number.isInteger(year) || year < 1990 || year > 2200) throw notFound();
  return year;
}

async function answerCatalogue(
  c: Context<HttpEnv>,
  given: Partial<Pick<CataloguePage, "errors" | "problems" | "typed">>,
  status: 200 | 409 | 422 | 423,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  assertMay(actor, mayReadCatalogue, actor);
  const year = yearOf(c);
  const catalogue = await findCatalogue(queries, actor.organisationId, year);
  const mayDraft = may(actor, mayDraftCatalogue, actor);
  const [lines, people, years] = await Promise.all([
    catalogue ? linesOf(queries, catalogue.id) : [],
    mayDraft ? peopleOf(queries, actor.organisationId, localDateOf(new Date())) : [],
    catalogueYears(queries, actor.organisationId),
  ]);
  const wanted = given.typed?.("line") || queryText(c, "line", 36);
  const edited = lines.find((line) => line.id === wanted);
  if (edited?.file_id && status === 200) {
    throw new Refusal("records.line-in-use", 409, {
      vi: "Dòng này đã có hồ sơ nên không sửa được.",
      en: "This line has its file and stays as it is.",
    });
  }
  const view: CataloguePage = {
    actor,
    year,
    years,
    catalogue,
    lines,
    people,
    mayDraft,
    mayIssue: may(actor, mayIssueCatalogue, actor) && catalogue?.state === "drafted" && lines.length > 0,
    errors: given.errors ?? {},
    problems: given.problems ?? [],
    typed: given.typed ?? (() => ""),
    edited,
  };
  return await answerPage(
    c,
    {
      title: { vi: `Danh mục hồ sơ năm ${year}`, en: `List of files of ${year}` },
      lead: catalogue?.decided_on
        ? {
            vi: `Ban hành theo ${catalogue.decision} ngày ${formatDate(catalogue.decided_on)}, ${catalogue.issued_by_name}.`,
            en: `Issued by ${catalogue.decision} on ${formatDate(catalogue.decided_on)}, ${catalogue.issued_by_name}.`,
          }
        : { vi: "Chưa ban hành.", en: "Not issued yet." },
      crumbs: [FILES_CRUMB],
      children: <CatalogueView page={view} />,
    },
    status,
  );
}
