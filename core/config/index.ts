import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

export type Mode = "demo" | "production";

/** Everything an operator can set. Read once at start; nothing else reads the environment. */
export interface Config {
  readonly mode: Mode;
  /** TCP port of the pages, 1–65535. */
  readonly port: number;
  /** Address to listen on; demo mode only listens on loopback unless told otherwise. */
  readonly host: string;
  /** Absolute folder of everything that must survive: database, files, keys. */
  readonly dataDirectory: string;
  /** Address people use, without a trailing slash. */
  readonly baseUrl: string;
  /** A real PostgreSQL; absent = the embedded server. */
  readonly databaseUrl: string | undefined;
  /** 32 bytes; encrypts stored secrets and signs short-lived links. */
  readonly secret: Buffer;
  readonly axis: AxisConfig | undefined;
  /** Shared library of the server's signing device (HSM), by its absolute path. */
  readonly pkcs11Module: string | undefined;
  readonly remoteSigning: RemoteSigningConfig | undefined;
  /** What differs about the signing plug-in of the browsers here; absent = as it is handed out. */
  readonly plugIn?: Readonly<Record<string, unknown>>;
  /** Who vouches for citizens and businesses here; none configured = they cannot sign in (demo mode: the stand-in). */
  readonly citizenSignIn?: CitizenSignInConfig;
  /** The national payment platform; none configured = nothing is paid online (demo mode: the stand-in). */
  readonly payment?: { readonly endpoint: string; readonly partner: string; readonly secret: string };
  /** The synchronisation of dossiers with the national service portal; absent = dossiers wait. */
  readonly portal?: PortalConfig;
  readonly timestampAuthorities: readonly string[];
  /** PEM files of trusted roots (production); demo mode trusts the demo authority only. */
  readonly trustFiles: readonly string[];
  /** An archived file is renewed this many days before its newest timestamp ends. */
  readonly archiveMarginDays: number;
  /** The mail server for letters to officials; absent = none are sent. */
  readonly mail?: MailConfig;
  /** Largest edXML message taken, bytes. */
  readonly maxMessageBytes: number;
  /** Largest file the public page for checking signatures takes, bytes. */
  readonly maxCheckedBytes: number;
}

/** How this province reaches the document interchange axis. */
export interface AxisConfig {
  readonly endpoint: string;
  readonly systemId: string;
  readonly secret: string;
}

/** A mail server that takes letters of this platform. */
export interface MailConfig {
  /** `smtp://user:password@host:587` (STARTTLS) or `smtps://…:465`. */
  readonly url: string;
  /** Sender of every letter, an address. */
  readonly from: string;
}

/** A remote signing service (CSC API v2) and this platform's account there. */
export interface RemoteSigningConfig {
  /** Up to and including `/csc/v2`. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** This installation at the identity providers of citizens (OpenID Connect). */
export interface CitizenSignInConfig {
  /** The national service portal's own accounts. */
  readonly portal?: IdentityProviderConfig;
  readonly vneid?: IdentityProviderConfig;
}

/** Addresses of one provider and this client's account there. */
export interface IdentityProviderConfig {
  readonly authorizeUrl: string;
  readonly tokenUrl: string;
  readonly userInfoUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** How dossiers and progress reach the national service portal, and how it proves itself when it brings one. */
export interface PortalConfig {
  /** Address below which the paths stand. */
  readonly endpoint: string;
  readonly loginPath: string;
  readonly servicePath: string;
  /** Header `dstcode`. */
  readonly destination: string;
  readonly username: string;
  readonly password: string;
  /** `madonvi` of every call. */
  readonly unitCode: string;
  /** Bearer key of dossiers that the portal brings. */
  readonly incomingKey: string;
  /** Whose code lists the other side speaks (systems/public-services/portal/mapping/dialects.ts). */
  readonly dialect: "dvcqg" | "ministry-2026";
}

/** Raised when the environment asks for something that cannot or must not be; the message says what to do. */
export class ConfigError extends Error {
  readonly code = "config.invalid";
}

const environmentSchema = z.object({
  MODE: z.enum(["demo", "production"]).optional(),
  PORT: z.coerce.number().int().min(1).max(65535).default(8034),
  HOST: z.string().min(1).default("127.0.0.1"),
  DATA_DIR: z.string().min(1).optional(),
  BASE_URL: z.url().optional(),
  DATABASE_URL: z.string().startsWith("postgres").optional(),
  SECRET_KEY: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, "64 hexadecimal digits")
    .optional(),
  AXIS_ENDPOINT: z.url().optional(),
  AXIS_SYSTEM_ID: z.string().optional(),
  AXIS_SECRET: z.string().optional(),
  PKCS11_MODULE: z.string().startsWith("/").optional(),
  REMOTE_SIGNING_URL: z.url().optional(),
  REMOTE_SIGNING_CLIENT_ID: z.string().optional(),
  REMOTE_SIGNING_CLIENT_SECRET: z.string().optional(),
  PLUG_IN: z.string().optional(),
  SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//, "smtp://… or smtps://…")
    .optional(),
  MAIL_FROM: z.email().optional(),
  CITIZEN_SIGN_IN: z.string().optional(),
  PAYMENT_ENDPOINT: z.url().optional(),
  PAYMENT_PARTNER: z.string().optional(),
  PAYMENT_SECRET: z.string().optional(),
  SERVICE_PORTAL: z.string().optional(),
  TSA_URLS: z.string().optional(),
  TRUST_FILES: z.string().optional(),
  ARCHIVE_MARGIN_DAYS: z.coerce.number().int().min(1).max(3650).default(90),
  MAX_MESSAGE_MB: z.coerce.number().positive().default(100),
  MAX_VERIFY_MB: z.coerce.number().positive().max(1024).default(100),
});

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost"]);

/**
 * Reads and checks the environment.
 *
 * @param environment usually `process.env`; empty strings count as absent.
 * @throws ConfigError naming the variable and what it may be.
 */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const present = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = environmentSchema.safeParse(present);
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
    throw new ConfigError(`Configuration is not usable:\n  ${lines.join("\n  ")}`);
  }
  const env = parsed.data;
  const mode = env.MODE ?? "demo";
  if (mode === "demo" && env.MODE === undefined && !LOOPBACK.has(env.HOST)) {
    throw new ConfigError(
      `HOST=${env.HOST} is not a loopback address. Demo mode has public passwords: set MODE=production, or MODE=demo if you really mean it.`,
    );
  }
  const dataDirectory = resolve(env.DATA_DIR ?? "data");
  mkdirSync(dataDirectory, { recursive: true });
  return {
    mode,
    port: env.PORT,
    host: env.HOST,
    dataDirectory,
    baseUrl: (env.BASE_URL ?? `http://${env.HOST}:${env.PORT}`).replace(/\/+$/, ""),
    databaseUrl: env.DATABASE_URL,
    secret: env.SECRET_KEY ? Buffer.from(env.SECRET_KEY, "hex") : storedSecret(dataDirectory),
    axis: axisFrom(env),
    pkcs11Module: env.PKCS11_MODULE,
    remoteSigning: remoteSigningFrom(env),
    ...(env.PLUG_IN === undefined ? {} : { plugIn: plugInFrom(env.PLUG_IN) }),
    ...mailFrom(env),
    ...paymentFrom(env),
    ...(env.CITIZEN_SIGN_IN === undefined ? {} : { citizenSignIn: citizenSignInFrom(env.CITIZEN_SIGN_IN) }),
    ...(env.SERVICE_PORTAL === undefined ? {} : { portal: portalFrom(env.SERVICE_PORTAL) }),
    timestampAuthorities: list(env.TSA_URLS),
    trustFiles: list(env.TRUST_FILES),
    archiveMarginDays: env.ARCHIVE_MARGIN_DAYS,
    maxMessageBytes: Math.round(env.MAX_MESSAGE_MB * 1024 * 1024),
    maxCheckedBytes: Math.round(env.MAX_VERIFY_MB * 1_000_000),
  };
}

function axisFrom(env: z.infer<typeof environmentSchema>): AxisConfig | undefined {
  if (env.AXIS_ENDPOINT === undefined) return undefined;
  if (env.AXIS_SYSTEM_ID === undefined || env.AXIS_SECRET === undefined) {
    throw new ConfigError("AXIS_ENDPOINT needs AXIS_SYSTEM_ID and AXIS_SECRET beside it.");
  }
  return { endpoint: env.AXIS_ENDPOINT, systemId: env.AXIS_SYSTEM_ID, secret: env.AXIS_SECRET };
}

function remoteSigningFrom(env: z.infer<typeof environmentSchema>): RemoteSigningConfig | undefined {
  if (env.REMOTE_SIGNING_URL === undefined) return undefined;
  if (env.REMOTE_SIGNING_CLIENT_ID === undefined || env.REMOTE_SIGNING_CLIENT_SECRET === undefined) {
    throw new ConfigError(
      "REMOTE_SIGNING_URL needs REMOTE_SIGNING_CLIENT_ID and REMOTE_SIGNING_CLIENT_SECRET beside it.",
    );
  }
  return {
    baseUrl: env.REMOTE_SIGNING_URL,
    clientId: env.REMOTE_SIGNING_CLIENT_ID,
    clientSecret: env.REMOTE_SIGNING_CLIENT_SECRET,
  };
}

function mailFrom(env: z.infer<typeof environmentSchema>): { readonly mail?: MailConfig } {
  if (env.SMTP_URL === undefined) return {};
  if (env.MAIL_FROM === undefined) throw new ConfigError("SMTP_URL needs MAIL_FROM beside it.");
  return { mail: { url: env.SMTP_URL, from: env.MAIL_FROM } };
}

function plugInFrom(text: string): Record<string, unknown> {
  try {
    return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  } catch {
    throw new ConfigError('PLUG_IN must be a JSON object, for example {"address":"wss://127.0.0.1:8987/"}.');
  }
}

const identityProvider = z.object({
  authorizeUrl: z.url(),
  tokenUrl: z.url(),
  userInfoUrl: z.url(),
  clientId: z.string().min(1),
  clientSecret: z.string().min(1),
});
const citizenSignIn = z.object({ portal: identityProvider.optional(), vneid: identityProvider.optional() });

/** All three or none: half a configuration would refuse every message of the platform. */
function paymentFrom(env: {
  readonly PAYMENT_ENDPOINT?: string | undefined;
  readonly PAYMENT_PARTNER?: string | undefined;
  readonly PAYMENT_SECRET?: string | undefined;
}): Pick<Config, "payment"> {
  const { PAYMENT_ENDPOINT: endpoint, PAYMENT_PARTNER: partner, PAYMENT_SECRET: secret } = env;
  if (endpoint === undefined && partner === undefined && secret === undefined) return {};
  if (endpoint === undefined || partner === undefined || secret === undefined)
    throw new ConfigError("PAYMENT_ENDPOINT, PAYMENT_PARTNER and PAYMENT_SECRET belong together");
  return { payment: { endpoint, partner, secret } };
}

function citizenSignInFrom(text: string): CitizenSignInConfig {
  try {
    const { portal, vneid } = citizenSignIn.parse(JSON.parse(text));
    return { ...(portal ? { portal } : {}), ...(vneid ? { vneid } : {}) };
  } catch {
    throw new ConfigError(
      'CITIZEN_SIGN_IN must be a JSON object {"portal": …, "vneid": …}, each with authorizeUrl, tokenUrl, userInfoUrl, clientId and clientSecret.',
    );
  }
}

const portal = z.object({
  endpoint: z.url(),
  loginPath: z.string().min(1).default("login"),
  servicePath: z.string().min(1).default("g"),
  destination: z.string().min(1),
  username: z.string().min(1),
  password: z.string().min(1),
  unitCode: z.string().min(1),
  incomingKey: z.string().min(32),
  dialect: z.enum(["dvcqg", "ministry-2026"]).default("dvcqg"),
});

function portalFrom(text: string): PortalConfig {
  try {
    return portal.parse(JSON.parse(text));
  } catch {
    throw new ConfigError(
      "SERVICE_PORTAL must be a JSON object with endpoint, destination, username, password, unitCode and incomingKey (at least 32 characters).",
    );
  }
}

function list(value: string | undefined): string[] {
  return (value ?? "")
    .split(/[\s,]+/)
    .map((item) => item.trim())
    .filter((item) => item.length > 0);
}

/** The province's own key, made at the first start and kept beside the data it protects. */
function storedSecret(dataDirectory: string): Buffer {
  const file = join(dataDirectory, "secret.key");
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(32).toString("hex"), { mode: 0o600, flag: "wx" });
  }
  const secret = Buffer.from(readFileSync(file, "utf8").trim(), "hex");
  if (secret.length !== 32) throw new ConfigError(`${file} is damaged: it must hold 64 hexadecimal digits.`);
  return secret;
}
