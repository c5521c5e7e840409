import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { FormRefusal, notFound, type Sentence } from "../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  type Form as PostedForm,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
  values,
} from "../../../core/http/index.ts";
import { transact } from "../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Card,
  Checkboxes,
  DateField,
  ErrorSummary,
  type FieldErrors,
  FileDrop,
  Form,
  formatDate,
  LinkButton,
  parseDay,
  TextField,
  useText,
} from "../../../core/ui/index.ts";
import { describeDocuments, type FiledDocument, findDocuments } from "../../documents/index.ts";
import { addDocuments, addMaterial } from "../work-files/add-items.ts";
import { type ListedFile, listWorkFiles } from "../work-files/list-work-files.ts";
import { isUuid, nextFileState, readWorkFile, type WorkFile } from "../work-files/work-file.ts";
import { refusedForm, requestIdOf } from "./forms.ts";
import { FILES_CRUMB, FilterWords, fileCrumb } from "./parts.tsx";

const MOST_MATERIAL_BYTES = 100 * 1024 * 1024;
const FOUND = 30;

/** GET /files/add?document=: which of my files shall hold the document. */
export async function addToFilesPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerAddToFiles(c, queryText(c, "document", 36), {}, 200);
}

/** POST /files/add: puts one document into the chosen files. */
export async function addToFiles(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const documentId = value(form, "document");
  try {
    const chosen = [...new Set(values(form, "file"))].sort();
    if (chosen.length === 0) throw new FormRefusal({ file: CHOOSE_FILE });
    const document = await readable(c, documentId);
    await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) => {
      for (const id of chosen) await addDocuments(tx, actor, id, [documentId]);
      return chosen;
    });
    return redirectTo(c, document.href, {
      tone: "good",
      message: {
        vi: `Đã đưa văn bản vào ${chosen.length} hồ sơ.`,
        en: `The document is now in ${chosen.length} more files.`,
      },
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerAddToFiles(c, documentId, errors, status);
  }
}

const CHOOSE_FILE: Sentence = { vi: "Chọn ít nhất một hồ sơ.", en: "Choose at least one file." };

async function readable(c: Context<HttpEnv>, id: string): Promise<FiledDocument> {
  const { actor } = requireSession(c);
  const found = isUuid(id)
    ? (await describeDocuments(c.var.house.database.queries, [id])).get(id)
    : undefined;
  if (!found?.readable(actor)) throw notFound();
  return found;
}

async function answerAddToFiles(
  c: Context<HttpEnv>,
  documentId: string,
  errors: FieldErrors,
  status: 200 | 409 | 422 | 423,
): Promise<Response> {
  const { actor } = requireSession(c);
  const document = await readable(c, documentId);
  const typed = queryText(c, "q", 200);
  const { rows } = await listWorkFiles(
    c.var.house.database.queries,
    actor,
    { addable: true, ...(typed === "" ? {} : { text: typed }) },
    { sort: "notation", descending: true, limit: 100, offset: 0 },
  );
  return await answerPage(
    c,
    {
      title: { vi: "Thêm vào hồ sơ", en: "Add to work files" },
      lead: [document.symbol, document.abstract].filter(Boolean).join(" · "),
      crumbs: [FILES_CRUMB],
      width: "narrow",
      children: <ChooseFiles document={document} files={rows} typed={typed} errors={errors} />,
    },
    status,
  );
}

function ChooseFiles(props: {
  readonly document: FiledDocument;
  readonly files: readonly ListedFile[];
  readonly typed: string;
  readonly errors: FieldErrors;
}) {
  const text = useText();
  const { document, files, typed, errors } = props;
  return (
    <>
      <ErrorSummary errors={errors} />
      <form class="list-filter" method="get" action="/files/add">
        <input type="hidden" name="document" value={document.id} />
        <FilterWords
          value={typed}
          label={{ vi: "Tìm hồ sơ", en: "Find a file" }}
          placeholder={{ vi: "Ký hiệu, tiêu đề…", en: "Notation, title…" }}
        />
        <span class="list-filter-actions">
          <Button icon="search">{text({ vi: "Tìm", en: "Find" })}</Button>
        </span>
      </form>
      {files.length === 0 ? (
        <>
          <p>
            {text({
              vi: "Bạn chưa có hồ sơ đang lập nào khớp. Mở hồ sơ mới rồi quay lại.",
              en: "You have no open file that fits. Open one first.",
            })}
          </p>
          <LinkButton href="/files/new" kind="primary" icon="plus">
            {text({ vi: "Mở hồ sơ", en: "Open a file" })}
          </LinkButton>
        </>
      ) : (
        <Form action="/files/add" method="post" transactionId={randomUUID()}>
          <input type="hidden" name="document" value={document.id} />
          <Checkboxes
            name="file"
            label={{ vi: "Hồ sơ", en: "Work files" }}
            hint={{
              vi: "Một văn bản nằm trong nhiều hồ sơ được, không sao chép.",
              en: "A document may be in several files; nothing is copied.",
            }}
            options={files.map((file) => ({
              value: file.id,
              label: `${file.notation} (${file.year}) ${file.title}`,
            }))}
            values={files.length === 1 ? files.map((file) => file.id) : []}
            error={errors.file}
          />
          <Actions>
            <Button kind="primary" icon="check">
              {text({ vi: "Thêm vào hồ sơ", en: "Add" })}
            </Button>
            <a href={document.href}>{text({ vi: "Quay lại văn bản", en: "Back to the document" })}</a>
          </Actions>
        </Form>
      )}
    </>
  );
}

/** GET /files/:id/add: documents found by words, and material of one's own. */
export async function addPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerAdd(c, {}, () => "", 200);
}

/** POST /files/:id/add: the ticked documents. */
export async function addFound(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const id = c.req.param("id") ?? "";
  const form = await readForm(c);
  try {
    const chosen = values(form, "document");
    if (chosen.length === 0)
      throw new FormRefusal({
        document: { vi: "Chọn ít nhất một văn bản.", en: "Choose at least one document." },
      });
    const added = await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
      addDocuments(tx, actor, id, chosen),
    );
    return redirectTo(c, `/files/${id}`, {
      tone: "good",
      message: { vi: `Đã thêm ${added} văn bản.`, en: `${added} documents added.` },
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerAdd(c, errors, (name) => value(form, name), status);
  }
}

/** POST /files/:id/material: one uploaded file with its title. */
export async function addUploaded(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const id = c.req.param("id") ?? "";
  // Nobody fills the store who may not put anything into this file.
  const { file } = await readWorkFile(house.database.queries, actor, id);
  nextFileState(file, "add");
  const form = await readForm(c, { maxFileBytes: MOST_MATERIAL_BYTES });
  try {
    const material = materialOf(form);
    await transact(house, { actor, ...requestIdOf(form) }, async (tx) => {
      await addMaterial(tx, actor, id, material);
      return id;
    });
    return redirectTo(c, `/files/${id}`, {
      tone: "good",
      message: { vi: "Đã thêm tài liệu.", en: "The material is added." },
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerAdd(c, errors, (name) => value(form, name), status);
  }
}

function materialOf(form: PostedForm): Parameters<typeof addMaterial>[3] {
  const [file] = form.files.get("file") ?? [];
  const title = value(form, "title").replace(/\s+/g, " ");
  const typed = value(form, "date");
  const date = parseDay(typed);
  const problems: Record<string, Sentence> = {};
  if (!file) problems.file = { vi: "Chọn một tệp.", en: "Choose a file." };
  if (title === "" || title.length > 500)
    problems.title = {
      vi: "Ghi tên tài liệu, tối đa 500 ký tự.",
      en: "Give a title of at most 500 characters.",
    };
  if (typed !== "" && !date)
    problems.date = { vi: "Ghi ngày, ví dụ 05/03/2026.", en: "Give a day, for example 05/03/2026." };
  if (!file || Object.keys(problems).length > 0) throw new FormRefusal(problems);
  return { title, date: date ?? null, file };
}

async function answerAdd(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  typed: (name: string) => string,
  status: 200 | 409 | 422 | 423,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const { file } = await readWorkFile(queries, actor, c.req.param("id") ?? "");
  nextFileState(file, "add");
  const words = queryText(c, "q", 200) || typed("q");
  const ids = words === "" ? [] : await findDocuments(queries, actor, words, FOUND);
  const described = await describeDocuments(queries, ids);
  const found = ids.flatMap((id) => {
    const document = described.get(id);
    return document?.readable(actor) && document.organisationId === file.organisation_id ? [document] : [];
  });
  return await answerPage(
    c,
    {
      title: { vi: "Thêm văn bản, tài liệu", en: "Add documents" },
      lead: `${file.notation} ${file.title}`,
      crumbs: [FILES_CRUMB, fileCrumb(file)],
      width: "narrow",
      children: <AddView file={file} words={words} found={found} errors={errors} typed={typed} />,
    },
    status,
  );
}

function AddView(props: {
  readonly file: WorkFile;
  readonly words: string;
  readonly found: readonly FiledDocument[];
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string;
}) {
  const text = useText();
  const { file, words, found, errors, typed } = props;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Card title={{ vi: "Văn bản trong hệ thống", en: "Documents of the system" }}>
        <form class="list-filter" method="get" action={`/files/${file.id}/add`}>
          <FilterWords
            value={words}
            label={{ vi: "Tìm văn bản", en: "Find documents" }}
            placeholder={{ vi: "Số ký hiệu, trích yếu…", en: "Number, abstract…" }}
          />
          <span class="list-filter-actions">
            <Button icon="search">{text({ vi: "Tìm", en: "Find" })}</Button>
          </span>
        </form>
        {words !== "" && found.length === 0 && (
          <p>
            {text({
              vi: "Không tìm thấy văn bản nào bạn được xem. Thử ít từ hơn hoặc chỉ nhập số.",
              en: "No document you may read was found. Try fewer words or only the number.",
            })}
          </p>
        )}
        {found.length > 0 && (
          <Form action={`/files/${file.id}/add`} method="post" transactionId={randomUUID()}>
            <input type="hidden" name="q" value={words} />
            <Checkboxes
              name="document"
              label={{ vi: "Văn bản tìm thấy", en: "Documents found" }}
              options={found.map((document) => ({
                value: document.id,
                label: [document.symbol, document.abstract].filter(Boolean).join(" · "),
                hint: [document.issuedDate ? formatDate(document.issuedDate) : "", document.issuer]
                  .filter(Boolean)
                  .join(", "),
              }))}
              error={errors.document}
            />
            <Actions>
              <Button kind="primary" icon="plus">
                {text({ vi: "Thêm văn bản đã chọn", en: "Add those chosen" })}
              </Button>
            </Actions>
          </Form>
        )}
      </Card>
      <Card title={{ vi: "Tài liệu khác", en: "Other material" }}>
        <Form action={`/files/${file.id}/material`} method="post" files transactionId={randomUUID()}>
          <TextField
            name="title"
            label={{ vi: "Tên tài liệu", en: "Title" }}
            value={typed("title")}
            error={errors.title}
            maxLength={500}
          />
          <DateField
            name="date"
            label={{ vi: "Ngày của tài liệu", en: "Date" }}
            value={typed("date")}
            error={errors.date}
            optional
          />
          <FileDrop
            name="file"
            label={{ vi: "Tệp", en: "File" }}
            error={errors.file}
            maxBytes={MOST_MATERIAL_BYTES}
          />
          <Actions>
            <Button kind="primary" icon="upload">
              {text({ vi: "Thêm tài liệu", en: "Add the material" })}
            </Button>
            <a href={`/files/${file.id}`}>{text({ vi: "Quay lại hồ sơ", en: "Back to the file" })}</a>
          </Actions>
        </Form>
      </Card>
    </>
  );
}
