import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign, verify } from "node:crypto";

/** A signed tree head: what the log promises about itself. */
export interface Checkpoint {
  /** Name of the log; also the name of its key. */
  readonly origin: string;
  /** Leaves in the tree. */
  readonly size: number;
  /** Root of the tree, 32 bytes. */
  readonly root: Buffer;
}

export interface NoteSigner {
  readonly name: string;
  readonly privateKey: KeyObject;
  /** Public half, as `noteVerifier` reads it. */
  readonly verifierKey: string;
}

export interface NoteVerifier {
  readonly name: string;
  readonly publicKey: KeyObject;
  readonly keyId: Buffer;
}

/** The text is not a checkpoint, or not one that this key signed. */
export class CheckpointError extends Error {
  readonly code = "audit.checkpoint";
}

const ED25519 = 0x01;
const DASH = "\u2014";

/** @param seed 32 random bytes, the Ed25519 private key (RFC 8032) */
export function noteSigner(name: string, seed: Buffer): NoteSigner {
  const prefix = Buffer.from("302e020100300506032b657004220420", "hex");
  const privateKey = createPrivateKey({ key: Buffer.concat([prefix, seed]), format: "der", type: "pkcs8" });
  const raw = createPublicKey(privateKey).export({ format: "der", type: "spki" }).subarray(-32);
  const key = Buffer.concat([Buffer.of(ED25519), raw]);
  const verifierKey = `${name}+${keyIdOf(name, key).toString("hex")}+${key.toString("base64")}`;
  return { name, privateKey, verifierKey };
}

/**
 * Reads a public key in the signed-note form `name+id+base64` (C2SP signed-note).
 *
 * @throws CheckpointError
 */
export function noteVerifier(text: string): NoteVerifier {
  const [name = "", id = "", ...rest] = text.trim().split("+");
  const key = strictBase64(rest.join("+"));
  if (name === "" || key?.length !== 33 || key[0] !== ED25519 || keyIdOf(name, key).toString("hex") !== id) {
    throw new CheckpointError("the public key of the audit log is damaged");
  }
  const spki = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key.subarray(1)]);
  const publicKey = createPublicKey({ key: spki, format: "der", type: "spki" });
  return { name, publicKey, keyId: keyIdOf(name, key) };
}

/** Writes and signs a checkpoint (C2SP tlog-checkpoint as a signed note). */
export function signCheckpoint(signer: NoteSigner, size: number, root: Buffer): string {
  const body = bodyOf({ origin: signer.name, size, root });
  const id = noteVerifier(signer.verifierKey).keyId;
  const signature = sign(null, Buffer.from(body), signer.privateKey);
  return `${body}\n${DASH} ${signer.name} ${Buffer.concat([id, signature]).toString("base64")}\n`;
}

/**
 * Reads a checkpoint and checks its signature. Only the one canonical spelling is taken, so that no bit of the
 * file is without meaning; lines of further signers (witnesses) may follow.
 *
 * @throws CheckpointError
 */
export function openCheckpoint(verifier: NoteVerifier, note: string): Checkpoint {
  const match = /^([^\n]+)\n(0|[1-9]\d*)\n([A-Za-z0-9+/=]+)\n\n((?:\u2014 [^ \n]+ [A-Za-z0-9+/=]+\n)+)$/.exec(
    note,
  );
  if (!match) throw new CheckpointError("the checkpoint is not a signed note of a log");
  const [, origin = "", size = "", rootText = "", signatures = ""] = match;
  const root = strictBase64(rootText);
  if (origin !== verifier.name || root?.length !== 32 || !Number.isSafeInteger(Number(size))) {
    throw new CheckpointError("the checkpoint belongs to another log or is damaged");
  }
  const checkpoint = { origin, size: Number(size), root };
  const body = Buffer.from(bodyOf(checkpoint));
  const good = signatures.split("\n").some((line) => {
    const [, name, text = ""] = line.split(" ");
    const signature = strictBase64(text);
    return (
      name === verifier.name &&
      signature?.length === 68 &&
      signature.subarray(0, 4).equals(verifier.keyId) &&
      verify(null, body, verifier.publicKey, signature.subarray(4))
    );
  });
  if (!good) throw new CheckpointError("the signature of the checkpoint is not that of this log");
  return checkpoint;
}

function bodyOf({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${size}\n${root.toString("base64")}\n`;
}

function keyIdOf(name: string, key: Buffer): Buffer {
  return createHash("sha256").update(`${name}\n`).update(key).digest().subarray(0, 4);
}

function strictBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}
