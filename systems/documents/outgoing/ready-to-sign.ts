import type { Queries } from "../../../core/database/index.ts";
import { requireApproval, requireUnchanged } from "../approving/approvals.ts";
import { requireAuthority } from "./authority-of-signer.ts";
import type { Outgoing } from "./outgoing.ts";

/**
 * What every door of signing asks before a key is touched, and again when the signature is stored: the signer has the
 * authority (NĐ 30/2020 Art. 13), and whoever was to approve has approved exactly this (Art. 12).
 *
 * @returns the delegation it rests on, if it does
 * @throws Refusal documents.no-authority | documents.not-approved
 */
export async function requireReadyToSign(
  queries: Queries,
  document: Outgoing,
  now: Date,
): ReturnType<typeof requireAuthority> {
  await requireApproval(queries, document);
  await requireUnchanged(queries, document);
  return await requireAuthority(queries, document, now);
}
