import { Refusal } from "../../../../core/errors.ts";
import type { House } from "../../../../core/system.ts";
import { transact } from "../../../../core/transaction/index.ts";
import type { Evaluation } from "../definition/evaluate.ts";
import type { Party, ReceivedFiling } from "../services.ts";
import { FILING_ACTOR } from "./actor.ts";
import { type Draft, evaluateDraft, findDraft } from "./draft.ts";
import type { Filer } from "./filer.ts";
import { placesToday } from "./places.ts";

/** What became of pressing "Nộp hồ sơ". */
export type Submission =
  | { readonly state: "sent"; readonly code: string; readonly token: string }
  | { readonly state: "incomplete"; readonly evaluation: Evaluation };

/** A sent application stays this long with the citizen's earlier answers; the dossier keeps its own. */
const SENT_DAYS = 3 * 366;

/**
 * Sends an application: once, however often it is pressed. The dossier and the end of the draft are one transaction.
 *
 * @throws Refusal `forms.filing-closed` while no dossier can be received, 404
 */
export async function submitDraft(house: House, filer: Filer, id: string): Promise<Submission> {
  const receive = house.services.receiveDossier;
  const places = await placesToday(house.database);
  return await transact<Submission>(house, { actor: FILING_ACTOR }, async (tx) => {
    const draft = await findDraft(tx.queries, filer, id, { lock: true, now: tx.now });
    if (draft.dossier) return { state: "sent", code: draft.dossier.code, token: draft.dossier.token };
    if (
      !receive ||
      draft.versionId === null ||
      draft.organisationId === null ||
      draft.procedureVersionId === null
    ) {
      throw filingClosed();
    }
    const evaluation = evaluateDraft(draft, places, tx.now);
    if (Object.keys(evaluation.problems).length > 0) return { state: "incomplete", evaluation };
    const dossier = await receive(
      tx,
      filingOf(draft, evaluation, {
        procedureVersionId: draft.procedureVersionId,
        organisationId: draft.organisationId,
        citizenId: filer.citizen?.id ?? draft.citizenId,
      }),
    );
    await tx.queries
      .updateTable("public_services.form_draft")
      .set({
        state: "sent",
        sent_at: tx.now,
        changed_at: tx.now,
        expires_at: new Date(tx.now.getTime() + SENT_DAYS * 24 * 3_600_000),
        dossier_id: dossier.id,
        dossier_code: dossier.code,
        dossier_token: dossier.token,
      })
      .where("id", "=", id)
      .execute();
    tx.record({
      action: "forms.send",
      objectKind: "form-draft",
      objectId: id,
      data: { dossier: dossier.id, version: draft.versionId },
    });
    return { state: "sent", code: dossier.code, token: dossier.token };
  });
}

export function filingClosed(): Refusal {
  return new Refusal("forms.filing-closed", 503, {
    vi: "Hiện chưa nhận hồ sơ trực tuyến. Những gì bạn đã điền vẫn được giữ; hãy thử lại sau hoặc đến bộ phận một cửa.",
    en: "Applications are not taken online at the moment. What you filled in is kept; try later or go to the one-stop desk.",
  });
}

function filingOf(
  draft: Draft,
  { answers, shown }: Evaluation,
  of: {
    readonly procedureVersionId: string;
    readonly organisationId: string;
    readonly citizenId: string | null;
  },
): ReceivedFiling {
  const business = answers.filingAs === "business";
  const applicant = partyOf(
    business ? answers.applicantBody : answers.applicant,
    business ? 2 : 1,
    of.citizenId,
  );
  const notify = Array.isArray(answers.notify) ? answers.notify : [];
  const asked = new Set(shown.flatMap(({ leaves }) => leaves.map(({ leaf }) => leaf.path)));
  return {
    procedureVersionId: of.procedureVersionId,
    caseKey: draft.caseKey,
    channel: 2,
    organisationId: of.organisationId,
    applicant,
    owner: answers.filingFor === "other" ? partyOf(answers.owner, 1, null) : applicant,
    formVersionId: draft.versionId,
    answers,
    // Files of questions that are no longer asked stay with the draft.
    files: draft.files
      .filter(({ path }) => asked.has(path))
      .map(({ componentKey, name, mime, sha256, size }) => ({
        componentKey: componentKey === "" ? null : componentKey,
        name,
        mime,
        sha256,
        size,
      })),
    returnBy: answers.returnBy === "post" ? 1 : 0,
    notify: { sms: notify.includes("sms"), zalo: notify.includes("zalo"), email: notify.includes("email") },
    transactionId: `form-draft:${draft.id}`,
  };
}

function partyOf(block: unknown, kind: 1 | 2, citizenId: string | null): Party {
  const part = (name: string): unknown =>
    typeof block === "object" && block !== null
      ? Object.entries(block).find(([key]) => key === name)?.[1]
      : undefined;
  const text = (name: string): string | null => {
    const found = part(name);
    return typeof found === "string" && found !== "" ? found : null;
  };
  const identifier = text(kind === 2 ? "taxCode" : "identityNumber");
  return {
    kind,
    name: text("name") ?? "",
    identifier,
    identifierKind:
      identifier === null ? null : kind === 2 ? "ma-so" : identifier.length === 12 ? "cccd" : "cmnd",
    address: addressOf(part("address")),
    phone: text("phone"),
    email: text("email"),
    citizenId,
  };
}

function addressOf(place: unknown): string {
  if (typeof place !== "object" || place === null) return "";
  const parts = new Map<string, unknown>(Object.entries(place));
  return ["detail", "commune", "district", "province", "elsewhere"]
    .map((name) => parts.get(name))
    .filter((each): each is string => typeof each === "string" && each !== "")
    .join(", ");
}
