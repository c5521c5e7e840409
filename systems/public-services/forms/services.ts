import type { Context } from "hono";
import type { Queries } from "../../../core/database/index.ts";
import type { HttpEnv } from "../../../core/http/index.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import type { Wording } from "../../../core/ui/language.ts";

/** A procedure as far as filing needs it; the catalogue's record has more. */
export interface FilingProcedure {
  readonly versionId: string;
  readonly code: string;
  readonly name: string;
  readonly cases: readonly FilingCase[];
}

export interface FilingCase {
  readonly key: string;
  readonly name: string;
  readonly formCode: string | null;
  readonly channels: readonly {
    /** 1 at the counter, 2 online, 3 by post. */
    readonly channel: 1 | 2 | 3;
    readonly durations: readonly { readonly text: Wording }[];
    readonly fees: readonly { readonly text: Wording }[];
  }[];
  readonly components: readonly {
    readonly key: string;
    readonly name: string;
    readonly electronic: boolean;
    readonly required: boolean;
  }[];
}

/** A body that receives a procedure. */
export interface ReceivingBody {
  readonly id: string;
  readonly name: string;
}

/** The signed-in citizen or business, as far as forms need them. */
export interface FilingCitizen {
  readonly id: string;
  /** 1 citizen, 2 business, 3 organisation. */
  readonly kind: number;
  readonly name: string;
  /** Identity number or tax code. */
  readonly identifier: string;
  readonly phone: string | null;
  readonly email: string | null;
  /** `yyyy-MM-dd` */
  readonly birthDate: string | null;
  readonly sex: "male" | "female" | null;
  /** In words. */
  readonly address: string | null;
}

/** Who files, and whose matter it is: 1 citizen, 2 business, 3 state agency, 4 other. */
export interface Party {
  readonly kind: 1 | 2 | 3 | 4;
  readonly name: string;
  readonly identifier: string | null;
  /** "cccd" 12 digits, "cmnd" the old 9, "ma-so" a tax code; null without an identifier. */
  readonly identifierKind: string | null;
  readonly address: string;
  readonly phone: string | null;
  readonly email: string | null;
  readonly citizenId: string | null;
}

/** What a filled form hands to the dossiers. */
export interface ReceivedFiling {
  readonly procedureVersionId: string;
  readonly caseKey: string;
  readonly channel: 1 | 2 | 3;
  readonly organisationId: string;
  readonly applicant: Party;
  readonly owner: Party;
  readonly formVersionId: string | null;
  readonly answers: unknown;
  readonly files: readonly {
    /** Null: beside the components. */
    readonly componentKey: string | null;
    readonly name: string;
    readonly mime: string;
    readonly sha256: string;
    readonly size: number;
  }[];
  /** 0 at the counter, 1 by post (HinhThuc). */
  readonly returnBy: 0 | 1;
  readonly notify: { readonly sms: boolean; readonly zalo: boolean; readonly email: boolean };
  readonly transactionId: string;
}

declare module "../../../core/system.ts" {
  interface Services {
    /** Where a procedure is filed online; undefined while nobody takes dossiers in. */
    filing: { href(procedureCode: string, caseKey: string): string | undefined };
    /** Takes a filing in; within the transaction that marks the draft as sent. */
    receiveDossier: (
      tx: Transaction,
      input: ReceivedFiling,
    ) => Promise<{ readonly id: string; readonly code: string; readonly token: string }>;
    /** The catalogue, as far as filing asks it. */
    filingCatalogue: {
      procedureAt(queries: Queries, code: string, day: string): Promise<FilingProcedure | undefined>;
      bodiesFor(queries: Queries, procedure: FilingProcedure, day: string): Promise<readonly ReceivingBody[]>;
    };
    /** The citizen a request is signed in as. */
    filingCitizen: (c: Context<HttpEnv>) => FilingCitizen | undefined;
    /** Unfinished applications of a citizen, the latest first. */
    draftsOfCitizen: (queries: Queries, citizenId: string) => Promise<readonly DraftLine[]>;
  }
}

/** An unfinished application as lists show it. */
export interface DraftLine {
  readonly id: string;
  readonly procedureCode: string;
  readonly procedureName: string;
  readonly changedAt: Date;
  readonly expiresAt: Date;
  readonly href: string;
}
