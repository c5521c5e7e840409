import { assertMay, type Permission } from "../../../core/access/index.ts";
import { changedMeanwhile } from "../../../core/errors.ts";
import {
  type Act,
  DATE_FIELD,
  leaderAppearance,
  NUMBER_FIELD,
  normalisePdf,
  organisationAppearance,
  prepareForNumbering,
  type SignaturePlace,
  type SignatureRequest,
} from "../../../core/signing/index.ts";
import type { KeyOwner, OpenKey } from "../../../core/signing/service.ts";
import { type PersonActor, type Transaction, underDelegation } from "../../../core/transaction/index.ts";
import { requireUnchanged } from "../approving/approvals.ts";
import { mayDispatch, maySign } from "../permissions.ts";
import {
  addRevision,
  lockOutgoing,
  moveOutgoing,
  type Outgoing,
  type OutgoingSubject,
  subjectOfOutgoing,
} from "./outgoing.ts";
import type { OutgoingState } from "./outgoing-states.ts";
import { requireReadyToSign } from "./ready-to-sign.ts";

/** The room of the acts of signing that are begun here. */
export const ROOM = "systems/documents";

/** The two signatures of a document: of the person, of the organisation (NĐ 30/2020 Art. 5). */
export interface SigningStep {
  readonly action: "sign" | "seal";
  /** The state in which it is done. */
  readonly state: OutgoingState;
  readonly revision: "signed" | "sealed";
  readonly permission: Permission<OutgoingSubject>;
  owner(document: Outgoing, actor: PersonActor): KeyOwner;
  /** The bytes to sign: what must be laid out before, appended. */
  prepare(pdf: Uint8Array): Promise<Uint8Array>;
  /** What the signature shows and locks. */
  describe(
    prepared: Uint8Array,
    document: Outgoing,
    key: Pick<OpenKey, "image" | "subject">,
    place: SignaturePlace | undefined,
  ): Pick<SignatureRequest, "name" | "appearance" | "lockFields">;
}

/** The leader: a blue picture; the fields for number and date are laid out before (NĐ 30/2020 PL I part II.7). */
export const signStep: SigningStep = {
  action: "sign",
  state: "checked",
  revision: "signed",
  permission: maySign,
  owner: (_document, actor) => ({ kind: "person", id: actor.personId }),
  prepare: async (pdf) => prepareForNumbering(await normalisePdf(pdf)),
  describe(prepared, { signer_name: signerName }, { image }, chosen) {
    const appearance =
      chosen === undefined
        ? leaderAppearance(prepared, { signerName, image })
        : ({ kind: "person", page: chosen.page, rect: chosen.rect, image } as const);
    return { name: signerName, appearance };
  },
};

/**
 * The organisation: the red seal over the left third of the leader's signature, or where that would stand when it is
 * not to be seen (NĐ 30/2020 Art. 26; PL I II.8).
 */
export const sealStep: SigningStep = {
  action: "seal",
  state: "numbered",
  revision: "sealed",
  permission: mayDispatch,
  owner: (document) => ({ kind: "organisation", id: document.organisation_id }),
  prepare: async (pdf) => pdf,
  describe(prepared, { signer_name: signerName }, { image, subject }) {
    return {
      name: subject,
      // Number and date are final once the organisation has signed (NĐ 30/2020 Art. 14).
      lockFields: [NUMBER_FIELD, DATE_FIELD],
      appearance: organisationAppearance(prepared, { image, signerName }),
    };
  },
};

/** The step an act was begun for. */
export function stepOfAct({ subject }: Act): SigningStep {
  return subject.action === "sign" ? signStep : sealStep;
}

/**
 * Stores a signature of either kind, whichever key made it: revision, transition, history, audit and event in one
 * transaction.
 *
 * @param version of the document when signing began
 * @throws AccessDeniedError, Refusal conflict
 */
export async function storeSignature(
  tx: Transaction,
  actor: PersonActor,
  step: SigningStep,
  signed: {
    readonly id: string;
    readonly version: number;
    readonly file: { readonly sha256: string; readonly size: number };
    readonly fingerprint: string | undefined;
  },
): Promise<Outgoing> {
  const locked = await lockOutgoing(tx, signed.id);
  assertMay(actor, step.permission, subjectOfOutgoing(locked));
  if (locked.version !== signed.version) throw changedMeanwhile();
  if (step.action === "seal") await requireUnchanged(tx.queries, locked);
  const held = step.action === "sign" ? await requireReadyToSign(tx.queries, locked, tx.now) : undefined;
  await addRevision(tx, locked.id, step.revision, signed.file);
  const { sha256: file_sha256, size: file_size } = signed.file;
  const change =
    step.action === "sign"
      ? { file_sha256, file_size, signed_at: tx.now }
      : { file_sha256, file_size, sealed_at: tx.now };
  return await moveOutgoing(underDelegation(tx, held), locked, step.action, change, "", signed.fingerprint);
}
