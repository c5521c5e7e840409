/** Who does something. A person always acts in one position of one organisation; a citizen holds none. */
export type Actor = PersonActor | CitizenActor | SystemActor;

export interface PersonActor {
  readonly kind: "person";
  readonly personId: string;
  readonly appointmentId: string;
  /** The organisation of that appointment (the body with a seal). */
  readonly organisationId: string;
  /** The inner unit, equal to the organisation when the person belongs to no unit. */
  readonly unitId: string;
  readonly fullName: string;
  readonly positionTitle: string;
  readonly roles: readonly string[];
  /** Degree of secrecy a leader decided for this appointment, 0–3; absent: what its roles give. */
  readonly clearance?: number;
  /** Network address of the request, if any. */
  readonly address?: string;
  /** Scopes of the access token when a program acts for the person; absent in a page. */
  readonly scopes?: readonly string[];
  /** What others have handed to this appointment for today. Absent: nothing. */
  readonly delegations?: readonly HeldDelegation[];
}

/** What may be handed on: directing incoming documents, checking drafts, signing. */
export const DELEGATION_KINDS = ["direct", "check", "sign"] as const;
export type DelegationKind = (typeof DELEGATION_KINDS)[number];

/** A delegation in force, as the appointment that received it carries it. */
export interface HeldDelegation {
  readonly id: string;
  /** The appointment that gave it: only its own rights are handed on, never those it received itself. */
  readonly from: string;
  readonly fromName: string;
  readonly fromTitle: string;
  readonly fromUnitId: string;
  readonly fromOrganisationId: string;
  readonly fromRoles: readonly string[];
  readonly kinds: readonly DelegationKind[];
  /** Codes and names of document types; empty = every type. */
  readonly documentTypes: readonly string[];
  readonly documentTypeNames: readonly string[];
  /** Inner units; empty = every unit. */
  readonly units: readonly string[];
}

/** A citizen or a business with an account: acts for themselves, holds no role and no permission of officials. */
export interface CitizenActor {
  readonly kind: "citizen";
  readonly citizenId: string;
  readonly name: string;
  /** Network address of the request, if any. */
  readonly address?: string;
}

/** A part of the platform acting by itself: a job, an import, the axis. */
export interface SystemActor {
  readonly kind: "system";
  readonly name: string;
}

/** What the audit log and events keep about an actor. */
export function actorRecord(actor: Actor): Record<string, string> {
  if (actor.kind === "system") return { kind: "system", name: actor.name };
  if (actor.kind === "citizen") {
    const { citizenId: citizen, name, address } = actor;
    return { kind: "citizen", citizen, name, ...(address ? { address } : {}) };
  }
  return {
    kind: "person",
    person: actor.personId,
    appointment: actor.appointmentId,
    organisation: actor.organisationId,
    unit: actor.unitId,
    name: actor.fullName,
    position: actor.positionTitle,
    ...(actor.address ? { address: actor.address } : {}),
  };
}

/** An actor as the audit log keeps it: identifiers, and apart from them what is personal and may be erased one day. */
export function auditedActor(actor: Actor): {
  actor: Record<string, string>;
  personal?: Record<string, string>;
} {
  if (actor.kind === "system") return { actor: actorRecord(actor) };
  const { name, position, address, ...identifiers } = actorRecord(actor);
  return {
    actor: identifiers,
    personal: Object.fromEntries(Object.entries({ name, position, address }).filter(isPresent)),
  };
}

function isPresent(entry: [string, string | undefined]): entry is [string, string] {
  return entry[1] !== undefined;
}
