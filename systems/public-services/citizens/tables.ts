import type { Generated } from "kysely";
import type { ProviderName } from "./sign-in/rules.ts";

/** `yyyy-MM-dd` */
type Day = string;

interface CitizenTable {
  id: string;
  kind: 1 | 2 | 3;
  identifier: string;
  name: string;
  birth_date: Day | null;
  sex: "male" | "female" | null;
  ethnicity: string | null;
  permanent_address: string | null;
  current_address: string | null;
  level: number;
  verified_at: Date;
  verified_by: ProviderName;
  phone: string | null;
  email: string | null;
  notify_sms: Generated<boolean>;
  notify_zalo: Generated<boolean>;
  notify_email: Generated<boolean>;
  version: Generated<number>;
  created_at: Date;
  closed_at: Date | null;
}

interface CitizenProviderTable {
  provider: ProviderName;
  tech_id: string;
  citizen_id: string;
  linked_at: Date;
}

interface CitizenSessionTable {
  id: string;
  token_hash: Buffer;
  citizen_id: string;
  provider: ProviderName;
  address: string;
  user_agent: string;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  ends_at: Date;
}

interface AuthorisationTable {
  id: string;
  giver_id: string;
  taker_identifier: string;
  taker_name: string;
  taker_id: string | null;
  procedures: string[];
  from_day: Day;
  until_day: Day;
  state: "offered" | "accepted" | "refused" | "ended";
  created_at: Date;
  answered_at: Date | null;
  ended_at: Date | null;
}

interface ChildTable {
  id: string;
  parent_id: string;
  relation: "mother" | "father" | "guardian";
  name: string;
  identifier: string | null;
  birth_date: Day;
  sex: "male" | "female";
  added_at: Date;
  removed_at: Date | null;
}

declare module "../../../core/database/tables.ts" {
  interface Tables {
    "public_services.citizen": CitizenTable;
    "public_services.citizen_provider": CitizenProviderTable;
    "public_services.citizen_session": CitizenSessionTable;
    "public_services.authorisation": AuthorisationTable;
    "public_services.child": ChildTable;
  }
}
