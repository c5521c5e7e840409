import type { Queries } from "../../../core/database/index.ts";
import type { CitizenActor } from "../../../core/transaction/index.ts";
import type { ProviderName } from "./sign-in/rules.ts";
import "./tables.ts";

/** A citizen, business or organisation with an account. */
export interface Citizen {
  readonly id: string;
  /** LoaiTaiKhoan: 1 person, 2 business, 3 organisation. */
  readonly kind: 1 | 2 | 3;
  readonly name: string;
  /** Personal identifier or tax code. */
  readonly identifier: string;
  /** `yyyy-MM-dd` */
  readonly birthDate: string | null;
  readonly sex: "male" | "female" | null;
  readonly ethnicity: string | null;
  readonly permanentAddress: string | null;
  readonly currentAddress: string | null;
  /** Where they live, in words: the current address, else the permanent one. */
  readonly address: string | null;
  /** Level of the identity at the last sign-in. */
  readonly level: number;
  readonly verifiedAt: Date;
  readonly verifiedBy: ProviderName;
  /** `+84…` */
  readonly phone: string | null;
  readonly email: string | null;
  readonly notify: { readonly sms: boolean; readonly zalo: boolean; readonly email: boolean };
  readonly version: number;
}

const COLUMNS = [
  "c.id",
  "c.kind",
  "c.identifier",
  "c.name",
  "c.birth_date",
  "c.sex",
  "c.ethnicity",
  "c.permanent_address",
  "c.current_address",
  "c.level",
  "c.verified_at",
  "c.verified_by",
  "c.phone",
  "c.email",
  "c.notify_sms",
  "c.notify_zalo",
  "c.notify_email",
  "c.version",
] as const;

/** The open accounts. */
export function openCitizens(queries: Queries) {
  return queries.selectFrom("public_services.citizen as c").select(COLUMNS).where("c.closed_at", "is", null);
}

type Row = Awaited<ReturnType<ReturnType<typeof openCitizens>["executeTakeFirstOrThrow"]>>;

/** A row of `openCitizens` as the house speaks of it. */
export function asCitizen(row: Row): Citizen {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    identifier: row.identifier,
    birthDate: row.birth_date,
    sex: row.sex,
    ethnicity: row.ethnicity,
    permanentAddress: row.permanent_address,
    currentAddress: row.current_address,
    address: row.current_address ?? row.permanent_address,
    level: row.level,
    verifiedAt: row.verified_at,
    verifiedBy: row.verified_by,
    phone: row.phone,
    email: row.email,
    notify: { sms: row.notify_sms, zalo: row.notify_zalo, email: row.notify_email },
    version: row.version,
  };
}

/** An open account; undefined when there is none. */
export async function findCitizen(queries: Queries, id: string): Promise<Citizen | undefined> {
  const row = await openCitizens(queries).where("c.id", "=", id).executeTakeFirst();
  return row && asCitizen(row);
}

/** A citizen as the audit log and the transaction know them. */
export function citizenActor(citizen: Pick<Citizen, "id" | "name">, address = ""): CitizenActor {
  return { kind: "citizen", citizenId: citizen.id, name: citizen.name, ...(address ? { address } : {}) };
}
