import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { FormRefusal } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  type Form as SentForm,
  type UploadedFile,
  value,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  DateField,
  ErrorSummary,
  type FieldErrors,
  FileDrop,
  Form,
  LinkButton,
  parseTypedDate,
  SelectField,
  TextArea,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { parsePaperFields, registerPaperDocument } from "../../incoming/register-paper-document.ts";
import { mayRegister } from "../../permissions.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { SECRECY_WORDS, URGENCY_WORDS } from "../shared/words.ts";
import { verdictOfScan } from "./verdict-of-scan.ts";

/** Scans of a circular with all its appendices stay below this. */
const MAX_SCAN = 100 * 1024 * 1024;

/** GET /incoming/new-paper: the form for a document that came on paper. */
export async function newPaperPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayRegister, { organisationId: actor.organisationId });
  return await answerForm(c, {}, () => "", 200);
}

/** POST /incoming/new-paper */
export async function registerPaper(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  assertMay(actor, mayRegister, { organisationId: actor.organisationId });
  const form = await readForm(c, { maxFileBytes: MAX_SCAN });
  try {
    const scan = scanOf(form);
    const fields = parsePaperFields(fieldsOf(form), localDateOf(new Date()));
    const verdict = scan ? await verdictOfScan(house, scan.sha256) : null;
    const done = await transact(house, { actor, ...requestIdOf(form) }, (tx) =>
      registerPaperDocument(tx, actor, {
        fields,
        file: scan ? { ...scan, description: "" } : null,
        verdict: verdict?.verdict ?? null,
        verdictDetails: verdict?.details ?? null,
      }),
    );
    return redirectTo(c, `/incoming/${done.id}`, {
      tone: "good",
      message: {
        vi: `Đã vào sổ, số đến ${done.arrivalNumber}. Ghi số này lên dấu ĐẾN của bản giấy. Việc tiếp theo: trình lãnh đạo.`,
        en: `Registered under arrival number ${done.arrivalNumber}. Write it into the stamp on the paper. Next: present it to a leader.`,
      },
    });
  } catch (error) {
    const refused = refusedForm(error);
    return await answerForm(c, refused.errors, (name) => value(form, name), refused.status);
  }
}

function fieldsOf(form: SentForm): Record<string, unknown> {
  const day = (name: string) => parseTypedDate(value(form, name)) ?? value(form, name);
  return {
    fromName: value(form, "fromName"),
    codeNumber: value(form, "codeNumber"),
    codeNotation: value(form, "codeNotation"),
    issuedDate: day("issuedDate"),
    typeName: value(form, "typeName"),
    abstract: value(form, "abstract"),
    signerName: value(form, "signerName"),
    urgency: value(form, "urgency") || "0",
    confidentiality: value(form, "confidentiality") || "0",
    dueDate: value(form, "dueDate") === "" ? null : day("dueDate"),
  };
}

/** @throws FormRefusal on `scan` when the file is not a PDF */
function scanOf(form: SentForm): UploadedFile | undefined {
  const [scan] = form.files.get("scan") ?? [];
  if (!scan || scan.size === 0) return undefined;
  if (scan.type === "application/pdf") return scan;
  throw new FormRefusal({
    scan: {
      vi: `"${scan.name}" không phải tệp PDF. Quét hoặc lưu lại thành PDF rồi chọn lại.`,
      en: `"${scan.name}" is not a PDF. Scan or save it as PDF and choose it again.`,
    },
  });
}

async function answerForm(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  typed: (name: string) => string,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const types = await c.var.house.database.queries
    .selectFrom("documents.document_type")
    .select("name")
    .orderBy("position")
    .execute();
  return await answerPage(
    c,
    {
      title: { vi: "Vào sổ văn bản giấy", en: "Register a paper document" },
      lead: {
        vi: "Số đến được cấp ngay khi lưu, chung một dãy với văn bản điện tử.",
        en: "The arrival number is given on saving, in one series with electronic documents.",
      },
      crumbs: [{ href: "/incoming", label: { vi: "Văn bản đến", en: "Incoming documents" } }],
      width: "narrow",
      children: <PaperForm errors={errors} typed={typed} types={types.map((type) => type.name)} />,
    },
    status,
  );
}

interface PaperFormProps {
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string;
  readonly types: readonly string[];
}

function PaperForm({ errors, typed, types }: PaperFormProps) {
  const text = useText();
  const field = (name: string) => ({ name, value: typed(name), error: errors[name] });
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/incoming/new-paper" method="post" files transactionId={randomUUID()} keep="paper:new">
        <TextField
          {...field("fromName")}
          label={{ vi: "Cơ quan ban hành (tác giả)", en: "Issuing organisation" }}
          maxLength={200}
        />
        <TextField
          {...field("codeNumber")}
          label={{ vi: "Số văn bản", en: "Number" }}
          hint={{ vi: "Phần trước dấu gạch chéo, ví dụ 05", en: "Before the slash, such as 05" }}
          size={11}
          maxLength={11}
        />
        <TextField
          {...field("codeNotation")}
          label={{ vi: "Ký hiệu", en: "Notation" }}
          hint={{ vi: "Phần sau dấu gạch chéo, ví dụ QĐ-UBND", en: "After the slash, such as QĐ-UBND" }}
          size={30}
          maxLength={30}
        />
        <DateField {...field("issuedDate")} label={{ vi: "Ngày văn bản", en: "Date of the document" }} />
        <SelectField
          {...field("typeName")}
          label={{ vi: "Loại văn bản", en: "Type" }}
          optional
          prompt={{ vi: "Chọn loại văn bản", en: "Choose a type" }}
          options={types.map((name) => ({ value: name, label: name }))}
        />
        <TextArea
          {...field("abstract")}
          label={{ vi: "Trích yếu nội dung", en: "Abstract" }}
          maxLength={500}
        />
        <TextField
          {...field("signerName")}
          label={{ vi: "Người ký", en: "Signed by" }}
          optional
          maxLength={50}
        />
        <SelectField
          {...field("urgency")}
          label={{ vi: "Độ khẩn", en: "Urgency" }}
          options={URGENCY_WORDS.map((label, index) => ({ value: String(index), label }))}
        />
        <SelectField
          {...field("confidentiality")}
          label={{ vi: "Độ mật", en: "Secrecy" }}
          hint={{
            vi: "Văn bản mật có dãy số và sổ riêng, chỉ người được giao xem được.",
            en: "Secret documents have a series and register of their own and are seen only by those assigned.",
          }}
          options={SECRECY_WORDS.map((label, index) => ({ value: String(index), label }))}
        />
        <DateField
          {...field("dueDate")}
          label={{ vi: "Nơi gửi đề nghị trả lời trước ngày", en: "Answer wanted by" }}
          optional
        />
        <FileDrop
          name="scan"
          label={{ vi: "Bản quét PDF", en: "Scan (PDF)" }}
          error={errors.scan}
          accept=".pdf,application/pdf"
          maxBytes={MAX_SCAN}
          optional
        />
        <Actions>
          <Button kind="primary" icon="check">
            {text({ vi: "Vào sổ, lấy số đến", en: "Register" })}
          </Button>
          <LinkButton href="/incoming" kind="quiet">
            {text({ vi: "Không vào sổ nữa", en: "Cancel" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}
