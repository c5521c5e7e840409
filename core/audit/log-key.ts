import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type NoteSigner, noteSigner } from "./signed-note.ts";
import { writeDurably } from "./write-durably.ts";

/** The key of the log cannot be used; the message says what to do. */
export class AuditKeyError extends Error {
  readonly code = "audit.key";
}

/** Public key file, for auditors. */
export const VERIFIER_FILE = "verifier.pub";
/** The newest signed tree head. */
export const CHECKPOINT_FILE = "checkpoint";
/** The newest tree head the verifier has seen. */
export const WITNESS_FILE = "witness";
const KEY_FILE = "key";

/**
 * The signing key of this province's log, made at the first call. It lies in `folder`/key, mode 0600, encrypted
 * (AES-256-GCM) under the platform's secret; the public half lies beside it in `verifier.pub`.
 *
 * @throws AuditKeyError when it cannot be opened, or is missing although the log has signed before
 */
export async function openLogKey(folder: string, secret: Buffer): Promise<NoteSigner> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, KEY_FILE);
  if (!existsSync(file)) {
    if (existsSync(join(folder, CHECKPOINT_FILE))) {
      throw new AuditKeyError(
        `${file} is missing but the log was signed with it. Bring it back from the backup.`,
      );
    }
    const name = `ngoc-linh.audit/${randomBytes(6).toString("hex")}`;
    await writeDurably(
      file,
      lock(JSON.stringify({ name, seed: randomBytes(32).toString("hex") }), secret),
      0o600,
    );
  }
  const { name, seed } = unlock(file, secret);
  const signer = noteSigner(name, Buffer.from(seed, "hex"));
  const verifierFile = join(folder, VERIFIER_FILE);
  const verifierLine = `${signer.verifierKey}\n`;
  if (!existsSync(verifierFile)) await writeDurably(verifierFile, Buffer.from(verifierLine), 0o644);
  return signer;
}

function lock(text: string, secret: Buffer): Buffer {
  const iv = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", wrappingKey(secret), iv);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.from(`${Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString("base64")}\n`);
}

function unlock(file: string, secret: Buffer): { name: string; seed: string } {
  const bytes = Buffer.from(readFileSync(file, "utf8").trim(), "base64");
  try {
    const decipher = createDecipheriv("aes-256-gcm", wrappingKey(secret), bytes.subarray(0, 12));
    decipher.setAuthTag(bytes.subarray(12, 28));
    const text = Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8");
    const { name, seed }: { name: unknown; seed: unknown } = JSON.parse(text);
    if (typeof name === "string" && typeof seed === "string") return { name, seed };
  } catch (error) {
    throw new AuditKeyError(
      `${file} does not open with this secret (SECRET_KEY or secret.key was changed?).`,
      {
        cause: error,
      },
    );
  }
  throw new AuditKeyError(`${file} is damaged. Bring it back from the backup.`);
}

function wrappingKey(secret: Buffer): Buffer {
  return createHmac("sha256", secret).update("ngoc-linh audit key v1").digest();
}
