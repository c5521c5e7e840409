import type { DelegationKind, HeldDelegation, PersonActor } from "../transaction/index.ts";
import { type Rule, rule } from "./rule.ts";

/** What somebody wants to do with another's right. */
export interface DelegatedMatter {
  readonly kind: DelegationKind;
  /** True for the appointment whose right it is. */
  giver(held: HeldDelegation): boolean;
  /** Code of the document's type, or its name where no code is known. */
  readonly documentType?: string | undefined;
  readonly documentTypeName?: string | undefined;
  /** Inner unit the object belongs to; undefined while that is not decided. */
  readonly unitId: string | undefined;
  /** A secret object goes only to a leader: others need a clearance of their own, which nobody hands on. */
  readonly secret: boolean;
}

/**
 * The delegation by which an actor may act in a matter; undefined when none covers it.
 *
 * Only what the giver's own post permits is handed on: a delegation received is no right of the receiver's post, so it
 * goes no further (NĐ 30/2020 Art. 13.4).
 */
export function delegationFor(actor: PersonActor, matter: DelegatedMatter): HeldDelegation | undefined {
  if (matter.secret && !actor.roles.includes("leader")) return undefined;
  return actor.delegations?.find(
    (held) =>
      held.fromOrganisationId === actor.organisationId &&
      held.kinds.includes(matter.kind) &&
      coversType(held, matter) &&
      (held.units.length === 0 || matter.unitId === undefined || held.units.includes(matter.unitId)) &&
      matter.giver(held),
  );
}

/** Somebody to whom the right was handed for today. */
export function holdsDelegation<Subject>(matter: (subject: Subject) => DelegatedMatter): Rule<Subject> {
  return rule(
    new Set(["leader", "head-of-unit", "specialist"]),
    true,
    (actor, subject) => delegationFor(actor, matter(subject)) !== undefined,
  );
}

function coversType(held: HeldDelegation, { documentType, documentTypeName }: DelegatedMatter): boolean {
  if (held.documentTypes.length === 0) return true;
  if (documentType !== undefined) return held.documentTypes.includes(documentType);
  const name = documentTypeName?.toLocaleLowerCase("vi");
  return held.documentTypeNames.some((each) => each.toLocaleLowerCase("vi") === name);
}
