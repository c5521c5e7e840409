import { z } from "zod";
import { assertMay, clearanceOf } from "../../../core/access/index.ts";
import { changedMeanwhile } from "../../../core/errors.ts";
import {
  type Act,
  beginPlugInSigning,
  cancelAct,
  completeAct,
  completeActsOf,
  openActOf,
  type PlugInCall,
} from "../../../core/signing/index.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { requireUnchanged } from "../approving/approvals.ts";
import {
  getOutgoing,
  lockOutgoing,
  nextOutgoingState,
  type Outgoing,
  subjectOfOutgoing,
} from "./outgoing.ts";
import { requireReadyToSign } from "./ready-to-sign.ts";
import { withPlainReasons } from "./sign-with-key.ts";
import { ROOM, type SigningStep, stepOfAct, storeSignature } from "./signing-steps.ts";

/** What completing needs to know of the beginning: who acts, and which version they saw. */
const completionSchema = z.object({
  completion: z.object({
    version: z.int(),
    actor: z.object({
      kind: z.literal("person"),
      personId: z.string(),
      appointmentId: z.string(),
      organisationId: z.string(),
      unitId: z.string(),
      fullName: z.string(),
      positionTitle: z.string(),
      roles: z.array(z.string()),
      clearance: z.int(),
    }),
  }),
});

/**
 * Begins a signature with the token at the signer's own computer: the file is laid out as for any other key, and the
 * plug-in gets one-time addresses to fetch it and to bring it back. Beginning again ends the earlier attempt.
 *
 * @throws Refusal signing.act-open | pdf.* | documents.wrong-state | conflict, AccessDeniedError
 */
export async function beginSigningByPlugIn(
  house: House,
  actor: PersonActor,
  step: SigningStep,
  id: string,
): Promise<PlugInCall> {
  const document = await getOutgoing(house.database.queries, id);
  assertMay(actor, step.permission, subjectOfOutgoing(document));
  nextOutgoingState(document.state, step.action);
  if (step.action === "seal") await requireUnchanged(house.database.queries, document);
  if (step.action === "sign") await requireReadyToSign(house.database.queries, document, new Date());
  const prepared = await withPlainReasons(async () =>
    step.prepare(await house.files.bytes(document.file_sha256)),
  );
  const { sha256: preparedSha256 } = await house.files.put(prepared);
  const { kind, personId, appointmentId, organisationId, unitId, fullName, positionTitle, roles } = actor;
  const clearance = clearanceOf(actor);
  return await transact(house, { actor }, async (tx) => {
    const locked = await lockOutgoing(tx, id);
    if (locked.version !== document.version) throw changedMeanwhile();
    return await beginPlugInSigning(house, tx, {
      subject: { room: ROOM, id, action: step.action },
      owner: step.owner(document, actor),
      startedBy: personId,
      baseSha256: document.file_sha256,
      preparedSha256,
      call: step.action === "sign" ? "vgca_sign_approved" : "vgca_sign_issued",
      completion: {
        version: document.version,
        actor: {
          kind,
          personId,
          appointmentId,
          organisationId,
          unitId,
          fullName,
          positionTitle,
          roles,
          clearance,
        },
      },
      fileName: document.file_name,
      ...(document.code_number_text === null
        ? {}
        : { number: `${document.code_number_text}/${document.code_notation ?? ""}` }),
      ...(document.issued_date === null ? {} : { issuedDate: document.issued_date }),
    });
  });
}

/** The attempt that is open for a document, for a page that is loaded again. */
export async function openSigningOf(house: House, document: Outgoing): Promise<Act | undefined> {
  return await openActOf(house.database.queries, { room: ROOM, id: document.id });
}

/** The signer changes their mind; what the plug-in brings later is refused. @throws Refusal signing.not-your-act */
export async function cancelSigning(house: House, actor: PersonActor, document: Outgoing): Promise<void> {
  const act = await openSigningOf(house, document);
  if (act === undefined) return;
  await transact(house, { actor }, (tx) => cancelAct(tx, act.id, actor.personId));
}

completeActsOf(ROOM, async (house, act, file, fingerprint) => {
  const { completion } = completionSchema.parse(act.details);
  await transact(house, { actor: completion.actor }, async (tx) => {
    const { file_sha256: baseSha256 } = await lockOutgoing(tx, act.subject.id);
    const { completed } = await completeAct(tx, act.id, { baseSha256, sha256: file.sha256 });
    if (!completed) return;
    const { version } = completion;
    await storeSignature(tx, completion.actor, stepOfAct(act), {
      id: act.subject.id,
      version,
      file,
      fingerprint,
    });
  });
});
