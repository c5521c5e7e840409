import { setTimeout as pause } from "node:timers/promises";
import type { CscAuthorisation, CscClient } from "./csc-client.ts";
import { RemoteSigningError } from "./remote-error.ts";
import { acceptedValue, hashFor, type RemoteKey, wireOids } from "./remote-key.ts";

/** What the holder gives with the request; a push needs nothing typed. */
export interface RemoteConsentGiven {
  readonly otp?: string;
  readonly pin?: string;
}

export interface WaitOptions {
  /** When the holder's time is over; default 180 s from now. */
  readonly until?: Date;
  readonly signal?: AbortSignal;
  /** Between two looks, milliseconds; default 1,000. */
  readonly everyMs?: number;
}

const WINDOW_MS = 180_000;
const EVERY_MS = 1_000;

/** Asks for the holder's consent to sign exactly these bytes. @throws RemoteSigningError */
export async function askConsent(
  client: CscClient,
  key: RemoteKey,
  documents: readonly Uint8Array[],
  given: RemoteConsentGiven = {},
): Promise<CscAuthorisation> {
  if (documents.length > key.atOnce)
    throw new RemoteSigningError("remote.bad-answer", `at most ${key.atOnce} documents at once`);
  return await client.authorise({
    credentialId: key.credentialId,
    hashes: documents.map((each) => hashFor(key, each)),
    hashOid: wireOids(key.algorithm).hash,
    secrets: {
      ...(given.otp === undefined ? {} : { OTP: given.otp }),
      ...(given.pin === undefined ? {} : { PIN: given.pin }),
    },
  });
}

/** Waits for the button on the phone. @throws RemoteSigningError remote.expired | remote.declined | … */
export async function awaitConsent(
  client: CscClient,
  authorisation: CscAuthorisation,
  options: WaitOptions = {},
): Promise<string> {
  if ("sad" in authorisation) return authorisation.sad;
  const { handle } = authorisation;
  return await untilThere(options, async () => {
    const checked = await client.checkAuthorisation(handle);
    return checked !== undefined && "sad" in checked ? checked.sad : undefined;
  });
}

/**
 * Has the bytes signed under a consent, whether the service answers at once or later.
 * @returns values in CMS form, in order, each proven over its bytes
 * @throws RemoteSigningError
 */
export async function signUnder(
  client: CscClient,
  key: RemoteKey,
  sad: string,
  documents: readonly Uint8Array[],
  options: WaitOptions = {},
): Promise<Uint8Array[]> {
  const { hash, sign } = wireOids(key.algorithm);
  const answer = await client.signHash({
    credentialId: key.credentialId,
    sad,
    hashes: documents.map((each) => hashFor(key, each)),
    hashOid: hash,
    signOid: sign,
  });
  const values =
    "responseId" in answer
      ? await untilThere(options, () => client.pollSignatures(answer.responseId))
      : answer;
  if (values.length !== documents.length)
    throw new RemoteSigningError("remote.bad-answer", `${values.length} signatures`);
  return documents.map((each, index) => acceptedValue(key, each, values[index] ?? new Uint8Array()));
}

/** One lost request does not lose a consent that is on its way. */
async function untilThere<T>(
  { until = new Date(Date.now() + WINDOW_MS), signal, everyMs = EVERY_MS }: WaitOptions,
  look: () => Promise<T | undefined>,
): Promise<T> {
  for (;;) {
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      if (!(error instanceof RemoteSigningError) || error.code !== "remote.unreachable") throw error;
    }
    if (Date.now() + everyMs > until.getTime())
      throw new RemoteSigningError("remote.expired", "no answer in time");
    await pause(everyMs, undefined, signal === undefined ? {} : { signal });
  }
}
