import { z } from "zod";
import { Refusal } from "../../errors.ts";
import type { House } from "../../system.ts";
import { openPkcs11Signer, Pkcs11Error } from "../keys/index.ts";
import type { OpenKey } from "../service.ts";
import type { OutsideKey } from "./outside-keys.ts";
import { emptyPin, outOfValidity } from "./refusals.ts";
import { tokenModule } from "./register-outside-key.ts";
import { assertNotSuspended } from "./suspension.ts";

const reference = z.object({ tokenLabel: z.string(), keyLabel: z.string() });

/**
 * Opens a key on the server's signing device for one signature; afterwards the device is let go.
 * @throws Refusal signing.suspended | signing.expired | signing.wrong-pin; with the code of the Pkcs11Error, on field `pin` where the PIN is the reason
 */
export async function openTokenKey(house: House, row: OutsideKey, pin: string): Promise<OpenKey> {
  const now = new Date();
  await assertNotSuspended(house.database.queries, row.fingerprint);
  if (row.not_before > now || row.not_after < now) throw outOfValidity(row.not_before, now);
  if (pin === "") throw emptyPin();
  const where = { module: tokenModule(house), ...reference.parse(row.reference), pin };
  const certificates = [row.certificate, ...row.issuers];
  const open = () => openPkcs11Signer({ ...where, certificates });
  try {
    const first = await open();
    const { algorithm } = first;
    await first.close();
    return {
      signer: {
        certificates,
        algorithm,
        async sign(toBeSigned) {
          const opened = await open();
          try {
            return await opened.sign(toBeSigned);
          } finally {
            await opened.close();
          }
        },
      },
      image: await house.files.bytes(row.image_sha256),
      subject: row.subject,
    };
  } catch (error) {
    if (!(error instanceof Pkcs11Error)) throw error;
    const isPin = /pin|last-try/.test(error.code);
    throw new Refusal(error.code, isPin ? 422 : 503, error.sentence, isPin ? "pin" : undefined);
  }
}
