/** How much one caller may ask of a service that is open to everybody. Kept in memory: a restart forgives. */
export interface Allowance {
  /** Takes one from the caller's share. @returns false when it is used up for the moment */
  take(address: string): boolean;
}

/** Callers remembered; the one who asked longest ago is forgotten first. */
const REMEMBERED = 20_000;

/**
 * A share that fills up again by the clock.
 *
 * @param burst asked at once at most
 * @param perSecond how fast the share grows back
 */
export function createAllowance(burst: number, perSecond: number, now: () => number = Date.now): Allowance {
  const shares = new Map<string, { left: number; at: number }>();
  return {
    take(address) {
      const caller = networkOf(address);
      const at = now();
      const share = shares.get(caller) ?? { left: burst, at };
      const left = Math.min(burst, share.left + ((at - share.at) / 1_000) * perSecond);
      shares.delete(caller);
      shares.set(caller, { left: left >= 1 ? left - 1 : left, at });
      const oldest = shares.keys().next();
      if (shares.size > REMEMBERED && !oldest.done) shares.delete(oldest.value);
      return left >= 1;
    },
  };
}

/** One subscriber owns a whole /64 of IPv6 addresses: they count as one caller. */
function networkOf(address: string): string {
  if (!address.includes(":") || address.startsWith("::ffff:")) return address;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  if (tail !== undefined) {
    const behind = tail === "" ? 0 : tail.split(":").length;
    while (groups.length + behind < 8) groups.push("0");
  }
  return groups.slice(0, 4).join(":");
}
