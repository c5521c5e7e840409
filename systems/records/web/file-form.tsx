import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { localDateOf } from "../../../core/calendar/index.ts";
import { type Appointment, findOrganisation, peopleOf } from "../../../core/directory/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
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
import { transact } from "../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatDate,
  Radios,
  SelectField,
  TextArea,
  TextField,
  useText,
} from "../../../core/ui/index.ts";
import { type CatalogueLine, getLineToOpen, linesToOpen } from "../catalogue/catalogue.ts";
import {
  ACCESS_LEVELS,
  ACCESS_WORDS,
  FILE_KIND_WORDS,
  FILE_KINDS,
  parseRetention,
  retentionWords,
} from "../states.ts";
import {
  createWorkFile,
  type FileFields,
  fileFields,
  proposeNotation,
} from "../work-files/create-work-file.ts";
import { editWorkFile } from "../work-files/edit-work-file.ts";
import { readWorkFile, type WorkFile } from "../work-files/work-file.ts";
import { refusedForm, requestIdOf } from "./forms.ts";
import { FILES_CRUMB, fileCrumb } from "./parts.tsx";

type Typed = Readonly<Record<string, string>>;

/** GET /files/new: of the list of files, or beside it. */
export async function newFilePage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const year = localDateOf(new Date()).slice(0, 4);
  const lineId = queryText(c, "line", 36);
  const line = lineId === "" ? undefined : await getLineToOpen(queries, actor, lineId);
  const body = await findOrganisation(queries, actor.organisationId, localDateOf(new Date()));
  const typed: Typed = line
    ? {
        year: String(line.year),
        notation: line.notation,
        title: line.title,
        retention: retentionWords(line).vi,
        keeper: line.keeper,
        line: line.id,
      }
    : {
        year,
        notation: await proposeNotation(queries, actor.organisationId, Number(year), body?.shortName ?? ""),
        keeper: actor.appointmentId,
        retention: "10 năm",
      };
  return await answerForm(c, { typed, errors: {} });
}

/** POST /files/new */
export async function createFileAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  try {
    const id = await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      const keeper = value(form, "keeper");
      const line = value(form, "line");
      const file = await createWorkFile(tx, actor, {
        ...readFields(form),
        year: readYear(form),
        ...(keeper === "" ? {} : { keeper }),
        ...(line === "" ? {} : { catalogueLine: line }),
      });
      return file.id;
    });
    return redirectTo(c, `/files/${id}`, {
      tone: "good",
      message: { vi: "Đã mở hồ sơ.", en: "The file is open." },
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerForm(c, { typed: typedOf(form), errors }, status);
  }
}

/** GET /files/:id/edit */
export async function editFilePage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { file } = await readWorkFile(c.var.house.database.queries, actor, c.req.param("id") ?? "");
  const typed: Typed = {
    notation: file.notation,
    title: file.title,
    retention: retentionWords(file).vi,
    keeper: file.keeper,
    kind: file.kind,
    access: file.access,
    language: file.language,
    keywords: file.keywords,
    description: file.description,
    version: String(file.version),
  };
  return await answerForm(c, { typed, errors: {}, file });
}

/** POST /files/:id/edit */
export async function editFileAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const id = c.req.param("id") ?? "";
  const form = await readForm(c);
  try {
    await transact(house, { actor, ...requestIdOf(form) }, async (tx) => {
      const keeper = value(form, "keeper");
      const fields = { ...readFields(form), ...(keeper === "" ? {} : { keeper }) };
      await editWorkFile(tx, actor, id, fields, Number(value(form, "version")));
      return id;
    });
    return redirectTo(c, `/files/${id}`, { tone: "good", message: { vi: "Đã lưu.", en: "Saved." } });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    const { file } = await readWorkFile(house.database.queries, actor, id);
    // What was typed stays; the version is the new one, so that a second press is a decision.
    const typed = { ...typedOf(form), version: String(file.version) };
    return await answerForm(c, { typed, errors, file }, status);
  }
}

const FIELDS = [
  "year",
  "notation",
  "title",
  "retention",
  "keeper",
  "kind",
  "access",
  "language",
  "keywords",
  "description",
  "line",
  "version",
] as const;

function typedOf(form: PostedForm): Typed {
  return Object.fromEntries(FIELDS.map((name) => [name, value(form, name)]));
}

const PROBLEMS: Readonly<Record<string, Sentence>> = {
  notation: {
    vi: "Ghi số và ký hiệu hồ sơ, tối đa 20 ký tự gồm chữ, số và dấu - . /",
    en: "Give a notation of at most 20 letters, digits, - . /",
  },
  title: { vi: "Ghi tiêu đề hồ sơ, tối đa 500 ký tự.", en: "Give a title of at most 500 characters." },
  retention: {
    vi: 'Ghi "Vĩnh viễn" hoặc số năm, ví dụ "10 năm".',
    en: 'Give "Vĩnh viễn" (permanent) or a number of years, for example "10 năm".',
  },
};

/** What was typed, checked. @throws FormRefusal with a sentence for each wrong field */
function readFields(form: PostedForm): FileFields {
  const retention = parseRetention(value(form, "retention"));
  const parsed = fileFields.safeParse({
    notation: value(form, "notation"),
    title: value(form, "title").replace(/\s+/g, " "),
    permanent: retention?.permanent ?? false,
    years: retention?.years ?? null,
    kind: value(form, "kind") || undefined,
    access: value(form, "access") || undefined,
    language: value(form, "language") || undefined,
    keywords: value(form, "keywords"),
    description: value(form, "description"),
  });
  const wrong = new Set(parsed.error?.issues.map((issue) => String(issue.path[0])) ?? []);
  if (!retention) wrong.add("retention");
  if (parsed.success && retention) return parsed.data;
  throw new FormRefusal(Object.fromEntries([...wrong].map((name) => [name, PROBLEMS[name] ?? TOO_LONG])));
}

const TOO_LONG: Sentence = { vi: "Nội dung quá dài.", en: "This is too long." };

function readYear(form: PostedForm): number {
  const year = Number(value(form, "year"));
  if (Number.isInteger(year) && year >= 1990 && year <= 2200) return year;
  throw new FormRefusal({
    year: { vi: "Ghi năm của hồ sơ, ví dụ 2026.", en: "Give the year of the file, for example 2026." },
  });
}

interface FormState {
  readonly typed: Typed;
  readonly errors: FieldErrors;
  /** Absent for a new one. */
  readonly file?: WorkFile;
}

async function answerForm(
  c: Context<HttpEnv>,
  state: FormState,
  status: 200 | 409 | 422 | 423 = 200,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const [people, lines] = await Promise.all([
    peopleOf(queries, actor.organisationId, localDateOf(new Date())),
    state.file ? [] : linesToOpen(queries, actor),
  ]);
  // A term that the law does not know is said beside the field that was typed.
  const errors = state.errors.years ? { ...state.errors, retention: state.errors.years } : state.errors;
  return await answerPage(
    c,
    {
      title: state.file
        ? { vi: "Sửa thông tin hồ sơ", en: "Change the file" }
        : { vi: "Mở hồ sơ công việc", en: "Open a work file" },
      crumbs: [FILES_CRUMB, ...(state.file ? [fileCrumb(state.file)] : [])],
      width: "narrow",
      children: <FileForm {...state} errors={errors} people={people} lines={lines} />,
    },
    status,
  );
}

function FileForm({
  typed,
  errors,
  file,
  people,
  lines,
}: FormState & {
  readonly people: readonly Appointment[];
  readonly lines: readonly (CatalogueLine & { readonly year: number })[];
}) {
  const text = useText();
  const shown = Object.fromEntries(Object.entries(errors).filter(([name]) => name !== "years"));
  return (
    <>
      <ErrorSummary errors={shown} />
      {lines.length > 0 && !typed.line && (
        <Card title={{ vi: "Theo danh mục hồ sơ, bạn cần mở", en: "The list of files asks you to open" }}>
          <ul class="tasks">
            {lines.map((line) => (
              <li key={line.id} class="task">
                <div class="task-words">
                  <a class="task-link" href={`/files/new?line=${line.id}`}>
                    {line.notation} {line.title}
                  </a>
                  <p class="task-hint">{`${line.year}, ${text(retentionWords(line))}`}</p>
                </div>
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Form
        action={file ? `/files/${file.id}/edit` : "/files/new"}
        method="post"
        transactionId={randomUUID()}
        keep={file ? `file:${file.id}:${file.version}` : `file:new:${typed.line ?? ""}`}
      >
        {typed.line && <input type="hidden" name="line" value={typed.line} />}
        {typed.version && <input type="hidden" name="version" value={typed.version} />}
        {!file && (
          <TextField
            name="year"
            label={{ vi: "Năm", en: "Year" }}
            value={typed.year}
            error={errors.year}
            inputMode="numeric"
            size={6}
            maxLength={4}
            readOnly={Boolean(typed.line)}
          />
        )}
        <TextField
          name="notation"
          label={{ vi: "Số và ký hiệu hồ sơ", en: "Notation" }}
          hint={{ vi: "Ví dụ 12-STTTT", en: "For example 12-STTTT" }}
          value={typed.notation}
          error={errors.notation}
          size={22}
          maxLength={20}
          readOnly={Boolean(typed.line)}
        />
        <TextArea
          name="title"
          label={{ vi: "Tiêu đề hồ sơ", en: "Title" }}
          hint={{
            vi: "Nêu loại văn bản chính, nội dung, tác giả, thời gian.",
            en: "Main documents, subject, author, time.",
          }}
          value={typed.title}
          error={errors.title}
          maxLength={500}
        />
        <TextField
          name="retention"
          label={{ vi: "Thời hạn lưu trữ", en: "Retention" }}
          hint={{ vi: '"Vĩnh viễn" hoặc số năm, ví dụ "10 năm"', en: '"Vĩnh viễn" or a number of years' }}
          value={typed.retention}
          error={errors.retention}
          size={14}
          maxLength={20}
        />
        <SelectField
          name="keeper"
          label={{ vi: "Người lập hồ sơ", en: "Keeper" }}
          options={people.map((person) => ({
            value: person.id,
            label: `${person.fullName}, ${person.title}, ${person.unitName}`,
          }))}
          value={typed.keeper}
          error={errors.keeper}
        />
        <Radios
          name="access"
          label={{ vi: "Ai được xem, ngoài người được cấp quyền", en: "Who reads it, beside people named" }}
          options={ACCESS_LEVELS.map((level) => ({ value: level, label: ACCESS_WORDS[level] }))}
          value={typed.access || "unit"}
          error={errors.access}
        />
        <Radios
          name="kind"
          label={{ vi: "Loại hồ sơ", en: "Kind" }}
          options={FILE_KINDS.map((kind) => ({ value: kind, label: FILE_KIND_WORDS[kind] }))}
          value={typed.kind || "ordinary"}
          error={errors.kind}
        />
        <TextField
          name="keywords"
          label={{ vi: "Từ khóa", en: "Keywords" }}
          value={typed.keywords}
          error={errors.keywords}
          maxLength={200}
          optional
        />
        <TextField
          name="language"
          label={{ vi: "Ngôn ngữ", en: "Language" }}
          value={typed.language || "Tiếng Việt"}
          error={errors.language}
          size={24}
          maxLength={50}
        />
        <TextArea
          name="description"
          label={{ vi: "Ghi chú", en: "Note" }}
          value={typed.description}
          error={errors.description}
          maxLength={500}
          optional
        />
        <Actions>
          <Button kind="primary" icon="check">
            {text(file ? { vi: "Lưu", en: "Save" } : { vi: "Mở hồ sơ", en: "Open the file" })}
          </Button>
          {file && <a href={`/files/${file.id}`}>{text({ vi: "Quay lại hồ sơ", en: "Back to the file" })}</a>}
        </Actions>
        {file && (
          <p class="field-hint">
            {text({
              vi: `Mở ngày ${formatDate(file.opened_on)}`,
              en: `Opened ${formatDate(file.opened_on)}`,
            })}
          </p>
        )}
      </Form>
    </>
  );
}
