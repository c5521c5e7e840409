import { randomUUID } from "node:crypto";
import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { getOrganisation } from "../../../../core/directory/index.ts";
import { FormRefusal, notFound, Refusal } from "../../../../core/errors.ts";
import {
  answerPage,
  type HttpEnv,
  type Form as PostedForm,
  queryText,
  readForm,
  redirectTo,
  requireSession,
  value,
  values,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import type { FieldErrors } from "../../../../core/ui/index.ts";
import { isReceivedBy, type Procedure, procedureAt, searchProcedures } from "../../catalogue/index.ts";
import { readIdentityCard } from "../identity-card.ts";
import { mayReceive } from "../permissions.ts";
import { caseOf } from "../receive-dossier.ts";
import { type TypedParty, takeInAtCounter } from "../take-in.ts";
import { ChooseProcedure, IntakeForm } from "./intake-view.tsx";
import { readPostedFiles } from "./posted-files.ts";

const TITLE = { vi: "Tiếp nhận hồ sơ tại quầy", en: "Take a dossier in at the counter" };
const CRUMBS = [{ href: "/dossiers", label: { vi: "Hồ sơ", en: "Dossiers" } }];

/** GET /dossiers/new — the procedure first, as people call it; then the form of its case. */
export async function intakePage(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReceive, actor);
  const code = queryText(c, "procedure", 40);
  if (code !== "") return await answerIntake(c, code, queryText(c, "case", 60), new Map(), {}, 200);
  const { queries } = c.var.house.database;
  const text = queryText(c, "q", 200);
  const today = localDateOf(new Date());
  const body = await getOrganisation(queries, actor.organisationId, today);
  const found = await searchProcedures(queries, text, today, 200);
  const here = found.filter((line) => isReceivedBy(line, body));
  return await answerPage(c, {
    title: TITLE,
    crumbs: CRUMBS,
    width: "narrow",
    children: <ChooseProcedure text={text} procedures={here} />,
  });
}

/** POST /dossiers/new/card — the scanner typed the card: its holder stands in the form. Nothing of it is in an address. */
export async function intakeCard(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  assertMay(actor, mayReceive, actor);
  const form = await readForm(c);
  const card = readIdentityCard(value(form, "card"));
  const typed = new Map(form.fields);
  if (card) {
    typed.set("applicant-name", [card.name]);
    typed.set("applicant-identifier", [card.identifier]);
    typed.set("applicant-address", [card.address]);
  }
  const errors: FieldErrors = card
    ? {}
    : {
        card: {
          vi: "Đây không phải mã QR của thẻ căn cước. Quét lại, hoặc nhập tay ở dưới.",
          en: "This is not the code of an identity card. Scan again, or type below.",
        },
      };
  return await answerIntake(
    c,
    value(form, "procedure"),
    value(form, "case"),
    typed,
    errors,
    card ? 200 : 422,
  );
}

/** POST /dossiers/new */
export async function intakePost(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const posted = await readPostedFiles(c);
  const { form } = posted;
  const { queries } = c.var.house.database;
  const procedure = await procedureAt(queries, value(form, "procedure"), localDateOf(new Date()));
  if (!procedure) throw notFound();
  const found = caseOf(procedure, value(form, "case"));
  const requestId = value(form, "transactionId");
  const notify = values(form, "notify");
  try {
    const filed = await transact(
      c.var.house,
      { actor, ...(requestId.length >= 8 ? { requestId } : {}) },
      async (tx) => {
        const files = found.components.flatMap(({ key }) => posted.filesOf(`file-${key}`, key));
        return await takeInAtCounter(tx, actor, {
          procedureVersionId: procedure.versionId,
          caseKey: found.key,
          applicant: partyTyped(form, "applicant"),
          ...(value(form, "other-owner") === "yes" ? { owner: partyTyped(form, "owner") } : {}),
          answers: null,
          files,
          returnBy: value(form, "returnBy") === "1" ? 1 : 0,
          notify: {
            sms: notify.includes("sms"),
            zalo: notify.includes("zalo"),
            email: notify.includes("email"),
          },
          transactionId: requestId,
          sets: countOf(form, "sets", 1),
          papers: found.components.map(({ key }) => ({
            key,
            originals: countOf(form, `originals-${key}`, 0),
            certified: countOf(form, `certified-${key}`, 0),
            copies: countOf(form, `copies-${key}`, 0),
          })),
        });
      },
    );
    return redirectTo(c, `/dossiers/${filed.id}`, {
      tone: "good",
      message: {
        vi: `Đã tiếp nhận, mã hồ sơ ${filed.code}. In giấy hẹn ở mục Giấy tờ của hồ sơ.`,
        en: `Received under ${filed.code}. Print the slip among the papers.`,
      },
    });
  } catch (error) {
    if (error instanceof FormRefusal)
      return await answerIntake(c, procedure.code, found.key, form.fields, error.problems, 422);
    if (error instanceof Refusal && error.status === 409)
      return await answerIntake(c, procedure.code, found.key, form.fields, { "": error.sentence }, 422);
    throw error;
  }
}

function partyTyped(form: PostedForm, who: "applicant" | "owner"): TypedParty {
  return {
    name: value(form, `${who}-name`),
    identifier: value(form, `${who}-identifier`),
    address: value(form, `${who}-address`),
    phone: value(form, `${who}-phone`),
    email: value(form, `${who}-email`),
  };
}

function countOf(form: PostedForm, name: string, fallback: number): number {
  const typed = value(form, name);
  return /^\d{1,3}$/.test(typed) ? Number(typed) : fallback;
}

async function answerIntake(
  c: Context<HttpEnv>,
  code: string,
  caseKey: string,
  typed: ReadonlyMap<string, readonly string[]>,
  errors: FieldErrors,
  status: 200 | 422,
): Promise<Response> {
  const procedure: Procedure | undefined = await procedureAt(
    c.var.house.database.queries,
    code,
    localDateOf(new Date()),
  );
  const [first] = procedure?.cases ?? [];
  if (!procedure || !first) throw notFound();
  const found = procedure.cases.find(({ key }) => key === caseKey) ?? first;
  return await answerPage(
    c,
    {
      title: TITLE,
      lead: { vi: `${procedure.code} – ${procedure.name}`, en: `${procedure.code} – ${procedure.name}` },
      crumbs: [...CRUMBS, { href: "/dossiers/new", label: { vi: "Chọn thủ tục", en: "Procedure" } }],
      children: (
        <IntakeForm
          procedure={procedure}
          chosen={found}
          typed={typed}
          errors={errors}
          transactionId={typed.get("transactionId")?.[0] || randomUUID()}
        />
      ),
    },
    status,
  );
}
