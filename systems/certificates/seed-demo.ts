import { sql } from "kysely";
import { addPeople } from "../../core/directory/index.ts";
import type { House } from "../../core/system.ts";
import { transact } from "../../core/transaction/index.ts";
import { demoCertificates, demoCertificateUnit } from "../../province/kon-tum/demo-certificates.ts";
import { addCertificates, type CertificateFacts } from "./certificate.ts";

/** The 1,979 certificates of the demonstration, once. Production starts empty. */
export async function seedDemoCertificates(house: House, now: Date = new Date()): Promise<void> {
  const { queries } = house.database;
  const done = await sql`select 1 from platform.seed where name = 'demo-certificates'`.execute(queries);
  if (done.rows.length > 0) return;
  const { certificates, people } = demoCertificates(now);
  await transact(house, { actor: { kind: "system", name: "certificates" }, now }, async (tx) => {
    const claimed = await sql`insert into platform.seed (name) values ('demo-certificates')
      on conflict do nothing returning 1`.execute(tx.queries);
    if (claimed.rows.length === 0) return;
    await addPeople(tx.queries, people);
    await sql`insert into certificates.it_unit (id, organisation_id, unit_id, valid)
      values (gen_random_uuid(), null, ${demoCertificateUnit()}, '[2021-01-01,)')`.execute(tx.queries);
    const facts = certificates.map(
      (each): CertificateFacts => ({
        serial: each.serial,
        issuer: each.issuer,
        subject: each.subject,
        thumbprint: null,
        kind: each.kind,
        holder_kind: each.holderKind,
        holder_id: each.holderId,
        holder_name: each.holderName,
        holder_title: each.holderTitle,
        organisation_id: each.organisationId,
        organisation_name: each.organisationName,
        unit_id: each.unitId,
        unit_name: each.unitName,
        not_before: each.notBefore,
        not_after: each.notAfter,
        device: each.device,
        device_serial: each.deviceSerial,
        device_returned_on: each.deviceReturnedOn,
        state: each.state,
        replaces: null,
        last_used_at: each.lastUsedAt,
        origin: "demo",
      }),
    );
    await addCertificates(tx, facts, "demo");
    tx.record({
      action: "certificates.seed-demo",
      objectKind: "register-of-certificates",
      objectId: "demo",
      data: { certificates: facts.length },
    });
  });
}
