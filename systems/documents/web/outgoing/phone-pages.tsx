import type { Context, Hono } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { Refusal } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  readForm,
  redirectTo,
  requireSession,
  value,
} from "../../../../core/http/index.ts";
import { cancelAct } from "../../../../core/signing/index.ts";
import type { House } from "../../../../core/system.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { ErrorSummary, type FieldErrors } from "../../../../core/ui/index.ts";
import { getOutgoing, subjectOfOutgoing } from "../../outgoing/outgoing.ts";
import { openSigningOf } from "../../outgoing/sign-by-plug-in.ts";
import {
  actOnPhone,
  beginAgainOnPhone,
  continueSigningOnPhone,
  keyOfAct,
} from "../../outgoing/sign-on-phone.ts";
import { mayReadOutgoing } from "../../permissions.ts";
import { signaturesOf } from "../../services.ts";
import { symbolOf } from "./card-page.tsx";
import { EndedOnPhone, isOpenAct, phoneAddress, WaitingForPhone } from "./phone-view.tsx";

const PATH = "/outgoing/:id/phone/:act{[0-9a-f-]{36}}";

type Status = 200 | 409 | 410 | 422 | 423 | 503;

/**
 * The page of one signature on the phone: it asks for the code or waits for the button, and can be loaded again at
 * any time, also after a restart. Every press takes one step and leads back here, or to the card when it is done.
 */
export function phonePages(app: Hono<HttpEnv>, house: House): void {
  app.get(PATH, (c) => show(c, house, { errors: {}, status: 200 }));

  app.post(PATH, async (c) => {
    const { actor } = requireSession(c);
    const { id, act } = c.req.param();
    const form = await readForm(c);
    const otp = value(form, "otp").replace(/\s/g, "");
    const pin = form.fields.get("pin")?.[0] ?? "";
    const asksForState = c.req.header("accept") === "application/json";
    try {
      const state = await continueSigningOnPhone(house, actor, id, act, {
        ...(otp === "" ? {} : { otp }),
        ...(pin === "" ? {} : { pin }),
      });
      if (asksForState) return c.json({ state });
      if (state === "done") return done(c, house, id, act);
      if (form.fields.has("otp") && otp === "")
        return await show(c, house, { errors: { otp: TYPE_CODE }, status: 422 });
      return redirectTo(c, phoneAddress({ id }, { id: act }), { tone: "info", message: NOT_YET });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const status = statusOf(error);
      if (status === undefined) throw error;
      if (asksForState) return c.json({ state: status === 503 ? "waiting" : "ended" });
      return await show(c, house, { errors: { [error.field ?? ""]: error.sentence }, status });
    }
  });

  app.post(`${PATH}/again`, async (c) => {
    const { actor } = requireSession(c);
    const { id, act } = c.req.param();
    await readForm(c);
    try {
      const begun = await beginAgainOnPhone(house, actor, id, act);
      return redirectTo(c, phoneAddress({ id }, begun));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const status = statusOf(error);
      if (status === undefined) throw error;
      return await show(c, house, { errors: { "": error.sentence }, status });
    }
  });

  app.post(`${PATH}/cancel`, async (c) => {
    const { actor } = requireSession(c);
    const { id, act } = c.req.param();
    await readForm(c);
    await actOnPhone(house, actor, id, act);
    await transact(house, { actor }, (tx) => cancelAct(tx, act, actor.personId));
    return redirectTo(c, `/outgoing/${id}`, { tone: "info", message: CANCELLED });
  });
}

async function show(
  c: Context<HttpEnv>,
  house: House,
  { errors, status }: { readonly errors: FieldErrors; readonly status: Status },
): Promise<Response> {
  const { actor } = requireSession(c);
  const { id = "", act: actId = "" } = c.req.param();
  const document = await getOutgoing(house.database.queries, id);
  assertMay(actor, mayReadOutgoing, subjectOfOutgoing(document));
  const act = await actOnPhone(house, actor, id, actId);
  if (act.state === "completed") return done(c, house, id, actId);
  const keyId = keyOfAct(act);
  const key = (await signaturesOf(house).keysOf(act.owner)).find((each) => each.id === keyId);
  const view = { house, document, act, key, errors };
  const { "": _above, ...fields } = errors;
  const title =
    act.subject.action === "sign"
      ? { vi: "Ký trên điện thoại", en: "Sign on the phone" }
      : { vi: "Đóng dấu bằng điện thoại", en: "Seal by the phone" };
  return await answerPage(
    c,
    {
      title,
      lead: document.abstract,
      width: "narrow",
      crumbs: [
        { href: "/outgoing", label: { vi: "Văn bản đi", en: "Outgoing documents" } },
        { href: `/outgoing/${id}`, label: symbolOf(document) ?? { vi: "Dự thảo", en: "Draft" } },
      ],
      children: (
        <div data-live-hold>
          <ErrorSummary errors={fields} />
          {isOpenAct(act) ? (
            <WaitingForPhone view={view} />
          ) : (
            <EndedOnPhone view={view} open={await openSigningOf(house, document)} />
          )}
        </div>
      ),
    },
    status,
  );
}

async function done(c: Context<HttpEnv>, house: House, id: string, actId: string): Promise<Response> {
  const { subject } = await actOnPhone(house, requireSession(c).actor, id, actId);
  const message = subject.action === "sign" ? SIGNED : SEALED;
  return redirectTo(c, `/outgoing/${id}`, { tone: "good", message });
}

/** The statuses this page can explain; everything else is a page of its own. */
function statusOf({ status }: Refusal): Status | undefined {
  return STATUSES.find((each) => each === status);
}
const STATUSES: readonly Status[] = [409, 410, 422, 423, 503];

const SIGNED = {
  vi: "Đã ký số. Việc tiếp theo: văn thư cấp số, đóng dấu và phát hành.",
  en: "Signed. Next: the clerk numbers, seals and issues it.",
};
const SEALED = {
  vi: "Đã đóng dấu cơ quan. Việc tiếp theo: phát hành.",
  en: "Sealed for the organisation. Next: issue it.",
};
const CANCELLED = {
  vi: "Đã hủy lượt ký trên điện thoại. Văn bản vẫn nguyên vẹn.",
  en: "Signing on the phone was cancelled. The document is untouched.",
};
const NOT_YET = {
  vi: "Chưa nhận được chữ ký. Bấm đồng ý trên điện thoại rồi bấm lại nút dưới đây.",
  en: "The signature has not come yet. Agree on the phone, then press the button below again.",
};
const TYPE_CODE = {
  vi: "Hãy nhập mã xác nhận đang hiện trên điện thoại.",
  en: "Type the code that the phone shows.",
};
