import type { Party } from "../forms/index.ts";
import type { DossierAction, DossierState } from "./states.ts";

export type Channel = 1 | 2 | 3;

/** Everything about a dossier that another room may need; nothing here is for a page without a check of rights. */
export interface DossierFacts {
  readonly id: string;
  /** `000.00.16.H34-220305-0001` */
  readonly code: string;
  /** Random, stands in the square code; opens the public progress page. */
  readonly token: string;
  readonly procedure: {
    readonly code: string;
    readonly name: string;
    readonly versionId: string;
    readonly caseKey: string;
    readonly fieldCode: string;
    readonly fieldName: string;
  };
  /** The body that received it. */
  readonly organisationId: string;
  readonly organisationName: string;
  readonly channel: Channel;
  readonly state: DossierState;
  readonly applicant: Party;
  readonly owner: Party;
  readonly formVersionId: string | null;
  /** Whole sets of papers (bộ). */
  readonly sets: number;
  readonly submittedAt: Date;
  readonly receivedAt: Date | null;
  /** What was promised; null while there is no appointment (not received, or no limit is set). */
  readonly dueAt: Date | null;
  /** What was promised first, when an apology moved it. */
  readonly firstDueAt: Date | null;
  /** First time of state 9, else 10, else of 3, 7 or 8. */
  readonly finishedAt: Date | null;
  readonly returnedAt: Date | null;
  /** 0 at the counter, 1 by post (HinhThuc). */
  readonly returnBy: 0 | 1;
  readonly notify: { readonly sms: boolean; readonly zalo: boolean; readonly email: boolean };
  readonly fees: readonly DossierFee[];
  readonly components: readonly DossierComponent[];
  readonly files: readonly DossierFile[];
  readonly supplements: readonly DossierSupplement[];
  /** When the citizen was to act; `until` null: still. */
  readonly pauses: readonly { readonly from: Date; readonly until: Date | null; readonly why: 5 | 6 }[];
  /** The oldest first. */
  readonly trail: readonly DossierTrace[];
  readonly step: { readonly key: string; readonly name: string } | null;
}

export interface DossierFee {
  readonly code: string;
  /** phí | lệ phí */
  readonly kind: "fee" | "charge";
  readonly name: string;
  /** Whole đồng; null: set by the body before it is asked for. */
  readonly amount: number | null;
  /** HinhThucThu: 1 at receipt, 2 at supplement, 4 at return. */
  readonly collect: 1 | 2 | 4;
}

export interface DossierComponent {
  readonly key: string;
  readonly code: string;
  readonly name: string;
  readonly originals: number;
  readonly certified: number;
  readonly copies: number;
  readonly required: boolean;
  /** A file of it is kept (DuocSoHoa). */
  readonly digitised: boolean;
  /** Taken from an earlier dossier or a register (DuocTaiSuDung). */
  readonly reused: boolean;
}

export interface DossierFile {
  readonly id: string;
  readonly kind: "submitted" | "supplement" | "result" | "paper";
  /** Null: beside the components. */
  readonly componentKey: string | null;
  readonly name: string;
  readonly mime: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  readonly at: Date;
  /** Who signed it here; null: nobody. */
  readonly signedBy: string | null;
}

export interface DossierSupplement {
  readonly id: string;
  readonly askedAt: Date;
  readonly askedBy: string;
  readonly reason: string;
  readonly components: readonly { readonly key: string | null; readonly name: string }[];
  readonly answeredAt: Date | null;
}

/** What the story of a dossier knows: the actions of the table of states, and what changes no outer state. */
export type TraceAction =
  | DossierAction
  | "file"
  | "apologise"
  | "attach-result"
  | "sign-result"
  | "sign-papers"
  | "take-over"
  | "migrate";

export interface DossierTrace {
  readonly at: Date;
  readonly action: TraceAction;
  readonly from: DossierState | null;
  readonly to: DossierState;
  readonly name: string;
  readonly position: string;
  readonly organisationName: string;
  /** The step it left and the one it came to, in words; empty: none. */
  readonly step: string;
  readonly note: string;
  /** Whether the citizen reads the note. */
  readonly publicNote: boolean;
}

/** What the square code of a dossier shows to whoever holds it: no name, no number, no paper. */
export interface DossierProgress
  extends Pick<
    DossierFacts,
    "id" | "code" | "organisationName" | "state" | "submittedAt" | "receivedAt" | "dueAt"
  > {
  readonly procedure: Pick<DossierFacts["procedure"], "name">;
  /** The oldest first. */
  readonly trail: readonly Pick<DossierTrace, "at" | "action" | "to" | "organisationName">[];
}
