/** Citizens and businesses with an account: what the other rooms of the public services use. */
export { type Look, type LookPurpose, looksAt, recordLook } from "./account/looks.ts";
export {
  type Authorisation,
  type Child,
  type Principal,
  principalsOf,
} from "./authorisations/authorisation.ts";
export { type Citizen, citizenActor, findCitizen } from "./citizen.ts";
export {
  isTaxCode,
  type PersonalNumber,
  parseMobile,
  readPersonalNumber,
} from "./identifiers.ts";
export { citizenOf, signedInCitizen, signInPath } from "./web/citizen-session.ts";
export { answerMe } from "./web/me-layout.tsx";
export { requireCitizen } from "./web/require-citizen.tsx";
