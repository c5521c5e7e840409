import { assertMay } from "../../access/index.ts";
import { notFound } from "../../errors.ts";
import type { House } from "../../system.ts";
import type { PersonActor } from "../../transaction/index.ts";
import { DemoAuthorityError } from "../demo/demo-authority.ts";
import { issueDemoCertificate } from "../demo/issue-demo-certificate.ts";
import type { KeyOwner } from "../service.ts";
import { manageCertificate } from "./permissions.ts";
import { demoAuthorityAway } from "./refusals.ts";

/**
 * Demo mode only: a new demo certificate instead of the present one, whatever it is.
 * @throws AccessDeniedError; Refusal not-found in production, signing.demo-authority
 */
export async function renewDemoCertificate(house: House, actor: PersonActor, owner: KeyOwner): Promise<void> {
  assertMay(actor, manageCertificate, owner);
  const address = house.services.standIns?.certificateAuthority;
  if (house.config.mode !== "demo" || address === undefined) throw notFound();
  try {
    await issueDemoCertificate(house, owner, address);
  } catch (error) {
    if (error instanceof DemoAuthorityError) throw demoAuthorityAway();
    throw error;
  }
}
