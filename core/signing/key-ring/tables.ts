import type { ColumnType, Generated } from "kysely";
import type { KeyOwner } from "../service.ts";
import type { TrustLabel } from "../types.ts";

interface CertificateTable {
  id: string;
  owner_kind: KeyOwner["kind"];
  owner_id: string;
  origin: "upload" | "demo";
  key_box: Buffer | null;
  certificate: Buffer;
  issuers: Buffer[];
  subject: string;
  issuer: string;
  serial: string;
  fingerprint: string;
  not_before: Date;
  not_after: Date;
  state: "active" | "revoked" | "replaced";
  image_sha256: string;
  failed_pins: Generated<number>;
  locked_until: Date | null;
  created_at: Date;
  ended_at: Date | null;
}

interface TrustRootTable {
  fingerprint: string;
  certificate: Buffer;
  label: TrustLabel;
  subject: string;
  not_after: Date;
  configured: boolean;
  first_seen_at: Date;
  last_seen_at: Date;
}

interface OutsideKeyTable {
  id: string;
  owner_kind: KeyOwner["kind"];
  owner_id: string;
  kind: "pkcs11" | "remote" | "plug-in";
  /** JSON as stored; its reader parses it. */
  reference: ColumnType<unknown, string, string>;
  certificate: Buffer;
  issuers: Buffer[];
  subject: string;
  issuer: string;
  serial: string;
  fingerprint: string;
  not_before: Date;
  not_after: Date;
  image_sha256: string;
  created_at: Date;
  ended_at: Date | null;
}

interface SuspendedCertificateTable {
  fingerprint: string;
  since: Date;
}

declare module "../../database/tables.ts" {
  interface Tables {
    "signing.certificate": CertificateTable;
    "signing.outside_key": OutsideKeyTable;
    "signing.suspended_certificate": SuspendedCertificateTable;
    "signing.trust_root": TrustRootTable;
  }
}
