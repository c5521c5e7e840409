import type { Context } from "hono";
import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { holdersOf } from "../../../../core/directory/index.ts";
import {
  answerPage,
  type HttpEnv,
  queryText,
  redirectTo,
  requireSession,
} from "../../../../core/http/index.ts";
import { transact } from "../../../../core/transaction/index.ts";
import type { FieldErrors } from "../../../../core/ui/index.ts";
import { calendarOf } from "../../../documents/index.ts";
import { recordLook } from "../../citizens/index.ts";
import { formVersion } from "../../forms/index.ts";
import { type DossierRow, getDossier } from "../dossier.ts";
import type { DossierFacts } from "../facts.ts";
import { mayReadDossier } from "../permissions.ts";
import { factsOf } from "../read-facts.ts";
import { dossierSections } from "../services.ts";
import { placeStep } from "../steps.ts";
import { subjectOfDossier } from "../subject.ts";
import { nextSteps, workflowVersion } from "../workflow/index.ts";
import { allowedActions, type OfficialAction } from "./allowed.ts";
import { answerFile } from "./answer-file.ts";
import { DossierView, type NextStep } from "./dossier-view.tsx";
import { LOOK_PURPOSES, type LookPurposeKey } from "./look-purposes.ts";
import { PurposeForm } from "./purpose-form.tsx";

/** GET /dossiers/:id */
export async function dossierPage(c: Context<HttpEnv>): Promise<Response> {
  return await answerDossier(c, {}, new Map(), 200);
}

/**
 * The page of a dossier for officials. Every look is written down for the citizen; who does not handle it says why first.
 *
 * @param typed what came with a form that is shown again
 */
export async function answerDossier(
  c: Context<HttpEnv>,
  errors: FieldErrors,
  typed: ReadonlyMap<string, readonly string[]>,
  status: 200 | 409 | 422 | 503,
  opened?: OfficialAction,
): Promise<Response> {
  const { actor } = requireSession(c);
  const { house } = c.var;
  const { queries } = house.database;
  const row = await getDossier(queries, c.req.param("id") ?? "");
  const subject = await subjectOfDossier(queries, row);
  assertMay(actor, mayReadDossier, subject);
  const { definition, name: workflowName } = await workflowVersion(queries, row.workflow_version_id);
  const step = definition.steps.find(({ key }) => key === row.step_key);
  const facts = await factsOf(queries, row.id);
  if (!facts) throw new Error(`dossier ${row.id} vanished`);
  const allowed = allowedActions(actor, row, subject, {
    signs: step?.signs === true,
    hasSupplement: facts.supplements.length > 0,
    unsignedPapers: facts.files.some(({ kind, signedBy }) => kind === "paper" && signedBy === null),
  });
  const purpose = allowed.length > 0 ? "handle" : purposeOf(queryText(c, "purpose", 10));
  if (purpose === undefined) return await askPurpose(c, row);
  await writeLook(c, row, LOOK_PURPOSES[purpose]);
  const [form, keys, calendar, ways, sections] = await Promise.all([
    row.form_version_id ? formVersion(queries, row.form_version_id) : undefined,
    allowed.includes("sign")
      ? house.services.signatures?.keysOf({ kind: "person", id: actor.personId })
      : undefined,
    calendarOf(house.database, row.organisation_id),
    allowed.includes("forward") ? waysOn(c, row) : [],
    Promise.all(dossierSections("official").map((each) => each.view(house, facts))),
  ]);
  return await answerPage(
    c,
    {
      title: facts.code,
      lead: {
        vi: `${facts.procedure.name} · ${facts.owner.name}`,
        en: `${facts.procedure.name} · ${facts.owner.name}`,
      },
      crumbs: [{ href: "/dossiers", label: { vi: "Hồ sơ", en: "Dossiers" } }],
      children: (
        <DossierView
          facts={facts}
          row={row}
          allowed={allowed}
          opened={opened}
          ways={ways}
          workflow={{ name: workflowName, definition }}
          form={form ? { definition: form.definition, answers: row.answers } : undefined}
          keys={(keys ?? []).filter(({ kind }) => kind === "software" || kind === "pkcs11")}
          calendar={calendar}
          sections={sections}
          errors={errors}
          typed={typed}
        />
      ),
    },
    status,
  );
}

function purposeOf(text: string): LookPurposeKey | undefined {
  return (["answer", "check", "consult"] as const).find((key) => key === text);
}

async function askPurpose(c: Context<HttpEnv>, row: DossierRow): Promise<Response> {
  return await answerPage(c, {
    title: row.code,
    width: "narrow",
    crumbs: [{ href: "/dossiers", label: { vi: "Hồ sơ", en: "Dossiers" } }],
    children: <PurposeForm id={row.id} />,
  });
}

/** Written before anything is shown: a look that cannot be recorded shows nothing. */
async function writeLook(c: Context<HttpEnv>, row: DossierRow, purpose: string): Promise<void> {
  const { actor } = requireSession(c);
  const citizens = [...new Set([row.applicant_citizen_id, row.owner_citizen_id])].filter((id) => id !== null);
  await transact(c.var.house, { actor }, async (tx) => {
    for (const citizenId of citizens) recordLook(tx, { citizenId, purpose, dossierCode: row.code });
    if (citizens.length === 0)
      tx.record({
        action: "dossiers.look",
        objectKind: "dossier",
        objectId: row.id,
        data: { purpose, code: row.code },
      });
  });
}

/** Where the dossier may go from here, with who works there. */
async function waysOn(c: Context<HttpEnv>, row: DossierRow): Promise<readonly NextStep[]> {
  const { queries } = c.var.house.database;
  const now = new Date();
  const { definition } = await workflowVersion(queries, row.workflow_version_id);
  return await Promise.all(
    // The way on stands before the way back: it is the usual one.
    nextSteps(definition, row.step_key ?? "")
      .toSorted((a, b) => Number(a.back) - Number(b.back))
      .flatMap((edge) => {
        const step = definition.steps.find(({ key }) => key === edge.to);
        return step
          ? [
              (async (): Promise<NextStep> => {
                const placed = await placeStep(queries, step, row.organisation_id, now);
                const holders = await holdersOf(
                  queries,
                  step.role === "desk" ? "clerk" : step.role,
                  placed.unitId ?? placed.organisationId,
                  localDateOf(now),
                );
                return {
                  edge,
                  step,
                  place: placed.organisationName,
                  people: holders.map(({ personId, fullName, title }) => ({
                    id: personId,
                    name: `${fullName}, ${title}`,
                  })),
                };
              })(),
            ]
          : [];
      }),
  );
}

/** GET /dossiers/:id/files/:file — one content of a dossier, for who may read it. */
export async function dossierFile(c: Context<HttpEnv>): Promise<Response> {
  const { actor } = requireSession(c);
  const { queries } = c.var.house.database;
  const row = await getDossier(queries, c.req.param("id") ?? "");
  assertMay(actor, mayReadDossier, await subjectOfDossier(queries, row));
  const facts = await factsOf(queries, row.id);
  await writeLook(c, row, LOOK_PURPOSES.handle);
  return await answerFile(c, facts);
}

/** Back to the dossier after something was done. */
export function doneOn(
  c: Context<HttpEnv>,
  facts: Pick<DossierFacts, "id">,
  vi: string,
  en: string,
): Response {
  return redirectTo(c, `/dossiers/${facts.id}`, { tone: "good", message: { vi, en } });
}
