import { randomFillSync, randomInt } from "node:crypto";

const pool = new Uint8Array(4096);
let used = pool.length;
/** 26 bits, begun anywhere: two identifiers of one instant stand in the order they were made (RFC 9562 section 6.2). */
let sequence = randomInt(2 ** 26);

/**
 * A time-ordered identifier (RFC 9562 section 5.7) for an instant; made here so that a flush needs no round trip.
 * What one transaction writes shares one instant and is told apart by a running number, so a history reads in order.
 */
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
  sequence = (sequence + 1) % 2 ** 26;
  bytes.writeUInt16BE(0x7000 | (sequence >>> 14), 6);
  bytes.writeUInt16BE(0x8000 | (sequence & 0x3fff), 8);
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
