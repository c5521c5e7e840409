import type { House } from "../../system.ts";
import { type PersonActor, type Transaction, transact } from "../../transaction/index.ts";
import {
  type Act,
  assertOpen,
  authoriseAct,
  findAct,
  lockAct,
  noteAct,
  notYourAct,
  refuseAct,
} from "../acts/index.ts";
import { completeExternalSignature, toBeSignedOf } from "../pdf/external-signature.ts";
import {
  acceptedValue,
  askConsent,
  type CscClient,
  hashFor,
  type RemoteConsentGiven,
  type RemoteKey,
  RemoteSigningError,
  wireOids,
} from "../remote/index.ts";
import { refusalOf, remoteKeyOf } from "./begin-remote-signing.ts";
import { outsideKey } from "./outside-keys.ts";
import { type RemoteActDetails, remoteActSchema } from "./remote-act.ts";
import { remoteClientOf } from "./remote-client.ts";
import { openConsent, sealConsent } from "./remote-consent.ts";
import { assertNotSuspended } from "./suspension.ts";

/** Where a remote signature stands after one step. */
export type RemoteProgress =
  | { readonly state: "waiting"; readonly act: Act }
  /** The signed file is kept; the use case stores it with `completeAct` in its own transaction. */
  | { readonly state: "signed"; readonly act: Act; readonly sha256: string; readonly arguments: unknown };

/**
 * Takes one step of a remote signature: tries the code, or looks whether the button was pressed, fetches the value,
 * adds the timestamp. Each step is kept before the next, so a kill loses none; the same step twice has one effect.
 *
 * @param given the code (and PIN) when typed; absent to look only
 * @throws Refusal signing.no-act | signing.not-your-act | signing.act-… | signing.suspended | remote.wrong-otp (field `otp`) |
 *   remote.declined | remote.expired | …; whatever the timestamp authority throws, after which this may be called again
 */
export async function continueRemoteSigning(
  house: House,
  actor: PersonActor,
  actId: string,
  given: RemoteConsentGiven = {},
): Promise<RemoteProgress> {
  const act = await findAct(house.database.queries, actId);
  if (act.startedBy !== actor.personId) throw notYourAct();
  assertOpen(act, new Date());
  const { keyId } = remoteActSchema.parse(act.details);
  const row = await outsideKey(house.database.queries, act.owner, keyId);
  await assertNotSuspended(house.database.queries, row.fingerprint);
  const key = remoteKeyOf(row);
  const run: Run = { house, actor, act, key, client: remoteClientOf(house) };
  const details = await claim(run);
  // Another request is taking this very step: a code may be tried once only.
  if (details === undefined) return { state: "waiting", act };
  try {
    return await step(run, details, given);
  } catch (error) {
    if (!(error instanceof RemoteSigningError)) throw error;
    if (FINAL.has(error.code)) await save(run, (tx) => refuseAct(tx, actId, error.code));
    throw refusalOf(error);
  } finally {
    await release(run);
  }
}

/** After these nothing the holder does now can still lead to a signature. */
const FINAL: ReadonlySet<string> = new Set([
  "remote.declined",
  "remote.expired",
  "remote.locked",
  "remote.wrong-signature",
]);

/** A request that died holds the act no longer than the service may take to answer. */
const BUSY_MS = 35_000;

interface Run {
  readonly house: House;
  readonly actor: PersonActor;
  readonly act: Act;
  readonly key: RemoteKey;
  readonly client: CscClient;
}

async function step(run: Run, details: RemoteActDetails, given: RemoteConsentGiven): Promise<RemoteProgress> {
  const { house, act, key } = run;
  if (details.signedSha256 !== undefined) return signed(act, details, details.signedSha256);
  if (act.preparedSha256 === undefined) throw new Error(`act ${act.id} has no prepared file`);
  const prepared = await house.files.bytes(act.preparedSha256);
  const toBeSigned = toBeSignedOf(prepared, details.ticket);

  const agreed = await withConsent(run, details, toBeSigned, given);
  if (agreed === undefined) return { state: "waiting", act };
  const valued = await withValue(run, agreed, toBeSigned);
  if (valued.value === undefined) return { state: "waiting", act };
  const file = await completeExternalSignature(
    prepared,
    details.ticket,
    acceptedValue(key, toBeSigned, Buffer.from(valued.value, "base64")),
    house.services.signatures?.timestampAuthority,
  );
  const { sha256 } = await house.files.put(file);
  const kept = await keepFirst(run, { ...valued, signedSha256: sha256 });
  return signed(act, kept, kept.signedSha256 ?? sha256);
}

/** @returns what is known now, or undefined while another request holds the act */
async function claim(run: Run): Promise<RemoteActDetails | undefined> {
  return await save(run, async (tx) => {
    const details = remoteActSchema.parse((await lockAct(tx, run.act.id)).details);
    const busy = details.busyUntil != null && new Date(details.busyUntil) > tx.now;
    if (busy) return undefined;
    await noteAct(tx, run.act.id, { busyUntil: new Date(tx.now.getTime() + BUSY_MS).toISOString() });
    const { busyUntil: _over, ...rest } = details;
    return rest;
  });
}

async function release(run: Run): Promise<void> {
  await save(run, async (tx) => {
    const { state, expiresAt } = await lockAct(tx, run.act.id);
    const open = (state === "waiting" || state === "authorised") && expiresAt > tx.now;
    if (open) await noteAct(tx, run.act.id, { busyUntil: null });
  });
}

/** @returns undefined while the holder has not agreed */
async function withConsent(
  run: Run,
  details: RemoteActDetails,
  toBeSigned: Uint8Array,
  given: RemoteConsentGiven,
): Promise<RemoteActDetails | undefined> {
  const { house, act, key, client } = run;
  if (details.consentBox !== undefined) return details;
  const asked =
    details.handle !== undefined
      ? await client.checkAuthorisation(details.handle)
      : given.otp === undefined
        ? undefined
        : await askConsent(client, key, [toBeSigned], given);
  if (asked === undefined) return undefined;
  const next =
    "sad" in asked
      ? { ...details, consentBox: sealConsent(house, act.id, asked.sad) }
      : { ...details, handle: asked.handle };
  await save(run, (tx) => ("sad" in asked ? authoriseAct(tx, act.id, next) : noteAct(tx, act.id, next)));
  return "sad" in asked ? next : undefined;
}

/** The value is kept before anything else is done with it: a timestamp that does not come must not cost it. */
async function withValue(
  run: Run,
  details: RemoteActDetails,
  toBeSigned: Uint8Array,
): Promise<RemoteActDetails> {
  const { house, act, key, client } = run;
  if (details.value !== undefined || details.consentBox === undefined) return details;
  let values: readonly Uint8Array[] | undefined;
  if (details.responseId !== undefined) values = await client.pollSignatures(details.responseId);
  else {
    const oids = wireOids(key.algorithm);
    const answer = await client.signHash({
      credentialId: key.credentialId,
      sad: openConsent(house, act.id, details.consentBox),
      hashes: [hashFor(key, toBeSigned)],
      hashOid: oids.hash,
      signOid: oids.sign,
    });
    if ("responseId" in answer) {
      const next = { ...details, responseId: answer.responseId };
      await save(run, (tx) => noteAct(tx, act.id, next));
      return next;
    }
    values = answer;
  }
  const [value] = values ?? [];
  if (value === undefined) return details;
  const next = { ...details, value: Buffer.from(acceptedValue(key, toBeSigned, value)).toString("base64") };
  await save(run, (tx) => noteAct(tx, act.id, next));
  return next;
}

/** Of two files made at once (their timestamps differ) the first counts. */
async function keepFirst(run: Run, details: RemoteActDetails): Promise<RemoteActDetails> {
  return await save(run, async (tx) => {
    const present = remoteActSchema.parse((await noteAct(tx, run.act.id, {})).details);
    if (present.signedSha256 !== undefined) return present;
    await noteAct(tx, run.act.id, details);
    return details;
  });
}

async function save<T>({ house, actor }: Run, work: (tx: Transaction) => Promise<T>): Promise<T> {
  return await transact(house, { actor }, work);
}

function signed(act: Act, details: RemoteActDetails, sha256: string): RemoteProgress {
  return { state: "signed", act, sha256, arguments: details.arguments };
}
