import type { ColumnType, Generated } from "kysely";
import type { TicketState } from "./states.ts";

type Maybe<Content> = ColumnType<Content | null, Content | null | undefined, Content | null>;

interface TicketTable {
  id: string;
  organisation_id: string;
  day: string;
  kind: string;
  kind_name: string;
  number: number;
  label: string;
  token: string;
  priority: Maybe<string>;
  rank: Generated<number>;
  state: TicketState;
  drawn_at: Date;
  called_at: Maybe<Date>;
  last_called_at: Maybe<Date>;
  calls: Generated<number>;
  serving_at: Maybe<Date>;
  ended_at: Maybe<Date>;
  counter: Maybe<string>;
  person_id: Maybe<string>;
  person_name: Maybe<string>;
  version: Generated<number>;
}

interface KindTable {
  organisation_id: string;
  key: string;
  prefix: string;
  name: string;
  english: string;
  position: number;
  active: Generated<boolean>;
}

interface PriorityTable {
  key: string;
  name: string;
  english: string;
  rank: number;
  source: string;
  active: Generated<boolean>;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "public_services.desk_ticket": TicketTable;
    "public_services.desk_kind": KindTable;
    "public_services.desk_priority": PriorityTable;
    "public_services.desk_seat": {
      person_id: string;
      organisation_id: string;
      day: string;
      counter: string;
      kinds: string[];
    };
    "public_services.desk_kiosk": {
      organisation_id: string;
      token: string;
      made_at: Date;
      made_by: string;
    };
  }
}
