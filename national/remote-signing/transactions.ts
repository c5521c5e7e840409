import { randomBytes, randomInt } from "node:crypto";

/** One consent of one holder, from the request to its end. */
export interface Pending {
  readonly id: string;
  readonly credentialID: string;
  readonly openedAt: number;
  readonly expiresAt: number;
  /** base64; empty for a code that was sent before the hashes were known. */
  hashes: readonly string[];
  otp: string | undefined;
  wrong: number;
  state: "waiting" | "confirmed" | "declined" | "used" | "locked";
  sad: string | undefined;
  /** How many of the hashes have been signed. */
  signed: Set<string>;
}

const MOST_WRONG = 3;

/** What waits for people's phones. Lost when the program ends, as real transactions are. */
export function createTransactions(windowSeconds: number) {
  const all = new Map<string, Pending>();
  const isOpen = (each: Pending): boolean => each.expiresAt > Date.now();
  const add = (credentialID: string, more: Partial<Pending>): Pending => {
    for (const [id, each] of all) if (!isOpen(each)) all.delete(id);
    const now = Date.now();
    const made: Pending = {
      id: randomBytes(16).toString("hex"),
      credentialID,
      openedAt: now,
      expiresAt: now + windowSeconds * 1000,
      hashes: [],
      otp: undefined,
      wrong: 0,
      state: "waiting",
      sad: undefined,
      signed: new Set(),
      ...more,
    };
    all.set(made.id, made);
    return made;
  };
  const confirm = (each: Pending): string => {
    each.state = "confirmed";
    each.sad = randomBytes(24).toString("base64url");
    return each.sad;
  };
  return {
    /** Sends a code; an earlier one of the same credential is void, unless wrong codes have locked it. */
    sendOtp(credentialID: string): void {
      for (const [id, each] of all)
        if (each.credentialID === credentialID && each.otp !== undefined && each.state !== "locked")
          all.delete(id);
      add(credentialID, { otp: String(randomInt(0, 1_000_000)).padStart(6, "0") });
    },
    push: (credentialID: string, hashes: readonly string[]): Pending => add(credentialID, { hashes }),
    /** @returns SAD, or the API's name of what is wrong */
    tryOtp(
      credentialID: string,
      otp: string,
      hashes: readonly string[],
    ): { sad: string } | { error: string } {
      const sent = [...all.values()].find(
        (each) => each.credentialID === credentialID && each.otp !== undefined,
      );
      if (sent === undefined || !isOpen(sent)) return { error: "expired_otp" };
      if (sent.state === "locked") return { error: "locked_otp" };
      if (sent.state === "declined") return { error: "access_denied" };
      if (sent.state !== "waiting") return { error: "invalid_otp" };
      if (sent.otp !== otp) {
        sent.wrong += 1;
        if (sent.wrong >= MOST_WRONG) sent.state = "locked";
        return { error: sent.state === "locked" ? "locked_otp" : "invalid_otp" };
      }
      sent.hashes = hashes;
      sent.otp = undefined;
      return { sad: confirm(sent) };
    },
    find: (id: string): Pending | undefined => all.get(id),
    ofSad: (sad: string): Pending | undefined => [...all.values()].find((each) => each.sad === sad),
    waiting: (): Pending[] => [...all.values()].filter((each) => isOpen(each) && each.state === "waiting"),
    isOpen,
    confirm,
    /** A new SAD for the same consent. */
    renew(each: Pending, hashes: readonly string[]): string {
      each.hashes = [...each.hashes, ...hashes];
      return confirm(each);
    },
  };
}

export type Transactions = ReturnType<typeof createTransactions>;
