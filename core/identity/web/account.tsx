import type { Hono } from "hono";
import {
  answerPage,
  type HttpEnv,
  localPath,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../http/index.ts";
import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  Facts,
  type FieldErrors,
  Form,
  formatDateTime,
  LinkButton,
  Notice,
  StateChip,
  TextField,
  useText,
} from "../../ui/index.ts";
import { changePassword } from "../change-password.ts";
import { endAllOtherSessions, endSession } from "../end-session.ts";
import type { Session } from "../session.ts";
import { type ListedSession, listSessions } from "../sessions.ts";
import { switchAppointment } from "../switch-appointment.ts";
import { formErrors, requestIdOf, typedPassword } from "./form-errors.ts";

export const ACCOUNT = { href: "/account", label: { vi: "Tài khoản của tôi", en: "My account" } };

/** /account: who one is, positions, password, sessions. */
export function accountPages(app: Hono<HttpEnv>): void {
  app.get("/account", async (c) => {
    const session = requireSession(c);
    const sessions = await listSessions(c.var.house.database.queries, session.accountId, new Date());
    return await answerPage(c, {
      title: ACCOUNT.label,
      children: <Account session={session} sessions={sessions} />,
    });
  });

  app.post("/account/position", async (c) => {
    const session = requireSession(c);
    const form = await readForm(c);
    await switchAppointment(c.var.house, session, value(form, "position"));
    const chosen = session.appointments.find((held) => held.id === value(form, "position"));
    const name = chosen ? `${chosen.title}, ${chosen.organisation}` : "";
    return redirectTo(c, localPath(value(form, "back"), "/account"), {
      tone: "good",
      message: { vi: `Bạn đang làm việc với chức vụ ${name}.`, en: `You now act as ${name}.` },
    });
  });

  app.post("/account/sessions/end", async (c) => {
    const session = requireSession(c);
    const sessionId = value(await readForm(c), "session");
    if (isUuid(sessionId)) {
      await endSession(c.var.house, { actor: session.actor, accountId: session.accountId, sessionId });
    }
    return redirectTo(c, "/account", {
      tone: "good",
      message: { vi: "Phiên đăng nhập đó đã kết thúc.", en: "That session has ended." },
    });
  });

  app.post("/account/sessions/end-others", async (c) => {
    const session = requireSession(c);
    const ended = await endAllOtherSessions(c.var.house, {
      actor: session.actor,
      accountId: session.accountId,
      sessionId: session.id,
    });
    return redirectTo(c, "/account", {
      tone: "good",
      message: {
        vi: `Đã kết thúc ${ended} phiên đăng nhập khác.`,
        en: `${ended} other sessions have ended.`,
      },
    });
  });

  app.get("/account/password", async (c) => {
    requireSession(c);
    return await answerPage(c, passwordPage({}));
  });

  app.post("/account/password", async (c) => {
    const session = requireSession(c);
    const form = await readForm(c);
    try {
      await changePassword(c.var.house, {
        actor: session.actor,
        sessionId: session.id,
        current: typedPassword(form, "current"),
        next: typedPassword(form, "next"),
        repeated: typedPassword(form, "repeated"),
        ...requestIdOf(form),
      });
    } catch (error) {
      return await answerPage(c, passwordPage(formErrors(error)), 422);
    }
    return redirectTo(c, "/account", {
      tone: "good",
      message: {
        vi: "Đã đổi mật khẩu. Các phiên đăng nhập khác của bạn đã kết thúc.",
        en: "The password is changed. Your other sessions have ended.",
      },
    });
  });
}

function Account({ session, sessions }: { session: Session; sessions: readonly ListedSession[] }) {
  const text = useText();
  const { actor } = session;
  const acting = session.appointments.find((held) => held.id === actor.appointmentId);
  return (
    <>
      <Card title={{ vi: "Bạn đang làm việc với tư cách", en: "You are acting as" }}>
        <Facts
          facts={[
            { term: { vi: "Họ và tên", en: "Name" }, value: actor.fullName },
            { term: { vi: "Chức vụ", en: "Position" }, value: actor.positionTitle },
            { term: { vi: "Cơ quan, đơn vị", en: "Organisation, unit" }, value: acting?.organisation },
          ]}
        />
        {session.appointments.length > 1 && <Positions session={session} />}
      </Card>
      <Security session={session} />
      <Card title={{ vi: "Phiên đăng nhập đang mở", en: "Open sessions" }}>
        <p>
          {text({
            vi: "Thấy máy lạ? Hãy kết thúc phiên đó rồi đổi mật khẩu.",
            en: "A machine you do not know? End that session, then change your password.",
          })}
        </p>
        <SessionTable sessions={sessions} current={session.id} />
        {sessions.length > 1 && (
          <Form action="/account/sessions/end-others" method="post">
            <Button kind="danger">
              {text({ vi: "Kết thúc mọi phiên khác", en: "End all other sessions" })}
            </Button>
          </Form>
        )}
      </Card>
    </>
  );
}

function Positions({ session }: { session: Session }) {
  const text = useText();
  return (
    <Form action="/account/position" method="post">
      <input type="hidden" name="back" value="/account" />
      <h3>{text({ vi: "Chuyển sang chức vụ khác", en: "Act in another position" })}</h3>
      <Actions>
        {session.appointments
          .filter((held) => held.id !== session.actor.appointmentId)
          .map((held) => (
            <Button key={held.id} name="position" value={held.id}>
              {`${held.title}, ${held.organisation}`}
            </Button>
          ))}
      </Actions>
    </Form>
  );
}

function Security({ session }: { session: Session }) {
  const text = useText();
  return (
    <Card title={{ vi: "Bảo vệ tài khoản", en: "Protection of the account" }}>
      {session.secondFactorMissing && (
        <Notice tone="attention">
          {text({
            vi: "Chức vụ của bạn cần xác thực hai lớp. Khi chưa bật, bạn chưa dùng được quyền văn thư, lãnh đạo hay quản trị.",
            en: "Your position needs a second factor. Until it is on, the rights of clerk, leader or administrator rest.",
          })}
        </Notice>
      )}
      <Actions>
        <LinkButton href="/account/password" icon="lock">
          {text({ vi: "Đổi mật khẩu", en: "Change password" })}
        </LinkButton>
        <LinkButton
          href="/account/second-factor"
          icon="shield"
          kind={session.secondFactorMissing ? "primary" : "secondary"}
        >
          {text({ vi: "Xác thực hai lớp", en: "Second factor" })}
        </LinkButton>
        <LinkButton href="/account/tokens" icon="link">
          {text({ vi: "Mã truy cập cho phần mềm", en: "Access tokens for programs" })}
        </LinkButton>
      </Actions>
    </Card>
  );
}

function SessionTable({ sessions, current }: { sessions: readonly ListedSession[]; current: string }) {
  const text = useText();
  return (
    <div class="register-scroll">
      <table class="register-table">
        <caption class="visually-hidden">
          {text({ vi: "Phiên đăng nhập đang mở", en: "Open sessions" })}
        </caption>
        <thead>
          <tr>
            <th scope="col">{text({ vi: "Thiết bị", en: "Device" })}</th>
            <th scope="col">{text({ vi: "Địa chỉ mạng", en: "Address" })}</th>
            <th scope="col">{text({ vi: "Đăng nhập lúc", en: "Signed in" })}</th>
            <th scope="col">{text({ vi: "Dùng lần cuối", en: "Last used" })}</th>
            <th scope="col">{text({ vi: "Việc", en: "Action" })}</th>
          </tr>
        </thead>
        <tbody>
          {sessions.map((each) => (
            <tr key={each.id}>
              <td class="cell-title">{describeDevice(each.userAgent)}</td>
              <td data-label={text({ vi: "Địa chỉ mạng", en: "Address" })}>{each.address || "–"}</td>
              <td class="cell-date" data-label={text({ vi: "Đăng nhập lúc", en: "Signed in" })}>
                {formatDateTime(each.createdAt)}
              </td>
              <td class="cell-date" data-label={text({ vi: "Dùng lần cuối", en: "Last used" })}>
                {formatDateTime(each.lastSeenAt)}
              </td>
              <td>
                {each.id === current ? (
                  <StateChip tone="good" label={{ vi: "Phiên này", en: "This session" }} />
                ) : (
                  <Form action="/account/sessions/end" method="post">
                    <Button name="session" value={each.id}>
                      {text({ vi: "Kết thúc", en: "End" })}
                    </Button>
                  </Form>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Browser and system from what the browser says of itself, in words a person recognises. */
export function describeDevice(userAgent: string): string {
  const browser = /Edg\//.test(userAgent)
    ? "Edge"
    : /coc_coc/i.test(userAgent)
      ? "Cốc Cốc"
      : /Firefox\//.test(userAgent)
        ? "Firefox"
        : /Chrome\//.test(userAgent)
          ? "Chrome"
          : /Safari\//.test(userAgent)
            ? "Safari"
            : undefined;
  const system = /Android/.test(userAgent)
    ? "Android"
    : /iPhone|iPad/.test(userAgent)
      ? "iOS"
      : /Windows/.test(userAgent)
        ? "Windows"
        : /Mac OS X/.test(userAgent)
          ? "macOS"
          : /Linux/.test(userAgent)
            ? "Linux"
            : undefined;
  return [browser, system].filter(Boolean).join(", ") || userAgent.slice(0, 40) || "–";
}

function passwordPage(errors: FieldErrors) {
  return {
    title: { vi: "Đổi mật khẩu", en: "Change password" },
    crumbs: [ACCOUNT],
    width: "narrow" as const,
    children: <PasswordForm errors={errors} />,
  };
}

function PasswordForm({ errors }: { errors: FieldErrors }) {
  const text = useText();
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form action="/account/password" method="post">
        <TextField
          name="current"
          type="password"
          label={{ vi: "Mật khẩu hiện tại", en: "Current password" }}
          error={errors.current}
          autocomplete="current-password"
        />
        <NewPasswordFields errors={errors} />
        <Actions>
          <Button kind="primary">{text({ vi: "Đổi mật khẩu", en: "Change password" })}</Button>
          <LinkButton href="/account" kind="quiet">
            {text({ vi: "Không đổi nữa", en: "Leave it" })}
          </LinkButton>
        </Actions>
      </Form>
    </>
  );
}

/** The two fields of a new password. They stay empty when shown again: a page never holds a password. */
export function NewPasswordFields({ errors }: { errors: FieldErrors }) {
  return (
    <>
      <TextField
        name="next"
        type="password"
        label={{ vi: "Mật khẩu mới", en: "New password" }}
        hint={{
          vi: "Ít nhất 10 ký tự. Một câu ngắn dễ nhớ, có dấu cách cũng được.",
          en: "At least 10 characters. A short sentence with spaces is fine.",
        }}
        error={errors.next}
        autocomplete="new-password"
      />
      <TextField
        name="repeated"
        type="password"
        label={{ vi: "Nhập lại mật khẩu mới", en: "New password again" }}
        error={errors.repeated}
        autocomplete="new-password"
      />
    </>
  );
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
