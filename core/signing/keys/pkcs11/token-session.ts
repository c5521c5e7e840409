import { createHash } from "node:crypto";
import { CKA, CKF, CKK, CKM, CKO, CKR, CKU_USER } from "./cryptoki.ts";
import { type Attribute, loadModule, moduleError, type NativeModule } from "./native-module.ts";
import { Pkcs11Error } from "./pkcs11-error.ts";
import type { OpenedToken, TokenChoice } from "./protocol.ts";

/** One logged-in session with one key. */
export interface TokenSession {
  readonly opened: OpenedToken;
  /**
   * RSA: PKCS#1 v1.5 with SHA-256 over the data. EC: the data is the digest, the value r‖s.
   * @throws Pkcs11Error; after `session-lost`, `token-missing` or `not-logged-in` a new session may succeed
   */
  sign(data: Uint8Array): Buffer;
  close(): void;
}

const SLOTS = 64;
const OBJECTS = 64;
/** CK_UNAVAILABLE_INFORMATION: the attribute is not there or not to be read. */
const UNAVAILABLE = 2n ** 64n - 1n;
/** An RSA-16384 value fits. */
const SIGNATURE_ROOM = 2048;
// DigestInfo of SHA-256 (RFC 8017 section 9.2, note 1).
const SHA256_DIGEST_INFO = Buffer.from("3031300d060960864801650304020105000420", "hex");

/** @throws Pkcs11Error */
export async function openTokenSession(choice: TokenChoice, pin: string): Promise<TokenSession> {
  const module = await loadModule(choice.module);
  try {
    return logInto(module, choice, pin);
  } catch (error) {
    // Only a module that is initialised again looks for tokens that were put in meanwhile.
    module.tryCall("C_Finalize", null);
    throw error;
  }
}

function logInto(module: NativeModule, choice: TokenChoice, pin: string): TokenSession {
  const { slot, flags } = findToken(module, choice);
  const handle = Buffer.alloc(8);
  module.call("C_OpenSession", slot, CKF.serialSession, null, null, handle);
  const session = handle.readBigUInt64LE();
  logIn(module, session, pin, flags, () => findToken(module, choice).flags);
  const { key, id } = findKey(module, session, choice);
  const keyType = keyTypeOf(module, session, key);
  const mechanism = mechanismFor(module, slot, keyType);
  const block = mechanismBlock(mechanism);
  const value = Buffer.alloc(SIGNATURE_ROOM);
  const size = Buffer.alloc(8);
  return {
    opened: { keyType, certificates: readCertificates(module, session, id) },
    sign(data) {
      const input =
        mechanism === CKM.rsaPkcs
          ? Buffer.concat([SHA256_DIGEST_INFO, createHash("sha256").update(data).digest()])
          : Buffer.from(data.buffer, data.byteOffset, data.length);
      module.call("C_SignInit", session, block, key);
      size.writeBigUInt64LE(BigInt(value.length));
      module.call("C_Sign", session, input, input.length, value, size);
      return Buffer.from(value.subarray(0, Number(size.readBigUInt64LE())));
    },
    close() {
      module.tryCall("C_Logout", session);
      module.tryCall("C_CloseSession", session);
      module.tryCall("C_Finalize", null);
    },
  };
}

interface FoundToken {
  readonly slot: bigint;
  readonly flags: bigint;
}

function findToken(module: NativeModule, choice: TokenChoice): FoundToken {
  const list = Buffer.alloc(8 * SLOTS);
  const count = Buffer.alloc(8);
  count.writeBigUInt64LE(BigInt(SLOTS));
  module.call("C_GetSlotList", 1, list, count);
  const found: FoundToken[] = [];
  for (let index = 0; index < Number(count.readBigUInt64LE()); index += 1) {
    const slot = list.readBigUInt64LE(index * 8);
    // CK_TOKEN_INFO: label 32, manufacturer 32, model 16, serial 16, flags, …
    const info = Buffer.alloc(256);
    if (module.tryCall("C_GetTokenInfo", slot, info) !== CKR.ok) continue;
    const text = (from: number, to: number): string => info.toString("utf8", from, to).trimEnd();
    if (choice.slot !== undefined && slot !== BigInt(choice.slot)) continue;
    if (choice.tokenLabel !== undefined && text(0, 32) !== choice.tokenLabel) continue;
    if (choice.tokenSerial !== undefined && text(80, 96) !== choice.tokenSerial) continue;
    found.push({ slot, flags: info.readBigUInt64LE(96) });
  }
  const [only] = found;
  if (only === undefined) throw new Pkcs11Error("pkcs11.token-missing", "no token fits");
  if (found.length > 1) throw new Pkcs11Error("pkcs11.ambiguous", `${found.length} tokens fit`);
  return only;
}

function logIn(
  module: NativeModule,
  session: bigint,
  pin: string,
  flags: bigint,
  flagsNow: () => bigint,
): void {
  // Asked first: trying a PIN on a locked token helps nobody.
  if (flags & CKF.userPinLocked) throw new Pkcs11Error("pkcs11.pin-locked", "the token says so");
  const text = Buffer.from(pin, "utf8");
  const result = module.tryCall("C_Login", session, CKU_USER, text, text.length);
  text.fill(0);
  if (result === CKR.ok || result === CKR.userAlreadyLoggedIn) return;
  const error = moduleError("C_Login", result);
  if (error.code !== "pkcs11.wrong-pin") throw error;
  const after = flagsNow();
  if (after & CKF.userPinLocked) throw new Pkcs11Error("pkcs11.pin-locked", "locked by this try");
  if (after & CKF.userPinFinalTry) throw new Pkcs11Error("pkcs11.last-try", error.message);
  throw error;
}

function findKey(
  module: NativeModule,
  session: bigint,
  { keyLabel, keyId }: TokenChoice,
): { readonly key: bigint; readonly id: Buffer } {
  const wanted = [number(CKA.class, CKO.privateKey)];
  if (keyLabel !== undefined) wanted.push(bytes(CKA.label, Buffer.from(keyLabel, "utf8")));
  if (keyId !== undefined) wanted.push(bytes(CKA.id, Buffer.from(keyId, "hex")));
  const found = find(module, session, wanted);
  const [key] = found;
  if (key === undefined) throw new Pkcs11Error("pkcs11.key-missing", "no private key fits");
  if (found.length > 1) throw new Pkcs11Error("pkcs11.ambiguous", `${found.length} private keys fit`);
  return { key, id: read(module, session, key, CKA.id) ?? Buffer.alloc(0) };
}

function keyTypeOf(module: NativeModule, session: bigint, key: bigint): OpenedToken["keyType"] {
  const type = read(module, session, key, CKA.keyType)?.readBigUInt64LE();
  if (type === CKK.rsa) return "rsa";
  if (type === CKK.ec) return "ec";
  throw new Pkcs11Error("pkcs11.unsupported-key", `CKA_KEY_TYPE ${type}`);
}

/** Some tokens do not hash: those get the DigestInfo ready made. */
function mechanismFor(module: NativeModule, slot: bigint, keyType: OpenedToken["keyType"]): bigint {
  const list = Buffer.alloc(8 * 512);
  const count = Buffer.alloc(8);
  count.writeBigUInt64LE(512n);
  module.call("C_GetMechanismList", slot, list, count);
  const offered = new Set<bigint>();
  for (let index = 0; index < Number(count.readBigUInt64LE()); index += 1)
    offered.add(list.readBigUInt64LE(index * 8));
  const fitting = (keyType === "rsa" ? [CKM.sha256RsaPkcs, CKM.rsaPkcs] : [CKM.ecdsa]).find((one) =>
    offered.has(one),
  );
  if (fitting === undefined) throw new Pkcs11Error("pkcs11.unsupported-key", `no mechanism for ${keyType}`);
  return fitting;
}

/** The key's certificate shares its CKA_ID; the others on the token may be its issuers. */
function readCertificates(module: NativeModule, session: bigint, id: Buffer): Uint8Array[] {
  const all = find(module, session, [number(CKA.class, CKO.certificate)]);
  const read1 = (object: bigint) => ({
    own: id.length > 0 && read(module, session, object, CKA.id)?.equals(id) === true,
    der: read(module, session, object, CKA.value),
  });
  return all
    .map(read1)
    .sort((a, b) => Number(b.own) - Number(a.own))
    .flatMap(({ der }) => (der === undefined || der.length === 0 ? [] : [Uint8Array.from(der)]));
}

function find(module: NativeModule, session: bigint, wanted: readonly Attribute[]): bigint[] {
  module.call("C_FindObjectsInit", session, wanted, wanted.length);
  const objects = Buffer.alloc(8 * OBJECTS);
  const count = Buffer.alloc(8);
  try {
    module.call("C_FindObjects", session, objects, OBJECTS, count);
    return Array.from({ length: Number(count.readBigUInt64LE()) }, (_, index) =>
      objects.readBigUInt64LE(index * 8),
    );
  } finally {
    module.tryCall("C_FindObjectsFinal", session);
  }
}

/** An attribute's value; undefined where the object has none or keeps it to itself. */
function read(module: NativeModule, session: bigint, object: bigint, type: number): Buffer | undefined {
  const question = [{ type, pValue: null, ulValueLen: 0 }];
  const result = module.tryCall("C_GetAttributeValue", session, object, question, 1);
  const length = BigInt(question[0]?.ulValueLen ?? 0);
  if (result !== CKR.ok || length === UNAVAILABLE) return undefined;
  const value = Buffer.alloc(Number(length));
  module.call("C_GetAttributeValue", session, object, [bytes(type, value)], 1);
  return value;
}

function bytes(type: number, value: Buffer): Attribute {
  return { type, pValue: value, ulValueLen: value.length };
}

function number(type: number, value: number): Attribute {
  const encoded = Buffer.alloc(8);
  encoded.writeBigUInt64LE(BigInt(value));
  return bytes(type, encoded);
}

function mechanismBlock(mechanism: bigint): Buffer {
  // CK_MECHANISM: mechanism, no parameter, its length.
  const block = Buffer.alloc(24);
  block.writeBigUInt64LE(mechanism);
  return block;
}
