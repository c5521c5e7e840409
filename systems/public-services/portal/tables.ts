import type { ColumnType, Generated } from "kysely";
import type { DossierTrace } from "../dossiers/index.ts";

type Maybe<Content> = ColumnType<Content | null, Content | null | undefined, Content | null>;
/** Written as JSON text, read as what it holds. */
type Json<Content> = ColumnType<Content, string | undefined, string>;

/** What a person put in the place of a field. */
export interface Correction {
  readonly value: string;
  readonly by: string;
  /** ISO 8601. */
  readonly at: string;
}
export type Corrections = Readonly<Record<string, Correction>>;

export const STANDINGS = ["waiting", "sent", "refused"] as const;
export type Standing = (typeof STANDINGS)[number];
export const MESSAGE_KINDS = ["record", "progress"] as const;
/** A whole HoSo, or one line of TienTrinh. */
export type MessageKind = (typeof MESSAGE_KINDS)[number];

interface PortalDossierTable {
  dossier_id: string;
  organisation_id: string;
  code: string;
  from_portal: Generated<boolean>;
  at_portal: Generated<boolean>;
  tech_id: Maybe<string>;
  tech_asked: Generated<boolean>;
  corrections: Json<Corrections>;
  next_at: Maybe<Date>;
  attempts: Generated<number>;
  lease: Maybe<string>;
  lease_until: Maybe<Date>;
  synced_state: Maybe<number>;
  synced_at: Maybe<Date>;
}

interface PortalMessageTable {
  id: string;
  dossier_id: string;
  number: number;
  organisation_id: string;
  kind: MessageKind;
  trace_id: string;
  state: number;
  action: DossierTrace["action"];
  happened_at: Date;
  standing: Generated<Standing>;
  tries: Generated<number>;
  tried_at: Maybe<Date>;
  unsure: Generated<boolean>;
  payload: ColumnType<unknown, string | null | undefined, string | null>;
  corrections: Json<Corrections>;
  problem_code: Maybe<string>;
  problem: Maybe<string>;
  settled_at: Maybe<Date>;
  words: string;
}

interface PortalIncomingTable {
  code: string;
  standing: "received" | "refused";
  dossier_id: Maybe<string>;
  organisation_id: Maybe<string>;
  procedure_code: string;
  tech_id: Maybe<string>;
  tax_code: Maybe<string>;
  files: Generated<number>;
  problem: Maybe<string>;
  times: Generated<number>;
  first_at: Date;
  last_at: Date;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "public_services.portal_dossier": PortalDossierTable;
    "public_services.portal_message": PortalMessageTable;
    "public_services.portal_incoming": PortalIncomingTable;
  }
}

declare module "../../../core/transaction/transact.ts" {
  interface EventTypes {
    /** The portal refused a message, or one that it had refused is on its way again. */
    "portal.alert": { readonly messageId: string; readonly open: boolean };
  }
}
