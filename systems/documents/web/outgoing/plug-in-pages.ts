import type { Context, Hono } from "hono";
import { notFound } from "../../../../core/errors.ts";
import { type HttpEnv, readForm, redirectTo, requireSession } from "../../../../core/http/index.ts";
import { findAct, notYourAct, plugInSentence } from "../../../../core/signing/index.ts";
import type { House } from "../../../../core/system.ts";
import { numberDocument } from "../../outgoing/number-document.ts";
import { getOutgoing } from "../../outgoing/outgoing.ts";
import { beginSigningByPlugIn, cancelSigning } from "../../outgoing/sign-by-plug-in.ts";
import { sealStep, signStep } from "../../outgoing/signing-steps.ts";
import { rememberKey } from "./last-key.ts";

const PATH = "/outgoing/:id/plug-in";

/** What the script of the signing pages asks for: the call of the plug-in, how it went, and to give it up. */
export function plugInPages(app: Hono<HttpEnv>, house: House): void {
  app.post(PATH, async (c) => {
    const { actor } = requireSession(c);
    const id = c.req.param("id");
    const { state } = await getOutgoing(house.database.queries, id);
    // The page has reached the plug-in before it asks: a number is not spent on a computer that cannot seal.
    if (state === "signed") await numberDocument(house, actor, { id });
    const step = state === "signed" || state === "numbered" ? sealStep : signStep;
    const { act, call, socket, parameters } = await beginSigningByPlugIn(house, actor, step, id);
    rememberKey(c, "plug-in");
    return c.json({ act: act.id, expiresAt: act.expiresAt, call, socket, parameters });
  });

  app.get(`${PATH}/:act{[0-9a-f-]{36}}`, async (c) => {
    const { actor } = requireSession(c);
    const act = await findAct(house.database.queries, c.req.param("act"));
    if (act.subject.id !== c.req.param("id")) throw notFound();
    if (act.startedBy !== actor.personId) throw notYourAct();
    const sentence = act.reason === undefined ? undefined : plugInSentence(act.reason);
    return c.json({ state: act.state, message: sentence?.[c.var.lang] ?? "" });
  });

  app.post(`${PATH}/cancel`, async (c) => {
    const { actor } = requireSession(c);
    await readForm(c);
    const document = await getOutgoing(house.database.queries, c.req.param("id"));
    await cancelSigning(house, actor, document);
    return cancelled(c, document.id);
  });
}

function cancelled(c: Context<HttpEnv>, id: string): Response {
  return redirectTo(c, `/outgoing/${id}`, {
    tone: "info",
    message: {
      vi: "Đã hủy lượt ký bằng thiết bị tại máy tính. Văn bản vẫn nguyên vẹn.",
      en: "Signing with the device at the computer was cancelled. The document is untouched.",
    },
  });
}
