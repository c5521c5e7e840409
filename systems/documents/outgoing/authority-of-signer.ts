/** By whose authority somebody signs: by the post, by order, or by a delegation in force (NĐ 30/2020 Art. 13). */
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { type Appointment, type Delegation, delegationsInForce } from "../../../core/directory/index.ts";
import { Refusal, type Sentence } from "../../../core/errors.ts";
import type { HeldDelegation } from "../../../core/transaction/index.ts";
import type { Outgoing } from "./outgoing.ts";
import type { SigningForm } from "./signing-authority.ts";

/** What is to be signed, as far as a delegation may be limited to it. */
export interface SigningMatter {
  readonly organisationId: string;
  readonly unitId: string;
  readonly documentType: string;
  readonly secret: boolean;
}

/**
 * True when a post may be named as signer in this form: a leader by the post; the head of a unit by order (TL.), his
 * deputy when the head handed it to him; the head of a unit by authority (TUQ.) only with a delegation of a leader.
 */
export async function mayActAsSigner(
  queries: Queries,
  signer: Appointment,
  form: SigningForm,
  matter: SigningMatter,
  today: string,
): Promise<boolean> {
  if (signer.organisationId !== matter.organisationId) return false;
  if (form === "own") return signer.roles.includes("leader");
  const headsUnit = signer.roles.includes("head-of-unit");
  if (form === "by-order" && headsUnit) return true;
  if (form === "by-order" ? signer.rank !== "unit-deputy" : !headsUnit) return false;
  const held = await delegationOfSigner(queries, signer.id, matter, today);
  return form === "by-authority" ? held?.fromRank === "head" : held !== undefined;
}

/** Beside the field of the signer. */
export const SIGNER_PROBLEMS: Readonly<Record<SigningForm, Sentence>> = {
  own: {
    vi: "Người ký phải là lãnh đạo đang giữ chức vụ của cơ quan.",
    en: "The signer must be a leader now in office in this organisation.",
  },
  "by-order": {
    vi: "Ký thừa lệnh phải là người đứng đầu một đơn vị của cơ quan, hoặc cấp phó được người đó ủy quyền ký.",
    en: "By order signs the head of a unit of this organisation, or a deputy the head delegated signing to.",
  },
  "by-authority": {
    vi: "Ký thừa ủy quyền phải là người đứng đầu một đơn vị của cơ quan đang được lãnh đạo ủy quyền ký loại văn bản này.",
    en: "By authority signs the head of a unit to whom a leader has delegated signing this type of document.",
  },
};

/** A delegation of signing that covers a matter today, if the signer holds one. */
async function delegationOfSigner(
  queries: Queries,
  signer: string,
  { organisationId, unitId, documentType, secret }: SigningMatter,
  today: string,
): Promise<Delegation | undefined> {
  // State secrets are not handed on: whoever signs them does so by the post.
  if (secret) return undefined;
  const held = await delegationsInForce(queries, { organisationId, kind: "sign", to: signer }, today);
  // The head's own first: what a unit's head hands to his deputy gives no authority of the body's head.
  const byRank = [...held].sort((a, b) => Number(b.fromRank === "head") - Number(a.fromRank === "head"));
  return byRank.find(
    ({ documentTypes, units }) =>
      (documentTypes.length === 0 || documentTypes.includes(documentType)) &&
      (units.length === 0 || units.includes(unitId)),
  );
}

/**
 * The delegation somebody signs a document under, asked at the moment of signing: what has ended meanwhile gives no
 * authority any more. A leader who signs by the post needs none; if there is one, it is named.
 *
 * @throws Refusal documents.delegation-ended when the form needs one and none is in force
 */
export async function requireAuthority(
  queries: Queries,
  document: Outgoing,
  at: Date,
): Promise<Pick<HeldDelegation, "id" | "from" | "fromName" | "fromTitle"> | undefined> {
  const held = await delegationOfSigner(
    queries,
    document.signer_appointment,
    {
      organisationId: document.organisation_id,
      unitId: document.unit_id,
      documentType: document.document_type,
      secret: document.confidentiality > 0,
    },
    localDateOf(at),
  );
  const byAuthority = document.signer_authority.startsWith("TUQ.");
  if (!byAuthority || held?.fromRank === "head") return held;
  throw new Refusal("documents.delegation-ended", 409, {
    vi: "Không còn ủy quyền nào để ký văn bản này: ủy quyền đã hết hạn, đã kết thúc hoặc không gồm loại văn bản này. Trả lại dự thảo để trình người có thẩm quyền ký.",
    en: "No delegation permits signing this document any more: it has expired, was ended or does not cover this type. Return the draft so that it goes to somebody who may sign.",
  });
}
