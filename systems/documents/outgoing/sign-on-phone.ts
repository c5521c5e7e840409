import { z } from "zod";
import { assertMay } from "../../../core/access/index.ts";
import { notFound, Refusal } from "../../../core/errors.ts";
import {
  type Act,
  beginRemoteSigning,
  completeAct,
  continueRemoteSigning,
  findAct,
  notYourAct,
  type RemoteProgress,
  refuseAct,
  type SignaturePlace,
} from "../../../core/signing/index.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { requireUnchanged } from "../approving/approvals.ts";
import { signaturesOf } from "../services.ts";
import { getOutgoing, lockOutgoing, nextOutgoingState, subjectOfOutgoing } from "./outgoing.ts";
import { requireReadyToSign } from "./ready-to-sign.ts";
import { isTimestampFailure, withPlainReasons } from "./sign-with-key.ts";
import { ROOM, type SigningStep, stepOfAct, storeSignature } from "./signing-steps.ts";

export interface SignOnPhone {
  /** Of the document. */
  readonly id: string;
  /** A key of the owner at the remote signing service. */
  readonly keyId: string;
  readonly place?: SignaturePlace;
  /** B-T carries a trusted timestamp; default whenever an authority is configured. */
  readonly level?: "B-T" | "B-B";
  /** For a service that wants its PIN before the phone rings; never stored, never logged. */
  readonly pin?: string;
}

/** What going on needs to know of the beginning. */
const argumentsSchema = z.object({
  version: z.int(),
  keyId: z.string(),
  fingerprint: z.string(),
  level: z.enum(["B-T", "B-B"]),
  place: z
    .object({
      page: z.int(),
      rect: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
    })
    .optional(),
});

/**
 * Begins a signature on the phone: the file is laid out as for any other key and the holder's phone rings. Asked for
 * again for the same file and key, it goes on with the attempt that is open.
 *
 * @returns the act; its page goes on with {@link continueSigningOnPhone}
 * @throws AccessDeniedError, Refusal documents.wrong-state | not-found | signing.… | remote.… | pdf.…
 */
export async function beginSigningOnPhone(
  house: House,
  actor: PersonActor,
  step: SigningStep,
  input: SignOnPhone,
): Promise<Act> {
  return await begin(house, actor, step, input, true);
}

/** Begins anew what an act did not bring to an end: same key, same place; the phone rings again. */
export async function beginAgainOnPhone(
  house: House,
  actor: PersonActor,
  documentId: string,
  actId: string,
): Promise<Act> {
  const act = await actOnPhone(house, actor, documentId, actId);
  const { keyId, level, place } = argumentsOf(act);
  const input = { id: documentId, keyId, level, ...(place === undefined ? {} : { place }) };
  return await begin(house, actor, stepOfAct(act), input, false);
}

async function begin(
  house: House,
  actor: PersonActor,
  step: SigningStep,
  { id, keyId, place, pin, level: asked }: SignOnPhone,
  keepOpen: boolean,
): Promise<Act> {
  const document = await getOutgoing(house.database.queries, id);
  assertMay(actor, step.permission, subjectOfOutgoing(document));
  nextOutgoingState(document.state, step.action);
  if (step.action === "seal") await requireUnchanged(house.database.queries, document);
  if (step.action === "sign") await requireReadyToSign(house.database.queries, document, new Date());
  const signatures = signaturesOf(house);
  const owner = step.owner(document, actor);
  const key = (await signatures.keysOf(owner)).find((each) => each.id === keyId);
  if (key === undefined) throw notFound();
  const level = asked ?? (signatures.timestampAuthority ? "B-T" : "B-B");
  const { fingerprint } = key;
  const { version, file_sha256: baseSha256 } = document;
  const { act } = await withPlainReasons(async () => {
    const prepared = await step.prepare(await house.files.bytes(baseSha256));
    return await beginRemoteSigning(house, actor, {
      subject: { room: ROOM, id, action: step.action },
      owner,
      keyId,
      baseSha256,
      pdf: prepared,
      request: (face) => ({ ...step.describe(prepared, document, face, place), level, signedAt: new Date() }),
      arguments: { version, keyId, fingerprint, level, ...(place === undefined ? {} : { place }) },
      keepOpen,
      ...(pin === undefined ? {} : { pin }),
    });
  });
  return act;
}

/**
 * Takes one step of a signature on the phone: tries the code, or looks whether the button was pressed; when the
 * signature is there it is stored with everything that goes with it, once however often this is asked.
 *
 * @param given the code and the PIN, when typed
 * @throws AccessDeniedError, Refusal signing.… | remote.wrong-otp (field `otp`) | remote.… | conflict
 */
export async function continueSigningOnPhone(
  house: House,
  actor: PersonActor,
  documentId: string,
  actId: string,
  given: { readonly otp?: string; readonly pin?: string } = {},
): Promise<"waiting" | "done"> {
  const act = await actOnPhone(house, actor, documentId, actId);
  if (act.state === "completed") return "done";
  try {
    const progress = await continueRemoteSigning(house, actor, actId, given);
    if (progress.state === "waiting") return "waiting";
    await store(house, actor, progress);
    return "done";
  } catch (error) {
    // Another tab was first.
    if (error instanceof Refusal && error.code === "signing.act-ended") return "done";
    if (isTimestampFailure(error)) throw timestampToCome();
    if (error instanceof Refusal && LOST.has(error.code))
      await transact(house, { actor }, (tx) => refuseAct(tx, actId, error.code));
    throw error;
  }
}

/** The document went another way meanwhile: this signature has nowhere to go. */
const LOST: ReadonlySet<string> = new Set(["conflict", "documents.wrong-state", "signing.act-base-changed"]);

/** An act of this person on this document. @throws Refusal not-found | signing.no-act | signing.not-your-act */
export async function actOnPhone(
  house: House,
  actor: PersonActor,
  documentId: string,
  actId: string,
): Promise<Act> {
  const act = await findAct(house.database.queries, actId);
  const { room, id } = act.subject;
  if (act.kind !== "remote" || room !== ROOM || id !== documentId) throw notFound();
  if (act.startedBy !== actor.personId) throw notYourAct();
  return act;
}

/** The key an act signs with. */
export function keyOfAct(act: Act): string {
  return argumentsOf(act).keyId;
}

function argumentsOf(act: Act): z.infer<typeof argumentsSchema> {
  return z.object({ arguments: argumentsSchema }).parse(act.details).arguments;
}

async function store(
  house: House,
  actor: PersonActor,
  { act, sha256 }: Extract<RemoteProgress, { readonly state: "signed" }>,
): Promise<void> {
  const { version, fingerprint } = argumentsOf(act);
  const { length: size } = await house.files.bytes(sha256);
  await transact(house, { actor }, async (tx) => {
    const { id } = act.subject;
    const { file_sha256: baseSha256 } = await lockOutgoing(tx, id);
    const { completed } = await completeAct(tx, act.id, { baseSha256, sha256 });
    if (completed)
      await storeSignature(tx, actor, stepOfAct(act), { id, version, file: { sha256, size }, fingerprint });
  });
}

function timestampToCome(): Refusal {
  return new Refusal("signing.timestamp-unavailable", 503, {
    vi: "Đã nhận xác nhận của bạn nhưng chưa lấy được dấu thời gian. Bấm “Xem kết quả” để thử lại; không cần xác nhận lại trên điện thoại.",
    en: "Your consent is here, but no timestamp could be had yet. Press “See the result” to try again; the phone is not needed any more.",
  });
}
