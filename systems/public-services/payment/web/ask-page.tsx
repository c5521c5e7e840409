import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { notFound } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  type Form as PostedForm,
  readForm,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import {
  Button,
  ErrorSummary,
  type FieldErrors,
  Form,
  Radios,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import type { DossierFacts } from "../../dossiers/index.ts";
import { askPayment } from "../ask-payment.ts";
import { type Due, duesOf } from "../dues.ts";
import { mayCollect } from "../permissions.ts";
import { act } from "./act.ts";
import { HERE } from "./words.ts";

/** POST /payments/ask — from the page of a dossier; what is wrong is said beside the field on a page of its own. */
export async function askPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const posted = await readForm(c);
  const dossier = await house.services.dossiers?.facts(house.database.queries, value(posted, "dossier"));
  if (!dossier) throw notFound();
  assertMay(actor, mayCollect, dossier);
  return await act(c, {
    actor,
    form: posted,
    async work(tx, who, form) {
      const lines = dossier.fees.map((_, index) => ({
        amount: value(form, `amount-${index}`),
        waived: value(form, `waived-${index}`),
      }));
      await askPayment(tx, house, who, dossier, lines, {
        name: value(form, "extra-name"),
        kind: value(form, "extra-kind") === "fee" ? "fee" : "charge",
        amount: value(form, "extra-amount"),
      });
    },
    back: `/dossiers/${dossier.id}`,
    again: (errors, form, status) => answerAsk(c, dossier, errors, form, status),
    done: {
      vi: "Đã lập; người dân thấy khoản phải nộp ở trang hồ sơ của họ.",
      en: "Set; the citizen sees it on their page.",
    },
  });
}

async function answerAsk(
  c: Context<HttpEnv>,
  dossier: DossierFacts,
  errors: FieldErrors,
  form: PostedForm,
  status: 409 | 422,
): Promise<Response> {
  const dues = await duesOf(c.var.house.database.queries, dossier);
  return await answerPage(
    c,
    {
      title: { vi: `Khoản phải nộp của hồ sơ ${dossier.code}`, en: `What dossier ${dossier.code} owes` },
      crumbs: [{ href: `/dossiers/${dossier.id}`, label: dossier.code }],
      width: "narrow",
      children: (
        <>
          <ErrorSummary errors={errors} />
          <AskForm
            dossierId={dossier.id}
            dues={dues}
            errors={errors}
            typed={(name) => form.fields.get(name)?.[0]}
          />
        </>
      ),
    },
    status,
  );
}

/** What the desk sets: each fee that is due, and what comes beside the fees of the procedure. */
export function AskForm({
  dossierId,
  dues,
  errors,
  typed,
}: {
  readonly dossierId: string;
  readonly dues: readonly Due[];
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string | undefined;
}) {
  const text = useText();
  return (
    <Form action={`${HERE}/ask`} method="post" transactionId={randomUUID()}>
      <input type="hidden" name="dossier" value={dossierId} />
      {dues
        .filter(({ standing }) => standing === "due")
        .map((due) => (
          <DueFields key={due.key} due={due} errors={errors} typed={typed} />
        ))}
      <fieldset>
        <legend>{text({ vi: "Khoản khác (nếu có)", en: "Something else (if any)" })}</legend>
        <TextField
          name="extra-name"
          label={{ vi: "Tên khoản", en: "Name" }}
          hint={{
            vi: "Ví dụ thuế, lệ phí trước bạ theo thông báo của cơ quan thuế.",
            en: "For example a tax as the tax office told.",
          }}
          value={typed("extra-name")}
          error={errors["extra-name"]}
          maxLength={200}
          optional
        />
        <Radios
          name="extra-kind"
          label={{ vi: "Loại", en: "Kind" }}
          value={typed("extra-kind") ?? "charge"}
          options={[
            { value: "charge", label: { vi: "Lệ phí", en: "Charge" } },
            { value: "fee", label: { vi: "Phí", en: "Fee" } },
          ]}
          inline
        />
        <TextField
          name="extra-amount"
          label={{ vi: "Số tiền (đồng)", en: "Sum (đồng)" }}
          value={typed("extra-amount")}
          error={errors["extra-amount"]}
          inputMode="numeric"
          size={12}
          optional
        />
      </fieldset>
      <Button>{text({ vi: "Lập khoản phải nộp", en: "Set what is owed" })}</Button>
    </Form>
  );
}

function DueFields({
  due: { index, fee },
  errors,
  typed,
}: {
  readonly due: Due;
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string | undefined;
}) {
  const amount = `amount-${index}`;
  const waived = `waived-${index}`;
  return (
    <>
      <TextField
        name={amount}
        label={{ vi: `${fee.name} (đồng)`, en: `${fee.name} (đồng)` }}
        hint={
          fee.collect === 4
            ? { vi: "Để trống: thu khi trả kết quả.", en: "Empty: taken when the result is returned." }
            : undefined
        }
        value={typed(amount) ?? (fee.amount === null || fee.collect === 4 ? "" : String(fee.amount))}
        error={errors[amount]}
        inputMode="numeric"
        size={12}
        optional
      />
      <TextField
        name={waived}
        label={{ vi: `Hoặc lý do miễn ${fee.name.toLocaleLowerCase("vi")}`, en: "Or why it is waived" }}
        value={typed(waived)}
        error={errors[waived]}
        maxLength={300}
        optional
      />
    </>
  );
}
