import { randomFillSync } from "node:crypto";

const pool = new Uint8Array(4096);
let used = pool.length;

/** A time-ordered identifier (RFC 9562 section 5.7) for an instant; made here so that a flush needs no round trip. */
export function uuidv7(at: Date): string {
  if (used + 10 > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const milliseconds = at.getTime();
  const bytes = Buffer.allocUnsafe(16);
  bytes.writeUIntBE(milliseconds, 0, 6);
  bytes.set(pool.subarray(used, used + 10), 6);
  used += 10;
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
