import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { enrol } from "../wire/enrol.ts";

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

async function make(input: NewAccount, authorityUrl: string): Promise<Account> {
  const { certificates, privateKey } = await enrol(input, authorityUrl);
  return {
    ...input,
    credentialID: createHash("sha256").update(privateKey).digest("hex").slice(0, 32),
    certificates: [...certificates],
    privateKey: privateKey.toString("base64"),
    enabled: true,
  };
}
