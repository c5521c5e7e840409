/**
 * A day passes first: revocation data made well after the signature also show what was reported late (EN 319 102-1
 * section 5.2.5), and the working day belongs to the people who sign and receive.
 */
const GRACE_MS = 86_400_000;

/** When a file taken in, or signed, at this instant comes into the archive's care. */
export function keepDueAt(now: Date): Date {
  return new Date(now.getTime() + GRACE_MS);
}
