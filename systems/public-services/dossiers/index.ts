/** The door of the dossiers: what the other rooms of public services, Zalo and the operations centre use. */
import "./events.ts";
import "./services.ts";
import "./tables.ts";

export { DOSSIER_CODE } from "./dossier-code.ts";
export type {
  Channel,
  DossierComponent,
  DossierFacts,
  DossierFee,
  DossierFile,
  DossierSupplement,
  DossierTrace,
} from "./facts.ts";
export { sayMoment } from "./papers/papers.ts";
export { writeSheet } from "./papers/sheet.ts";
export {
  addDossierSection,
  addProgressSection,
  type DossierSection,
  type DossierService,
  type ProgressSection,
} from "./services.ts";
export { DOSSIER_STATES, type DossierAction, type DossierState, FINAL_STATES } from "./states.ts";
export { ACTION_WORDS, STATE_WORDS } from "./words.ts";
