import type { Context, Hono } from "hono";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  type Session,
  value,
} from "../../http/index.ts";
import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  type FieldErrors,
  Form,
  LinkButton,
  Notice,
  StateChip,
  say,
  TextField,
  useText,
} from "../../ui/index.ts";
import { confirmTotp } from "../confirm-totp.ts";
import { enrolTotp, type TotpEnrolment } from "../enrol-totp.ts";
import { DEMO_PASSWORD } from "../password.ts";
import { removeOwnSecondFactor } from "../remove-second-factor.ts";
import { secondFactorStanding } from "../second-factor-standing.ts";
import { ACCOUNT } from "./account.tsx";
import { formErrors, typedPassword } from "./form-errors.ts";

const TITLE = { vi: "Xác thực hai lớp", en: "Second factor" };

/** /account/second-factor: turn it on, keep the recovery codes, turn it off. */
export function secondFactorPages(app: Hono<HttpEnv>): void {
  app.get("/account/second-factor", async (c) => await show(c, requireSession(c), {}));

  app.post("/account/second-factor", async (c) => {
    const session = requireSession(c);
    const form = await readForm(c);
    try {
      const codes = await confirmTotp(c.var.house, {
        actor: session.actor,
        accountId: session.accountId,
        sessionId: session.id,
        password: typedPassword(form, "password"),
        code: value(form, "code"),
      });
      return await answerPage(c, {
        title: { vi: "Đã bật xác thực hai lớp", en: "The second factor is on" },
        crumbs: [ACCOUNT],
        width: "narrow",
        children: <RecoveryCodes codes={codes} />,
      });
    } catch (error) {
      return await show(c, session, formErrors(error), 422);
    }
  });

  app.post("/account/second-factor/remove", async (c) => {
    const session = requireSession(c);
    const form = await readForm(c);
    try {
      await removeOwnSecondFactor(c.var.house, {
        actor: session.actor,
        accountId: session.accountId,
        password: typedPassword(form, "password"),
        code: value(form, "code"),
      });
    } catch (error) {
      return await show(c, session, formErrors(error), 422);
    }
    return redirectTo(c, "/account/second-factor", {
      tone: "attention",
      message: { vi: "Đã tắt xác thực hai lớp.", en: "The second factor is off." },
    });
  });
}

async function show(
  c: Context<HttpEnv>,
  session: Session,
  errors: FieldErrors,
  status: 200 | 422 = 200,
): Promise<Response> {
  const { house, lang } = c.var;
  const standing = await secondFactorStanding(house.database.queries, session.accountId);
  const page = { title: TITLE, crumbs: [ACCOUNT], width: "narrow" as const };
  if (standing.on) {
    return await answerPage(
      c,
      { ...page, children: <TurnOff errors={errors} codesLeft={standing.recoveryCodesLeft} /> },
      status,
    );
  }
  const { place } = await c.var.shell();
  const enrolment = await enrolTotp(house, {
    actor: session.actor,
    accountId: session.accountId,
    issuer: say("vi", place),
  });
  const demo = house.config.mode === "demo";
  const label = say(lang, {
    vi: "Mã vuông để quét bằng điện thoại",
    en: "Square code to scan with the phone",
  });
  return await answerPage(
    c,
    {
      ...page,
      lead: {
        vi: "Mỗi lần đăng nhập, ngoài mật khẩu bạn nhập thêm mã 6 số trên điện thoại. Biết mật khẩu thôi thì không ai vào được.",
        en: "At every sign-in you type a 6-digit code from your phone after the password. The password alone opens nothing.",
      },
      children: <TurnOn enrolment={enrolment} errors={errors} label={label} demo={demo} />,
    },
    status,
  );
}

interface TurnOnProps {
  enrolment: TotpEnrolment;
  errors: FieldErrors;
  label: string;
  demo: boolean;
}

function TurnOn({ enrolment, errors, label, demo }: TurnOnProps) {
  const text = useText();
  const { size, path } = enrolment.square;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Card title={{ vi: "1. Thêm vào ứng dụng xác thực", en: "1. Add it to an authenticator app" }}>
        <p>
          {text({
            vi: "Mở Google Authenticator, Microsoft Authenticator hoặc ứng dụng tương tự, chọn thêm tài khoản rồi quét mã này.",
            en: "Open Google Authenticator, Microsoft Authenticator or a similar app, add an account and scan this code.",
          })}
        </p>
        <svg
          width="232"
          height="232"
          viewBox={`0 0 ${size} ${size}`}
          shape-rendering="crispEdges"
          role="img"
          aria-label={label}
        >
          <rect width={size} height={size} fill="#fff" />
          <path d={path} fill="#000" />
        </svg>
        <p>
          {text({ vi: "Không quét được? Nhập khoá này: ", en: "Cannot scan? Type this key: " })}
          <code class="secret-text">{enrolment.key}</code>
        </p>
      </Card>
      <Card title={{ vi: "2. Xác nhận", en: "2. Confirm" }}>
        <Form action="/account/second-factor" method="post">
          <TextField
            name="code"
            label={{ vi: "Mã 6 số ứng dụng đang hiện", en: "The 6 digits the app shows" }}
            error={errors.code}
            inputMode="numeric"
            autocomplete="one-time-code"
            size={10}
            maxLength={10}
          />
          <PasswordAgain errors={errors} demo={demo} />
          <Actions>
            <Button kind="primary">{text({ vi: "Bật xác thực hai lớp", en: "Turn it on" })}</Button>
            <LinkButton href="/account" kind="quiet">
              {text({ vi: "Để sau", en: "Later" })}
            </LinkButton>
          </Actions>
        </Form>
      </Card>
    </>
  );
}

function PasswordAgain({ errors, demo }: { errors: FieldErrors; demo: boolean }) {
  return (
    <TextField
      name="password"
      type="password"
      label={{ vi: "Mật khẩu của bạn", en: "Your password" }}
      hint={demo ? { vi: `Bản trình diễn: ${DEMO_PASSWORD}`, en: `Demo: ${DEMO_PASSWORD}` } : undefined}
      error={errors.password}
      autocomplete="current-password"
    />
  );
}

function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const text = useText();
  return (
    <Card title={{ vi: "Cất các mã dự phòng này", en: "Keep these recovery codes" }}>
      <Notice tone="attention">
        {text({
          vi: "Các mã này chỉ hiện một lần. Mỗi mã dùng được một lần khi mất điện thoại. Hãy in ra và cất nơi an toàn.",
          en: "They are shown only once. Each works once if the phone is lost. Print them and keep them safe.",
        })}
      </Notice>
      <ul>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <Actions>
        <LinkButton href="/account" kind="primary">
          {text({ vi: "Tôi đã cất", en: "I have kept them" })}
        </LinkButton>
      </Actions>
    </Card>
  );
}

function TurnOff({ errors, codesLeft }: { errors: FieldErrors; codesLeft: number }) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Card title={{ vi: "Đang bật", en: "On" }}>
        <p>
          <StateChip tone="good" label={{ vi: "Đang bật xác thực hai lớp", en: "The second factor is on" }} />
        </p>
        <p>
          {text({
            vi: `Còn ${codesLeft} mã dự phòng chưa dùng.`,
            en: `${codesLeft} recovery codes are unused.`,
          })}
        </p>
      </Card>
      <Card title={{ vi: "Tắt, hoặc chuyển sang điện thoại khác", en: "Turn off, or move to another phone" }}>
        <p>
          {text({
            vi: "Tắt ở đây rồi bật lại bằng điện thoại mới. Các mã dự phòng cũ cũng hết hiệu lực.",
            en: "Turn it off here, then on again with the new phone. The old recovery codes stop working too.",
          })}
        </p>
        <Form action="/account/second-factor/remove" method="post">
          <TextField
            name="code"
            label={{ vi: "Mã của ứng dụng hoặc mã dự phòng", en: "Code of the app or a recovery code" }}
            error={errors.code}
            autocomplete="one-time-code"
            size={20}
            maxLength={40}
          />
          <PasswordAgain errors={errors} demo={false} />
          <Actions>
            <Button kind="danger">{text({ vi: "Tắt xác thực hai lớp", en: "Turn it off" })}</Button>
            <LinkButton href="/account" kind="quiet">
              {text({ vi: "Giữ nguyên", en: "Keep it" })}
            </LinkButton>
          </Actions>
        </Form>
      </Card>
    </>
  );
}
