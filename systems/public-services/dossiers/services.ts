import type { VNode } from "preact";
import type { Queries } from "../../../core/database/index.ts";
import type { House } from "../../../core/system.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import type { DossierFacts, DossierProgress } from "./facts.ts";

/** What the other rooms of public services, Zalo and the operations centre ask of the dossiers. */
export interface DossierService {
  facts(queries: Queries, id: string): Promise<DossierFacts | undefined>;
  byCode(queries: Queries, code: string): Promise<DossierFacts | undefined>;
  byToken(queries: Queries, token: string): Promise<DossierFacts | undefined>;
  /** Whether an official may see it: their body received it, handles a step of it or handled one. */
  mayRead(queries: Queries, actor: PersonActor, dossier: Pick<DossierFacts, "id">): Promise<boolean>;
  /** Money that a dossier waited for is there: ends state 6; no effect when it is not in it. */
  settlePayment(tx: Transaction, dossierId: string, note: string): Promise<void>;
}

declare module "../../../core/system.ts" {
  interface Services {
    dossiers: DossierService;
  }
}

/** A part of another room on the page of a dossier. */
export interface DossierSection {
  readonly key: string;
  /** On which pages it stands: the officials' or the citizen's own. */
  readonly on: readonly ("official" | "citizen")[];
  /** Undefined: nothing to show. */
  view(house: House, dossier: DossierFacts): Promise<VNode | undefined>;
}

/** A part of another room on the public progress page, which knows nothing personal. */
export interface ProgressSection {
  readonly key: string;
  /** Undefined: nothing to show. */
  view(house: House, dossier: DossierProgress): Promise<VNode | undefined>;
}

const sections: DossierSection[] = [];
const progressParts: ProgressSection[] = [];

/** Puts a part of another room on the pages of dossiers; called once, when the room is loaded. */
export function addDossierSection(section: DossierSection): void {
  if (!sections.some(({ key }) => key === section.key)) sections.push(section);
}

/** Puts a part of another room on the public progress page; called once, when the room is loaded. */
export function addProgressSection(section: ProgressSection): void {
  if (!progressParts.some(({ key }) => key === section.key)) progressParts.push(section);
}

export function dossierSections(on: "official" | "citizen"): readonly DossierSection[] {
  return sections.filter((each) => each.on.includes(on));
}

export function progressSections(): readonly ProgressSection[] {
  return progressParts;
}
