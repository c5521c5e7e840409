import { assertMay } from "../../../core/access/index.ts";
import { getOrganisation } from "../../../core/directory/index.ts";
import { FormRefusal, Refusal, type Sentence } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { isReceivedBy, procedureVersion } from "../catalogue/index.ts";
import { parseMobile } from "../citizens/index.ts";
import type { Party } from "../forms/index.ts";
import { planAcceptance } from "./accept-dossier.ts";
import { mayReceive } from "./permissions.ts";
import { type Intake, planIntake } from "./receive-dossier.ts";
import { writeDossier } from "./write-dossier.ts";

/** What the clerk typed at the counter. */
export interface CounterIntake
  extends Omit<Intake, "applicant" | "owner" | "channel" | "formVersionId" | "organisationId"> {
  readonly applicant: TypedParty;
  /** Absent: the applicant is the owner. */
  readonly owner?: TypedParty;
}

export interface TypedParty {
  readonly name: string;
  readonly identifier: string;
  readonly address: string;
  readonly phone: string;
  readonly email: string;
}

/**
 * The clerk takes a dossier in at the counter and accepts it at once: code, promised day and first step in one
 * transaction (NĐ 61/2018/NĐ-CP Art. 17).
 *
 * @throws FormRefusal beside the fields, AccessDeniedError, Refusal 403 when this body does not receive the procedure
 */
export async function takeInAtCounter(
  tx: Transaction,
  actor: PersonActor,
  input: CounterIntake,
): Promise<{ readonly id: string; readonly code: string }> {
  assertMay(actor, mayReceive, { organisationId: actor.organisationId });
  const procedure = await procedureVersion(tx.queries, input.procedureVersionId);
  const body = await getOrganisation(tx.queries, actor.organisationId, tx.now);
  if (!isReceivedBy(procedure, body)) throw notReceivedHere(procedure.name);
  const problems: Record<string, Sentence> = {};
  const applicant = await partyOf(tx, "applicant", input.applicant, problems);
  const owner = input.owner ? await partyOf(tx, "owner", input.owner, problems) : applicant;
  if (input.notify.sms && applicant.phone === null)
    problems["applicant-phone"] = {
      vi: "Nhập số di động để báo tin bằng SMS, hoặc bỏ chọn SMS.",
      en: "Enter a mobile number for SMS, or untick SMS.",
    };
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const plan = await planIntake(tx.queries, procedure, input.caseKey, body);
  const channel = 1;
  const acceptance = await planAcceptance(tx.queries, { ...plan, organisationId: body.id, channel }, tx.now);
  const intake = {
    ...input,
    applicant,
    owner,
    channel,
    formVersionId: null,
    organisationId: body.id,
  } as const;
  return await writeDossier(tx, plan, intake, acceptance);
}

/** Somebody with an account gets the dossier into their own pages: found by the identifier on the card. */
async function partyOf(
  tx: Transaction,
  field: "applicant" | "owner",
  typed: TypedParty,
  problems: Record<string, Sentence>,
): Promise<Party> {
  if (typed.name.trim() === "") problems[`${field}-name`] = { vi: "Nhập họ tên.", en: "Enter the name." };
  const identifier = typed.identifier.trim();
  const kind = /^\d{12}$/.test(identifier)
    ? "cccd"
    : /^\d{9}$/.test(identifier)
      ? "cmnd"
      : /^\d{10}(-\d{3})?$/.test(identifier)
        ? "ma-so"
        : null;
  if (identifier !== "" && kind === null)
    problems[`${field}-identifier`] = {
      vi: "Số định danh có 12 chữ số, chứng minh cũ 9 chữ số, mã số thuế 10 chữ số.",
      en: "An identifier has 12 digits, an old card 9, a tax code 10.",
    };
  const phone = typed.phone.trim() === "" ? null : (parseMobile(typed.phone) ?? undefined);
  if (phone === undefined)
    problems[`${field}-phone`] = {
      vi: "Nhập số di động 10 chữ số, ví dụ 0912 345 678.",
      en: "Enter a mobile number of 10 digits, such as 0912 345 678.",
    };
  const account =
    identifier === ""
      ? undefined
      : await tx.queries
          .selectFrom("public_services.citizen")
          .select("id")
          .where("identifier", "=", identifier)
          .where("closed_at", "is", null)
          .executeTakeFirst();
  return {
    kind: kind === "ma-so" ? 2 : 1,
    name: typed.name.trim(),
    identifier: identifier === "" ? null : identifier,
    identifierKind: kind,
    address: typed.address.trim(),
    phone: phone ?? null,
    email: typed.email.trim() || null,
    citizenId: account?.id ?? null,
  };
}

function notReceivedHere(name: string): Refusal {
  return new Refusal("dossiers.not-received-here", 403, {
    vi: `Cơ quan của bạn không tiếp nhận thủ tục “${name}”. Hướng dẫn người dân đến cơ quan ghi trên trang thủ tục.`,
    en: `Your body does not receive “${name}”. Send the citizen to the body named on the procedure's page.`,
  });
}
