/** Holds one token, so that a slow or crashing driver ends this process and nothing else. */
import { Pkcs11Error } from "./pkcs11-error.ts";
import { type FromToken, type TokenChoice, type ToToken, toTokenSchema } from "./protocol.ts";
import { openTokenSession, type TokenSession } from "./token-session.ts";

let session: TokenSession | undefined;
let known: { readonly choice: TokenChoice; readonly pin: string } | undefined;

// Requests come one by one: a session is not to be used by two calls at once (pkcs11-base section 2.6).
let turn: Promise<void> = Promise.resolve();
process.on("message", (message) => {
  const asked = toTokenSchema.parse(message);
  turn = turn.then(async () => send(await answer(asked)));
});
process.on("disconnect", () => {
  session?.close();
  process.exit(0);
});

function send(message: FromToken): void {
  process.send?.(message);
}

async function answer(asked: ToToken): Promise<FromToken> {
  const { id } = asked;
  try {
    switch (asked.ask) {
      case "open":
        known = { choice: asked.choice, pin: asked.pin };
        session = await openTokenSession(asked.choice, asked.pin);
        return { answer: "opened", id, token: session.opened };
      case "sign":
        return { answer: "signed", id, value: await sign(asked.data) };
      case "close":
        session?.close();
        session = undefined;
        known = undefined;
        return { answer: "closed", id };
    }
  } catch (error) {
    return error instanceof Pkcs11Error
      ? { answer: "failed", id, code: error.code, detail: error.message }
      : { answer: "failed", id, code: "pkcs11.device-error", detail: String(error) };
  }
}

/** A token that was pulled out and put back gets one new session. A wrong PIN is never tried a second time. */
async function sign(data: Uint8Array): Promise<Uint8Array> {
  if (known === undefined) throw new Pkcs11Error("pkcs11.not-logged-in", "no session was opened");
  try {
    session ??= await openTokenSession(known.choice, known.pin);
    return session.sign(data);
  } catch (error) {
    if (!(error instanceof Pkcs11Error) || !isLost(error)) throw error;
    const { choice, pin } = known;
    session?.close();
    session = undefined;
    session = await openTokenSession(choice, pin);
    return session.sign(data);
  }
}

function isLost({ code }: Pkcs11Error): boolean {
  return code === "pkcs11.session-lost" || code === "pkcs11.token-missing" || code === "pkcs11.not-logged-in";
}
