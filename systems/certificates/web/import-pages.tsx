import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../core/access/index.ts";
import { answerPage, attachment, type HttpEnv, readForm, redirectTo } from "../../../core/http/index.ts";
import {
  Actions,
  Button,
  ErrorSummary,
  type FieldErrors,
  FileDrop,
  Form,
  formatDate,
  formatNumber,
  LinkButton,
  Notice,
  useText,
} from "../../../core/ui/index.ts";
import { applyImport } from "../import/apply-import.ts";
import { type CheckedImport, type CheckedLine, checkImport } from "../import/check-import.ts";
import { getImport, MAX_IMPORT_BYTES, prepareImport, readCandidates } from "../import/prepare-import.ts";
import { writeTemplate } from "../import/write-template.ts";
import { mayManage } from "../permissions.ts";
import { ask } from "./asked.ts";
import { refusedForm, requestIdOf } from "./forms.ts";

const SHOWN = 500;
const CRUMBS = [{ href: "/certificates", label: { vi: "Sổ chứng thư số", en: "Register of certificates" } }];

/** GET /certificates/import */
export async function importPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor, units } = await ask(c);
  assertMay(actor, mayManage, units);
  return await answerUpload(c, {}, 200);
}

/** GET /certificates/import/template.xlsx */
export async function importTemplate(c: Context<HttpEnv>): Promise<Response> {
  const { actor, units } = await ask(c);
  assertMay(actor, mayManage, units);
  return new Response(Buffer.from(await writeTemplate()), {
    headers: {
      "Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "Content-Disposition": attachment("Biểu mẫu nhập chứng thư số.xlsx"),
    },
  });
}

/** POST /certificates/import: keeps the files and shows what would become of them. */
export async function uploadImport(c: Context<HttpEnv>): Promise<Response> {
  const { actor, units } = await ask(c);
  assertMay(actor, mayManage, units);
  const form = await readForm(c, { maxFileBytes: MAX_IMPORT_BYTES });
  try {
    const id = await prepareImport(c.var.house, actor, form.files.get("files") ?? []);
    return redirectTo(c, `/certificates/import/${id}`);
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerUpload(c, errors, status);
  }
}

/** GET /certificates/import/:id: every line with what would become of it. */
export async function previewPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerPreview(c, {}, 200);
}

/** POST /certificates/import/:id: all of it, or nothing. */
export async function confirmImport(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = await ask(c);
  const { house } = c.var;
  const form = await readForm(c);
  try {
    const prepared = await getImport(house, actor, c.req.param("id") ?? "");
    const counts = await applyImport(house, actor, {
      candidates: await readCandidates(house, prepared.files),
      importId: prepared.id,
      ...requestIdOf(form),
    });
    return redirectTo(c, "/certificates", {
      tone: "good",
      message: {
        vi: `Đã nhập: ${counts.new} mới, ${counts.change} cập nhật, ${counts.same} không đổi.`,
        en: `Imported: ${counts.new} new, ${counts.change} changed, ${counts.same} as they were.`,
      },
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerPreview(c, errors, status);
  }
}

async function answerUpload(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  status: 200 | 409 | 422,
): Promise<Response> {
  return await answerPage(
    c,
    {
      title: { vi: "Nhập chứng thư số từ tệp", en: "Import certificates" },
      lead: {
        vi: "Bảng XLSX theo biểu mẫu, hoặc các tệp chứng thư .cer, .crt. Xem trước từng dòng rồi mới nhập.",
        en: "A sheet by the template, or .cer and .crt files. Every line is shown before anything is imported.",
      },
      crumbs: CRUMBS,
      width: "narrow",
      children: <Upload errors={errors} />,
    },
    status,
  );
}

async function answerPreview(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor, filter } = await ask(c);
  const { house } = c.var;
  const prepared = await getImport(house, actor, c.req.param("id") ?? "");
  const checked = await checkImport(
    house.database.queries,
    await readCandidates(house, prepared.files),
    filter.now,
  );
  return await answerPage(
    c,
    {
      title: { vi: "Xem trước khi nhập", en: "Before importing" },
      crumbs: [...CRUMBS, { href: "/certificates/import", label: { vi: "Nhập từ tệp", en: "Import" } }],
      children: <Preview id={prepared.id} checked={checked} errors={errors} />,
    },
    status,
  );
}

function Upload({ errors }: { errors: FieldErrors }) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Actions>
        <LinkButton href="/certificates/import/template.xlsx" icon="download" download>
          {text({ vi: "Tải biểu mẫu XLSX", en: "Download the template" })}
        </LinkButton>
      </Actions>
      <Form action="/certificates/import" method="post" files transactionId={randomUUID()}>
        <FileDrop
          name="files"
          label={{ vi: "Tệp", en: "Files" }}
          accept=".xlsx,.cer,.crt"
          multiple
          maxBytes={MAX_IMPORT_BYTES}
          error={errors.files}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Kiểm tra tệp", en: "Check the files" })}</Button>
        </Actions>
      </Form>
    </>
  );
}

const OUTCOMES = {
  new: { vi: "Mới", en: "New" },
  change: { vi: "Cập nhật", en: "Changed" },
  same: { vi: "Không đổi", en: "As it was" },
  wrong: { vi: "Chưa đúng", en: "Wrong" },
} as const;

function Preview({ id, checked, errors }: { id: string; checked: CheckedImport; errors: FieldErrors }) {
  const text = useText();
  const { counts, lines } = checked;
  const sorted = [...lines].sort((a, b) => Number(b.outcome === "wrong") - Number(a.outcome === "wrong"));
  return (
    <>
      <ErrorSummary errors={errors} />
      <Notice tone={counts.wrong > 0 ? "bad" : "info"}>
        <p>
          {text({
            vi: `${formatNumber(counts.new)} mới, ${formatNumber(counts.change)} cập nhật, ${formatNumber(counts.same)} không đổi, ${formatNumber(counts.wrong)} chưa đúng. ${counts.wrong > 0 ? "Sửa các dòng chưa đúng trong tệp rồi tải lên lại: chưa có gì được nhập." : "Chưa có gì được nhập cho đến khi bạn xác nhận."}`,
            en: `${formatNumber(counts.new)} new, ${formatNumber(counts.change)} changed, ${formatNumber(counts.same)} as they were, ${formatNumber(counts.wrong)} wrong. ${counts.wrong > 0 ? "Correct the wrong lines and send the file again: nothing has been imported." : "Nothing is imported until you confirm."}`,
          })}
        </p>
      </Notice>
      {counts.wrong === 0 && counts.new + counts.change > 0 && (
        <Form action={`/certificates/import/${id}`} method="post" transactionId={randomUUID()}>
          <Actions>
            <Button kind="primary">{text({ vi: "Nhập vào sổ", en: "Import" })}</Button>
            <LinkButton href="/certificates/import" kind="quiet">
              {text({ vi: "Chọn tệp khác", en: "Other files" })}
            </LinkButton>
          </Actions>
        </Form>
      )}
      <section
        class="register-scroll"
        aria-label={text({ vi: "Từng dòng của tệp", en: "Lines of the file" })}
      >
        <table class="register-table">
          <thead>
            <tr>
              <th scope="col">{text({ vi: "Dòng", en: "Line" })}</th>
              <th scope="col">{text({ vi: "Người, cơ quan giữ", en: "Holder" })}</th>
              <th scope="col">{text({ vi: "Số serial", en: "Serial number" })}</th>
              <th scope="col">{text({ vi: "Hết hạn", en: "Ends" })}</th>
              <th scope="col">{text({ vi: "Kết quả kiểm tra", en: "Result" })}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, SHOWN).map((line) => (
              <tr key={line.candidate.place}>
                <td>{line.candidate.place}</td>
                <td>{line.candidate.holderName}</td>
                <td>{line.candidate.serial ?? ""}</td>
                <td>{line.candidate.notAfter ? formatDate(line.candidate.notAfter) : ""}</td>
                <td>
                  <strong>{text(OUTCOMES[line.outcome])}</strong>
                  <Said line={line} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Said({ line }: { line: CheckedLine }) {
  const text = useText();
  const said = line.outcome === "wrong" ? line.problems : line.outcome === "change" ? line.differences : [];
  if (said.length === 0) return null;
  return <>{`: ${said.map((each) => text(each)).join("; ")}`}</>;
}
