import type { Context, Hono } from "hono";
import { z } from "zod";
import { localDateOf } from "../../../../core/calendar/index.ts";
import {
  answerPage,
  type HttpEnv,
  localPath,
  readForm,
  redirectTo,
  value,
} from "../../../../core/http/index.ts";
import { clip } from "../../../../core/identity/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { Actions, Button, Card, Form, LinkButton, Notice, useText } from "../../../../core/ui/index.ts";
import { maskIdentifier } from "../identifiers.ts";
import { endCitizenSessions } from "../sessions/citizen-sessions.ts";
import type { NewCitizenSession } from "../sessions/open-citizen-session.ts";
import { askProvider } from "../sign-in/ask-provider.ts";
import { claimsSchema } from "../sign-in/claims.ts";
import { CITIZENS, enterCitizen, linkCitizen } from "../sign-in/enter-citizen.ts";
import { offeredProviders, providerOf } from "../sign-in/providers.ts";
import {
  authorizationUrl,
  callbackUrl,
  isSameState,
  newSignInRequest,
  requestCookie,
} from "../sign-in/request-sign-in.ts";
import { PROVIDER_NAMES, type ProviderName } from "../sign-in/rules.ts";
import { sealedCookie } from "../sign-in/sealed-cookie.ts";
import { SignInError } from "../sign-in/sign-in-error.ts";
import {
  citizenSessionOf,
  forgetCitizenSession,
  keepCitizenSession,
  originOf,
  signInPath,
} from "./citizen-session.ts";

/** Somebody a provider vouched for who has not said yet whether the account with their number is theirs. */
const linkCookie = sealedCookie(
  "citizen-link",
  z.object({ claims: claimsSchema, back: z.string(), until: z.number() }),
);
const LINK_MS = 10 * 60_000;

/** /citizen/sign-in, the way to the provider and back, linking, /citizen/sign-out. */
export function citizenSignInPages(app: Hono<HttpEnv>): void {
  app.get("/citizen/sign-in", async (c) => {
    const back = localPath(c.req.query("back"), "/me");
    if (citizenSessionOf(c)) return redirectTo(c, back);
    const providers = offeredProviders(c.var.house, localDateOf(new Date()));
    return await answerPage(c, {
      title: { vi: "Đăng nhập dịch vụ công", en: "Sign in to public services" },
      lead: {
        vi: "Dành cho người dân và doanh nghiệp, bằng tài khoản định danh điện tử.",
        en: "For citizens and businesses, with an electronic identity account.",
      },
      width: "narrow",
      children: <Entrance providers={providers} back={back} />,
    });
  });

  app.get("/citizen/link", async (c) => {
    const kept = linkCookie.read(c);
    if (!kept) return await answerSignInError(c, new SignInError("citizens.request-unknown"));
    return await answerPage(c, {
      title: { vi: "Đã có tài khoản với số này", en: "There is an account with this number" },
      width: "narrow",
      children: (
        <AskToLink
          name={kept.claims.name}
          identifier={kept.claims.identifier}
          provider={kept.claims.provider}
        />
      ),
    });
  });

  app.post("/citizen/link", async (c) => {
    const form = await readForm(c);
    const kept = linkCookie.take(c);
    if (value(form, "do") !== "link") return redirectTo(c, "/citizen/sign-in");
    try {
      if (!kept) throw new SignInError("citizens.request-unknown");
      return await enter(c, await linkCitizen(c.var.house, kept.claims, originOf(c)), kept.back);
    } catch (error) {
      return await answerSignInError(c, error);
    }
  });

  app.get("/citizen/sign-in/:provider", async (c) => {
    try {
      const name = providerNamed(c.req.param("provider"));
      const { house } = c.var;
      const provider = providerOf(house, name);
      if (!provider) throw new SignInError("citizens.provider-unconfigured");
      if (!offeredProviders(house, localDateOf(new Date())).includes(name)) {
        throw new SignInError("citizens.provider-not-allowed");
      }
      const request = newSignInRequest(name, localPath(c.req.query("back"), "/me"));
      requestCookie.keep(c, request);
      return c.redirect(authorizationUrl(provider, request, callbackUrl(house.config.baseUrl, name)), 302);
    } catch (error) {
      return await answerSignInError(c, error);
    }
  });

  app.get("/citizen/sign-in/:provider/callback", async (c) => {
    try {
      return await comeBack(c, providerNamed(c.req.param("provider")));
    } catch (error) {
      return await answerSignInError(c, error);
    }
  });

  app.post("/citizen/sign-out", async (c) => {
    const session = citizenSessionOf(c);
    if (session) await endCitizenSessions(c.var.house, session.actor, { only: session.id });
    forgetCitizenSession(c);
    return redirectTo(c, "/citizen/sign-in", {
      tone: "good",
      message: { vi: "Đã đăng xuất.", en: "You are signed out." },
    });
  });
}

/** The provider sent the person back: with a code, or with why not. */
async function comeBack(c: Context<HttpEnv>, name: ProviderName): Promise<Response> {
  const { house } = c.var;
  const request = requestCookie.take(c);
  const state = c.req.query("state") ?? "";
  if (!request || request.provider !== name || !isSameState(request.state, state)) {
    throw new SignInError("citizens.request-unknown");
  }
  const refused = c.req.query("error");
  if (refused === "access_denied") throw new SignInError("citizens.cancelled");
  const code = c.req.query("code");
  if (refused !== undefined || !code)
    throw new SignInError("citizens.provider-away", clip(refused ?? "", 100));
  const provider = providerOf(house, name);
  if (!provider) throw new SignInError("citizens.provider-unconfigured");
  const claims = await askProvider(provider, request, code, callbackUrl(house.config.baseUrl, name));
  const entry = await enterCitizen(house, claims, originOf(c));
  if (entry.kind === "signed-in") return await enter(c, entry.session, request.back);
  linkCookie.keep(c, { claims, back: request.back, until: Date.now() + LINK_MS });
  return redirectTo(c, "/citizen/link");
}

/** A new session always has a token of its own; the one the browser came with ends. */
async function enter(c: Context<HttpEnv>, session: NewCitizenSession, back: string): Promise<Response> {
  const earlier = citizenSessionOf(c);
  if (earlier) await endCitizenSessions(c.var.house, earlier.actor, { only: earlier.id });
  keepCitizenSession(c, session);
  return redirectTo(c, localPath(back, "/me"));
}

function providerNamed(text: string): ProviderName {
  if (text === "portal" || text === "vneid") return text;
  throw new SignInError("citizens.provider-unconfigured", clip(text, 50));
}

/** @throws whatever is not about signing in */
async function answerSignInError(c: Context<HttpEnv>, error: unknown): Promise<Response> {
  if (!(error instanceof SignInError)) throw error;
  const { house } = c.var;
  if (error.detail) house.log.warn({ reason: error.reason, detail: error.detail }, "citizen sign-in failed");
  if (AUDITED.includes(error.reason)) {
    await transact(house, { actor: CITIZENS }, async (tx) =>
      tx.record({
        action: "citizens.sign-in-refused",
        objectKind: "citizen",
        objectId: "unknown",
        data: { reason: error.reason },
        personal: { address: clip(originOf(c).address, 45) },
      }),
    );
  }
  const status = error.status === 503 || error.status === 403 || error.status === 409 ? error.status : 400;
  return await answerPage(
    c,
    {
      title: { vi: "Chưa đăng nhập được", en: "Not signed in" },
      width: "narrow",
      children: <TryAgain sentence={error.sentence} />,
    },
    status,
  );
}

/** What a provider vouched for and the house did not take; the rest anybody can cause at will. */
const AUDITED: readonly SignInError["reason"][] = [
  "citizens.answer-refused",
  "citizens.identifier-invalid",
  "citizens.level-too-low",
  "citizens.provider-not-allowed",
  "citizens.identifier-changed",
];

function TryAgain({ sentence }: { sentence: SignInError["sentence"] }) {
  const text = useText();
  return (
    <>
      <Notice tone="attention">{text(sentence)}</Notice>
      <Actions>
        <LinkButton href="/citizen/sign-in" kind="primary">
          {text({ vi: "Đăng nhập lại", en: "Sign in again" })}
        </LinkButton>
      </Actions>
    </>
  );
}

function Entrance({ providers, back }: { providers: readonly ProviderName[]; back: string }) {
  const text = useText();
  if (providers.length === 0) {
    return (
      <Notice tone="attention">{text(new SignInError("citizens.provider-unconfigured").sentence)}</Notice>
    );
  }
  return (
    <>
      <Actions>
        {providers.map((name) => (
          <a
            key={name}
            class="button button-primary"
            data-turbo="false"
            href={`/citizen/sign-in/${name}?back=${encodeURIComponent(back)}`}
          >
            {text({
              vi: `Đăng nhập bằng ${PROVIDER_NAMES[name].vi}`,
              en: `Sign in with ${PROVIDER_NAMES[name].en}`,
            })}
          </a>
        ))}
      </Actions>
      <p>
        {text({
          vi: "Bạn sẽ sang trang của nhà cung cấp định danh rồi quay lại đây. Mật khẩu của bạn không đi qua hệ thống này.",
          en: "You go to the page of the identity provider and come back. Your password never passes through here.",
        })}
      </p>
      <p>
        <a href="/sign-in">
          {text({ vi: "Cán bộ, công chức đăng nhập ở đây", en: "Officials sign in here" })}
        </a>
      </p>
    </>
  );
}

function AskToLink(props: { name: string; identifier: string; provider: ProviderName }) {
  const text = useText();
  return (
    <Card>
      <p>
        {text({
          vi: `Bạn vừa đăng nhập bằng ${PROVIDER_NAMES[props.provider].vi} với tên ${props.name}. Ở đây đã có tài khoản với số ${maskIdentifier(props.identifier)}, mở bằng cách đăng nhập khác. Có phải tài khoản của bạn không?`,
          en: `You signed in with ${PROVIDER_NAMES[props.provider].en} as ${props.name}. There is an account with the number ${maskIdentifier(props.identifier)}, opened by another way of signing in. Is it yours?`,
        })}
      </p>
      <Form action="/citizen/link" method="post">
        <Actions>
          <Button kind="primary" name="do" value="link">
            {text({ vi: "Phải, nối hai cách đăng nhập", en: "Yes, link both" })}
          </Button>
          <Button kind="quiet" name="do" value="cancel">
            {text({ vi: "Không phải của tôi", en: "It is not mine" })}
          </Button>
        </Actions>
      </Form>
      <p>
        <a href={signInPath("/me")}>{text({ vi: "Đăng nhập lại từ đầu", en: "Begin again" })}</a>
      </p>
    </Card>
  );
}
