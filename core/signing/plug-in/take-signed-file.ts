import { z } from "zod";
import { Refusal } from "../../errors.ts";
import type { House } from "../../system.ts";
import { transact } from "../../transaction/index.ts";
import { type Act, actBySecret, findAct, refuseAct, spendSecret } from "../acts/index.ts";
import { keyRingOf } from "../key-ring/key-ring.ts";
import { ownerName } from "../key-ring/owner-name.ts";
import { isSuspended } from "../key-ring/suspension.ts";
import { type AcceptedSignature, acceptSignedFile } from "./accept-signed-file.ts";
import { completionOf } from "./completions.ts";
import { plugInRefusal } from "./refusals.ts";

const SYSTEM = { kind: "system", name: "signing" } as const;
const detailsSchema = z.object({ call: z.string() });

/**
 * The file that the plug-in fetches. It may be fetched again until the upload has begun.
 *
 * @returns content in the file store
 * @throws Refusal signing.act-secret | signing.act-expired | signing.act-cancelled | signing.act-ended
 */
export async function fileToSign(house: House, actId: string, secret: string): Promise<string> {
  const act = await actBySecret(house.database.queries, actId, "download", secret);
  return sentOut(act);
}

/**
 * Checks the upload address before a body is read, and closes the download. A completed act lets the body come: the
 * plug-in may send again when the answer was lost.
 *
 * @throws Refusal as {@link fileToSign}
 */
export async function beginUpload(house: House, actId: string, secret: string): Promise<void> {
  const { queries } = house.database;
  try {
    await actBySecret(queries, actId, "upload", secret);
  } catch (error) {
    if ((await findAct(queries, actId)).state === "completed") return;
    throw error;
  }
  await transact(house, { actor: SYSTEM }, (tx) => spendSecret(tx, actId, "download"));
}

/**
 * Takes the signed file: accepted, it goes to the room that began the act, once; refused, the act ends with the reason
 * and the document stays as it was. The same file again is answered like the first time.
 *
 * @throws Refusal plug-in.* | signing.act-*
 */
export async function takeSignedFile(
  house: House,
  actId: string,
  secret: string,
  content: AsyncIterable<Uint8Array>,
): Promise<void> {
  const file = await house.files.put(content);
  if (await isResultOf(house, actId, file.sha256)) return;
  let act: Act;
  try {
    act = await actBySecret(house.database.queries, actId, "upload", secret);
  } catch (error) {
    // Two equal uploads at once: the other one was first.
    if (await isResultOf(house, actId, file.sha256)) return;
    throw error;
  }
  try {
    const accepted = await judge(house, act, await house.files.bytes(file.sha256));
    if (accepted.matchedBy === "name") await noteUnknownCertificate(house, act, accepted);
    await completionOf(act)(house, act, file, accepted.fingerprint);
  } catch (error) {
    if (await isResultOf(house, actId, file.sha256)) return;
    // What may be different in a minute leaves the act open.
    if (error instanceof Refusal && error.status !== 503)
      await transact(house, { actor: SYSTEM }, (tx) => refuseAct(tx, actId, error.code));
    throw error;
  }
}

async function judge(house: House, act: Act, bytes: Uint8Array): Promise<AcceptedSignature> {
  const ring = keyRingOf(house);
  const keys = await ring.signatures.keysOf(act.owner);
  const accepted = await acceptSignedFile(await house.files.bytes(sentOut(act)), bytes, {
    trust: ring.trust,
    revocation: ring.revocation,
    mayFillNumberAndDate: detailsSchema.parse(act.details).call === "vgca_sign_issued",
    signer: {
      kind: act.owner.kind,
      name: await ownerName(house.database.queries, act.owner),
      fingerprints: new Set(keys.map(({ fingerprint }) => fingerprint)),
    },
  });
  if (await isSuspended(house.database.queries, accepted.fingerprint))
    throw plugInRefusal("plug-in.suspended");
  // Two people may bear one name: a certificate known to be another's is never taken for theirs.
  if (accepted.matchedBy === "name" && (await isOfAnother(house, act, accepted.fingerprint)))
    throw plugInRefusal("plug-in.another-owner");
  return accepted;
}

async function isOfAnother(house: House, { owner }: Act, fingerprint: string): Promise<boolean> {
  for (const table of ["signing.certificate", "signing.outside_key"] as const) {
    const rows = await house.database.queries
      .selectFrom(table)
      .select(["owner_kind", "owner_id"])
      .where("fingerprint", "=", fingerprint)
      .execute();
    if (rows.some((row) => row.owner_kind !== owner.kind || row.owner_id !== owner.id)) return true;
  }
  return false;
}

/** Accepted by name and kind only: the log says so, for whoever looks after the certificates. */
async function noteUnknownCertificate(house: House, act: Act, accepted: AcceptedSignature): Promise<void> {
  house.log.warn(
    { act: act.id, fingerprint: accepted.fingerprint },
    "signed with an unregistered certificate",
  );
  await transact(house, { actor: SYSTEM }, async (tx) =>
    tx.record({
      action: "signing.accept-unregistered-certificate",
      objectKind: "signing-act",
      objectId: act.id,
      data: { ownerKind: act.owner.kind, owner: act.owner.id, fingerprint: accepted.fingerprint },
    }),
  );
}

async function isResultOf(house: House, actId: string, sha256: string): Promise<boolean> {
  const { state, resultSha256 } = await findAct(house.database.queries, actId);
  return state === "completed" && resultSha256 === sha256;
}

function sentOut(act: Act): string {
  return act.preparedSha256 ?? act.baseSha256;
}
