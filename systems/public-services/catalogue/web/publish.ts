import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { FormRefusal, Refusal } from "../../../../core/errors.ts";
import { type HttpEnv, readForm, redirectTo, requireSession, value } from "../../../../core/http/index.ts";
import { type Transaction, transact } from "../../../../core/transaction/index.ts";
import { parseDay } from "../../../../core/ui/index.ts";
import { keepersOn } from "../keepers.ts";
import { mayPublishProcedure } from "../permissions.ts";
import { publishVersion, withdrawProcedure } from "../write-version.ts";
import { answerVersions } from "./versions-page.tsx";

const NO_DAY = { vi: "Nhập ngày, ví dụ 01/03/2022.", en: "Type a day such as 01/03/2022." };

/** POST /procedures/:code/publish */
export async function publishPost(c: Context<HttpEnv>): Promise<Response> {
  return await change(c, async (tx, sent) => {
    const from = parseDay(sent("from"));
    if (from === undefined) throw new FormRefusal({ from: NO_DAY });
    await publishVersion(tx, { ...sent.which, from, basis: sent("basis") });
  });
}

/** POST /procedures/:code/withdraw */
export async function withdrawPost(c: Context<HttpEnv>): Promise<Response> {
  return await change(c, (tx, sent) => withdrawProcedure(tx, { ...sent.which, reason: sent("reason") }));
}

interface Sent {
  (name: string): string;
  readonly which: {
    readonly code: string;
    readonly versionId: string;
    readonly seen: number;
    readonly by: string;
  };
}

async function change(
  c: Context<HttpEnv>,
  work: (tx: Transaction, sent: Sent) => Promise<void>,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const form = await readForm(c);
  assertMay(actor, mayPublishProcedure, await keepersOn(house.database.queries, localDateOf(new Date())));
  const code = c.req.param("code") ?? "";
  const versionId = value(form, "versionId");
  const sent: Sent = Object.assign((name: string) => value(form, name), {
    which: {
      code,
      versionId: /^[0-9a-f-]{36}$/i.test(versionId) ? versionId : "00000000-0000-0000-0000-000000000000",
      seen: Number(value(form, "seen")),
      by: actor.fullName,
    },
  });
  const id = value(form, "transactionId");
  try {
    await transact(
      house,
      { actor, ...(id.length >= 8 && id.length <= 90 ? { requestId: id } : {}) },
      async (tx) => {
        await work(tx, sent);
        return true;
      },
    );
  } catch (error) {
    const typed = { from: sent("from"), basis: sent("basis"), reason: sent("reason") };
    if (error instanceof FormRefusal) return await answerVersions(c, error.problems, typed, 422);
    if (error instanceof Refusal && error.status === 409) {
      return await answerVersions(c, { "": error.sentence }, typed, 409);
    }
    throw error;
  }
  return redirectTo(c, `/procedures/${code}`, {
    tone: "good",
    message: { vi: "Đã lưu.", en: "Saved." },
  });
}
