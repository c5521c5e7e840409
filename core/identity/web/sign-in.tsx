import type { Context, Hono } from "hono";
import { answerPage, type HttpEnv, localPath, readForm, redirectTo, value } from "../../http/index.ts";
import {
  Button,
  Card,
  ErrorSummary,
  type FieldErrors,
  Form,
  Notice,
  TextField,
  useText,
  type Wording,
} from "../../ui/index.ts";
import { demoSignIn } from "../demo.ts";
import { type DemoPerson, type DemoSignIn, demoPeople } from "../demo-people.ts";
import { endSession } from "../end-session.ts";
import { tooManyAttempts } from "../errors.ts";
import type { NewSession } from "../open-session.ts";
import { DEMO_PASSWORD } from "../password.ts";
import { resolveSession } from "../resolve-session.ts";
import { type SignInResult, signIn } from "../sign-in.ts";
import { verifySecondFactor } from "../verify-second-factor.ts";
import { originOf, typedPassword } from "./form-errors.ts";
import {
  forgetChallenge,
  forgetSession,
  keepChallenge,
  keepSession,
  readChallenge,
} from "./session-cookie.ts";

/** /sign-in, /sign-in/second-factor, /sign-out; in demo mode the buttons of the demo people. */
export function signInPages(app: Hono<HttpEnv>, offered: readonly DemoSignIn[]): void {
  app.get("/sign-in", async (c) => {
    const back = localPath(c.req.query("back"));
    if (c.var.session) return redirectTo(c, back);
    return await showSignIn(c, offered, { back, username: "", errors: {} });
  });

  app.post("/sign-in", async (c) => {
    const form = await readForm(c);
    const back = localPath(value(form, "back"));
    const username = value(form, "username");
    const missing = missingFields(username, typedPassword(form, "password"));
    if (missing) return await showSignIn(c, offered, { back, username, errors: missing }, 422);
    const input = { username, password: typedPassword(form, "password"), ...originOf(c) };
    const result = await signIn(c.var.house, input);
    if (result.kind === "signed-in") return await enter(c, result.session, back);
    if (result.kind === "second-factor-required") {
      keepChallenge(c, result.challenge, result.expiresAt);
      return redirectTo(c, `/sign-in/second-factor?back=${encodeURIComponent(back)}`);
    }
    const status = result.kind === "throttled" ? 429 : 422;
    return await showSignIn(c, offered, { back, username, errors: { "": refusal(result) } }, status);
  });

  app.post("/sign-in/demo", async (c) => {
    const form = await readForm(c);
    const back = localPath(value(form, "back"));
    const session = await demoSignIn(c.var.house, { username: value(form, "person"), ...originOf(c) });
    if (session) return await enter(c, session, back);
    const errors = { "": { vi: "Không có người trình diễn này.", en: "There is no such demo person." } };
    return await showSignIn(c, offered, { back, username: "", errors }, 422);
  });

  app.get("/sign-in/second-factor", async (c) => {
    if (!readChallenge(c)) return redirectTo(c, "/sign-in");
    return await showSecondFactor(c, localPath(c.req.query("back")), {});
  });

  app.post("/sign-in/second-factor", async (c) => {
    const form = await readForm(c);
    const back = localPath(value(form, "back"));
    const input = { challenge: readChallenge(c) ?? "", code: value(form, "code"), ...originOf(c) };
    const result = await verifySecondFactor(c.var.house, input);
    if (result.kind === "signed-in") {
      forgetChallenge(c);
      return await enter(c, result.session, back);
    }
    if (result.kind === "expired") {
      forgetChallenge(c);
      return redirectTo(c, `/sign-in?back=${encodeURIComponent(back)}`, {
        tone: "attention",
        message: TOO_LATE,
      });
    }
    if (result.kind === "throttled") {
      return await showSecondFactor(c, back, { "": tooManyAttempts(result.until, new Date()).sentence }, 429);
    }
    return await showSecondFactor(c, back, { code: WRONG_CODE }, 422);
  });

  app.post("/sign-out", async (c) => {
    const { session, house } = c.var;
    if (session)
      await endSession(house, { actor: session.actor, accountId: session.accountId, sessionId: session.id });
    forgetSession(c);
    return redirectTo(c, "/sign-in", {
      tone: "good",
      message: { vi: "Đã đăng xuất.", en: "You are signed out." },
    });
  });
}

const TOO_LATE: Wording = {
  vi: "Đã quá thời gian nhập mã. Hãy đăng nhập lại từ đầu.",
  en: "The time to type the code has passed. Sign in again from the beginning.",
};

const WRONG_CODE: Wording = {
  vi: "Mã chưa đúng hoặc đã dùng. Đợi mã mới hiện trong ứng dụng rồi nhập lại.",
  en: "The code is wrong or already used. Wait for the next one in the app and type it.",
};

/** Somebody whose position needs a second factor is led to turn it on before anything else. */
async function enter(c: Context<HttpEnv>, session: NewSession, back: string): Promise<Response> {
  keepSession(c, session);
  const opened = await resolveSession(c.var.house, session.token, "");
  return redirectTo(c, opened?.secondFactorMissing ? "/account/second-factor" : back);
}

function missingFields(username: string, password: string): FieldErrors | undefined {
  if (username !== "" && password !== "") return undefined;
  return {
    username: username === "" ? { vi: "Hãy nhập tên đăng nhập.", en: "Type your user name." } : undefined,
    password: password === "" ? { vi: "Hãy nhập mật khẩu.", en: "Type your password." } : undefined,
  };
}

/** One sentence for every wrong name, password or account: it tells a stranger nothing. */
function refusal(result: Extract<SignInResult, { kind: "refused" | "throttled" | "no-position" }>): Wording {
  if (result.kind === "throttled") return tooManyAttempts(result.until, new Date()).sentence;
  if (result.kind === "no-position") {
    return {
      vi: "Hôm nay bạn chưa được phân công chức vụ nào nên chưa vào được. Hãy báo quản trị viên của cơ quan.",
      en: "You hold no position today, so you cannot enter. Tell the administrator of your organisation.",
    };
  }
  return {
    vi: "Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra bộ gõ và phím Caps Lock; nếu quên, hỏi quản trị viên.",
    en: "The user name or the password is not right. Check Caps Lock and the input method; if forgotten, ask an administrator.",
  };
}

interface SignInView {
  readonly back: string;
  readonly username: string;
  readonly errors: FieldErrors;
}

async function showSignIn(
  c: Context<HttpEnv>,
  offered: readonly DemoSignIn[],
  view: SignInView,
  status: 200 | 422 | 429 = 200,
): Promise<Response> {
  const { house } = c.var;
  const demo =
    house.config.mode === "demo" ? await demoPeople(house.database.queries, offered, new Date()) : [];
  return await answerPage(
    c,
    {
      title: { vi: "Đăng nhập", en: "Sign in" },
      lead: { vi: "Hệ thống dành cho cán bộ, công chức của tỉnh.", en: "For the officials of the province." },
      width: demo.length > 0 ? "wide" : "narrow",
      children: (
        <>
          <ErrorSummary errors={view.errors} />
          {demo.length > 0 && <DemoEntrance people={demo} back={view.back} />}
          <PasswordEntrance view={view} demo={demo.length > 0} />
          <OpenToEverybody />
        </>
      ),
    },
    status,
  );
}

/** What nobody has to sign in for. */
function OpenToEverybody() {
  const text = useText();
  return (
    <p class="sign-in-open">
      <a href="/verify">
        {text({
          vi: "Kiểm tra chữ ký số của một tệp (không cần đăng nhập)",
          en: "Check the signatures of a file (no sign-in needed)",
        })}
      </a>
    </p>
  );
}

function DemoEntrance({ people, back }: { people: readonly DemoPerson[]; back: string }) {
  const text = useText();
  const organisations = [...new Set(people.map((person) => person.organisation))];
  return (
    <Card title={{ vi: "Chọn người để dùng thử", en: "Try it as" }}>
      <p>
        {text({
          vi: "Bấm một nút để vào ngay với vai người đó. Mở thêm cửa sổ riêng tư để làm hai vai cùng lúc.",
          en: "Press a button to enter as that person. Open a private window to play two parts at once.",
        })}
      </p>
      <Form action="/sign-in/demo" method="post">
        <input type="hidden" name="back" value={back} />
        {organisations.map((organisation) => (
          <section key={organisation} class="demo-group">
            <h3>{organisation}</h3>
            <div class="demo-people">
              {people
                .filter((person) => person.organisation === organisation)
                .map((person) => (
                  <Button key={person.username} icon="person" name="person" value={person.username}>
                    <span>
                      {text(person.label)}
                      <span class="demo-person-name">{person.fullName}</span>
                    </span>
                  </Button>
                ))}
            </div>
          </section>
        ))}
      </Form>
    </Card>
  );
}

function PasswordEntrance({ view, demo }: { view: SignInView; demo: boolean }) {
  const text = useText();
  return (
    <Card title={{ vi: "Đăng nhập bằng mật khẩu", en: "Sign in with a password" }}>
      {demo && (
        <Notice tone="info">
          {text({
            vi: `Mọi tài khoản trình diễn có mật khẩu công khai: ${DEMO_PASSWORD}`,
            en: `Every demo account has this public password: ${DEMO_PASSWORD}`,
          })}
        </Notice>
      )}
      <Form action="/sign-in" method="post">
        <input type="hidden" name="back" value={view.back} />
        <TextField
          name="username"
          label={{ vi: "Tên đăng nhập", en: "User name" }}
          value={view.username}
          error={view.errors.username}
          autocomplete="username"
          maxLength={100}
        />
        <TextField
          name="password"
          type="password"
          label={{ vi: "Mật khẩu", en: "Password" }}
          error={view.errors.password}
          autocomplete="current-password"
          maxLength={200}
        />
        <div class="actions">
          <Button kind="primary">{text({ vi: "Đăng nhập", en: "Sign in" })}</Button>
        </div>
      </Form>
    </Card>
  );
}

async function showSecondFactor(
  c: Context<HttpEnv>,
  back: string,
  errors: FieldErrors,
  status: 200 | 422 | 429 = 200,
): Promise<Response> {
  return await answerPage(
    c,
    {
      title: { vi: "Xác thực hai lớp", en: "Second factor" },
      lead: {
        vi: "Mở ứng dụng xác thực trên điện thoại và nhập mã 6 số đang hiện.",
        en: "Open the authenticator app on your phone and type the 6 digits it shows.",
      },
      width: "narrow",
      children: <SecondFactorForm back={back} errors={errors} />,
    },
    status,
  );
}

function SecondFactorForm({ back, errors }: { back: string; errors: FieldErrors }) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/sign-in/second-factor" method="post">
        <input type="hidden" name="back" value={back} />
        <TextField
          name="code"
          label={{ vi: "Mã xác thực", en: "Code" }}
          hint={{
            vi: "Mất điện thoại? Nhập một mã dự phòng đã lưu khi bật xác thực hai lớp.",
            en: "Lost the phone? Type one of the recovery codes you kept.",
          }}
          error={errors.code}
          autocomplete="one-time-code"
          size={20}
          maxLength={40}
          autofocus
        />
        <div class="actions">
          <Button kind="primary">{text({ vi: "Xác nhận", en: "Confirm" })}</Button>
          <a class="button button-quiet" href="/sign-in">
            {text({ vi: "Quay lại", en: "Back" })}
          </a>
        </div>
      </Form>
    </>
  );
}
