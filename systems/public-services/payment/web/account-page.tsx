import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import type { Selectable } from "kysely";
import { assertMay } from "../../../../core/access/index.ts";
import type { Tables } from "../../../../core/database/index.ts";
import {
  answerPage,
  type HttpEnv,
  type Form as PostedForm,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import {
  Button,
  ErrorSummary,
  type FieldErrors,
  Form,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { changeAccount } from "../change-account.ts";
import { mayChangeAccount } from "../permissions.ts";
import { act } from "./act.ts";
import { CRUMBS, HERE } from "./words.ts";

/** GET /payments/account */
export async function accountPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerAccount(c, {}, undefined, 200);
}

async function answerAccount(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  form: PostedForm | undefined,
  status: 200 | 409 | 422,
): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayChangeAccount, actor);
  const account = await c.var.house.database.queries
    .selectFrom("public_services.payment_account")
    .selectAll()
    .where("organisation_id", "=", actor.organisationId)
    .executeTakeFirst();
  return await answerPage(
    c,
    {
      title: { vi: "Tài khoản nhận phí, lệ phí và biên lai", en: "Account for fees, receipts" },
      crumbs: CRUMBS,
      width: "narrow",
      children: (
        <AccountView account={account} errors={errors} typed={(name) => form?.fields.get(name)?.[0]} />
      ),
    },
    status,
  );
}

function AccountView({
  account,
  errors,
  typed,
}: {
  readonly account: Selectable<Tables["public_services.payment_account"]> | undefined;
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string | undefined;
}) {
  const text = useText();
  const of = (name: string, stored: string | undefined) => ({
    name,
    value: typed(name) ?? stored,
    error: errors[name],
  });
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action={`${HERE}/account`} method="post" transactionId={randomUUID()}>
        <TextField
          {...of("bankBin", account?.bank_bin)}
          label={{ vi: "Mã ngân hàng (BIN, 6 số)", en: "Bank code (6 digits)" }}
          hint={{
            vi: "Agribank 970405, BIDV 970418, Vietcombank 970436, VietinBank 970415.",
            en: "Agribank 970405, BIDV 970418, Vietcombank 970436, VietinBank 970415.",
          }}
          inputMode="numeric"
          size={8}
        />
        <TextField
          {...of("account", account?.account)}
          label={{ vi: "Số tài khoản", en: "Account" }}
          size={20}
        />
        <TextField {...of("holder", account?.holder)} label={{ vi: "Chủ tài khoản", en: "Holder" }} />
        <TextField
          {...of("taxCode", account?.tax_code)}
          label={{ vi: "Mã số thuế của cơ quan thu", en: "Tax code of the body" }}
          size={14}
          optional
        />
        <TextField
          {...of("receiptForm", account?.receipt_form)}
          label={{ vi: "Mẫu số biên lai", en: "Form of the receipts" }}
          hint={{ vi: "Như cơ quan thuế đã thông báo.", en: "As the tax office told." }}
          size={20}
          optional
        />
        <TextField
          {...of("receiptSymbol", account?.receipt_symbol)}
          label={{ vi: "Ký hiệu biên lai", en: "Symbol of the receipts" }}
          size={20}
          optional
        />
        <Button kind="primary">{text({ vi: "Lưu", en: "Save" })}</Button>
      </Form>
    </>
  );
}

/** POST /payments/account */
export async function accountPost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  return await act(c, {
    actor,
    work: (tx, who, form) =>
      changeAccount(tx, who, {
        bankBin: value(form, "bankBin"),
        account: value(form, "account"),
        holder: value(form, "holder"),
        taxCode: value(form, "taxCode"),
        receiptForm: value(form, "receiptForm"),
        receiptSymbol: value(form, "receiptSymbol"),
      }),
    back: HERE,
    again: (errors, form, status) => answerAccount(c, errors, form, status),
  });
}
