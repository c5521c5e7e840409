import type { Context, Hono } from "hono";
import {
  type HttpEnv,
  type Form as PostedForm,
  readForm,
  redirectTo,
  value,
  values,
} from "../../../../core/http/index.ts";
import {
  Button,
  Card,
  Checkboxes,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDate,
  formatDateTime,
  formatMobile,
  StateChip,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import { changeContact } from "../account/change-contact.ts";
import type { Citizen } from "../citizen.ts";
import { PROVIDER_NAMES } from "../sign-in/rules.ts";
import { signedInCitizen } from "./citizen-session.ts";
import { answerMe, formErrors, requestIdOf, transactionIdFor } from "./me-layout.tsx";

/** /me: who one is, how one is reached. */
export function mePages(app: Hono<HttpEnv>): void {
  app.get("/me", async (c) => {
    const { citizen } = signedInCitizen(c);
    return await answerMe(c, {
      tab: "/me",
      title: { vi: "Trang của tôi", en: "My page" },
      children: (
        <>
          <VerifiedData citizen={citizen} />
          <ContactData citizen={citizen} />
        </>
      ),
    });
  });

  app.get("/me/contact", async (c) => await contactPage(c, contactOf(signedInCitizen(c).citizen), {}));

  app.post("/me/contact", async (c) => {
    const { actor } = signedInCitizen(c);
    const form = await readForm(c);
    const typed = typedContact(form);
    try {
      await changeContact(
        c.var.house,
        actor,
        {
          phone: typed.phone,
          email: typed.email,
          notify: {
            sms: typed.notify.includes("sms"),
            zalo: typed.notify.includes("zalo"),
            email: typed.notify.includes("email"),
          },
          version: typed.version,
        },
        requestIdOf(form).requestId,
      );
    } catch (error) {
      return await contactPage(c, typed, formErrors(error), form);
    }
    return redirectTo(c, "/me", {
      tone: "good",
      message: { vi: "Đã lưu thông tin liên hệ.", en: "Your contact data are kept." },
    });
  });
}

interface TypedContact {
  readonly phone: string;
  readonly email: string;
  readonly notify: readonly string[];
  readonly version: number;
}

function contactOf(citizen: Citizen): TypedContact {
  return {
    phone: citizen.phone === null ? "" : formatMobile(citizen.phone),
    email: citizen.email ?? "",
    notify: notifyOf(citizen),
    version: citizen.version,
  };
}

function typedContact(form: PostedForm): TypedContact {
  const version = Number(value(form, "version"));
  return {
    phone: value(form, "phone"),
    email: value(form, "email"),
    notify: values(form, "notify"),
    version: Number.isInteger(version) ? version : -1,
  };
}

function notifyOf({ notify }: Citizen): string[] {
  return (["sms", "zalo", "email"] as const).filter((channel) => notify[channel]);
}

async function contactPage(
  c: Context<HttpEnv>,
  typed: TypedContact,
  errors: FieldErrors,
  form?: PostedForm,
): Promise<Response> {
  return await answerMe(
    c,
    {
      tab: "/me",
      title: { vi: "Thông tin liên hệ", en: "Contact data" },
      children: <ContactForm typed={typed} errors={errors} transactionId={transactionIdFor(form)} />,
    },
    form ? (errors[""] ? 409 : 422) : 200,
  );
}

function VerifiedData({ citizen }: { citizen: Citizen }) {
  const text = useText();
  const isPerson = citizen.kind === 1;
  const facts = [
    {
      term: isPerson
        ? { vi: "Họ và tên", en: "Name" }
        : { vi: "Tên tổ chức", en: "Name of the organisation" },
      value: citizen.name,
    },
    {
      term: isPerson
        ? { vi: "Số định danh cá nhân", en: "Personal identifier" }
        : { vi: "Mã số thuế", en: "Tax code" },
      value: citizen.identifier,
    },
  ];
  const personal = [
    {
      term: { vi: "Ngày sinh", en: "Date of birth" },
      value: citizen.birthDate && formatDate(citizen.birthDate),
    },
    {
      term: { vi: "Giới tính", en: "Sex" },
      value:
        citizen.sex && text(citizen.sex === "male" ? { vi: "Nam", en: "Male" } : { vi: "Nữ", en: "Female" }),
    },
    { term: { vi: "Dân tộc", en: "Ethnic group" }, value: citizen.ethnicity },
    { term: { vi: "Nơi thường trú", en: "Permanent residence" }, value: citizen.permanentAddress },
    { term: { vi: "Nơi ở hiện nay", en: "Current residence" }, value: citizen.currentAddress },
  ];
  return (
    <Card title={{ vi: "Thông tin đã xác thực", en: "Verified data" }}>
      <p>
        <StateChip
          tone="good"
          icon="shield-check"
          label={{
            vi: `${PROVIDER_NAMES[citizen.verifiedBy].vi} xác thực, mức ${citizen.level}`,
            en: `Verified by ${PROVIDER_NAMES[citizen.verifiedBy].en}, level ${citizen.level}`,
          }}
        />{" "}
        {formatDateTime(citizen.verifiedAt)}
      </p>
      <Facts facts={isPerson ? [...facts, ...personal] : facts} />
      <p>
        {text({
          vi: "Thông tin này lấy từ tài khoản định danh. Nếu sai, hãy sửa tại nơi cấp tài khoản; lần đăng nhập sau sẽ tự cập nhật.",
          en: "These come from your identity account. If they are wrong have them corrected there; they follow at the next sign-in.",
        })}
      </p>
    </Card>
  );
}

function ContactData({ citizen }: { citizen: Citizen }) {
  const text = useText();
  const names = { sms: "SMS", zalo: "Zalo", email: text({ vi: "thư điện tử", en: "e-mail" }) };
  const told = (["sms", "zalo", "email"] as const)
    .filter((channel) => citizen.notify[channel])
    .map((channel) => names[channel]);
  return (
    <Card title={{ vi: "Thông tin liên hệ", en: "Contact data" }}>
      <Facts
        facts={[
          {
            term: { vi: "Điện thoại", en: "Telephone" },
            value: citizen.phone && formatMobile(citizen.phone),
          },
          { term: { vi: "Thư điện tử", en: "E-mail" }, value: citizen.email },
          { term: { vi: "Báo tin cho tôi bằng", en: "Tell me by" }, value: told.join(", ") },
        ]}
      />
      <p>
        <a class="button" href="/me/contact">
          {text({ vi: "Sửa thông tin liên hệ", en: "Change contact data" })}
        </a>
      </p>
    </Card>
  );
}

function ContactForm(props: { typed: TypedContact; errors: FieldErrors; transactionId: string }) {
  const text = useText();
  const { typed, errors } = props;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/me/contact" method="post" transactionId={props.transactionId}>
        <input type="hidden" name="version" value={String(typed.version)} />
        <TextField
          name="phone"
          type="tel"
          label={{ vi: "Số điện thoại di động", en: "Mobile number" }}
          value={typed.phone}
          error={errors.phone}
          autocomplete="tel"
          size={15}
          maxLength={20}
          optional
        />
        <TextField
          name="email"
          type="email"
          label={{ vi: "Thư điện tử", en: "E-mail" }}
          value={typed.email}
          error={errors.email}
          autocomplete="email"
          maxLength={200}
          optional
        />
        <Checkboxes
          name="notify"
          label={{ vi: "Báo tin về hồ sơ cho tôi bằng", en: "Tell me about my dossiers by" }}
          values={typed.notify}
          options={[
            { value: "sms", label: { vi: "Tin nhắn SMS", en: "SMS" } },
            { value: "zalo", label: "Zalo" },
            { value: "email", label: { vi: "Thư điện tử", en: "E-mail" } },
          ]}
          optional
        />
        <div class="actions">
          <Button kind="primary">{text({ vi: "Lưu", en: "Save" })}</Button>
          <a class="button button-quiet" href="/me">
            {text({ vi: "Quay lại", en: "Back" })}
          </a>
        </div>
      </Form>
    </>
  );
}
