import type { Context, Hono } from "hono";
import { localDateOf } from "../../../../core/calendar/index.ts";
import {
  type HttpEnv,
  type Form as PostedForm,
  readForm,
  redirectTo,
  value,
} from "../../../../core/http/index.ts";
import type { FieldErrors } from "../../../../core/ui/index.ts";
import { type AuthorisationAction, answerAuthorisation } from "../authorisations/answer-authorisation.ts";
import { authorisationsFor, authorisationsGivenBy, childrenOf } from "../authorisations/authorisation.ts";
import { declareChild, removeChild } from "../authorisations/declare-child.ts";
import { giveAuthorisation } from "../authorisations/give-authorisation.ts";
import {
  AuthorisationForm,
  ChildForm,
  type TypedAuthorisation,
  type TypedChild,
} from "./authorisation-forms.tsx";
import { AuthorisationLists } from "./authorisation-lists.tsx";
import { signedInCitizen } from "./citizen-session.ts";
import { answerMe, formErrors, requestIdOf, transactionIdFor } from "./me-layout.tsx";

const TAB = "/me/authorisations";
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** /me/authorisations and /me/children: for whom one may file, and who for oneself. */
export function authorisationPages(app: Hono<HttpEnv>): void {
  app.get(TAB, async (c) => await listPage(c));
  app.get(`${TAB}/new`, async (c) => {
    const today = localDateOf(new Date());
    return await authorisationPage(c, { ...EMPTY_AUTHORISATION, from: today }, {});
  });
  app.post(`${TAB}/new`, async (c) => {
    const { citizen } = signedInCitizen(c);
    const form = await readForm(c);
    const typed = typedAuthorisation(form);
    try {
      await giveAuthorisation(c.var.house, citizen, typed, requestIdOf(form));
    } catch (error) {
      return await authorisationPage(c, typed, formErrors(error), form);
    }
    return redirectTo(c, TAB, {
      tone: "good",
      message: {
        vi: "Đã gửi ủy quyền. Ủy quyền có hiệu lực khi người kia đăng nhập và chấp nhận.",
        en: "The authorisation is offered. It counts once they have signed in and accepted.",
      },
    });
  });
  app.post(`${TAB}/answer`, async (c) => {
    const { citizen } = signedInCitizen(c);
    const form = await readForm(c);
    const action = (["accept", "refuse", "end"] as const).find((each) => each === value(form, "do"));
    const id = value(form, "authorisation");
    if (action === undefined || !UUID.test(id)) return redirectTo(c, TAB);
    try {
      await answerAuthorisation(c.var.house, citizen, id, action);
    } catch (error) {
      const { "": message } = formErrors(error);
      return redirectTo(c, TAB, { tone: "attention", message: message ?? DONE[action] });
    }
    return redirectTo(c, TAB, { tone: "good", message: DONE[action] });
  });
  app.get("/me/children/new", async (c) => await childPage(c, EMPTY_CHILD, {}));
  app.post("/me/children/new", async (c) => {
    const { citizen } = signedInCitizen(c);
    const form = await readForm(c);
    const typed = typedChild(form);
    try {
      await declareChild(c.var.house, citizen, typed, requestIdOf(form));
    } catch (error) {
      return await childPage(c, typed, formErrors(error), form);
    }
    return redirectTo(c, TAB, {
      tone: "good",
      message: { vi: "Đã khai con.", en: "The child is declared." },
    });
  });
  app.post("/me/children/remove", async (c) => {
    const { citizen } = signedInCitizen(c);
    const id = value(await readForm(c), "child");
    if (UUID.test(id)) await removeChild(c.var.house, citizen, id);
    return redirectTo(c, TAB, {
      tone: "good",
      message: { vi: "Đã bỏ khai con.", en: "The child is removed." },
    });
  });
}

const DONE: Readonly<Record<AuthorisationAction, { vi: string; en: string }>> = {
  accept: { vi: "Bạn đã nhận ủy quyền.", en: "You accepted the authorisation." },
  refuse: { vi: "Bạn đã từ chối ủy quyền.", en: "You refused the authorisation." },
  end: { vi: "Ủy quyền đã chấm dứt.", en: "The authorisation has ended." },
};

const EMPTY_AUTHORISATION: TypedAuthorisation = {
  takerIdentifier: "",
  takerName: "",
  scope: "some",
  procedures: "",
  from: "",
  until: "",
};
const EMPTY_CHILD: TypedChild = { relation: "", name: "", identifier: "", birthDate: "", sex: "" };

async function listPage(c: Context<HttpEnv>): Promise<Response> {
  const { citizen } = signedInCitizen(c);
  const { queries } = c.var.house.database;
  const today = localDateOf(new Date());
  const [given, taken, children] = [
    await authorisationsGivenBy(queries, citizen.id),
    await authorisationsFor(queries, citizen.identifier),
    await childrenOf(queries, citizen.id, today),
  ];
  return await answerMe(c, {
    tab: TAB,
    title: { vi: "Ủy quyền và con", en: "Authorisations and children" },
    lead: {
      vi: "Ai nộp hồ sơ thay bạn, và bạn nộp thay ai.",
      en: "Who files for you, and for whom you file.",
    },
    children: (
      <AuthorisationLists
        given={given}
        taken={taken}
        minors={children}
        today={today}
        isPerson={citizen.kind === 1}
      />
    ),
  });
}

async function authorisationPage(
  c: Context<HttpEnv>,
  typed: TypedAuthorisation,
  errors: FieldErrors,
  form?: PostedForm,
): Promise<Response> {
  return await answerMe(
    c,
    {
      tab: TAB,
      title: { vi: "Ủy quyền cho người khác nộp hồ sơ", en: "Authorise somebody to file" },
      children: <AuthorisationForm typed={typed} errors={errors} transactionId={transactionIdFor(form)} />,
    },
    form ? 422 : 200,
  );
}

async function childPage(
  c: Context<HttpEnv>,
  typed: TypedChild,
  errors: FieldErrors,
  form?: PostedForm,
): Promise<Response> {
  return await answerMe(
    c,
    {
      tab: TAB,
      title: { vi: "Khai con để nộp hồ sơ thay", en: "Declare a child to file for" },
      children: <ChildForm typed={typed} errors={errors} transactionId={transactionIdFor(form)} />,
    },
    form ? 422 : 200,
  );
}

function typedAuthorisation(form: PostedForm): TypedAuthorisation {
  return {
    takerIdentifier: value(form, "takerIdentifier"),
    takerName: value(form, "takerName"),
    scope: value(form, "scope") === "all" ? "all" : "some",
    procedures: value(form, "procedures"),
    from: value(form, "from"),
    until: value(form, "until"),
  };
}

function typedChild(form: PostedForm): TypedChild {
  return {
    relation: value(form, "relation"),
    name: value(form, "name"),
    identifier: value(form, "identifier"),
    birthDate: value(form, "birthDate"),
    sex: value(form, "sex"),
  };
}
