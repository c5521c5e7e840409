import type { ColumnType, Generated } from "kysely";

interface AccountTable {
  id: string;
  person_id: string;
  username: string;
  username_folded: string;
  password_hash: string | null;
  password_changed_at: Date | null;
  status: Generated<"active" | "locked">;
  demo: Generated<boolean>;
  language: Generated<"vi" | "en">;
  session_epoch: Generated<number>;
  created_at: Date;
  last_sign_in_at: Date | null;
  last_appointment_id: string | null;
}

interface SecondFactorTable {
  account_id: string;
  secret_box: Buffer;
  created_at: Date;
  confirmed_at: Date | null;
  last_step: Generated<number>;
}

interface RecoveryCodeTable {
  account_id: string;
  code_hash: Buffer;
  used_at: Date | null;
}

interface SessionTable {
  id: string;
  token_hash: Buffer;
  account_id: string;
  epoch: number;
  appointment_id: string;
  second_factor: boolean;
  address: string;
  user_agent: string;
  created_at: Date;
  last_seen_at: Date;
  expires_at: Date;
  ends_at: Date;
}

interface ChallengeTable {
  token_hash: Buffer;
  account_id: string;
  epoch: number;
  created_at: Date;
  expires_at: Date;
}

interface ThrottleTable {
  subject: Buffer;
  failures: number;
  last_at: Date;
  blocked_until: Date | null;
}

interface AccessTokenTable {
  id: string;
  account_id: string;
  appointment_id: string;
  name: string;
  scopes: ColumnType<string[], readonly string[], readonly string[]>;
  prefix: string;
  token_hash: Buffer;
  created_at: Date;
  expires_at: Date;
  last_used_at: Date | null;
  last_used_address: string | null;
  revoked_at: Date | null;
}

interface OneTimeLinkTable {
  token_hash: Buffer;
  purpose: "first-administrator" | "set-password";
  account_id: string | null;
  created_at: Date;
  expires_at: Date;
  used_at: Date | null;
}

declare module "../database/tables.ts" {
  interface Tables {
    "identity.account": AccountTable;
    "identity.second_factor": SecondFactorTable;
    "identity.recovery_code": RecoveryCodeTable;
    "identity.session": SessionTable;
    "identity.challenge": ChallengeTable;
    "identity.throttle": ThrottleTable;
    "identity.access_token": AccessTokenTable;
    "identity.one_time_link": OneTimeLinkTable;
  }
}
