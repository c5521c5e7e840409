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
  formatDate,
  type KeptFile,
  LinkButton,
  Notice,
  SelectField,
  TextArea,
  TextField,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { parsePaperFields, registerPaperDocument } from "../../incoming/register-paper-document.ts";
import type { NamedFile } from "../../outgoing/create-draft.ts";
import { fileToken } from "../../outgoing/file-token.ts";
import { mayRegister } from "../../permissions.ts";
import { proposalsOf, type ScanReading } from "../../scanning/proposals-of.ts";
import { PROPOSED_FIELDS, type Proposal } from "../../scanning/propose-fields.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { SECRECY_WORDS, URGENCY_WORDS } from "../shared/words.ts";
import { MAX_SCAN, paperFieldsOf, paperScanOf } from "./paper-form.ts";
import { verdictOfScan } from "./verdict-of-scan.ts";

/** GET /incoming/new-paper: the form for a document that came on paper. */
export async function newPaperPage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayRegister, { organisationId: actor.organisationId });
  return await answerForm(c, { errors: {}, typed: () => "" }, 200);
}

/** POST /incoming/new-paper */
export async function registerPaper(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  assertMay(actor, mayRegister, { organisationId: actor.organisationId });
  const form = await readForm(c, { maxFileBytes: MAX_SCAN });
  let scan: NamedFile | undefined;
  try {
    scan = await paperScanOf(house, actor, form);
    if (value(form, "do") === "read") return await answerProposals(c, form, scan);
    const fields = parsePaperFields(paperFieldsOf(form), localDateOf(new Date()));
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
    return await answerForm(
      c,
      { errors: refused.errors, typed: (name) => value(form, name), scan },
      refused.status,
    );
  }
}

/** The form with what was read from the scan in the fields that are still empty. Nothing is registered. */
async function answerProposals(
  c: Context<HttpEnv>,
  form: SentForm,
  scan: NamedFile | undefined,
): Promise<Response> {
  if (!scan) {
    throw new FormRefusal({
      scan: {
        vi: "Chọn tệp bản quét trước, rồi bấm Đọc bản quét.",
        en: "Choose the scan first, then press Read the scan.",
      },
    });
  }
  const reading = await proposalsOf(c.var.house, scan.sha256);
  const proposals = reading.state === "done" ? reading.proposals : {};
  const read: Partial<Record<string, Proposal>> = Object.fromEntries(
    PROPOSED_FIELDS.flatMap((name) => {
      const proposal = proposals[name];
      return proposal && value(form, name) === "" ? [[name, proposal]] : [];
    }),
  );
  const typed = (name: string): string => {
    const proposed = read[name]?.value;
    if (proposed === undefined) return value(form, name);
    return name === "issuedDate" ? formatDate(proposed) : proposed;
  };
  // Turbo shows the answer to a posted form only when it redirects or is a client error.
  return await answerForm(c, { errors: {}, typed, scan, read, reading }, 422);
}

/** What the form comes back with. */
interface ShownForm {
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string;
  readonly scan?: NamedFile | undefined;
  /** Fields filled in from the scan just now. */
  readonly read?: Partial<Record<string, Proposal>>;
  readonly reading?: ScanReading;
}

async function answerForm(
  c: Context<HttpEnv>,
  shown: ShownForm,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { scan } = shown;
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
      children: (
        <PaperForm
          {...shown}
          kept={
            scan
              ? [{ id: fileToken(c.var.house, actor.personId, scan), name: scan.name, size: scan.size }]
              : []
          }
          types={types.map((type) => type.name)}
        />
      ),
    },
    status,
  );
}

interface PaperFormProps extends ShownForm {
  readonly kept: readonly KeptFile[];
  readonly types: readonly string[];
}

function PaperForm({ errors, typed, types, kept, read = {}, reading }: PaperFormProps) {
  const text = useText();
  const field = (name: string, hint?: Words) => ({
    name,
    value: typed(name),
    error: errors[name],
    hint: read[name] ? sureness(read[name]) : hint,
  });
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form
        action="/incoming/new-paper"
        method="post"
        files
        transactionId={randomUUID()}
        keep="paper:new"
        later
      >
        {/* Enter in a field registers; without this first button it would press the one that reads. */}
        <button type="submit" class="visually-hidden" tabIndex={-1} aria-hidden="true" />
        <FileDrop
          name="scan"
          label={{ vi: "Bản quét (PDF hoặc ảnh)", en: "Scan (PDF or picture)" }}
          hint={{
            vi: "Bấm Đọc bản quét để máy điền sẵn các ô còn trống; văn thư xem lại từng ô rồi mới vào sổ.",
            en: "Press Read the scan to have the empty fields filled in; look each one over before you register.",
          }}
          error={errors.scan}
          accept=".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
          maxBytes={MAX_SCAN}
          kept={kept}
          optional
        />
        <p>
          <Button name="do" value="read" icon="search">
            {text({ vi: "Đọc bản quét", en: "Read the scan" })}
          </Button>
        </p>
        {reading && <WhatWasRead reading={reading} amount={Object.keys(read).length} />}
        <TextField
          {...field("fromName")}
          label={{ vi: "Cơ quan ban hành (tác giả)", en: "Issuing organisation" }}
          maxLength={200}
        />
        <TextField
          {...field("codeNumber", {
            vi: "Phần trước dấu gạch chéo, ví dụ 05",
            en: "Before the slash, such as 05",
          })}
          label={{ vi: "Số văn bản", en: "Number" }}
          size={11}
          maxLength={11}
        />
        <TextField
          {...field("codeNotation", {
            vi: "Phần sau dấu gạch chéo, ví dụ QĐ-UBND",
            en: "After the slash, such as QĐ-UBND",
          })}
          label={{ vi: "Ký hiệu", en: "Notation" }}
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

/** From here on a reading is usually right; below it is looked at letter by letter. */
const SURE = 90;

function sureness({ confidence }: Proposal): Words {
  return confidence >= SURE
    ? {
        vi: `Máy đọc, tin cậy ${confidence} %. Xem lại.`,
        en: `Read from the scan, ${confidence} % sure. Look it over.`,
      }
    : {
        vi: `Máy đọc, chỉ tin cậy ${confidence} %. Đối chiếu từng chữ với bản giấy.`,
        en: `Read from the scan, only ${confidence} % sure. Compare every letter with the paper.`,
      };
}

function WhatWasRead({ reading, amount }: { readonly reading: ScanReading; readonly amount: number }) {
  const text = useText();
  if (reading.state !== "done") {
    return (
      <Notice tone="attention" announce>
        <p>{text(reading.sentence)}</p>
      </Notice>
    );
  }
  return (
    <Notice tone="info" announce>
      <p>
        {amount > 0
          ? text({
              vi: `Đã điền sẵn ${amount} ô từ bản quét. Đây chỉ là đề xuất: xem lại từng ô, sửa chỗ sai rồi bấm Vào sổ.`,
              en: `${amount} fields were filled in from the scan. They are proposals: look each one over, correct it, then register.`,
            })
          : text({
              vi: "Đọc được bản quét nhưng không thấy thêm ô nào để điền. Nhập các ô còn trống bằng tay.",
              en: "The scan was read, but there is nothing more to fill in. Complete the empty fields by hand.",
            })}
      </p>
    </Notice>
  );
}
