import type { Queries } from "../../../../core/database/index.ts";
import { parseMobile } from "../../citizens/index.ts";
import type { Party } from "../../forms/index.ts";
import { UNKNOWN_OWNER } from "../mapping/ho-so.ts";
import type { Filing } from "./filing.ts";
import "../tables.ts";

/** Whose matter it is: the account that the portal names, with what the portal says of it. Nothing is made up. */
export async function ownerOf(queries: Queries, filing: Filing): Promise<Party> {
  const identifier = filing.SoGiayToChuHoSo ?? filing.MaSoThue;
  const account = await accountOf(queries, filing.TechID, identifier);
  const number = identifier ?? account?.identifier ?? null;
  const kind = filing.LoaiDoiTuong
    ? KINDS[filing.LoaiDoiTuong]
    : filing.MaSoThue
      ? 2
      : account
        ? account.kind
        : 1;
  return {
    kind: kind === 3 && !filing.LoaiDoiTuong ? 4 : kind,
    name: filing.ChuHoSo ?? account?.name ?? UNKNOWN_OWNER,
    identifier: number,
    identifierKind: number === null ? null : kindOfNumber(number),
    address: filing.DiaChi ?? account?.address ?? "",
    phone: parseMobile(filing.SoDienThoai ?? "") ?? account?.phone ?? null,
    email: filing.Email ?? account?.email ?? null,
    citizenId: account?.id ?? null,
  };
}

const KINDS = { "1": 1, "2": 2, "3": 3, "4": 4 } as const;

function kindOfNumber(number: string): string | null {
  if (/^\d{12}$/.test(number)) return "cccd";
  if (/^\d{9}$/.test(number)) return "cmnd";
  return /^\d{10}(?:-\d{3})?$/.test(number) ? "ma-so" : null;
}

async function accountOf(queries: Queries, techId: string | null, identifier: string | null) {
  const open = queries
    .selectFrom("public_services.citizen as c")
    .select(["c.id", "c.kind", "c.name", "c.identifier", "c.phone", "c.email"])
    .select((row) => row.fn.coalesce("c.current_address", "c.permanent_address").as("address"))
    .where("c.closed_at", "is", null);
  const linked =
    techId === null
      ? undefined
      : await open
          .innerJoin("public_services.citizen_provider as p", "p.citizen_id", "c.id")
          .where("p.tech_id", "=", techId)
          .where("p.provider", "=", "portal")
          .executeTakeFirst();
  if (linked || identifier === null) return linked;
  return await open.where("c.identifier", "=", identifier).executeTakeFirst();
}
