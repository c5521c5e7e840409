import { Readable } from "node:stream";
import type { Context, Hono } from "hono";
import { Refusal } from "../../errors.ts";
import { answerPage, attachment, type HttpEnv } from "../../http/index.ts";
import {
  Button,
  Card,
  ErrorSummary,
  type FieldErrors,
  FileDrop,
  Form,
  LinkButton,
  useText,
} from "../../ui/index.ts";
import { type CheckedFile, checkSentFile } from "../public/public-check.ts";
import { ReportView } from "./verify-report.tsx";

const HERE = "/verify";
const TITLE = { vi: "Kiểm tra chữ ký số", en: "Check signatures" };

/** /verify: anybody has a PDF, ASiC or XML file checked, without signing in and without anything being stored. */
export function verifyPages(app: Hono<HttpEnv>): void {
  app.get(HERE, (c) => showForm(c, {}));

  app.post(HERE, (c) => orForm(c, () => checkSentFile(c, (checked) => showReport(c, checked))));

  app.get(`${HERE}/signed-version`, (c) => c.redirect(HERE, 303));

  app.post(`${HERE}/signed-version`, (c) =>
    orForm(c, () => checkSentFile(c, async (checked) => sendSignedVersion(checked))),
  );
}

/** A refusal stands beside the form that led to it. */
async function orForm(c: Context<HttpEnv>, answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { status } = error;
    const shown = status === 413 || status === 415 || status === 429 || status === 503 ? status : 422;
    return await showForm(c, { [error.field ?? "file"]: error.sentence }, shown);
  }
}

async function showForm(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  status: 200 | 413 | 415 | 422 | 429 | 503 = 200,
): Promise<Response> {
  return await answerPage(
    c,
    {
      title: TITLE,
      lead: {
        vi: "Chọn tệp PDF, ASiC hoặc XML để biết ai đã ký, chữ ký còn giá trị không, và sau khi ký có gì bị sửa.",
        en: "Choose a PDF, ASiC or XML file to see who signed it, whether the signatures hold, and what was changed after signing.",
      },
      width: "narrow",
      children: (
        <>
          <ErrorSummary errors={errors} />
          <FileForm maxBytes={c.var.house.config.maxCheckedBytes} error={errors.file} />
          <Promises />
        </>
      ),
    },
    status,
  );
}

function FileForm({ maxBytes, error }: { maxBytes: number; error: FieldErrors[string] }) {
  const text = useText();
  return (
    <Card>
      {/* Pressed before the island has come over a slow line, the browser itself sends it and shows the answer. */}
      <Form action={HERE} method="post" files fullLoad>
        <FileDrop
          name="file"
          label={{ vi: "Tệp cần kiểm tra", en: "File to check" }}
          accept=".pdf,.asice,.asics,.sce,.scs,.xml,.edxml,application/pdf,application/xml,text/xml"
          maxBytes={maxBytes}
          error={error}
        />
        <div class="actions">
          <Button kind="primary" icon="shield-check">
            {text({ vi: "Kiểm tra", en: "Check" })}
          </Button>
        </div>
      </Form>
    </Card>
  );
}

function Promises() {
  const text = useText();
  return (
    <ul class="verify-promises">
      <li>
        {text({
          vi: "Tệp không được lưu lại: kiểm tra xong là xóa. Hệ thống chỉ đếm số lượt.",
          en: "The file is not stored: it is gone after the check. Only the number of checks is counted.",
        })}
      </li>
      <li>
        {text({
          vi: "Chữ ký được đối chiếu với danh sách tổ chức chứng thực mà tỉnh tin cậy.",
          en: "Signatures are checked against the authorities the province trusts.",
        })}
      </li>
      <li>
        {text({ vi: "Chương trình máy tính dùng ", en: "Programs use " })}
        <a href="/api#verifySignatures">POST /api/v1/verify</a>.
      </li>
    </ul>
  );
}

async function showReport(c: Context<HttpEnv>, { file, report }: CheckedFile): Promise<Response> {
  return await answerPage(c, {
    title: TITLE,
    width: "narrow",
    actions: <AnotherFile />,
    children: <ReportView report={report} size={file.size} sha256={file.sha256} />,
  });
}

function AnotherFile() {
  const text = useText();
  return <LinkButton href={HERE}>{text({ vi: "Kiểm tra tệp khác", en: "Check another file" })}</LinkButton>;
}

/** The document as one of its signatures covered it: the beginning of the very file that was sent. */
function sendSignedVersion({ file, report, keep }: CheckedFile): Response {
  const revision = Number(file.fields.get("revision"));
  const signature = report.signatures.find(({ covers }) => covers.revision === revision);
  const end = signature?.signedBytes ?? 0;
  if (report.format !== "pdf" || end <= 0 || end > file.size) {
    throw new Refusal(
      "verify.no-such-version",
      422,
      {
        vi: "Tệp vừa chọn không có bản ấy. Hãy chọn lại đúng tệp đã kiểm tra.",
        en: "The file just chosen has no such version. Choose the very file that was checked.",
      },
      "file",
    );
  }
  keep();
  const bytes = file.handle.createReadStream({ start: 0, end: end - 1 });
  const name = file.name.replace(/\.pdf$/i, "");
  return new Response(Readable.toWeb(bytes) as ReadableStream, {
    headers: {
      "Content-Type": "application/pdf",
      "Content-Length": String(end),
      "Content-Disposition": attachment(`${name} (bản ký ${revision}).pdf`),
    },
  });
}
