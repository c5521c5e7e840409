import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import {
  type Appointment,
  giveDelegation,
  mayGiveDelegation,
  type Organisation,
  unitsOf,
} from "../../../../core/directory/index.ts";
import {
  answerPage,
  type Form as Fields,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
  values,
} from "../../../../core/http/index.ts";
import { DELEGATION_KINDS, transact } from "../../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Checkboxes,
  DateField,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatDate,
  LinkButton,
  parseTypedDate,
  SelectField,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { KIND_WORDS } from "../../delegating/delegation-words.ts";
import { namedTypes } from "../../delegating/named-types.ts";
import { receiversFor } from "../../delegating/receivers.ts";
import { documentTypesOf } from "../../outgoing/read-outgoing.ts";
import { refusedForm, requestIdOf } from "../shared/refused-form.ts";

const LIST = { href: "/delegations", label: { vi: "Ủy quyền", en: "Delegations" } };

/** GET /delegations/new: hands rights of the acting post on, for a time. */
export async function newDelegationPage(c: Context<HttpEnv>): Promise<Response> {
  assertMay(requireSession(c).actor, mayGiveDelegation, undefined);
  return await answerForm(c, undefined, {}, 200);
}

/** POST /delegations/new */
export async function giveDelegationAction(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const form = await readForm(c);
  try {
    const { id } = await transact(c.var.house, { actor, ...requestIdOf(form) }, async (tx) =>
      giveDelegation(tx, actor, {
        to: value(form, "to"),
        kinds: values(form, "kinds"),
        documentTypes: await namedTypes(tx.queries, values(form, "documentTypes")),
        units: values(form, "units"),
        begins: parseTypedDate(value(form, "begins")) ?? "",
        ends: parseTypedDate(value(form, "ends")) ?? "",
        basis: value(form, "basis"),
      }),
    );
    return redirectTo(c, `${LIST.href}/${id}`, {
      tone: "good",
      message: {
        vi: "Đã ủy quyền. Người nhận và văn thư được báo ngay.",
        en: "Delegated. The receiver and the clerks are told at once.",
      },
    });
  } catch (error) {
    const refused = refusedForm(error);
    return await answerForm(c, form, refused.errors, refused.status);
  }
}

interface Choices {
  readonly receivers: readonly Appointment[];
  readonly types: readonly { readonly code: string; readonly name: string }[];
  readonly units: readonly Organisation[];
}

async function answerForm(
  c: Context<HttpEnv>,
  form: Fields | undefined,
  errors: FieldErrors,
  status: 200 | 409 | 422 | 423 | 503,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const choices: Choices = {
    receivers: await receiversFor(queries, actor),
    types: await documentTypesOf(queries),
    // The head of a unit hands on work of that unit only.
    units: actor.roles.includes("leader")
      ? await unitsOf(queries, actor.organisationId, localDateOf(new Date()))
      : [],
  };
  return await answerPage(
    c,
    {
      title: { vi: "Ủy quyền", en: "Delegate" },
      lead: {
        vi: "Chỉ giao việc của chính chức vụ bạn đang dùng, không dài hơn thời gian giữ chức vụ; người nhận không giao tiếp cho người khác.",
        en: "Only what the post you are acting in may do, not longer than you hold it; the receiver cannot hand it on.",
      },
      crumbs: [LIST],
      width: "narrow",
      children: <DelegationForm form={form} errors={errors} choices={choices} />,
    },
    status,
  );
}

interface DelegationFormProps {
  readonly form: Fields | undefined;
  readonly errors: FieldErrors;
  readonly choices: Choices;
}

function DelegationForm({ form, errors, choices }: DelegationFormProps) {
  const text = useText();
  const typed = (name: string) => (form ? value(form, name) : "");
  const ticked = (name: string) => (form ? values(form, name) : []);
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form
        action={`${LIST.href}/new`}
        method="post"
        transactionId={form ? (requestIdOf(form).requestId ?? randomUUID()) : randomUUID()}
      >
        <SelectField
          name="to"
          label={{ vi: "Người được ủy quyền", en: "To" }}
          prompt={{ vi: "Chọn người", en: "Choose a person" }}
          options={choices.receivers.map(({ id, fullName, title, unitName }) => ({
            value: id,
            label: `${fullName}, ${title}, ${unitName}`,
          }))}
          value={typed("to")}
          error={errors.to}
        />
        <Checkboxes
          name="kinds"
          label={{ vi: "Việc ủy quyền", en: "What is handed on" }}
          options={DELEGATION_KINDS.map((kind) => ({ value: kind, label: KIND_WORDS[kind] }))}
          values={ticked("kinds")}
          error={errors.kinds}
        />
        <DateField
          name="begins"
          label={{ vi: "Từ ngày", en: "First day" }}
          value={form ? typed("begins") : formatDate(localDateOf(new Date()))}
          error={errors.begins}
        />
        <DateField
          name="ends"
          label={{ vi: "Đến hết ngày", en: "Last day" }}
          value={typed("ends")}
          error={errors.ends}
        />
        <TextField
          name="basis"
          label={{ vi: "Căn cứ", en: "Basis" }}
          hint={{
            vi: "Số, ký hiệu, ngày của giấy ủy quyền hoặc quyết định phân công. Ví dụ: Giấy ủy quyền số 05/GUQ-STTTT ngày 10/3/2022",
            en: "Number, notation and date of the written delegation or decision",
          }}
          value={typed("basis")}
          maxLength={300}
          error={errors.basis}
        />
        <Checkboxes
          name="documentTypes"
          label={{ vi: "Chỉ những loại văn bản này", en: "Only these document types" }}
          hint={{ vi: "Không chọn: mọi loại.", en: "None ticked: every type." }}
          options={choices.types.map(({ code, name }) => ({ value: code, label: name }))}
          values={ticked("documentTypes")}
          optional
          inline
          error={errors.documentTypes}
        />
        {choices.units.length > 0 && (
          <Checkboxes
            name="units"
            label={{ vi: "Chỉ việc của những đơn vị này", en: "Only work of these units" }}
            hint={{ vi: "Không chọn: mọi đơn vị.", en: "None ticked: every unit." }}
            options={choices.units.map(({ id, name }) => ({ value: id, label: name }))}
            values={ticked("units")}
            optional
            error={errors.units}
          />
        )}
        <Actions>
          <Button kind="primary">{text({ vi: "Ủy quyền", en: "Delegate" })}</Button>
          <LinkButton href={LIST.href} kind="secondary">
            {text({ vi: "Quay lại", en: "Back" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}
