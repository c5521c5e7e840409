/** A program of its own: puts one certificate on a token. Arguments: module, token label, PIN, id (hex), DER file. */
import { readFileSync } from "node:fs";
import { CKF, CKU_USER } from "../keys/pkcs11/cryptoki.ts";
import { loadModule } from "../keys/pkcs11/native-module.ts";

const [path = "", label = "", pin = "", id = "", file = ""] = process.argv.slice(2);
const READ_WRITE = 2n;
const module = await loadModule(path);
const list = Buffer.alloc(8 * 16);
const count = Buffer.alloc(8);
count.writeBigUInt64LE(16n);
module.call("C_GetSlotList", 1, list, count);
const slot = Array.from({ length: Number(count.readBigUInt64LE()) }, (_, n) =>
  list.readBigUInt64LE(n * 8),
).find((each) => {
  const info = Buffer.alloc(256);
  module.call("C_GetTokenInfo", each, info);
  return info.toString("utf8", 0, 32).trimEnd() === label;
});
if (slot === undefined) throw new Error(`no token ${label}`);
const handle = Buffer.alloc(8);
module.call("C_OpenSession", slot, CKF.serialSession | READ_WRITE, null, null, handle);
const session = handle.readBigUInt64LE();
module.call("C_Login", session, CKU_USER, Buffer.from(pin), pin.length);
const number = (value: bigint): Buffer => {
  const encoded = Buffer.alloc(8);
  encoded.writeBigUInt64LE(value);
  return encoded;
};
const der = readFileSync(file);
const template = [
  [0x00, number(1n)], // CKA_CLASS: CKO_CERTIFICATE
  [0x01, Buffer.of(1)], // CKA_TOKEN
  [0x02, Buffer.of(0)], // CKA_PRIVATE
  [0x03, Buffer.from("certificate")], // CKA_LABEL
  [0x11, der], // CKA_VALUE
  [0x80, number(0n)], // CKA_CERTIFICATE_TYPE: CKC_X_509
  [0x101, Buffer.from([0x30, 0x00])], // CKA_SUBJECT
  [0x102, Buffer.from(id, "hex")], // CKA_ID
] as const;
module.call(
  "C_CreateObject",
  session,
  template.map(([type, pValue]) => ({ type, pValue, ulValueLen: pValue.length })),
  template.length,
  Buffer.alloc(8),
);
module.call("C_Finalize", null);
