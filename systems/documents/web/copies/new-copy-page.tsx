import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  type Form as SentForm,
  value,
  values,
} from "../../../../core/http/index.ts";
import { pageBoxes } from "../../../../core/signing/index.ts";
import type { HeldKey } from "../../../../core/signing/service.ts";
import type { House } from "../../../../core/system.ts";
import {
  Actions,
  Button,
  Checkboxes,
  ErrorSummary,
  type FieldErrors,
  Form,
  LinkButton,
  Notice,
  type Option,
  Radios,
  SelectField,
  TextArea,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { certifyCopy } from "../../copies/certify-copy.ts";
import { COPY_FORM_RULES, COPY_FORMS } from "../../copies/copy-forms.ts";
import { type CopySource, getCopySource, type SourceKind, whyNotCopied } from "../../copies/copy-source.ts";
import { signerOptions } from "../../outgoing/read-outgoing.ts";
import { withPlainReasons } from "../../outgoing/sign-with-key.ts";
import { mayCertifyCopy } from "../../permissions.ts";
import { signaturesOf } from "../../services.ts";
import { LevelChoice, levelOf, PinField } from "../outgoing/key-fields.tsx";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";
import { sourceCrumb } from "./copy-page.tsx";
import { keyIdOf, SealKeys } from "./seal-keys.tsx";

/** GET /incoming/:id/copy and /outgoing/:id/copy: which copy, of which pages, decided by whom. */
export async function newCopyPage(c: Context<HttpEnv>, kind: SourceKind): Promise<Response> {
  return await answerForm(c, kind, { errors: {}, status: 200, transactionId: randomUUID() });
}

/** POST: makes it and shows it. What is refused comes back on the same form with everything typed but the PIN. */
export async function makeCopyOf(c: Context<HttpEnv>, kind: SourceKind): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  const level = levelOf(form);
  const keyId = keyIdOf(form);
  try {
    const { id, symbol } = await certifyCopy(c.var.house, actor, {
      source: { kind, id: c.req.param("id") ?? "" },
      fields: fieldsOf(form),
      pin: form.fields.get("pin")?.[0] ?? "",
      ...(keyId ? { keyId } : {}),
      ...(level ? { level } : {}),
      ...requestIdOf(form),
    });
    return redirectTo(c, `/copies/${id}`, {
      tone: "good",
      message: {
        vi: `Đã cấp bản sao số ${symbol}, có chữ ký số của cơ quan. Tải tệp về hoặc gửi nơi nhận.`,
        en: `Copy ${symbol} is certified with the organisation's signature. Download it or pass it on.`,
      },
    });
  } catch (error) {
    const transactionId = requestIdOf(form).requestId ?? randomUUID();
    return await answerForm(c, kind, { ...refusedForm(error), form, transactionId });
  }
}

function fieldsOf(form: SentForm): Record<string, unknown> {
  return {
    form: value(form, "form"),
    pages: value(form, "pages"),
    fromCopy: values(form, "fromCopy").includes("yes"),
    decidedBy: value(form, "decidedBy"),
    recipients: value(form, "recipients").split("\n"),
    note: value(form, "note"),
  };
}

interface Shown {
  readonly errors: FieldErrors;
  readonly status: 200 | 409 | 422 | 423 | 503;
  readonly transactionId: string;
  readonly form?: SentForm;
}

async function answerForm(c: Context<HttpEnv>, kind: SourceKind, shown: Shown): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const source = await getCopySource(house.database.queries, { kind, id: c.req.param("id") ?? "" });
  assertMay(actor, mayCertifyCopy, source);
  const refusal = whyNotCopied(source);
  if (refusal) throw refusal;
  const pages = await withPlainReasons(
    async () => pageBoxes(await house.files.bytes(source.file?.sha256 ?? "")).length,
  );
  const leaders = await signerOptions(house.database.queries, source.organisationId);
  const keys = await signaturesOf(house).keysOf({ kind: "organisation", id: source.organisationId });
  return await answerPage(
    c,
    {
      title: { vi: "Cấp bản sao", en: "Certify a copy" },
      lead: `${source.symbol} – ${source.abstract}`,
      crumbs: [sourceCrumb(kind), { href: `/${kind}/${source.id}`, label: source.symbol }],
      width: "narrow",
      children: (
        <div data-live-hold>
          <ErrorSummary errors={shown.errors} />
          <CopyForm source={source} pages={pages} leaders={leaders} keys={keys} shown={shown} house={house} />
        </div>
      ),
    },
    shown.status,
  );
}

interface CopyFormProps {
  readonly source: CopySource;
  readonly pages: number;
  readonly leaders: readonly Option[];
  readonly keys: readonly HeldKey[];
  readonly shown: Shown;
  readonly house: House;
}

function CopyForm({ source, pages, leaders, keys, shown, house }: CopyFormProps) {
  const text = useText();
  const { errors, form, transactionId } = shown;
  const typed = (name: string) => (form ? value(form, name) : "");
  const here = `/${source.kind}/${source.id}`;
  const forms = COPY_FORMS.filter((each) => each !== "sao-luc" || source.kind === "incoming");
  return (
    <Form action={`${here}/copy`} method="post" transactionId={transactionId}>
      {source.medium === "electronic" && (
        <Notice tone="info">
          {text({
            vi: "Tệp điện tử có đủ chữ ký đã là bản gốc, gửi nguyên tệp là đủ. Cấp bản sao khi nơi nhận cần chữ ký của cơ quan mình hoặc chỉ cần một số trang.",
            en: "An electronic file with its signatures is an original, and may be passed on as it is. Certify a copy where our own signature, or only some pages, are wanted.",
          })}
        </Notice>
      )}
      <Radios
        name="form"
        label={{ vi: "Hình thức sao", en: "Form of the copy" }}
        options={forms.map((each) => ({
          value: each,
          label: COPY_FORM_RULES[each].name,
          hint: COPY_FORM_RULES[each].meaning,
        }))}
        value={typed("form") || "sao-y"}
        error={errors.form}
      />
      <TextField
        name="pages"
        label={{ vi: "Các trang trích sao", en: "Pages of an extract" }}
        hint={{
          vi: `Chỉ điền khi trích sao, theo thứ tự cần lấy, ví dụ 1, 3-5. Văn bản có ${pages} trang.`,
          en: `Only for an extract, in the order wanted, such as 1, 3-5. The document has ${pages} pages.`,
        }}
        value={typed("pages")}
        error={errors.pages}
        size={20}
        maxLength={500}
        optional
      />
      {source.kind === "incoming" && (
        <Checkboxes
          name="fromCopy"
          label={{ vi: "Khi sao lục", en: "For a copy of a copy" }}
          options={[
            {
              value: "yes",
              label: {
                vi: "Văn bản đang giữ là bản sao y do nơi khác gửi đến",
                en: "What we hold is a full copy that came from elsewhere",
              },
            },
          ]}
          values={form ? values(form, "fromCopy") : []}
          error={errors.fromCopy}
          optional
        />
      )}
      <SelectField
        name="decidedBy"
        label={{ vi: "Lãnh đạo quyết định sao", en: "Leader who decided it" }}
        hint={{
          vi: "Người đứng đầu cơ quan quyết định việc sao (Nghị định 30/2020/NĐ-CP, Điều 27).",
          en: "The head of the organisation decides on copies (Decree 30/2020/NĐ-CP, Article 27).",
        }}
        options={leaders}
        value={typed("decidedBy") || undefined}
        prompt={{ vi: "Chọn lãnh đạo", en: "Choose a leader" }}
        error={errors.decidedBy}
      />
      <TextArea
        name="recipients"
        label={{ vi: "Nơi nhận bản sao", en: "Recipients of the copy" }}
        hint={{ vi: "Mỗi dòng một nơi nhận.", en: "One recipient a line." }}
        value={typed("recipients")}
        error={errors.recipients}
        optional
      />
      <TextArea
        name="note"
        label={{ vi: "Ghi chú", en: "Notes" }}
        value={typed("note")}
        error={errors.note}
        rows={2}
        maxLength={500}
        optional
      />
      <SealKeys keys={keys} chosen={typed("key")} />
      <PinField view={{ errors, house }} whose="organisation" />
      <LevelChoice errors={errors} typed={typed("level")} />
      <Actions>
        <Button kind="primary" icon="seal">
          {text({ vi: "Ký số và cấp bản sao", en: "Sign and certify" })}
        </Button>
        <LinkButton href={here} kind="quiet">
          {text({ vi: "Không sao nữa", en: "Cancel" })}
        </LinkButton>
      </Actions>
    </Form>
  );
}
