import { X509Certificate } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { enrol } from "../wire/enrol.ts";

/** Whose token it is. */
export const holderSchema = z.object({
  name: z.string().trim().min(1).max(200),
  kind: z.enum(["person", "organisation"]).default("person"),
});
export type Holder = z.infer<typeof holderSchema>;

const tokenSchema = holderSchema.extend({
  /** DER, base64, own first, root last. */
  certificates: z.array(z.string()).min(2),
  /** PKCS#8 DER, base64: a stand-in's keys are worth nothing. */
  privateKey: z.string(),
});
export type Token = z.infer<typeof tokenSchema>;

/** The drawer of tokens, kept in one file. */
export interface Tokens {
  all(): readonly Holder[];
  /** The token of a holder; made when there is none, or when its certificate has ended. @throws Error when the authority does not answer */
  of(holder: Holder): Promise<Token>;
}

/** @param authorityUrl of the demo certificate authority, which issues the certificates */
export function openTokens(folder: string, authorityUrl: string): Tokens {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, "tokens.json");
  const tokens = read(file);
  const making = new Map<string, Promise<Token>>();

  const make = async ({ name, kind }: Holder, key: string): Promise<Token> => {
    const { certificates, privateKey } = await enrol({ name, kind, keyType: "rsa2048" }, authorityUrl);
    const made = {
      name,
      kind,
      certificates: [...certificates],
      privateKey: privateKey.toString("base64"),
    };
    tokens.set(key, made);
    writeFileSync(`${file}.new`, JSON.stringify([...tokens.values()]), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    return made;
  };

  return {
    all: () => [...tokens.values()].map(({ name, kind }) => ({ name, kind })),
    async of(holder) {
      const key = keyOf(holder);
      const known = tokens.get(key);
      if (known !== undefined && isValid(known)) return known;
      const running = making.get(key) ?? make(holder, key).finally(() => making.delete(key));
      making.set(key, running);
      return await running;
    },
  };
}

function keyOf({ name, kind }: Holder): string {
  return `${kind}/${name.normalize("NFC")}`;
}

function isValid({ certificates: [own] }: Token): boolean {
  if (own === undefined) return false;
  return new X509Certificate(Buffer.from(own, "base64")).validToDate.getTime() > Date.now();
}

function read(file: string): Map<string, Token> {
  try {
    const kept = z.array(tokenSchema).parse(JSON.parse(readFileSync(file, "utf8")));
    return new Map(kept.map((token) => [keyOf(token), token]));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return new Map();
    throw error;
  }
}
