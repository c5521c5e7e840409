export {
  type RemoteSigningOptions,
  type RunningRemoteSigning,
  startRemoteSigning,
} from "./start-remote-signing.ts";
