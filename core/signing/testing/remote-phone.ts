import { z } from "zod";

const pending = z.array(z.object({ id: z.string(), userID: z.string(), otp: z.string().optional() }));

/** What a holder does at the stand-in of the remote signing service, over its own wire. */
export interface RemotePhone {
  openAccount(account: { userID: string; name: string; [key: string]: string }): Promise<void>;
  /** The code on the phone. @throws Error when nothing waits */
  otp(userID: string): Promise<string>;
  press(userID: string, answer: "yes" | "no"): Promise<void>;
  faults(faults: Record<string, unknown>): Promise<void>;
}

export function remotePhone(address: string): RemotePhone {
  const post = async (path: string, body: unknown): Promise<void> => {
    const response = await fetch(new URL(path, address), { method: "POST", body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  };
  const own = async (userID: string) => {
    const all = pending.parse(await (await fetch(new URL("/phone/pending", address))).json());
    const found = all.findLast((each) => each.userID === userID);
    if (found === undefined) throw new Error("nothing waits on the phone");
    return found;
  };
  return {
    openAccount: (account) => post("/accounts", account),
    otp: async (userID) => (await own(userID)).otp ?? "",
    async press(userID, answer) {
      const { id } = await own(userID);
      await fetch(new URL("/phone/confirm", address), {
        method: "POST",
        body: new URLSearchParams({ id, answer }),
        redirect: "manual",
      });
    },
    faults: (faults) => post("/faults", faults),
  };
}
