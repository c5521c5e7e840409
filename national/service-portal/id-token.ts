import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, sign } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** Signs id_tokens (OpenID Connect Core 1.0 section 2, RS256) with a key kept in the data folder. */
export interface TokenSigner {
  sign(claims: Record<string, unknown>): Promise<string>;
  /** The key set a client checks with (RFC 7517). */
  keySet(): Promise<{ keys: Record<string, unknown>[] }>;
}

const KEY_ID = "mo-phong-1";

export function createTokenSigner(folder: string): TokenSigner {
  let made: Promise<KeyObject> | undefined;
  const key = () => {
    made ??= openKey(join(folder, "id-token-key.pem"));
    return made;
  };
  return {
    async sign(claims) {
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
      const content = `${part({ alg: "RS256", typ: "JWT", kid: KEY_ID })}.${part(claims)}`;
      return `${content}.${sign("sha256", Buffer.from(content), await key()).toString("base64url")}`;
    },
    async keySet() {
      const { kty, n, e } = createPublicKey(await key()).export({ format: "jwk" });
      return { keys: [{ kty, n, e, kid: KEY_ID, alg: "RS256", use: "sig" }] };
    },
  };
}

async function openKey(file: string): Promise<KeyObject> {
  if (existsSync(file)) return createPrivateKey(readFileSync(file));
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  writeFileSync(file, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  return privateKey;
}
