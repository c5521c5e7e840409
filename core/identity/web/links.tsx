import type { Context, Hono } from "hono";
import { localDateOf } from "../../calendar/index.ts";
import {
  ORGANISATION_KINDS,
  type OrganisationKind,
  type OrganisationNode,
  organisationTree,
} from "../../directory/index.ts";
import {
  answerPage,
  type HttpEnv,
  type Form as Posted,
  readForm,
  redirectTo,
  value,
} from "../../http/index.ts";
import {
  Actions,
  Button,
  ErrorSummary,
  type FieldErrors,
  Form,
  SelectField,
  TextField,
  useText,
  type Words,
} from "../../ui/index.ts";
import { linkExpired } from "../errors.ts";
import { redeemFirstAdministratorLink } from "../first-administrator.ts";
import { type LinkPurpose, linkWorks } from "../one-time-link.ts";
import { setPassword } from "../set-password.ts";
import { isUuid, NewPasswordFields } from "./account.tsx";
import { formErrors, originOf, typedPassword } from "./form-errors.ts";
import { keepSession } from "./session-cookie.ts";

/** /first-administrator and /set-password: what one-time links open. */
export function linkPages(app: Hono<HttpEnv>): void {
  app.get("/first-administrator", async (c) => {
    const token = await goodToken(c, "first-administrator", c.req.query("token"));
    return await showFirst(c, { token, fullName: "", username: "", organisation: "", kind: "" }, {});
  });

  app.post("/first-administrator", async (c) => {
    const form = await readForm(c);
    const typed = {
      token: await goodToken(c, "first-administrator", value(form, "token")),
      fullName: value(form, "fullName"),
      username: value(form, "username"),
      organisation: value(form, "organisation"),
      kind: value(form, "kind"),
    };
    try {
      const session = await redeemFirstAdministratorLink(c.var.house, {
        ...typed,
        organisation: chosenOrganisation(typed.organisation, typed.kind),
        next: typedPassword(form, "next"),
        repeated: typedPassword(form, "repeated"),
        ...originOf(c),
      });
      keepSession(c, session);
    } catch (error) {
      return await showFirst(c, typed, formErrors(error), 422);
    }
    return redirectTo(c, "/account/second-factor", {
      tone: "good",
      message: {
        vi: "Đã tạo quản trị viên đầu tiên. Việc tiếp theo: bật xác thực hai lớp để dùng quyền quản trị.",
        en: "The first administrator is made. Next: turn the second factor on to use the administrator's rights.",
      },
    });
  });

  app.get("/set-password", async (c) => {
    const token = await goodToken(c, "set-password", c.req.query("token"));
    return await answerPage(c, setPasswordPage(token, {}));
  });

  app.post("/set-password", async (c) => {
    const form = await readForm(c);
    const token = value(form, "token");
    try {
      const username = await setPassword(c.var.house, passwordsOf(form, token));
      return redirectTo(c, "/sign-in", {
        tone: "good",
        message: {
          vi: `Đã đặt mật khẩu. Hãy đăng nhập với tên ${username}.`,
          en: `The password is set. Sign in as ${username}.`,
        },
      });
    } catch (error) {
      return await answerPage(c, setPasswordPage(token, formErrors(error)), 422);
    }
  });
}

function passwordsOf(form: Posted, token: string): { token: string; next: string; repeated: string } {
  return { token, next: typedPassword(form, "next"), repeated: typedPassword(form, "repeated") };
}

/** @throws Refusal 410 when the link does not work any more */
async function goodToken(
  c: Context<HttpEnv>,
  purpose: LinkPurpose,
  token: string | undefined,
): Promise<string> {
  if (token === undefined || !(await linkWorks(c.var.house, purpose, token))) throw linkExpired();
  return token;
}

type NewBodyKind = Exclude<OrganisationKind, "unit">;

const KIND_WORDS: Readonly<Record<NewBodyKind, Words>> = {
  province: { vi: "Cơ quan hành chính cấp tỉnh (UBND tỉnh)", en: "Provincial People's Committee" },
  "provincial-department": { vi: "Sở, ban, ngành của tỉnh", en: "Provincial department" },
  district: { vi: "UBND huyện, thành phố", en: "District People's Committee" },
  commune: { vi: "UBND xã, phường, thị trấn", en: "Commune People's Committee" },
  ministry: { vi: "Bộ, ngành trung ương", en: "Ministry" },
  government: { vi: "Chính phủ", en: "Government" },
  other: { vi: "Cơ quan, tổ chức khác", en: "Other organisation" },
};

function chosenOrganisation(
  typed: string,
  kind: string,
): { readonly id: string } | { readonly name: string; readonly kind: NewBodyKind } {
  if (isUuid(typed)) return { id: typed };
  const known = ORGANISATION_KINDS.find((each) => each === kind);
  return { name: typed, kind: known === undefined || known === "unit" ? "province" : known };
}

interface TypedFirst {
  readonly token: string;
  readonly fullName: string;
  readonly username: string;
  readonly organisation: string;
  readonly kind: string;
}

async function showFirst(
  c: Context<HttpEnv>,
  typed: TypedFirst,
  errors: FieldErrors,
  status: 200 | 422 = 200,
): Promise<Response> {
  const tree = await organisationTree(c.var.house.database.queries, localDateOf(new Date()));
  return await answerPage(
    c,
    {
      title: { vi: "Quản trị viên đầu tiên", en: "The first administrator" },
      lead: {
        vi: "Hệ thống chưa có ai. Người này tạo tài khoản cho mọi người khác. Liên kết chỉ dùng được một lần.",
        en: "Nobody is here yet. This person makes the accounts of everybody else. The link works once.",
      },
      width: "narrow",
      children: <FirstForm typed={typed} errors={errors} known={flatten(tree)} />,
    },
    status,
  );
}

function flatten(nodes: readonly OrganisationNode[], depth = 0): { value: string; label: string }[] {
  return nodes.flatMap((node) => [
    { value: node.id, label: `${"\u2003".repeat(depth)}${node.name}` },
    ...flatten(node.children, depth + 1),
  ]);
}

interface FirstFormProps {
  typed: TypedFirst;
  errors: FieldErrors;
  known: readonly { value: string; label: string }[];
}

function FirstForm({ typed, errors, known }: FirstFormProps) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/first-administrator" method="post">
        <input type="hidden" name="token" value={typed.token} />
        <TextField
          name="fullName"
          label={{ vi: "Họ và tên", en: "Full name" }}
          value={typed.fullName}
          error={errors.fullName}
          autocomplete="name"
          maxLength={100}
        />
        {known.length > 0 ? (
          <SelectField
            name="organisation"
            label={{ vi: "Cơ quan", en: "Organisation" }}
            options={known}
            value={typed.organisation}
            error={errors.organisation}
          />
        ) : (
          <>
            <TextField
              name="organisation"
              label={{ vi: "Tên cơ quan", en: "Name of the organisation" }}
              hint={{ vi: "Ví dụ: UBND tỉnh Kon Tum", en: "Example: UBND tỉnh Kon Tum" }}
              value={typed.organisation}
              error={errors.organisation}
              autocomplete="organization"
              maxLength={200}
            />
            <SelectField
              name="kind"
              label={{ vi: "Loại cơ quan", en: "Kind of organisation" }}
              options={Object.entries(KIND_WORDS).map(([kind, label]) => ({ value: kind, label }))}
              value={typed.kind}
            />
          </>
        )}
        <TextField
          name="username"
          label={{ vi: "Tên đăng nhập", en: "User name" }}
          hint={{
            vi: "Chữ không dấu, số, dấu chấm. Ví dụ: quantri",
            en: "Letters, digits, dots. Example: quantri",
          }}
          value={typed.username}
          error={errors.username}
          autocomplete="username"
          maxLength={64}
        />
        <NewPasswordFields errors={errors} />
        <Actions>
          <Button kind="primary">{text({ vi: "Tạo quản trị viên", en: "Make the administrator" })}</Button>
        </Actions>
      </Form>
    </>
  );
}

function setPasswordPage(token: string, errors: FieldErrors) {
  return {
    title: { vi: "Đặt mật khẩu", en: "Set your password" },
    lead: {
      vi: "Quản trị viên đã mở tài khoản cho bạn. Hãy đặt mật khẩu chỉ mình bạn biết.",
      en: "An administrator opened the account for you. Set a password that only you know.",
    },
    width: "narrow" as const,
    children: <SetPasswordForm token={token} errors={errors} />,
  };
}

function SetPasswordForm({ token, errors }: { token: string; errors: FieldErrors }) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/set-password" method="post">
        <input type="hidden" name="token" value={token} />
        <NewPasswordFields errors={errors} />
        <Actions>
          <Button kind="primary">{text({ vi: "Đặt mật khẩu", en: "Set the password" })}</Button>
        </Actions>
      </Form>
    </>
  );
}
