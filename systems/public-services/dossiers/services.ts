import type { VNode } from "preact";
import type { Queries } from "../../../core/database/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import type { DossierFacts } from "./facts.ts";

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
  /** On which pages it stands: the officials', the citizen's own page, the public progress page (nothing personal there). */
  readonly on: readonly ("official" | "citizen" | "public")[];
  /** Undefined: nothing to show. */
  view(house: import("../../../core/system.ts").House, dossier: DossierFacts): Promise<VNode | undefined>;
}

const sections: DossierSection[] = [];

/** Puts a part of another room on the pages of dossiers; called once, when the room is loaded. */
export function addDossierSection(section: DossierSection): void {
  if (!sections.some(({ key }) => key === section.key)) sections.push(section);
}

export function dossierSections(on: "official" | "citizen" | "public"): readonly DossierSection[] {
  return sections.filter((each) => each.on.includes(on));
}
