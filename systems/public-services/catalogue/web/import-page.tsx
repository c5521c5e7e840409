import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { notFound, Refusal } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
} from "../../../../core/http/index.ts";
import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  type FieldErrors,
  FileDrop,
  Form,
  useText,
} from "../../../../core/ui/index.ts";
import { type ImportReport, importProcedures, importReport } from "../import-procedures.ts";
import { keepersOn } from "../keepers.ts";
import { mayWriteProcedure } from "../permissions.ts";

const HERE = "/procedures/import";
const MOST_BYTES = 20 * 1024 * 1024;
const CRUMBS = [{ href: "/procedures", label: { vi: "Danh mục thủ tục", en: "Catalogue of procedures" } }];

/** GET /procedures/import */
export async function importPage(c: Context<HttpEnv>): Promise<Response> {
  await assertWriter(c);
  return await answerForm(c, {}, 200);
}

/** POST /procedures/import */
export async function importPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  await assertWriter(c);
  const form = await readForm(c, { maxFileBytes: MOST_BYTES });
  const [file] = form.files.get("files") ?? [];
  if (!file) {
    return await answerForm(c, { files: { vi: "Chọn tệp cần nhập.", en: "Choose a file." } }, 422);
  }
  const { house } = c.var;
  try {
    const content = await house.files.bytes(file.sha256);
    const report = await importProcedures(house, actor, { fileName: file.name, content, by: actor.fullName });
    return redirectTo(c, `${HERE}/${report.id}`);
  } catch (error) {
    if (error instanceof Refusal && error.status === 422) {
      return await answerForm(c, { [error.field ?? ""]: error.sentence }, 422);
    }
    throw error;
  }
}

/** GET /procedures/import/:id */
export async function importReportPage(c: Context<HttpEnv>): Promise<Response> {
  await assertWriter(c);
  const id = c.req.param("id") ?? "";
  if (!/^[0-9a-f-]{36}$/i.test(id)) throw notFound();
  const { house } = c.var;
  const known = await house.database.queries
    .selectFrom("public_services.procedure_import")
    .select("id")
    .where("id", "=", id)
    .executeTakeFirst();
  if (!known) throw notFound();
  return await answerPage(c, {
    title: { vi: "Kết quả nhập thủ tục", en: "Result of the import" },
    crumbs: CRUMBS,
    children: <ReportView report={await importReport(house, id)} />,
  });
}

async function assertWriter(c: Context<HttpEnv>): Promise<void> {
  const { actor } = requireSession(c);
  const keepers = await keepersOn(c.var.house.database.queries, localDateOf(new Date()));
  assertMay(actor, mayWriteProcedure, keepers);
}

async function answerForm(c: Context<HttpEnv>, errors: FieldErrors, status: 200 | 422): Promise<Response> {
  return await answerPage(
    c,
    {
      title: { vi: "Nhập thủ tục từ cơ sở dữ liệu quốc gia", en: "Import national procedures" },
      lead: {
        vi: "Tệp JSON kết xuất từ cơ sở dữ liệu quốc gia về thủ tục hành chính. Thủ tục không đổi thì không thêm phiên bản.",
        en: "A JSON export of the national database of procedures. What says nothing new makes no version.",
      },
      crumbs: CRUMBS,
      width: "narrow",
      children: <ImportForm errors={errors} />,
    },
    status,
  );
}

function ImportForm({ errors }: { errors: FieldErrors }) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action={HERE} method="post" files>
        <FileDrop
          name="files"
          label={{ vi: "Tệp JSON", en: "JSON file" }}
          accept=".json,application/json"
          maxBytes={MOST_BYTES}
          error={errors.files}
        />
        <Actions>
          <Button kind="primary" icon="upload">
            {text({ vi: "Nhập", en: "Import" })}
          </Button>
        </Actions>
      </Form>
    </>
  );
}

function ReportView({ report }: { report: ImportReport }) {
  const text = useText();
  const refused = report.lines.filter(({ outcome }) => outcome === "refused");
  return (
    <>
      <p>
        {text({
          vi: `${report.fileName}: nhận ${report.taken}, không đổi ${report.unchanged}, từ chối ${report.refused}.`,
          en: `${report.fileName}: ${report.taken} taken, ${report.unchanged} unchanged, ${report.refused} refused.`,
        })}
      </p>
      {refused.length > 0 && (
        <Card title={{ vi: "Bản ghi bị từ chối", en: "Refused records" }}>
          <ul>
            {refused.map(({ line, code, reason }) => (
              <li key={line}>
                {text({ vi: `Bản ghi ${line}`, en: `Record ${line}` })} {code}: {text(reason)}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </>
  );
}
