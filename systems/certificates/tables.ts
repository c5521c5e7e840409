import type { ColumnType, Generated } from "kysely";
import type {
  CertificateKind,
  CertificateState,
  Device,
  HolderKind,
  RequestKind,
  RequestState,
} from "./states.ts";

type MaybeInstant = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** `yyyy-MM-dd` */
type Day = string;

/** Whose a certificate is, and where they work. */
interface HolderColumns {
  holder_kind: HolderKind;
  holder_id: string;
  holder_name: string;
  holder_title: Generated<string>;
  organisation_id: string;
  organisation_name: string;
  unit_id: string;
  unit_name: string;
}

export interface CertificateTable extends HolderColumns {
  id: string;
  serial: string;
  issuer: string;
  subject: Generated<string>;
  thumbprint: string | null;
  kind: CertificateKind;
  not_before: Date;
  not_after: Date;
  device: Device;
  device_serial: Generated<string>;
  device_returned_on: Day | null;
  state: CertificateState;
  state_since: Date;
  replaces: string | null;
  last_used_at: MaybeInstant;
  origin: "request" | "import" | "key-ring" | "demo";
  search: string;
  sort_name: string;
  version: Generated<number>;
  created_at: Date;
}

export interface RequestTable extends HolderColumns {
  id: string;
  group_id: string;
  kind: RequestKind;
  state: RequestState;
  version: Generated<number>;
  certificate_id: string | null;
  certificate_kind: CertificateKind;
  email: Generated<string>;
  mobile: Generated<string>;
  identity_number: Generated<string>;
  device: Device;
  device_serial: Generated<string>;
  serial: Generated<string>;
  reason: Generated<string>;
  reference: Generated<string>;
  answer: Generated<string>;
  result_id: string | null;
  created_by: string;
  created_by_name: string;
  created_at: Date;
  submitted_at: MaybeInstant;
  decided_at: MaybeInstant;
}

interface HistoryTable {
  id: string;
  certificate_id: string;
  request_id: string | null;
  at: Date;
  by_name: string;
  by_position: Generated<string>;
  action: string;
  note: Generated<string>;
}

/** A file of an import: its content in the store, under the name it came with. */
export interface ImportedFile {
  readonly sha256: string;
  readonly name: string;
}

interface ImportTable {
  id: string;
  files: ColumnType<readonly ImportedFile[], string, never>;
  by_person: string;
  at: Date;
  applied_at: MaybeInstant;
  result: ColumnType<unknown, string | null | undefined, string | null>;
}

declare module "../../core/database/tables.ts" {
  interface Tables {
    "certificates.certificate": CertificateTable;
    "certificates.request": RequestTable;
    "certificates.history": HistoryTable;
    "certificates.import": ImportTable;
  }
}
