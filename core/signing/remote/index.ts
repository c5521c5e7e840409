export { createRemoteSigner } from "./create-remote-signer.ts";
export { type CscClient, type CscClientOptions, createCscClient } from "./csc-client.ts";
export { type RemoteErrorCode, RemoteSigningError, remoteSentence } from "./remote-error.ts";
export {
  acceptedValue,
  hashFor,
  type RemoteConsent,
  type RemoteKey,
  readRemoteKey,
  wireOids,
} from "./remote-key.ts";
export {
  askConsent,
  awaitConsent,
  type RemoteConsentGiven,
  signUnder,
  type WaitOptions,
} from "./request-signatures.ts";
