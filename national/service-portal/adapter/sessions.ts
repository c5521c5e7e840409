import { randomUUID } from "node:crypto";
import { z } from "zod";

/** A province that may call. */
export const accountSchema = z.object({
  username: z.string().min(1),
  password: z.string().min(1),
  /** Its own code, `madonvi` of every call. */
  madonvi: z.string().min(1),
  /** Where dossiers filed at the portal are posted, and what proves that it is the portal. */
  receiver: z.object({ url: z.url(), key: z.string().min(1) }).optional(),
});
export type Account = z.infer<typeof accountSchema>;

/** Who is signed in, and how long. */
export interface Sessions {
  /** @returns undefined for a wrong name or password */
  open(username: unknown, password: unknown): string | undefined;
  /** The account of a session that has not ended. */
  of(session: unknown): Account | undefined;
  endAll(): void;
}

/** @param lifeMs how long a session lasts */
export function createSessions(accounts: readonly Account[], lifeMs: number): Sessions {
  const open = new Map<string, { readonly account: Account; readonly ends: number }>();
  return {
    open(username, password) {
      const account = accounts.find((each) => each.username === username && each.password === password);
      if (!account) return undefined;
      for (const [id, { ends }] of open) if (ends < Date.now()) open.delete(id);
      const session = randomUUID();
      open.set(session, { account, ends: Date.now() + lifeMs });
      return session;
    },
    of(session) {
      const found = typeof session === "string" ? open.get(session) : undefined;
      return found && found.ends >= Date.now() ? found.account : undefined;
    },
    endAll: () => open.clear(),
  };
}
