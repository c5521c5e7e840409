import { type Selectable, sql } from "kysely";
import type { Queries, Tables } from "../../database/index.ts";
import { sealSecret } from "../../identity/secret-box.ts";
import { type Transaction, uuidv7 } from "../../transaction/index.ts";
import {
  attributeOf,
  type Certificate,
  displayName,
  nameText,
  parseCertificate,
} from "../certificates/index.ts";
import type { HeldCertificate, HeldKey, KeyOwner } from "../service.ts";
import "./tables.ts";

/** A kept certificate as stored. */
export type KeptCertificate = Selectable<Tables["signing.certificate"]>;

export const KEY_PURPOSE = "signing.pkcs12";

/** The certificate an owner signs with now. */
export async function activeCertificate(
  queries: Queries,
  owner: KeyOwner,
): Promise<KeptCertificate | undefined> {
  return await queries
    .selectFrom("signing.certificate")
    .selectAll()
    .where("owner_kind", "=", owner.kind)
    .where("owner_id", "=", owner.id)
    .where("state", "=", "active")
    .executeTakeFirst();
}

/** Every certificate an owner has had, newest first. */
export async function certificatesOf(queries: Queries, owner: KeyOwner): Promise<HeldCertificate[]> {
  const rows = await queries
    .selectFrom("signing.certificate")
    .selectAll()
    .where("owner_kind", "=", owner.kind)
    .where("owner_id", "=", owner.id)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map(held);
}

/** What people see of it. */
export function held(row: KeptCertificate): HeldCertificate {
  return {
    id: row.id,
    owner: { kind: row.owner_kind, id: row.owner_id },
    subject: row.subject,
    issuer: row.issuer,
    serial: row.serial,
    notBefore: row.not_before,
    notAfter: row.not_after,
    state: row.state,
  };
}

/** The key file as one of its owner's keys. */
export function heldFile(row: KeptCertificate): HeldKey {
  return { ...held(row), kind: "software", fingerprint: row.fingerprint };
}

export interface NewCertificate {
  readonly owner: KeyOwner;
  readonly origin: KeptCertificate["origin"];
  /** PKCS#12, protected by its PIN. */
  readonly pkcs12: Uint8Array;
  readonly certificate: Certificate;
  /** DER, nearest issuer first, without the root. */
  readonly issuers: readonly Uint8Array[];
  readonly imageSha256: string;
}

/** Keeps a certificate as the one its owner signs with; an earlier one is replaced and its key destroyed. */
export async function keepCertificate(
  tx: Transaction,
  secret: Uint8Array,
  made: NewCertificate,
): Promise<string> {
  const { owner, certificate } = made;
  const id = uuidv7(tx.now);
  const replaced = await endActive(tx, owner, "replaced");
  await tx.queries
    .insertInto("signing.certificate")
    .values({
      id,
      owner_kind: owner.kind,
      owner_id: owner.id,
      origin: made.origin,
      key_box: sealSecret(secret, KEY_PURPOSE, id, made.pkcs12),
      certificate: Buffer.from(certificate.der),
      issuers: made.issuers.map((issuer) => Buffer.from(issuer)),
      subject: displayName(certificate),
      issuer: attributeOf(certificate.issuer, "CN") ?? nameText(certificate.issuer),
      serial: certificate.serialNumber,
      fingerprint: certificate.fingerprint,
      not_before: certificate.notBefore,
      not_after: certificate.notAfter,
      state: "active",
      image_sha256: made.imageSha256,
      locked_until: null,
      created_at: tx.now,
      ended_at: null,
    })
    .execute();
  tx.record({
    action: "signing.keep-certificate",
    objectKind: "certificate",
    objectId: id,
    data: {
      ...ownerRecord(owner),
      origin: made.origin,
      fingerprint: certificate.fingerprint,
      replaced: replaced ?? null,
    },
  });
  return id;
}

/** Ends the use of an owner's certificate and destroys its key. @returns its id, if there was one */
export async function endActive(
  tx: Transaction,
  owner: KeyOwner,
  state: "revoked" | "replaced",
): Promise<string | undefined> {
  // Two replacements at once take turns; the second then ends what the first made.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`signing/${owner.kind}/${owner.id}`}, 0))`.execute(
    tx.queries,
  );
  const ended = await tx.queries
    .updateTable("signing.certificate")
    .set({ state, key_box: null, ended_at: tx.now })
    .where("owner_kind", "=", owner.kind)
    .where("owner_id", "=", owner.id)
    .where("state", "=", "active")
    .returning("id")
    .executeTakeFirst();
  return ended?.id;
}

export function ownerRecord(owner: KeyOwner): Record<string, string> {
  return { ownerKind: owner.kind, owner: owner.id };
}

/** The certificates of a row, parsed: its own, then its issuers. */
export function parsedChain(row: KeptCertificate): { own: Certificate; issuers: Certificate[] } {
  return {
    own: parseCertificate(row.certificate),
    issuers: row.issuers.map((issuer) => parseCertificate(issuer)),
  };
}
