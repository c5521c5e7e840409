import type { Refusal } from "../../errors.ts";
import { openSecret } from "../../identity/secret-box.ts";
import type { House } from "../../system.ts";
import { transact } from "../../transaction/index.ts";
import { KeyError, openPkcs12 } from "../keys/index.ts";
import type { KeyOwner, OpenKey } from "../service.ts";
import type { Signer } from "../types.ts";
import {
  activeCertificate,
  KEY_PURPOSE,
  type KeptCertificate,
  ownerRecord,
  parsedChain,
} from "./certificates.ts";
import { isDemoCertificate } from "./demo-certificate.ts";
import type { KeyRing } from "./key-ring.ts";
import {
  emptyPin,
  FREE_TRIES,
  LOCK_MINUTES,
  locked,
  noCertificate,
  outOfValidity,
  wrongPin,
} from "./refusals.ts";
import { assertNotSuspended } from "./suspension.ts";

/**
 * Opens the owner's current key with its PIN. Five wrong PINs in a row lock the certificate for 15 minutes; guesses at
 * once are judged one after another.
 *
 * @throws Refusal signing.no-certificate | signing.suspended | signing.expired | signing.wrong-pin | signing.locked
 */
export async function openKey(
  house: House,
  ring: KeyRing,
  owner: KeyOwner,
  pin: string,
  now: Date = new Date(),
): Promise<OpenKey> {
  const row = await activeCertificate(house.database.queries, owner);
  if (row === undefined) throw noCertificate();
  if (house.config.mode === "production" && isDemoCertificate(parsedChain(row).own)) throw noCertificate();
  await assertNotSuspended(house.database.queries, row.fingerprint);
  if (row.not_before > now || row.not_after < now) throw outOfValidity(row.not_before, now);
  if (row.locked_until !== null && row.locked_until > now) throw locked(row.locked_until, now);
  if (pin === "") throw emptyPin();
  const known = ring.opened.find(row.id, pin, now);
  const signer = known ?? (await judge(house, row.id, pin, now));
  if (known === undefined) ring.opened.keep(row.id, pin, signer, now);
  return { signer, image: await house.files.bytes(row.image_sha256), subject: row.subject };
}

type Judgement = { readonly signer: Signer } | { readonly refusal: Refusal };

/** The row is held while the PIN is tried, so that a hundred guesses at once are a hundred in a row. */
async function judge(house: House, certificateId: string, pin: string, now: Date): Promise<Signer> {
  const judgement = await transact<Judgement>(
    house,
    { actor: { kind: "system", name: "signing" }, now },
    async (tx) => {
      const row = await tx.queries
        .selectFrom("signing.certificate")
        .selectAll()
        .where("id", "=", certificateId)
        .where("state", "=", "active")
        .forUpdate()
        .executeTakeFirst();
      if (row?.key_box == null) return { refusal: noCertificate() };
      if (row.locked_until !== null && row.locked_until > now)
        return { refusal: locked(row.locked_until, now) };
      const signer = await tryPin(house, row, row.key_box, pin);
      const failed = signer === undefined ? row.failed_pins + 1 : 0;
      const isLocked = failed >= FREE_TRIES;
      const lockedUntil = isLocked ? new Date(now.getTime() + LOCK_MINUTES * 60_000) : null;
      if (failed !== row.failed_pins || row.locked_until !== null) {
        await tx.queries
          .updateTable("signing.certificate")
          .set({ failed_pins: isLocked ? 0 : failed, locked_until: lockedUntil })
          .where("id", "=", row.id)
          .execute();
      }
      if (signer !== undefined) return { signer };
      tx.record({
        action: isLocked ? "signing.lock-certificate" : "signing.refuse-pin",
        objectKind: "certificate",
        objectId: row.id,
        data: ownerRecord({ kind: row.owner_kind, id: row.owner_id }),
      });
      return {
        refusal: lockedUntil
          ? locked(lockedUntil, now)
          : wrongPin(FREE_TRIES - failed, house.config.mode === "demo" && row.origin === "demo"),
      };
    },
  );
  if ("refusal" in judgement) throw judgement.refusal;
  return judgement.signer;
}

async function tryPin(
  house: House,
  row: KeptCertificate,
  box: Uint8Array,
  pin: string,
): Promise<Signer | undefined> {
  try {
    return await openPkcs12(openSecret(house.config.secret, KEY_PURPOSE, row.id, box), pin);
  } catch (error) {
    if (error instanceof KeyError && error.code === "key.wrong-password") return undefined;
    throw error;
  }
}
