import { z } from "zod";
import type { PortalConfig } from "../../../../core/config/index.ts";
import type { WireRecord } from "../mapping/ho-so.ts";
import {
  BUSY,
  NO_ANSWER,
  PortalUnavailable,
  SIGN_IN_REFUSED,
  UNREACHABLE,
  UNREADABLE,
} from "./portal-error.ts";

/** How the portal took a record. */
export type PortalReply =
  | { readonly kind: "done" }
  /** The very same was there already. */
  | { readonly kind: "duplicate" }
  /** A dossier with this code is there: only an update is taken. */
  | { readonly kind: "exists" }
  /** No dossier with this code is there: an update is not taken. */
  | { readonly kind: "missing" }
  | { readonly kind: "refused"; readonly message: string };

/** The national service portal, as far as dossiers are synchronised with it. Everything throws PortalUnavailable. */
export interface PortalAdapter {
  /** TraCuuHoSo: the record as the portal has it; undefined: it has none. */
  find(code: string): Promise<WireRecord | undefined>;
  /** DongBoHoSoMC with one record. */
  putDossier(record: WireRecord, isUpdating: boolean): Promise<PortalReply>;
  /** CapNhatTienDoHoSoMC with one line. */
  addProgress(line: WireRecord): Promise<PortalReply>;
  /** TraCuuTechID: the lasting name of whoever has this number; undefined: nobody. */
  techId(identifier: string): Promise<string | undefined>;
}

export interface PortalAdapterOptions {
  /** Longest wait for an answer, milliseconds. */
  readonly patienceMs?: number;
}

const PATIENCE_MS = 20_000;
/** No answer of the portal is near this size; more of one is never kept. */
const LARGEST_ANSWER = 4_000_000;

const wireRecord: z.ZodType<WireRecord> = z.lazy(() =>
  z.record(
    z.string(),
    // Whatever else a record carries is compared with nothing: numbers and flags become texts.
    z.union([
      z.string(),
      z.array(wireRecord),
      z.union([z.number(), z.boolean(), z.null()]).transform(String),
    ]),
  ),
);
const answerSchema = z.object({
  error_code: z.union([z.string(), z.number()]).transform(String),
  message: z.string().nullish(),
  session: z.string().nullish(),
  result: z.unknown().optional(),
});
type Answer = z.infer<typeof answerSchema>;

/** The portal as its description of the wire says: sign in once, then calls with the session in the body. */
export function createPortalAdapter(config: PortalConfig, options: PortalAdapterOptions = {}): PortalAdapter {
  const patienceMs = options.patienceMs ?? PATIENCE_MS;
  const address = (path: string): string => `${config.endpoint.replace(/\/+$/, "")}/${path}`;
  /** One sign-in at a time, whoever needs it. */
  let signingIn: Promise<string> | undefined;

  const post = (path: string, body: unknown) => postJson(address(path), config.destination, body, patienceMs);

  async function signIn(): Promise<string> {
    const { username, password } = config;
    const answer = await post(config.loginPath, { username, password });
    if (isDone(answer) && answer.session) return answer.session;
    throw new PortalUnavailable("portal.session", SIGN_IN_REFUSED, answer.message ?? undefined);
  }

  function session(): Promise<string> {
    signingIn ??= signIn().catch((error: unknown) => {
      signingIn = undefined;
      throw error;
    });
    return signingIn;
  }

  async function call(service: string, content: Readonly<Record<string, unknown>>): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      const held = signingIn;
      const body = { session: await session(), madonvi: config.unitCode, service, ...content };
      const answer = await post(config.servicePath, body);
      if (!isSessionEnded(answer)) return answer;
      // Only the session that ended is thrown away, not one that somebody else has just opened.
      if (signingIn === held || held === undefined) signingIn = undefined;
      if (attempt > 1)
        throw new PortalUnavailable("portal.session", SIGN_IN_REFUSED, answer.message ?? undefined);
    }
  }

  return {
    async find(code) {
      const answer = await call("TraCuuHoSo", { MaHoSo: code });
      if (!isDone(answer)) throw unexpected(answer);
      return z.array(wireRecord).catch([]).parse(answer.result)[0];
    },
    async putDossier(record, isUpdating) {
      const answer = await call("DongBoHoSoMC", {
        isUpdating: isUpdating ? "True" : "False",
        data: [record],
      });
      return replyOf(answer);
    },
    addProgress: async (line) => replyOf(await call("CapNhatTienDoHoSoMC", { data: [line] })),
    async techId(identifier) {
      const answer = await call("TraCuuTechID", { provider: "wso2is", mstorcmnd: identifier });
      // "Nobody has this number" is told as an error; it is no reason to hold a dossier back.
      if (!isDone(answer)) return undefined;
      const found = z.array(z.object({ TECHNICALID: z.string().min(1) })).safeParse(answer.result);
      return found.success ? found.data[0]?.TECHNICALID : undefined;
    },
  };
}

function isDone({ error_code }: Answer): boolean {
  return error_code === "0" || error_code === "00";
}

function isSessionEnded({ error_code, message }: Answer): boolean {
  return error_code === "-1" && /phiên|session/i.test(message ?? "");
}

const EXISTS = /đã tồn tại/i;
const MISSING = /(?:chưa|không) tồn tại/i;
/** What says that the portal itself is in trouble, and nothing of the record. */
const TROUBLE = /lỗi hệ thống|hệ thống (?:đang )?(?:bận|bảo trì)|quá tải|thử lại sau|timeout|time-out/i;

function replyOf(answer: Answer): PortalReply {
  const message = (answer.message ?? "").trim();
  if (isDone(answer)) return { kind: "done" };
  if (answer.error_code === "1") return { kind: "duplicate" };
  if ((answer.error_code === "3" || answer.error_code === "-3") && EXISTS.test(message))
    return { kind: "exists" };
  if (TROUBLE.test(message)) throw new PortalUnavailable("portal.busy", BUSY, message);
  if (/^Hồ sơ \S+ /u.test(message) && MISSING.test(message)) return { kind: "missing" };
  return { kind: "refused", message: message === "" ? `error_code ${answer.error_code}` : message };
}

function unexpected(answer: Answer): PortalUnavailable {
  return new PortalUnavailable("portal.busy", BUSY, `${answer.error_code} ${answer.message ?? ""}`);
}

async function postJson(
  url: string,
  destination: string,
  body: unknown,
  patienceMs: number,
): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8", dstcode: destination },
      body: JSON.stringify(body),
      redirect: "error",
      signal: AbortSignal.timeout(patienceMs),
    });
    text = await readSome(response);
  } catch (error) {
    if (error instanceof PortalUnavailable) throw error;
    const late = error instanceof DOMException && error.name === "TimeoutError";
    throw late
      ? new PortalUnavailable("portal.timeout", NO_ANSWER, error)
      : new PortalUnavailable("portal.network", UNREACHABLE, error);
  }
  if (!response.ok && !looksLikeAnswer(text))
    throw new PortalUnavailable("portal.http", UNREACHABLE, `HTTP ${response.status}`);
  const parsed = answerSchema.safeParse(parseJson(text));
  if (!parsed.success) throw new PortalUnavailable("portal.answer", UNREADABLE, `HTTP ${response.status}`);
  return parsed.data;
}

function looksLikeAnswer(text: string): boolean {
  return answerSchema.safeParse(parseJson(text)).success;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // An error page of something in between: told as an answer that cannot be read.
    return undefined;
  }
}

async function readSome(response: Response): Promise<string> {
  const kept: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > LARGEST_ANSWER) throw new PortalUnavailable("portal.answer", UNREADABLE, "too large");
    kept.push(chunk);
  }
  return Buffer.concat(kept).toString("utf8");
}
