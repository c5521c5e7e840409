import { hash } from "node:crypto";
import { assertMay } from "../../../core/access/index.ts";
import { changedMeanwhile, Refusal } from "../../../core/errors.ts";
import { PdfError, type SignaturePlace, signPdf } from "../../../core/signing/index.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { requireUnchanged } from "../approving/approvals.ts";
import { signaturesOf } from "../services.ts";
import { getOutgoing, nextOutgoingState, type Outgoing, subjectOfOutgoing } from "./outgoing.ts";
import { requireReadyToSign } from "./ready-to-sign.ts";
import { type SigningStep, storeSignature } from "./signing-steps.ts";

export interface SignWithKey {
  readonly id: string;
  /** Of the key; never stored, never logged. */
  readonly pin: string;
  /** A key of the owner on this server's signing device; absent = the file in our care. */
  readonly keyId?: string;
  readonly place?: SignaturePlace;
  /** B-T carries a trusted timestamp; B-B only when the authority cannot be reached and the signer decides so. */
  readonly level?: "B-T" | "B-B";
  readonly requestId?: string;
}

/**
 * One signature with a key that this server can open: one appended revision, every earlier signature stays valid.
 * @throws Refusal signing.* | pdf.* in plain words, AccessDeniedError, Refusal conflict
 */
export async function signWithKey(
  house: House,
  actor: PersonActor,
  step: SigningStep,
  input: SignWithKey,
): Promise<Outgoing> {
  const document = await getOutgoing(house.database.queries, input.id);
  assertMay(actor, step.permission, subjectOfOutgoing(document));
  const request = { actor, ...(input.requestId ? { requestId: input.requestId } : {}) };
  if (document.state !== step.state) {
    // A repeated request gets its first result again; any other one is refused.
    return await transact(house, request, async () => {
      nextOutgoingState(document.state, step.action);
      throw changedMeanwhile();
    });
  }
  if (step.action === "seal") await requireUnchanged(house.database.queries, document);
  if (step.action === "sign") await requireReadyToSign(house.database.queries, document, new Date());
  const signatures = signaturesOf(house);
  const level = input.level ?? (signatures.timestampAuthority ? "B-T" : "B-B");
  // The key work happens outside the transaction: a timestamp can take minutes and must hold no lock.
  const key = await signatures.openKey(step.owner(document, actor), input.pin, input.keyId);
  const signed = await withPlainReasons(async () => {
    const prepared = await step.prepare(await house.files.bytes(document.file_sha256));
    return await signPdf(prepared, {
      ...step.describe(prepared, document, key, input.place),
      signer: key.signer,
      level,
      ...(level === "B-T" && signatures.timestampAuthority
        ? { timestampAuthority: signatures.timestampAuthority }
        : {}),
      signedAt: new Date(),
    });
  });
  const file = await house.files.put(signed);
  const [own] = key.signer.certificates;
  return await transact(house, request, (tx) =>
    storeSignature(tx, actor, step, {
      id: input.id,
      version: document.version,
      file,
      fingerprint: own && hash("sha256", own, "hex"),
    }),
  );
}

/** Turns what the PDF library refuses into an answer for a person. */
export async function withPlainReasons<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PdfError) throw new Refusal(error.code, 422, error.sentence, "file");
    if (isTimestampFailure(error)) {
      throw new Refusal(
        "signing.timestamp-unavailable",
        503,
        {
          vi: "Chưa lấy được dấu thời gian nên chưa ký. Thử lại sau ít phút, hoặc chọn ký không kèm dấu thời gian. Văn bản vẫn nguyên vẹn.",
          en: "No timestamp could be obtained, so nothing was signed. Try again in a minute, or choose to sign without one. The document is untouched.",
        },
        "level",
      );
    }
    throw error;
  }
}

export function isTimestampFailure(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("timestamp");
}
