import type { Hono } from "hono";
import { type HttpEnv, queryText, readForm, redirectTo, value } from "../../../../core/http/index.ts";
import {
  Actions,
  Button,
  Card,
  ConfirmQuestion,
  EmptyState,
  Form,
  formatDateTime,
  LinkButton,
  Timeline,
  useText,
} from "../../../../core/ui/index.ts";
import { closeAccount } from "../account/close-account.ts";
import { type Look, looksAt } from "../account/looks.ts";
import {
  citizenSessions,
  endCitizenSessions,
  type ListedCitizenSession,
} from "../sessions/citizen-sessions.ts";
import { PROVIDER_NAMES } from "../sign-in/rules.ts";
import { forgetCitizenSession, signedInCitizen } from "./citizen-session.ts";
import { answerMe } from "./me-layout.tsx";

const PAGE = 50;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** /me/looks, /me/account, /me/close. */
export function accountPages(app: Hono<HttpEnv>): void {
  app.get("/me/looks", async (c) => {
    const { citizen } = signedInCitizen(c);
    const after = queryText(c, "after", 36);
    const looks = await looksAt(c.var.house.database.queries, citizen.id, {
      limit: PAGE + 1,
      ...(UUID.test(after) ? { after } : {}),
    });
    return await answerMe(c, {
      tab: "/me/looks",
      title: { vi: "Ai đã xem thông tin của tôi", en: "Who looked at my data" },
      lead: {
        vi: "Mỗi lần cán bộ mở hồ sơ của bạn đều được ghi lại, kèm lý do.",
        en: "Every time an official opens your dossier it is written down with the reason.",
      },
      children: <Looks looks={looks.slice(0, PAGE)} more={looks.length > PAGE} />,
    });
  });

  app.get("/me/account", async (c) => {
    const session = signedInCitizen(c);
    const sessions = await citizenSessions(c.var.house.database.queries, session.citizen.id);
    return await answerMe(c, {
      tab: "/me/account",
      title: { vi: "Tài khoản", en: "Account" },
      children: (
        <>
          <Sessions sessions={sessions} current={session.id} />
          <CloseCard />
        </>
      ),
    });
  });

  app.post("/me/sessions/end", async (c) => {
    const { actor, id } = signedInCitizen(c);
    const chosen = value(await readForm(c), "session");
    if (chosen === "others") await endCitizenSessions(c.var.house, actor, { allBut: id });
    else if (UUID.test(chosen)) await endCitizenSessions(c.var.house, actor, { only: chosen });
    return redirectTo(c, "/me/account", {
      tone: "good",
      message: { vi: "Phiên đăng nhập đã kết thúc.", en: "The session has ended." },
    });
  });

  app.get("/me/close", async (c) =>
    answerMe(c, {
      tab: "/me/account",
      title: { vi: "Đóng tài khoản", en: "Close the account" },
      children: (
        <ConfirmQuestion
          question={{ vi: "Đóng tài khoản của bạn tại đây?", en: "Close your account here?" }}
          consequences={[
            {
              vi: "Số điện thoại, thư điện tử, địa chỉ và mọi ủy quyền bị xóa hoặc chấm dứt ngay.",
              en: "Telephone, e-mail, addresses and every authorisation are removed or end at once.",
            },
            {
              vi: "Hồ sơ đã nộp vẫn được giải quyết và lưu trữ theo quy định; tra cứu được bằng mã trên giấy hẹn.",
              en: "Dossiers already filed are still handled and archived; look them up by the code on the slip.",
            },
            {
              vi: "Tài khoản định danh (VNeID) không bị ảnh hưởng. Đăng nhập lại sẽ mở một tài khoản mới.",
              en: "Your identity account (VNeID) is not touched. Signing in again opens a new account.",
            },
          ]}
          action="/me/close"
          confirmLabel={{ vi: "Đóng tài khoản", en: "Close the account" }}
          danger
          cancelHref="/me/account"
        />
      ),
    }),
  );

  app.post("/me/close", async (c) => {
    await closeAccount(c.var.house, signedInCitizen(c).actor);
    forgetCitizenSession(c);
    return redirectTo(c, "/citizen/sign-in", {
      tone: "good",
      message: { vi: "Tài khoản đã đóng.", en: "The account is closed." },
    });
  });
}

function Looks({ looks, more }: { looks: readonly Look[]; more: boolean }) {
  const text = useText();
  const last = looks.at(-1);
  if (last === undefined) {
    return (
      <EmptyState
        icon="shield-check"
        title={{ vi: "Chưa ai xem", en: "Nobody has looked" }}
        explanation={{
          vi: "Khi cán bộ mở hồ sơ của bạn, tên, cơ quan và lý do sẽ hiện ở đây.",
          en: "When an official opens your dossier, name, organisation and reason appear here.",
        }}
      />
    );
  }
  return (
    <>
      <Timeline
        label={{ vi: "Các lần xem, mới nhất trước", en: "Looks, the latest first" }}
        entries={looks.map((look) => ({
          at: look.at,
          tone: "info" as const,
          title: look.dossierCode === undefined ? look.purpose : `${look.purpose} (${look.dossierCode})`,
          by: [look.name, look.position, look.organisation].filter(Boolean).join(", "),
        }))}
      />
      {more && (
        <Actions>
          <LinkButton href={`/me/looks?after=${last.id}`}>
            {text({ vi: "Xem các lần trước đó", en: "Earlier looks" })}
          </LinkButton>
        </Actions>
      )}
    </>
  );
}

function Sessions(props: { sessions: readonly ListedCitizenSession[]; current: string }) {
  const text = useText();
  return (
    <Card title={{ vi: "Nơi đang đăng nhập", en: "Where you are signed in" }}>
      <p>
        {text({
          vi: "Thấy máy lạ? Kết thúc phiên đó, rồi đổi mật khẩu tài khoản định danh.",
          en: "A machine you do not know? End that session, then change the password of your identity account.",
        })}
      </p>
      <ul class="tasks">
        {props.sessions.map((session) => (
          <li key={session.id} class="task">
            <p>
              <strong>
                {session.userAgent || text({ vi: "Trình duyệt không rõ", en: "Unknown browser" })}
              </strong>
              <br />
              {[
                PROVIDER_NAMES[session.provider].vi,
                session.address,
                text({
                  vi: `dùng lần cuối ${formatDateTime(session.lastSeenAt)}`,
                  en: `last used ${formatDateTime(session.lastSeenAt)}`,
                }),
              ].join(" · ")}
            </p>
            {session.id === props.current ? (
              <p>{text({ vi: "Phiên này", en: "This session" })}</p>
            ) : (
              <Form action="/me/sessions/end" method="post">
                <Button name="session" value={session.id}>
                  {text({ vi: "Kết thúc phiên này", en: "End this session" })}
                </Button>
              </Form>
            )}
          </li>
        ))}
      </ul>
      {props.sessions.length > 2 && (
        <Form action="/me/sessions/end" method="post">
          <Button kind="danger" name="session" value="others">
            {text({ vi: "Kết thúc mọi phiên khác", en: "End all other sessions" })}
          </Button>
        </Form>
      )}
    </Card>
  );
}

function CloseCard() {
  const text = useText();
  return (
    <Card title={{ vi: "Không dùng nữa", en: "No longer needed" }}>
      <p>
        <a href="/me/close">{text({ vi: "Đóng tài khoản tại đây", en: "Close the account here" })}</a>
      </p>
    </Card>
  );
}
