import type { Context } from "hono";
import { assertMay, may } from "../../../../core/access/index.ts";
import { FormRefusal, notFound } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { transact, uuidv7 } from "../../../../core/transaction/index.ts";
import type { FieldErrors } from "../../../../core/ui/index.ts";
import { recordLook } from "../../citizens/index.ts";
import { correctMessage } from "../corrections/correct-message.ts";
import { correctableFields } from "../corrections/correctable.ts";
import { resendMessage } from "../corrections/resend.ts";
import { findMessage, type PortalDetail } from "../messages.ts";
import { mayCorrect, mayReadContent, mayReadPortal, mayResend } from "../permissions.ts";
import { KIND_WORDS } from "../words.ts";
import { MessageView } from "./message-view.tsx";
import { HERE, TITLE } from "./portal-tabs.tsx";

/** GET /portal/:id */
export async function messagePage(c: Context<HttpEnv>): Promise<Response> {
  return await answerMessage(c, await readMessage(c), { errors: {}, typed: new Map(), status: 200 });
}

/** POST /portal/:id: `do` is `correct` (with the fields) or `resend`. */
export async function messagePost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const message = await readMessage(c);
  const form = await readForm(c);
  const requestId = value(form, "transactionId");
  const request = { actor, ...(requestId.length >= 8 ? { requestId } : {}) };
  const typed = new Map(
    correctableFields(message.kind).flatMap(({ name }) =>
      form.fields.has(name) ? [[name, value(form, name)] as const] : [],
    ),
  );
  try {
    await transact(c.var.house, request, async (tx) => {
      if (value(form, "do") === "correct") await correctMessage(tx, actor, { id: message.id, values: typed });
      else await resendMessage(tx, actor, message.id);
    });
  } catch (error) {
    if (!(error instanceof FormRefusal)) throw error;
    return await answerMessage(c, message, { errors: error.problems, typed, status: 422 });
  }
  return redirectTo(c, `${HERE}/${message.id}`, {
    tone: "good",
    message: {
      vi: "Đã đưa vào hàng chờ gửi. Trang này cho biết kết quả; nếu Cổng vẫn không nhận sẽ có thông báo mới.",
      en: "It is queued again. This page tells the result; if the portal still refuses there is a new notice.",
    },
  });
}

interface Shown {
  readonly errors: FieldErrors;
  readonly typed: ReadonlyMap<string, string>;
  readonly status: 200 | 422;
}

async function answerMessage(c: Context<HttpEnv>, message: PortalDetail, shown: Shown): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const subject = { organisationId: message.organisationId };
  const readsContent = may(actor, mayReadContent, subject);
  if (readsContent && message.payload !== null && message.ownerCitizenId !== null) {
    const look = { citizenId: message.ownerCitizenId, purpose: PURPOSE, dossierCode: message.code };
    await transact(house, { actor }, async (tx) => recordLook(tx, look));
  }
  const kind = KIND_WORDS[message.kind];
  return await answerPage(
    c,
    {
      title: { vi: `${kind.vi} ${message.code}`, en: `${kind.en} ${message.code}` },
      crumbs: [{ href: HERE, label: TITLE }],
      children: (
        <MessageView
          message={message}
          showsContent={readsContent}
          mayCorrect={message.standing === "refused" && may(actor, mayCorrect, subject)}
          mayResend={message.standing === "refused" && may(actor, mayResend, subject)}
          errors={shown.errors}
          typed={shown.typed}
          transactionId={uuidv7(new Date())}
        />
      ),
    },
    shown.status,
  );
}

/** As the citizen reads it under "who looked". */
const PURPOSE = "Xử lý việc đồng bộ hồ sơ với Cổng Dịch vụ công quốc gia";

async function readMessage(c: Context<HttpEnv>): Promise<PortalDetail> {
  const { actor } = requireSession(c);
  const message = await findMessage(c.var.house.database.queries, c.req.param("id") ?? "");
  if (!message) throw notFound();
  assertMay(actor, mayReadPortal, { organisationId: message.organisationId });
  return message;
}
