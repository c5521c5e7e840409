import type { House, Loop } from "../../system.ts";
import { transact } from "../../transaction/index.ts";
import { buildChain } from "../certificates/index.ts";
import { endActive, type KeptCertificate, ownerRecord, parsedChain } from "./certificates.ts";
import { keyRingOf } from "./key-ring.ts";

/**
 * Every ten minutes: a certificate in our care that its authority has revoked stops signing here, too, before anybody
 * signs a document with it that others call invalid. While a list cannot be had, nothing is concluded.
 */
export const watchRevocations: Loop = {
  name: "signing.watch-revocations",
  everyMs: 10 * 60_000,
  async run(house, signal) {
    const rows = await house.database.queries
      .selectFrom("signing.certificate")
      .selectAll()
      .where("state", "=", "active")
      .where("not_after", ">", new Date())
      .execute();
    for (const row of rows) {
      if (signal.aborted) break;
      if (await isRevoked(house, row)) await endRevoked(house, row);
    }
    return "rest";
  },
};

async function isRevoked(house: House, row: KeptCertificate): Promise<boolean> {
  const { trust, revocation } = keyRingOf(house);
  const { own, issuers } = parsedChain(row);
  const now = new Date();
  const chain = buildChain(own, issuers, trust, now);
  const issuer = chain.ok ? chain.path[1] : undefined;
  if (issuer === undefined) return false;
  return (await revocation.status(own, issuer, now)).status === "revoked";
}

async function endRevoked(house: House, row: KeptCertificate): Promise<void> {
  const owner = { kind: row.owner_kind, id: row.owner_id };
  await transact(house, { actor: { kind: "system", name: "signing" } }, async (tx) => {
    const present = await tx.queries
      .selectFrom("signing.certificate")
      .select("id")
      .where("id", "=", row.id)
      .where("state", "=", "active")
      .forUpdate()
      .executeTakeFirst();
    if (!present) return;
    await endActive(tx, owner, "revoked");
    tx.record({
      action: "signing.notice-revocation",
      objectKind: "certificate",
      objectId: row.id,
      data: ownerRecord(owner),
    });
  });
  keyRingOf(house).opened.forget(row.id);
}
