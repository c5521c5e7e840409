import type { House } from "../../../core/system.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import type { Outgoing } from "./outgoing.ts";
import { type SignWithKey, signWithKey } from "./sign-with-key.ts";
import { sealStep } from "./signing-steps.ts";

/**
 * The clerk signs for the organisation: the red seal over the left third of the leader's signature, one more revision;
 * the leader's signature stays valid (NĐ 30/2020 Art. 5.1, 26; PL I part II.8).
 */
export async function sealDocument(
  house: House,
  actor: PersonActor,
  input: Omit<SignWithKey, "place">,
): Promise<Outgoing> {
  return await signWithKey(house, actor, sealStep, input);
}
