import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { may } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import {
  findOrganisation,
  peopleOf,
  searchOrganisations,
  searchPeople,
} from "../../../core/directory/index.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  readForm,
  redirectTo,
  type Form as SentForm,
  value,
  values,
} from "../../../core/http/index.ts";
import { transact } from "../../../core/transaction/index.ts";
import {
  Actions,
  Button,
  Checkboxes,
  ErrorSummary,
  type FieldErrors,
  Form,
  LinkButton,
  type Option,
  SelectField,
  TextArea,
  TextField,
  useText,
} from "../../../core/ui/index.ts";
import { maySubmit } from "../permissions.ts";
import { draftLaterRequests, draftNewRequests } from "../requests/draft-requests.ts";
import {
  CERTIFICATE_KINDS,
  DEVICE_WORDS,
  DEVICES,
  KIND_WORDS,
  REQUEST_KIND_WORDS,
  REQUEST_KINDS,
} from "../states.ts";
import { type Asked, ask } from "./asked.ts";
import { refusedForm, requestIdOf } from "./forms.ts";

const FOUND = 40;
const CRUMBS = [
  { href: "/certificates", label: { vi: "Sổ chứng thư số", en: "Register of certificates" } },
  { href: "/certificates/requests", label: { vi: "Đề nghị", en: "Requests" } },
];

/** GET /certificates/requests/new */
export async function newRequestPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerNew(c, await ask(c), queryText(c, "find", 100), {}, undefined, 200);
}

/** POST /certificates/requests/new */
export async function draftNew(c: Context<HttpEnv>): Promise<Response> {
  const asked = await ask(c);
  const form = await readForm(c);
  try {
    const ids = await transact(c.var.house, { actor: asked.actor, ...requestIdOf(form) }, (tx) =>
      draftNewRequests(tx, asked.actor, {
        kind: CERTIFICATE_KINDS.find((each) => each === value(form, "kind")) ?? "person",
        device: DEVICES.find((each) => each === value(form, "device")) ?? "usb-token",
        holders: values(form, "holders").map((each) => {
          const [kind = "", id = ""] = each.split(":");
          return { kind: kind === "organisation" ? "organisation" : "person", id };
        }),
        ...detailsOf(form),
      }),
    );
    return redirectTo(c, `/certificates/requests/${ids[0] ?? ""}`, {
      tone: "good",
      message: {
        vi: `Đã lập ${ids.length} đề nghị. Việc tiếp theo: in giấy đề nghị, trình ký rồi bấm gửi.`,
        en: `${ids.length} requests drafted. Next: print the form, have it signed, then submit.`,
      },
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerNew(c, asked, value(form, "find"), errors, form, status);
  }
}

/** GET /certificates/requests/later?kind=…&certificate=… */
export async function laterRequestPage(c: Context<HttpEnv>): Promise<Response> {
  await ask(c);
  const query = new URL(c.req.url).searchParams;
  return await answerLater(c, queryText(c, "kind", 20), query.getAll("certificate"), {}, undefined, 200);
}

/** POST /certificates/requests/later */
export async function draftLater(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = await ask(c);
  const form = await readForm(c);
  const kind = REQUEST_KINDS.find((each) => each === value(form, "kind"));
  const certificates = values(form, "certificate");
  try {
    const ids = await transact(c.var.house, { actor, ...requestIdOf(form) }, (tx) =>
      draftLaterRequests(tx, actor, {
        kind: kind === undefined || kind === "new" ? "renew" : kind,
        certificates,
        ...detailsOf(form),
      }),
    );
    return redirectTo(c, `/certificates/requests/${ids[0] ?? ""}`, {
      tone: "good",
      message: {
        vi: `Đã lập ${ids.length} đề nghị. Việc tiếp theo: in giấy đề nghị, trình ký rồi bấm gửi.`,
        en: `${ids.length} requests drafted. Next: print the form, have it signed, then submit.`,
      },
    });
  } catch (error) {
    const { errors, status } = refusedForm(error);
    return await answerLater(c, kind ?? "", certificates, errors, form, status);
  }
}

function detailsOf(form: SentForm) {
  return {
    reason: value(form, "reason"),
    email: value(form, "email"),
    mobile: value(form, "mobile"),
    identityNumber: value(form, "identityNumber"),
  };
}

async function answerNew(
  c: Context<HttpEnv>,
  asked: Asked,
  find: string,
  errors: FieldErrors,
  form: SentForm | undefined,
  status: 200 | 409 | 422,
): Promise<Response> {
  const options = await holderOptions(c, asked, find);
  return await answerPage(
    c,
    {
      title: { vi: "Đề nghị cấp chứng thư số mới", en: "Request new certificates" },
      lead: {
        vi: "Chọn một người để in giấy đề nghị, nhiều người để in danh sách.",
        en: "Choose one holder for a form, several for a list.",
      },
      crumbs: CRUMBS,
      width: "narrow",
      children: <NewRequest {...{ options, find, errors, form }} />,
    },
    status,
  );
}

/** Whom this person may ask for: themselves; of the own organisation for its clerk; found by name for the managers. */
async function holderOptions(c: Context<HttpEnv>, asked: Asked, find: string): Promise<readonly Option[]> {
  const { queries } = c.var.house.database;
  const { actor, units, manager } = asked;
  const day = localDateOf(asked.filter.now);
  const subject = {
    holderKind: "organisation" as const,
    holderId: actor.organisationId,
    organisationId: actor.organisationId,
    unitId: actor.organisationId,
    managers: units.managers,
    itUnits: units.byOrganisation.get(actor.organisationId) ?? [],
  };
  const self = { value: `person:${actor.personId}`, label: `${actor.fullName}, ${actor.positionTitle}` };
  if (manager && find !== "") {
    const [people, organisations] = await Promise.all([
      searchPeople(queries, find, { asOf: day, limit: FOUND }),
      searchOrganisations(queries, find, { asOf: day, limit: 10 }),
    ]);
    return [
      ...people.map((person) => ({
        value: `person:${person.id}`,
        label: [person.fullName, person.posts[0]?.title, person.posts[0]?.organisationName]
          .filter(Boolean)
          .join(", "),
      })),
      ...organisations.map((found) => ({ value: `organisation:${found.id}`, label: found.name })),
    ];
  }
  if (!may(actor, maySubmit, subject)) return [self];
  const [body, people] = await Promise.all([
    findOrganisation(queries, actor.organisationId, day),
    peopleOf(queries, actor.organisationId, day),
  ]);
  const seen = new Map(people.map((post) => [post.personId, post]));
  return [
    ...(body ? [{ value: `organisation:${body.id}`, label: body.name }] : []),
    ...[...seen.values()].map((post) => ({
      value: `person:${post.personId}`,
      label: `${post.fullName}, ${post.title}, ${post.unitName}`,
    })),
  ];
}

function NewRequest(props: {
  options: readonly Option[];
  find: string;
  errors: FieldErrors;
  form: SentForm | undefined;
}) {
  const text = useText();
  const { options, find, errors, form } = props;
  const typed = (name: string) => (form ? value(form, name) : "");
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/certificates/requests/new" method="get">
        <TextField
          name="find"
          type="search"
          label={{ vi: "Tìm người hoặc cơ quan", en: "Find a person or an organisation" }}
          value={find}
          optional
        />
        <Actions>
          <Button icon="search">{text({ vi: "Tìm", en: "Find" })}</Button>
        </Actions>
      </Form>
      <Form action="/certificates/requests/new" method="post" transactionId={randomUUID()}>
        <input type="hidden" name="find" value={find} />
        <Checkboxes
          name="holders"
          label={{ vi: "Cấp cho", en: "For" }}
          options={options}
          values={
            form ? values(form, "holders") : options.length === 1 ? options.map((each) => each.value) : []
          }
          error={errors.holders}
        />
        <SelectField
          name="kind"
          label={{ vi: "Loại chứng thư số", en: "Kind" }}
          options={CERTIFICATE_KINDS.map((each) => ({ value: each, label: KIND_WORDS[each] }))}
          value={typed("kind") || "person"}
        />
        <SelectField
          name="device"
          label={{ vi: "Thiết bị lưu khóa bí mật", en: "Device" }}
          options={DEVICES.map((each) => ({ value: each, label: DEVICE_WORDS[each] }))}
          value={typed("device") || "usb-token"}
        />
        <ContactFields typed={typed} errors={errors} />
        <TextArea
          name="reason"
          label={{ vi: "Lý do đề nghị", en: "Reason" }}
          value={typed("reason")}
          error={errors.reason}
          optional
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Lập đề nghị", en: "Draft the request" })}</Button>
          <LinkButton href="/certificates" kind="quiet">
            {text({ vi: "Thôi", en: "Cancel" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}

function ContactFields({ typed, errors }: { typed: (name: string) => string; errors: FieldErrors }) {
  return (
    <>
      <TextField
        name="email"
        type="email"
        label={{ vi: "Thư điện tử công vụ", en: "Work email" }}
        hint={{ vi: "Bỏ trống thì lấy theo danh bạ.", en: "Left empty, the directory's is taken." }}
        value={typed("email")}
        error={errors.email}
        optional
      />
      <TextField
        name="mobile"
        type="tel"
        label={{ vi: "Điện thoại di động", en: "Mobile" }}
        value={typed("mobile")}
        error={errors.mobile}
        optional
      />
      <TextField
        name="identityNumber"
        inputMode="numeric"
        label={{ vi: "Số định danh cá nhân (CCCD)", en: "Citizen card number" }}
        value={typed("identityNumber")}
        error={errors.identityNumber}
        optional
      />
    </>
  );
}

async function answerLater(
  c: Context<HttpEnv>,
  given: string,
  certificates: readonly string[],
  errors: FieldErrors,
  form: SentForm | undefined,
  status: 200 | 409 | 422,
): Promise<Response> {
  const kind = REQUEST_KINDS.find((each) => each === given && each !== "new") ?? "renew";
  const words = REQUEST_KIND_WORDS[kind];
  return await answerPage(
    c,
    {
      title: { vi: `Đề nghị: ${words.vi.toLowerCase()}`, en: `Request: ${words.en.toLowerCase()}` },
      lead: { vi: `${certificates.length} chứng thư số.`, en: `${certificates.length} certificates.` },
      crumbs: CRUMBS,
      width: "narrow",
      children: <LaterRequest {...{ kind, certificates, errors, form }} />,
    },
    status,
  );
}

function LaterRequest(props: {
  kind: string;
  certificates: readonly string[];
  errors: FieldErrors;
  form: SentForm | undefined;
}) {
  const text = useText();
  const { kind, certificates, errors, form } = props;
  const typed = (name: string) => (form ? value(form, name) : "");
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/certificates/requests/later" method="post" transactionId={randomUUID()}>
        <input type="hidden" name="kind" value={kind} />
        {certificates.map((id) => (
          <input key={id} type="hidden" name="certificate" value={id} />
        ))}
        <TextArea
          name="reason"
          label={
            kind === "change"
              ? { vi: "Nội dung thay đổi, lý do", en: "What changes, and why" }
              : { vi: "Lý do đề nghị", en: "Reason" }
          }
          value={typed("reason")}
          error={errors.reason}
        />
        <ContactFields typed={typed} errors={errors} />
        <Actions>
          <Button kind="primary">{text({ vi: "Lập đề nghị", en: "Draft the request" })}</Button>
          <LinkButton href="/certificates" kind="quiet">
            {text({ vi: "Thôi", en: "Cancel" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}
