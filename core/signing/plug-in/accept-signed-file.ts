import { foldVietnamese } from "../../ui/vietnamese.ts";
import type { RevocationSource } from "../certificates/index.ts";
import { openPdf } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { isDateField, NUMBER_FIELD } from "../pdf/prepare-for-numbering.ts";
import { memorySource } from "../pdf/source.ts";
import type { SignerRole, TrustList } from "../types.ts";
import type { Change, ChangeCode } from "../verification/change.ts";
import { compareWithPrevious } from "../verification/compare-revisions.ts";
import { isBroken } from "../verification/document-status.ts";
import type { SignatureVerdict } from "../verification/verdict.ts";
import { verifyPdf } from "../verification/verify-pdf.ts";
import { plugInRefusal } from "./refusals.ts";

/** Whose signature is expected. */
export interface ExpectedSigner {
  readonly kind: SignerRole;
  /** As the directory writes it. */
  readonly name: string;
  /** SHA-256 of the certificates known to be theirs, lower-case hexadecimal. */
  readonly fingerprints: ReadonlySet<string>;
}

export interface AcceptOptions {
  readonly trust: TrustList;
  readonly revocation: RevocationSource | undefined;
  readonly signer: ExpectedSigner;
  /** Number and date may be filled in together with the signature (the plug-in's `vgca_sign_issued`). */
  readonly mayFillNumberAndDate: boolean;
  readonly at?: Date;
}

export interface AcceptedSignature {
  /** SHA-256 of the signer's certificate. */
  readonly fingerprint: string;
  /** By a certificate known to be theirs, or only by name and kind, which somebody should look at. */
  readonly matchedBy: "fingerprint" | "name";
  readonly fieldName: string;
}

/**
 * Decides whether a file that was signed outside is the file that was sent out plus exactly one good signature of the
 * expected signer: the old bytes are an unchanged prefix, the new signature covers everything, no revision behind the
 * old end did anything but sign, and every earlier signature still counts.
 *
 * @param base the bytes that were sent out
 * @param returned the bytes that came back
 * @throws Refusal plug-in.*
 */
export async function acceptSignedFile(
  base: Uint8Array,
  returned: Uint8Array,
  options: AcceptOptions,
): Promise<AcceptedSignature> {
  if (returned.length <= base.length || !Buffer.from(returned.subarray(0, base.length)).equals(base))
    throw plugInRefusal("plug-in.not-appended");
  const at = options.at ?? new Date();
  const { trust, revocation, signer } = options;
  const verdict = await verifyPdf(returned, { trust, at, ...(revocation ? { revocation } : {}) });
  if (verdict.problem !== undefined) throw plugInRefusal("plug-in.unreadable");
  const earlier = await verifyPdf(base, { trust, at, offline: true });
  const known = new Set(earlier.signatures.map(({ fieldName }) => fieldName));
  const [added, ...more] = verdict.signatures.filter(({ fieldName }) => !known.has(fieldName));
  if (added === undefined || added.kind !== "signature") throw plugInRefusal("plug-in.not-signed");
  if (more.length > 0) throw plugInRefusal("plug-in.too-many-signatures");
  if (added.coverage.kind !== "whole") throw plugInRefusal("plug-in.not-covering");
  if (!onlySigned(base, returned, options.mayFillNumberAndDate)) throw plugInRefusal("plug-in.changed");
  // An earlier signature whose revocation cannot be asked now is no reason to refuse this one.
  if (verdict.signatures.some((each) => each !== added && isBroken(each)))
    throw plugInRefusal("plug-in.earlier-signature-broken");
  return { ...ownerOf(added, signer), fieldName: added.fieldName };
}

function ownerOf(
  { indication, subIndication, signer: found }: SignatureVerdict,
  expected: ExpectedSigner,
): Pick<AcceptedSignature, "fingerprint" | "matchedBy"> {
  if (indication !== "TOTAL_PASSED") {
    const undecided = subIndication === "TRY_LATER" || subIndication === "NO_POE";
    throw plugInRefusal(undecided ? "plug-in.revocation-unknown" : "plug-in.signature-invalid");
  }
  if (found === undefined) throw plugInRefusal("plug-in.signature-invalid");
  if (found.role !== expected.kind) throw plugInRefusal("plug-in.wrong-kind");
  const { fingerprint } = found;
  if (expected.fingerprints.has(fingerprint)) return { fingerprint, matchedBy: "fingerprint" };
  if (foldVietnamese(found.name) !== foldVietnamese(expected.name))
    throw plugInRefusal("plug-in.another-owner");
  return { fingerprint, matchedBy: "name" };
}

/** What signing does to a file; anything else is a change of content. */
const SIGNING: ReadonlySet<ChangeCode> = new Set([
  "signature-added",
  "visible-signature-added",
  "signature-field-added",
  "metadata-changed",
  "extensions-changed",
  "long-term-data-added",
]);

function onlySigned(base: Uint8Array, returned: Uint8Array, mayFill: boolean): boolean {
  const isAllowed = ({ code, level, field }: Change): boolean =>
    level < 4 &&
    (SIGNING.has(code) ||
      (mayFill && code === "form-filled" && field !== undefined && isNumberOrDate(field)));
  try {
    const before = openPdf(memorySource(base)).revisions.length;
    const after = openPdf(memorySource(returned));
    for (let index = before; index < after.revisions.length; index += 1)
      if (!compareWithPrevious(after, index).every(isAllowed)) return false;
    return after.foreignTail() === undefined;
  } catch (error) {
    if (error instanceof PdfError) return false;
    throw error;
  }
}

function isNumberOrDate(name: string): boolean {
  return name === NUMBER_FIELD || isDateField({ name });
}
