import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import * as x509 from "../certificate-authority/x509.ts";

export const newAccount = z.object({
  /** Who asks for the credential in credentials/list. */
  userID: z.string().min(1).max(200),
  /** Common name of the certificate. */
  name: z.string().min(1).max(200),
  organisation: z.string().min(1).max(200).optional(),
  kind: z.enum(["person", "organisation"]).default("person"),
  consent: z.enum(["otp", "push"]).default("otp"),
  keyType: z.enum(["rsa2048", "p256"]).default("rsa2048"),
  pin: z.string().min(4).max(32).optional(),
  multisign: z.int().min(1).max(100).default(10),
});
export type NewAccount = z.infer<typeof newAccount>;

const kept = newAccount.extend({
  credentialID: z.string(),
  /** DER, base64, own first. */
  certificates: z.array(z.string()),
  /** PKCS#8 DER, base64: a stand-in's keys are worth nothing. */
  privateKey: z.string(),
  enabled: z.boolean(),
});
export type Account = z.infer<typeof kept>;

/** The people who have a key at this service; kept in one file. */
export interface Accounts {
  all(): readonly Account[];
  find(credentialID: string): Account | undefined;
  /** The same user with the same kind of certificate keeps the account they have. @throws Error when the authority does not answer */
  open(input: NewAccount): Promise<Account>;
}

export function openAccounts(folder: string, authorityUrl: string): Accounts {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "accounts.json");
  const accounts = read(file);
  return {
    all: () => accounts,
    find: (id) => accounts.find(({ credentialID }) => credentialID === id),
    async open(input) {
      const known = accounts.find(
        ({ userID, kind, consent, keyType }) =>
          userID === input.userID &&
          kind === input.kind &&
          consent === input.consent &&
          keyType === input.keyType,
      );
      if (known !== undefined) return known;
      const made = await make(input, authorityUrl);
      accounts.push(made);
      writeFileSync(`${file}.new`, JSON.stringify(accounts), { mode: 0o600 });
      renameSync(`${file}.new`, file);
      return made;
    },
  };
}

function read(file: string): Account[] {
  try {
    return z.array(kept).parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

const enrolled = z.object({ chain: z.array(z.string()).min(2) });

async function make(input: NewAccount, authorityUrl: string): Promise<Account> {
  const algorithm =
    input.keyType === "rsa2048"
      ? {
          name: "RSASSA-PKCS1-v1_5",
          hash: "SHA-256",
          modulusLength: 2048,
          publicExponent: new Uint8Array([1, 0, 1]),
        }
      : { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  if (!("privateKey" in keys)) throw new Error("no key pair");
  const request = await x509.Pkcs10CertificateRequestGenerator.create({
    name: [
      { C: ["VN"] },
      ...(input.organisation === undefined ? [] : [{ O: [input.organisation] }]),
      { CN: [input.name] },
    ],
    keys,
    signingAlgorithm: algorithm,
  });
  const response = await fetch(new URL("/enrol", authorityUrl), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ request: Buffer.from(request.rawData).toString("base64"), kind: input.kind }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(`the certificate authority answered ${response.status}`);
  const { chain } = enrolled.parse(await response.json());
  const privateKey = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey));
  return {
    ...input,
    credentialID: createHash("sha256").update(privateKey).digest("hex").slice(0, 32),
    certificates: chain,
    privateKey: privateKey.toString("base64"),
    enabled: true,
  };
}
