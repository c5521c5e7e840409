import { assertMay } from "../../core/access/index.ts";
import type { Queries } from "../../core/database/index.ts";
import { Refusal } from "../../core/errors.ts";
import { parseCertificate } from "../../core/signing/index.ts";
import { followRegister, keysInUseExcept } from "../../core/signing/key-ring/registered-keys.ts";
import type { House } from "../../core/system.ts";
import type { PersonActor, Transaction } from "../../core/transaction/index.ts";
import { addCertificates } from "./certificate.ts";
import { type CertificateFields, fieldsOf } from "./import/read-certificate-file.ts";
import { itUnitsOn } from "./managers.ts";
import { mayManage } from "./permissions.ts";
import { holderOn } from "./requests/draft-requests.ts";
import { type HolderKind, keyStateOf } from "./states.ts";

/** A certificate that signs in the house without being in the register. */
export interface UnregisteredKey extends CertificateFields {
  readonly ownerKind: HolderKind;
  readonly ownerId: string;
}

/** Certificates of the key ring that the register does not know, newest first. */
export async function unregisteredKeys(queries: Queries, limit: number): Promise<readonly UnregisteredKey[]> {
  const known = await queries
    .selectFrom("certificates.certificate")
    .select("thumbprint")
    .where("thumbprint", "is not", null)
    .execute();
  const keys = await keysInUseExcept(queries, new Set(known.flatMap((row) => row.thumbprint ?? [])), limit);
  return keys.map((key) => ({
    ...fieldsOf(parseCertificate(key.certificate)),
    ownerKind: key.ownerKind,
    ownerId: key.ownerId,
  }));
}

/**
 * Takes a certificate that is used in the house into the register. One that the register knew without its file, and had
 * suspended or revoked, stops signing with that.
 * @param thumbprint SHA-256 of the certificate
 * @throws Refusal certificates.not-in-key-ring | certificates.known, AccessDeniedError
 */
export async function takeInKey(
  house: House,
  tx: Transaction,
  actor: PersonActor,
  thumbprint: string,
): Promise<string> {
  assertMay(actor, mayManage, await itUnitsOn(tx.queries, tx.now));
  const found = (await unregisteredKeys(tx.queries, 10_000)).find((key) => key.thumbprint === thumbprint);
  if (!found) {
    throw new Refusal("certificates.not-in-key-ring", 409, {
      vi: "Chứng thư số này đã có trong sổ hoặc không còn dùng trong hệ thống.",
      en: "This certificate is already in the register or no longer in use here.",
    });
  }
  const { email: _email, ...holder } = await holderOn(tx, { kind: found.ownerKind, id: found.ownerId });
  const known = await tx.queries
    .selectFrom("certificates.certificate")
    .select(["id", "state"])
    .where("issuer", "=", found.issuer)
    .where("serial", "=", found.serial)
    .executeTakeFirst();
  if (known) {
    await tx.queries
      .updateTable("certificates.certificate")
      .set({ thumbprint })
      .where("id", "=", known.id)
      .execute();
    tx.record({
      action: "certificates.take-in",
      objectKind: "registered-certificate",
      objectId: known.id,
      data: { thumbprint },
    });
    await followRegister(house, tx, thumbprint, keyStateOf(known.state));
    return known.id;
  }
  const [id = ""] = await addCertificates(
    tx,
    [
      {
        ...holder,
        serial: found.serial,
        issuer: found.issuer,
        subject: found.subject,
        thumbprint,
        kind: found.kind,
        not_before: found.notBefore,
        not_after: found.notAfter,
        device: "software",
        device_serial: "",
        device_returned_on: null,
        state: "in-use",
        replaces: null,
        last_used_at: null,
        origin: "key-ring",
      },
    ],
    "take-in",
  );
  return id;
}
