/** The door of the certificates room: what other systems may use. */
import "./events.ts";
import "./tables.ts";

export { nextTet } from "./list-certificates.ts";
export type { CertificateKind, CertificateState, RequestKind, RequestState } from "./states.ts";
