import type { Selectable } from "kysely";
import type { Queries, Tables } from "../../database/index.ts";
import { notFound } from "../../errors.ts";
import { type Transaction, uuidv7 } from "../../transaction/index.ts";
import { attributeOf, type Certificate, displayName, nameText } from "../certificates/index.ts";
import type { HeldKey, KeyOwner } from "../service.ts";
import { ownerRecord } from "./certificates.ts";
import { remoteReferenceSchema } from "./remote-act.ts";
import "./tables.ts";

/** A key outside as stored. */
export type OutsideKey = Selectable<Tables["signing.outside_key"]>;

export interface NewOutsideKey {
  readonly owner: KeyOwner;
  readonly kind: OutsideKey["kind"];
  /** JSON: where the key is. */
  readonly reference: Readonly<Record<string, unknown>>;
  readonly certificate: Certificate;
  /** Nearest first. */
  readonly issuers: readonly Certificate[];
  readonly imageSha256: string;
}

/** Keeps where a key is, as one its owner may sign with; the same certificate again takes the place of the earlier. */
export async function keepOutsideKey(tx: Transaction, made: NewOutsideKey): Promise<string> {
  const { owner, certificate } = made;
  const id = uuidv7(tx.now);
  await tx.queries
    .updateTable("signing.outside_key")
    .set({ ended_at: tx.now })
    .where("owner_kind", "=", owner.kind)
    .where("owner_id", "=", owner.id)
    .where("kind", "=", made.kind)
    .where("fingerprint", "=", certificate.fingerprint)
    .where("ended_at", "is", null)
    .execute();
  await tx.queries
    .insertInto("signing.outside_key")
    .values({
      id,
      owner_kind: owner.kind,
      owner_id: owner.id,
      kind: made.kind,
      reference: JSON.stringify(made.reference),
      certificate: Buffer.from(certificate.der),
      issuers: made.issuers.map(({ der }) => Buffer.from(der)),
      subject: displayName(certificate),
      issuer: attributeOf(certificate.issuer, "CN") ?? nameText(certificate.issuer),
      serial: certificate.serialNumber,
      fingerprint: certificate.fingerprint,
      not_before: certificate.notBefore,
      not_after: certificate.notAfter,
      image_sha256: made.imageSha256,
      created_at: tx.now,
      ended_at: null,
    })
    .execute();
  tx.record({
    action: "signing.register-key",
    objectKind: "certificate",
    objectId: id,
    data: { ...ownerRecord(owner), kind: made.kind, fingerprint: certificate.fingerprint },
  });
  return id;
}

/** The keys outside that an owner may sign with, newest first. */
export async function outsideKeysOf(queries: Queries, owner: KeyOwner): Promise<OutsideKey[]> {
  return await queries
    .selectFrom("signing.outside_key")
    .selectAll()
    .where("owner_kind", "=", owner.kind)
    .where("owner_id", "=", owner.id)
    .where("ended_at", "is", null)
    .orderBy("created_at", "desc")
    .execute();
}

/** @throws Refusal not-found when the owner has no such key */
export async function outsideKey(queries: Queries, owner: KeyOwner, id: string): Promise<OutsideKey> {
  const found = (await outsideKeysOf(queries, owner)).find((each) => each.id === id);
  if (found === undefined) throw notFound();
  return found;
}

/** From now on nobody signs with it here. @throws Refusal not-found */
export async function endOutsideKey(tx: Transaction, owner: KeyOwner, id: string): Promise<void> {
  await outsideKey(tx.queries, owner, id);
  await tx.queries
    .updateTable("signing.outside_key")
    .set({ ended_at: tx.now })
    .where("id", "=", id)
    .execute();
  tx.record({
    action: "signing.stop-key",
    objectKind: "certificate",
    objectId: id,
    data: ownerRecord(owner),
  });
}

/** What people see of it. */
export function heldKey(row: OutsideKey): HeldKey {
  return {
    ...(row.kind === "remote" ? { remote: remoteOf(row) } : {}),
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    issuer: row.issuer,
    serial: row.serial,
    fingerprint: row.fingerprint,
    notBefore: row.not_before,
    notAfter: row.not_after,
  };
}

function remoteOf({ reference }: OutsideKey): NonNullable<HeldKey["remote"]> {
  const { consent, pin } = remoteReferenceSchema.parse(reference);
  return { consent, pin };
}
