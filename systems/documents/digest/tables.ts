import type { ColumnType, Generated } from "kysely";

type Instant = ColumnType<Date, Date, Date>;
type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;

/**
 * `day-off`: not a working day of any body the person serves; `empty`: nothing waited; `stopped`: the person does not
 * want the letter; `waiting`: on its way to the mail server.
 */
export type DigestState =
  | "day-off"
  | "empty"
  | "stopped"
  | "no-address"
  | "no-mail-server"
  | "waiting"
  | "sent"
  | "failed";

export interface DigestTable {
  person_id: string;
  /** `yyyy-MM-dd` */
  day: string;
  built_at: Instant;
  subject: Generated<string>;
  body: Generated<string>;
  total: Generated<number>;
  state: DigestState;
  email: string | null;
  sent_at: MaybeInstant;
  failure: Generated<string>;
}

export interface DigestChoiceTable {
  person_id: string;
  by_mail: boolean;
  changed_at: Instant;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "documents.digest": DigestTable;
    "documents.digest_choice": DigestChoiceTable;
  }
}
declare module "../../../core/transaction/transact.ts" {
  interface JobTypes {
    "documents.send-digest": { readonly personId: string; readonly day: string };
  }
}
