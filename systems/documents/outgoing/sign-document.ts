import type { House } from "../../../core/system.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import type { Outgoing } from "./outgoing.ts";
import { type SignWithKey, signWithKey } from "./sign-with-key.ts";
import { signStep } from "./signing-steps.ts";

/**
 * The leader signs with a certificate of their own: a blue picture of the handwritten signature, one appended
 * revision (NĐ 30/2020 Art. 5, 13; PL I). The fields for number and date are laid out before, so that the clerk can
 * fill them later without touching the signature.
 *
 * @throws Refusal signing.* | pdf.* in plain words, AccessDeniedError, Refusal conflict
 */
export async function signDocument(house: House, actor: PersonActor, input: SignWithKey): Promise<Outgoing> {
  return await signWithKey(house, actor, signStep, input);
}
