import { sql } from "kysely";
import { assertMay } from "../../access/index.ts";
import type { Queries } from "../../database/index.ts";
import type { PersonActor } from "../../transaction/index.ts";
import { foldVietnamese } from "../../ui/vietnamese.ts";
import type { HeldCertificate, KeyOwner } from "../service.ts";
import { listCertificates } from "./permissions.ts";

/** A certificate in use, with its owner's name of today. */
export interface ListedCertificate extends Omit<HeldCertificate, "owner" | "state"> {
  readonly ownerKind: KeyOwner["kind"];
  readonly ownerId: string;
  readonly ownerName: string;
}

/**
 * Certificates in use, those that end first at the top.
 *
 * @param filter part of the owner's name, with or without diacritics; `limit` rows from `offset`
 * @throws AccessDeniedError
 */
export async function certificatesInUse(
  queries: Queries,
  actor: PersonActor,
  filter: { readonly text: string; readonly limit: number; readonly offset: number },
): Promise<ListedCertificate[]> {
  assertMay(actor, listCertificates, undefined);
  const pattern = `%${foldVietnamese(filter.text).replace(/[\\%_]/g, "\\$&")}%`;
  const found = await sql<ListedCertificate>`
    select c.id, c.owner_kind as "ownerKind", c.owner_id as "ownerId", o.name as "ownerName", c.subject, c.issuer,
           c.serial, c.not_before as "notBefore", c.not_after as "notAfter"
      from signing.certificate c
      join lateral (
        select p.full_name as name, p.name_folded from directory.person p
         where c.owner_kind = 'person' and p.id = c.owner_id
        union all
        (select v.name, v.name_folded from directory.organisation_version v
          where c.owner_kind = 'organisation' and v.organisation_id = c.owner_id
          order by v.valid desc limit 1)
      ) o on true
     where c.state = 'active' and o.name_folded like ${pattern}
     order by c.not_after, c.id limit ${filter.limit} offset ${filter.offset}`.execute(queries);
  return found.rows;
}
