import { z } from "zod";
import { type RemoteErrorCode, RemoteSigningError } from "./remote-error.ts";

export interface CscClientOptions {
  /** Up to and including `/csc/v2`. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Default: `oauth2/token` beside the other methods. */
  readonly tokenUrl?: string;
  /** Longest wait for one answer, milliseconds; default 30,000. */
  readonly timeoutMs?: number;
}

const base64 = z.base64();
const infoSchema = z.object({
  specs: z.string(),
  name: z.string(),
  region: z.string().optional(),
  methods: z.array(z.string()),
});
const tokenSchema = z.object({ access_token: z.string().min(1), expires_in: z.number().default(3600) });
const listSchema = z.object({ credentialIDs: z.array(z.string()) });
const credentialSchema = z.object({
  key: z.object({ status: z.string(), algo: z.array(z.string()), len: z.number().optional() }),
  cert: z.object({ certificates: z.array(base64).min(1) }),
  auth: z.object({
    mode: z.enum(["implicit", "explicit", "oauth2code"]),
    objects: z.array(z.object({ id: z.string(), type: z.string() })).default([]),
  }),
  SCAL: z.enum(["1", "2"]).default("1"),
  multisign: z.int().min(1).default(1),
});
const authorisationSchema = z.object({
  SAD: z.string().min(1).optional(),
  expiresIn: z.number().default(180),
  handle: z.string().min(1).optional(),
});
const signaturesSchema = z.object({
  signatures: z.array(base64).optional(),
  responseID: z.string().optional(),
});
const timestampSchema = z.object({ timestamp: base64 });
const errorSchema = z.object({ error: z.string(), error_description: z.string().optional() });

export type CscInfo = z.infer<typeof infoSchema>;
export type CscCredential = z.infer<typeof credentialSchema>;

/** What a hash-signing authorisation is asked for. */
export interface CscAuthorise {
  readonly credentialId: string;
  readonly hashes: readonly Uint8Array[];
  readonly hashOid: string;
  /** By the ids of the credential's `auth.objects`. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** The authorisation data, or a handle to ask for it with while the holder's phone rings. */
export type CscAuthorisation =
  | { readonly sad: string; readonly expiresIn: number }
  | { readonly handle: string; readonly expiresIn: number };

/** The methods of the Cloud Signature Consortium API v2.0.0.2 that hash signing needs. @throws RemoteSigningError */
export interface CscClient {
  info(): Promise<CscInfo>;
  listCredentials(userId: string): Promise<readonly string[]>;
  credential(id: string): Promise<CscCredential>;
  sendOtp(credentialId: string): Promise<void>;
  authorise(input: CscAuthorise): Promise<CscAuthorisation>;
  /** Undefined while the holder has not answered. */
  checkAuthorisation(handle: string): Promise<CscAuthorisation | undefined>;
  /** A fresh SAD for further signatures of the same transaction. */
  extend(credentialId: string, sad: string, hashes: readonly Uint8Array[], hashOid: string): Promise<string>;
  /** Values, or an id to ask for them with later. */
  signHash(input: CscSignHash): Promise<readonly Uint8Array[] | { readonly responseId: string }>;
  /** Undefined while the service works. */
  pollSignatures(responseId: string): Promise<readonly Uint8Array[] | undefined>;
  timestamp(hash: Uint8Array, hashOid: string): Promise<Uint8Array>;
}

export interface CscSignHash {
  readonly credentialId: string;
  readonly sad: string;
  readonly hashes: readonly Uint8Array[];
  readonly hashOid: string;
  readonly signOid: string;
}

const TIMEOUT_MS = 30_000;
const MAXIMUM_BYTES = 1024 * 1024;

/** Speaks with one service in the name of this platform (OAuth 2.0 client credentials). */
export function createCscClient(options: CscClientOptions): CscClient {
  const base = options.baseUrl.replace(/\/+$/, "");
  const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");
  let access: { readonly token: string; readonly until: number } | undefined;

  const accessToken = async (): Promise<string> => {
    if (access !== undefined && access.until > Date.now()) return access.token;
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: options.clientId,
      client_secret: options.clientSecret,
    });
    const answer = await post(options.tokenUrl ?? `${base}/oauth2/token`, body, {});
    if (answer.status !== 200) throw failure("oauth2/token", answer);
    const granted = read(tokenSchema, answer.body, "oauth2/token");
    // Renewed before its end, so that no request carries one that ends on the way.
    access = { token: granted.access_token, until: Date.now() + (granted.expires_in - 10) * 1000 };
    return granted.access_token;
  };

  const ask = async (method: string, input: Record<string, unknown>): Promise<Answer> => {
    const send = async (): Promise<Answer> =>
      post(`${base}/${method}`, JSON.stringify(input), {
        "content-type": "application/json",
        authorization: `Bearer ${await accessToken()}`,
      });
    const answer = await send();
    if (answer.status !== 401) return answer;
    access = undefined;
    return await send();
  };
  const call = async <T>(
    method: string,
    input: Record<string, unknown>,
    schema: z.ZodType<T>,
  ): Promise<T> => {
    const answer = await ask(method, input);
    if (answer.status !== 200 && answer.status !== 204) throw failure(method, answer);
    return read(schema, answer.body, method);
  };
  const post = (
    url: string,
    body: string | URLSearchParams,
    headers: Record<string, string>,
  ): Promise<Answer> => request(url, { method: "POST", body, headers }, options.timeoutMs ?? TIMEOUT_MS);

  return {
    async info() {
      const answer = await post(`${base}/info`, "{}", { "content-type": "application/json" });
      if (answer.status !== 200) throw failure("info", answer);
      return read(infoSchema, answer.body, "info");
    },
    listCredentials: async (userID) => (await call("credentials/list", { userID }, listSchema)).credentialIDs,
    credential: (credentialID) =>
      call(
        "credentials/info",
        { credentialID, certificates: "chain", certInfo: true, authInfo: true },
        credentialSchema,
      ),
    async sendOtp(credentialID) {
      await call("credentials/sendOTP", { credentialID }, z.unknown());
    },
    authorise: async ({ credentialId, hashes, hashOid, secrets }) =>
      authorisation(
        await call(
          "credentials/authorize",
          {
            credentialID: credentialId,
            numSignatures: hashes.length,
            hashes: hashes.map(text),
            hashAlgorithmOID: hashOid,
            authData: Object.entries(secrets).map(([id, value]) => ({ id, value })),
          },
          authorisationSchema,
        ),
      ),
    async checkAuthorisation(handle) {
      const answer = await ask("credentials/authorizeCheck", { handle });
      if (answer.status === 202 || errorOf(answer.body)?.error === "authorization_pending") return undefined;
      if (answer.status !== 200) throw failure("credentials/authorizeCheck", answer);
      return authorisation(read(authorisationSchema, answer.body, "credentials/authorizeCheck"));
    },
    async extend(credentialID, SAD, hashes, hashAlgorithmOID) {
      const input = { credentialID, SAD, hashes: hashes.map(text), hashAlgorithmOID };
      const extended = await call("credentials/extendTransaction", input, authorisationSchema);
      if (extended.SAD === undefined)
        throw new RemoteSigningError("remote.bad-answer", "extendTransaction without SAD");
      return extended.SAD;
    },
    async signHash({ credentialId, sad, hashes, hashOid, signOid }) {
      const answer = await call(
        "signatures/signHash",
        {
          credentialID: credentialId,
          SAD: sad,
          hashes: hashes.map(text),
          hashAlgorithmOID: hashOid,
          signAlgo: signOid,
        },
        signaturesSchema,
      );
      if (answer.signatures !== undefined) return values(answer.signatures, hashes.length);
      if (answer.responseID !== undefined) return { responseId: answer.responseID };
      throw new RemoteSigningError("remote.bad-answer", "signHash without signatures");
    },
    async pollSignatures(responseID) {
      const answer = await ask("signatures/signPolling", { responseID });
      if (answer.status === 202) return undefined;
      if (answer.status !== 200) throw failure("signatures/signPolling", answer);
      const { signatures } = read(signaturesSchema, answer.body, "signatures/signPolling");
      return signatures && values(signatures);
    },
    async timestamp(hash, hashAlgo) {
      const answer = await call("signatures/timestamp", { hash: text(hash), hashAlgo }, timestampSchema);
      return Buffer.from(answer.timestamp, "base64");
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

function authorisation({ SAD, handle, expiresIn }: z.infer<typeof authorisationSchema>): CscAuthorisation {
  if (SAD !== undefined) return { sad: SAD, expiresIn };
  if (handle !== undefined) return { handle, expiresIn };
  throw new RemoteSigningError("remote.bad-answer", "neither SAD nor handle");
}

function values(texts: readonly string[], wanted = texts.length): Uint8Array[] {
  if (texts.length !== wanted)
    throw new RemoteSigningError("remote.bad-answer", `${texts.length} signatures for ${wanted} hashes`);
  return texts.map((each) => new Uint8Array(Buffer.from(each, "base64")));
}

async function request(url: string, init: RequestInit, timeoutMs: number): Promise<Answer> {
  try {
    const response = await fetch(url, { ...init, redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body ?? []) {
      size += part.length;
      if (size > MAXIMUM_BYTES) throw new RemoteSigningError("remote.bad-answer", "the answer is too large");
      parts.push(part);
    }
    return { status: response.status, body: Buffer.concat(parts).toString("utf8") };
  } catch (error) {
    if (error instanceof RemoteSigningError) throw error;
    throw new RemoteSigningError("remote.unreachable", `${new URL(url).origin}: ${String(error)}`);
  }
}

function read<T>(schema: z.ZodType<T>, body: string, method: string): T {
  const parsed = schema.safeParse(body === "" ? {} : parseJson(body));
  if (!parsed.success)
    throw new RemoteSigningError("remote.bad-answer", `${method}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function errorOf(body: string): z.infer<typeof errorSchema> | undefined {
  const parsed = errorSchema.safeParse(parseJson(body));
  return parsed.success ? parsed.data : undefined;
}

function failure(method: string, { status, body }: Answer): RemoteSigningError {
  const told = errorOf(body);
  const known = told && codes[told.error];
  const fallback: RemoteErrorCode =
    status >= 500 || status === 429
      ? "remote.unreachable"
      : status === 401 || status === 403
        ? "remote.access-denied"
        : "remote.bad-answer";
  const detail = told ? `${told.error} ${told.error_description ?? ""}` : "";
  return new RemoteSigningError(known ?? fallback, `${method} answered ${status} ${detail}`.trim());
}

/** Error names of the API (section 10.1) and of RFC 6749. */
const codes: Readonly<Record<string, RemoteErrorCode>> = {
  invalid_otp: "remote.wrong-otp",
  invalid_pin: "remote.wrong-pin",
  expired_otp: "remote.expired",
  expired_sad: "remote.expired",
  invalid_handle: "remote.expired",
  authorization_expired: "remote.expired",
  locked_otp: "remote.locked",
  locked_pin: "remote.locked",
  access_denied: "remote.declined",
  invalid_client: "remote.access-denied",
  invalid_token: "remote.access-denied",
  unauthorized_client: "remote.access-denied",
};

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
