import { randomUUID } from "node:crypto";
import type { Context, Hono } from "hono";
import { type Scope, scopes } from "../../access/index.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  type Session,
  value,
  values,
} from "../../http/index.ts";
import {
  Actions,
  Button,
  Card,
  Checkboxes,
  EmptyState,
  ErrorSummary,
  type FieldErrors,
  Form,
  formatDate,
  formatDateTime,
  LinkButton,
  Notice,
  SelectField,
  StateChip,
  TextField,
  useText,
} from "../../ui/index.ts";
import {
  createAccessToken,
  type ListedToken,
  listAccessTokens,
  revokeAccessToken,
} from "../access-tokens.ts";
import { ACCOUNT, isUuid } from "./account.tsx";
import { formErrors, requestIdOf } from "./form-errors.ts";

const TITLE = { vi: "Mã truy cập cho phần mềm", en: "Access tokens for programs" };
const LIFETIMES = [30, 90, 180, 365];

/** /account/tokens: list, make and revoke personal access tokens. */
export function tokenPages(app: Hono<HttpEnv>): void {
  app.get("/account/tokens", async (c) => {
    const fresh = { name: "", scopes: [], days: "90", transactionId: randomUUID() };
    return await show(c, requireSession(c), fresh, {});
  });

  app.post("/account/tokens", async (c) => {
    const session = requireSession(c);
    const form = await readForm(c);
    const typed = {
      name: value(form, "name"),
      scopes: values(form, "scopes"),
      days: value(form, "days"),
      transactionId: value(form, "transactionId"),
    };
    try {
      const input = { session, name: typed.name, scopes: typed.scopes, days: Number(typed.days) };
      const made = await createAccessToken(c.var.house, { ...input, ...requestIdOf(form) });
      if (made.token === null) return redirectTo(c, "/account/tokens");
      return await answerPage(c, {
        title: { vi: "Đã tạo mã truy cập", en: "The access token is made" },
        crumbs: [ACCOUNT, { href: "/account/tokens", label: TITLE }],
        width: "narrow",
        children: <Made token={made.token} expiresAt={made.expiresAt} />,
      });
    } catch (error) {
      return await show(c, session, typed, formErrors(error), 422);
    }
  });

  app.post("/account/tokens/revoke", async (c) => {
    const session = requireSession(c);
    const tokenId = value(await readForm(c), "token");
    if (isUuid(tokenId)) await revokeAccessToken(c.var.house, { actor: session.actor, tokenId });
    return redirectTo(c, "/account/tokens", {
      tone: "good",
      message: { vi: "Mã truy cập đã bị thu hồi, hết hiệu lực ngay.", en: "The token is revoked as of now." },
    });
  });
}

interface Typed {
  readonly name: string;
  readonly scopes: readonly string[];
  readonly days: string;
  readonly transactionId: string;
}

async function show(
  c: Context<HttpEnv>,
  session: Session,
  typed: Typed,
  errors: FieldErrors,
  status: 200 | 422 = 200,
): Promise<Response> {
  const tokens = await listAccessTokens(c.var.house.database.queries, session.accountId);
  return await answerPage(
    c,
    {
      title: TITLE,
      crumbs: [ACCOUNT],
      lead: {
        vi: "Phần mềm dùng mã này làm việc thay bạn qua API, chỉ trong phạm vi bạn cho phép và không bao giờ quá quyền của bạn.",
        en: "A program with such a token acts for you through the API, within the scopes you allow and never beyond your own rights.",
      },
      children: (
        <>
          <ErrorSummary errors={errors} />
          <TokenList tokens={tokens} now={new Date()} />
          <TokenForm typed={typed} errors={errors} offered={scopes()} session={session} />
        </>
      ),
    },
    status,
  );
}

function Made({ token, expiresAt }: { token: string; expiresAt: Date }) {
  const text = useText();
  return (
    <Card>
      <Notice tone="attention">
        {text({
          vi: "Hãy chép mã này ngay: nó chỉ hiện một lần. Ai có mã này làm được việc thay bạn, nên giữ như giữ mật khẩu.",
          en: "Copy it now: it is shown only once. Whoever holds it acts for you, so keep it like a password.",
        })}
      </Notice>
      <p>
        <code class="secret-text">{token}</code>
      </p>
      <p>{text({ vi: `Hết hạn ngày ${formatDate(expiresAt)}.`, en: `Ends on ${formatDate(expiresAt)}.` })}</p>
      <Actions>
        <LinkButton href="/account/tokens" kind="primary">
          {text({ vi: "Tôi đã chép", en: "I have copied it" })}
        </LinkButton>
      </Actions>
    </Card>
  );
}

function TokenList({ tokens, now }: { tokens: readonly ListedToken[]; now: Date }) {
  const text = useText();
  if (tokens.length === 0) {
    return (
      <EmptyState
        icon="link"
        title={{ vi: "Chưa có mã truy cập nào", en: "No access token yet" }}
        explanation={{
          vi: "Mã bạn tạo cho phần mềm sẽ hiện ở đây cùng lần dùng cuối, và có thể thu hồi bất cứ lúc nào.",
          en: "Tokens you make for programs appear here with their last use, and can be revoked at any time.",
        }}
      />
    );
  }
  return (
    <div class="register-scroll">
      <table class="register-table">
        <caption>{text({ vi: "Mã truy cập của bạn", en: "Your access tokens" })}</caption>
        <thead>
          <tr>
            <th scope="col">{text({ vi: "Dùng cho", en: "Purpose" })}</th>
            <th scope="col">{text({ vi: "Bắt đầu bằng", en: "Begins with" })}</th>
            <th scope="col">{text({ vi: "Phạm vi", en: "Scopes" })}</th>
            <th scope="col">{text({ vi: "Dùng lần cuối", en: "Last used" })}</th>
            <th scope="col">{text({ vi: "Hết hạn", en: "Ends" })}</th>
            <th scope="col">{text({ vi: "Việc", en: "Action" })}</th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <td class="cell-title">{token.name}</td>
              <td data-label={text({ vi: "Bắt đầu bằng", en: "Begins with" })}>
                <code>{token.prefix}…</code>
              </td>
              <td data-label={text({ vi: "Phạm vi", en: "Scopes" })}>{token.scopes.join(", ")}</td>
              <td class="cell-date" data-label={text({ vi: "Dùng lần cuối", en: "Last used" })}>
                {token.lastUsedAt ? formatDateTime(token.lastUsedAt) : "–"}
              </td>
              <td class="cell-date" data-label={text({ vi: "Hết hạn", en: "Ends" })}>
                {formatDate(token.expiresAt)}
              </td>
              <td>
                <TokenState token={token} now={now} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TokenState({ token, now }: { token: ListedToken; now: Date }) {
  const text = useText();
  if (token.revokedAt) return <StateChip tone="neutral" label={{ vi: "Đã thu hồi", en: "Revoked" }} />;
  if (token.expiresAt <= now) return <StateChip tone="neutral" label={{ vi: "Đã hết hạn", en: "Expired" }} />;
  return (
    <Form action="/account/tokens/revoke" method="post">
      <Button kind="danger" name="token" value={token.id}>
        {text({ vi: "Thu hồi", en: "Revoke" })}
      </Button>
    </Form>
  );
}

interface TokenFormProps {
  typed: Typed;
  errors: FieldErrors;
  offered: readonly Scope[];
  session: Session;
}

function TokenForm({ typed, errors, offered, session }: TokenFormProps) {
  const text = useText();
  return (
    <Card title={{ vi: "Tạo mã mới", en: "Make a token" }}>
      <p>
        {text({
          vi: `Mã sẽ làm việc với chức vụ hiện tại: ${session.actor.positionTitle}.`,
          en: `It will act in the present position: ${session.actor.positionTitle}.`,
        })}
      </p>
      <Form action="/account/tokens" method="post" transactionId={typed.transactionId}>
        <TextField
          name="name"
          label={{ vi: "Dùng cho việc gì", en: "Purpose" }}
          hint={{ vi: "Ví dụ: Phần mềm một cửa", en: "Example: one-stop desk program" }}
          value={typed.name}
          error={errors.name}
          maxLength={100}
        />
        <Checkboxes
          name="scopes"
          label={{ vi: "Được làm", en: "Scopes" }}
          options={offered.map((each) => ({ value: each.name, label: each.words, hint: each.name }))}
          values={typed.scopes}
          error={errors.scopes}
        />
        <SelectField
          name="days"
          label={{ vi: "Thời hạn", en: "Lifetime" }}
          options={LIFETIMES.map((days) => ({
            value: String(days),
            label: { vi: `${days} ngày`, en: `${days} days` },
          }))}
          value={typed.days}
          error={errors.days}
        />
        <Actions>
          <Button kind="primary">{text({ vi: "Tạo mã truy cập", en: "Make the token" })}</Button>
        </Actions>
      </Form>
    </Card>
  );
}
