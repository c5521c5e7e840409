import type { Signer } from "../types.ts";
import type { CscClient } from "./csc-client.ts";
import type { RemoteKey } from "./remote-key.ts";
import {
  askConsent,
  awaitConsent,
  type RemoteConsentGiven,
  signUnder,
  type WaitOptions,
} from "./request-signatures.ts";

export interface CreateRemoteSigner extends WaitOptions {
  readonly client: CscClient;
  readonly key: RemoteKey;
  /** Asks the holder for what the service wants, once a signature; not called for a push without PIN. */
  readonly consent?: () => Promise<RemoteConsentGiven>;
}

/**
 * A key at a remote signing service as a signer, for programs that can wait for the holder. Pages must not: they use
 * signing acts instead.
 *
 * @throws RemoteSigningError from `sign`
 */
export function createRemoteSigner({ client, key, consent, ...wait }: CreateRemoteSigner): Signer {
  return {
    certificates: key.certificates,
    algorithm: key.algorithm,
    oneTime: true,
    async sign(toBeSigned) {
      const document = Uint8Array.from(toBeSigned);
      if (key.consent === "otp") await client.sendOtp(key.credentialId);
      const given = consent === undefined ? {} : await consent();
      const sad = await awaitConsent(client, await askConsent(client, key, [document], given), wait);
      const [value] = await signUnder(client, key, sad, [document], wait);
      return value ?? new Uint8Array();
    },
  };
}
