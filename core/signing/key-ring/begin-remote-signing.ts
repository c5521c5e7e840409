import { Refusal, type RefusalStatus } from "../../errors.ts";
import type { House } from "../../system.ts";
import { type PersonActor, type Transaction, transact } from "../../transaction/index.ts";
import {
  type Act,
  type ActSubject,
  authoriseAct,
  beginAct,
  lockSubject,
  noteAct,
  openActOf,
  refuseAct,
} from "../acts/index.ts";
import { beginExternalSignature } from "../pdf/external-signature.ts";
import type { SignatureRequest } from "../pdf/plan-signature.ts";
import {
  askConsent,
  type RemoteErrorCode,
  type RemoteKey,
  RemoteSigningError,
  readRemoteKey,
} from "../remote/index.ts";
import type { KeyOwner, OpenKey } from "../service.ts";
import { type OutsideKey, outsideKey } from "./outside-keys.ts";
import { keyElsewhere, outOfValidity } from "./refusals.ts";
import { type RemoteActDetails, remoteActSchema, remoteReferenceSchema } from "./remote-act.ts";
import { remoteClientOf } from "./remote-client.ts";
import { sealConsent } from "./remote-consent.ts";
import { assertNotSuspended } from "./suspension.ts";

export interface BeginRemoteSigning {
  readonly subject: ActSubject;
  readonly owner: KeyOwner;
  /** From `keysOf`. */
  readonly keyId: string;
  /** The file as it stands, in the file store, and the bytes to sign (the same, or the file made ready for signing). */
  readonly baseSha256: string;
  readonly pdf: Uint8Array;
  /** What the signature shows, of the key's picture and subject. */
  request(
    key: Pick<OpenKey, "image" | "subject">,
  ): Omit<SignatureRequest, "signer" | "level" | "timestampAuthority"> & { readonly level: "B-B" | "B-T" };
  /** JSON the use case needs when the signed file is there. Never a secret. */
  readonly arguments: unknown;
  /** For a service that asks for a PIN before the phone rings; passed on, never kept. */
  readonly pin?: string;
  /**
   * The same person's open act for the same file and key is gone on with, and the phone does not ring again: for a
   * form that is sent twice. Without it the earlier act ends.
   */
  readonly keepOpen?: boolean;
}

export interface BegunRemoteSigning {
  readonly act: Act;
  /** `otp`: a code has been sent and is to be typed; `push`: the phone asks. */
  readonly consent: RemoteKey["consent"];
  /** The service wants its PIN beside the code. */
  readonly pin: boolean;
}

/**
 * Begins a signature with a key at the remote signing service: lays the file out, keeps it, opens an act of 180 s and
 * makes the holder's phone ring. No request waits for the holder: `continueRemoteSigning` goes on.
 *
 * @throws Refusal not-found | signing.key-elsewhere | signing.suspended | signing.expired | signing.act-open | remote.…; PdfError
 */
export async function beginRemoteSigning(
  house: House,
  actor: PersonActor,
  input: BeginRemoteSigning,
): Promise<BegunRemoteSigning> {
  const now = new Date();
  const row = await remoteRow(house, input.owner, input.keyId, now);
  const key = remoteKeyOf(row);
  const client = remoteClientOf(house);
  const timestampAuthority = house.services.signatures?.timestampAuthority;
  const image = await house.files.bytes(row.image_sha256);
  const laidOut = await beginExternalSignature(input.pdf, {
    ...input.request({ image, subject: row.subject }),
    key,
    ...(timestampAuthority === undefined ? {} : { timestampAuthority }),
  });
  const { sha256: preparedSha256 } = await house.files.put(laidOut.prepared);
  const details: RemoteActDetails = {
    keyId: row.id,
    ticket: laidOut.ticket,
    arguments: input.arguments,
  };
  const begun = await transact(house, { actor, now }, async (tx) => {
    const open = input.keepOpen ? await sameAct(tx, actor, input) : undefined;
    if (open !== undefined) return { act: open, isNew: false };
    const { act } = await beginAct(tx, {
      kind: "remote",
      subject: input.subject,
      owner: input.owner,
      startedBy: actor.personId,
      baseSha256: input.baseSha256,
      preparedSha256,
      details,
    });
    return { act, isNew: true };
  });
  const { act } = begun;
  if (!begun.isNew) return { act, consent: key.consent, pin: key.pin };
  try {
    if (key.consent === "otp") await client.sendOtp(key.credentialId);
    else {
      const given = input.pin === undefined ? {} : { pin: input.pin };
      const asked = await askConsent(client, key, [laidOut.toBeSigned], given);
      await transact(house, { actor }, (tx) =>
        "sad" in asked
          ? authoriseAct(tx, act.id, { ...details, consentBox: sealConsent(house, act.id, asked.sad) })
          : noteAct(tx, act.id, { ...details, handle: asked.handle }),
      );
    }
  } catch (error) {
    if (!(error instanceof RemoteSigningError)) throw error;
    await transact(house, { actor }, (tx) => refuseAct(tx, act.id, error.code));
    throw refusalOf(error);
  }
  return { act, consent: key.consent, pin: key.pin };
}

/**
 * Asks the service whether this key could sign now, before anything is done that cannot be undone.
 * @throws Refusal not-found | signing.key-elsewhere | signing.suspended | signing.expired | remote.…
 */
export async function assertRemoteKeyReady(house: House, owner: KeyOwner, keyId: string): Promise<void> {
  const { credentialId } = remoteKeyOf(await remoteRow(house, owner, keyId, new Date()));
  try {
    await readRemoteKey(remoteClientOf(house), credentialId);
  } catch (error) {
    if (!(error instanceof RemoteSigningError)) throw error;
    throw refusalOf(error);
  }
}

async function remoteRow(house: House, owner: KeyOwner, keyId: string, now: Date): Promise<OutsideKey> {
  const row = await outsideKey(house.database.queries, owner, keyId);
  if (row.kind !== "remote") throw keyElsewhere();
  await assertNotSuspended(house.database.queries, row.fingerprint);
  if (row.not_before > now || row.not_after < now) throw outOfValidity(row.not_before, now);
  return row;
}

/** The act that this very beginning has begun already. */
async function sameAct(
  tx: Transaction,
  actor: PersonActor,
  input: BeginRemoteSigning,
): Promise<Act | undefined> {
  await lockSubject(tx, input.subject);
  const open = await openActOf(tx.queries, input.subject, tx.now);
  const same =
    open?.kind === "remote" &&
    open.startedBy === actor.personId &&
    open.subject.action === input.subject.action &&
    open.baseSha256 === input.baseSha256 &&
    remoteActSchema.parse(open.details).keyId === input.keyId;
  return same ? open : undefined;
}

/** The key as the service knows it. */
export function remoteKeyOf(row: OutsideKey): RemoteKey {
  return { ...remoteReferenceSchema.parse(row.reference), certificates: [row.certificate, ...row.issuers] };
}

/** The same reason as a refusal that pages and the machine API can show. */
export function refusalOf({ code, sentence }: RemoteSigningError): Refusal {
  const field = code === "remote.wrong-otp" ? "otp" : code === "remote.wrong-pin" ? "pin" : undefined;
  return new Refusal(code, statuses[code] ?? 503, sentence, field);
}

const statuses: Readonly<Partial<Record<RemoteErrorCode, RefusalStatus>>> = {
  "remote.wrong-otp": 422,
  "remote.wrong-pin": 422,
  "remote.locked": 423,
  "remote.declined": 409,
  "remote.expired": 410,
  "remote.wrong-signature": 409,
  "remote.credential-missing": 409,
  "remote.unsupported-key": 409,
};
