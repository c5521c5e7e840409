import type { SignatureRequest } from "../pdf/plan-signature.ts";
import { signPdf } from "../pdf/sign-pdf.ts";
import { type VerifyPdfOptions, verifyPdf } from "../verification/index.ts";
import type { PdfVerdict } from "../verification/verdict.ts";
import { samplePng } from "./sample-pdf.ts";
import { createTestPki } from "./test-pki.ts";

export const BLUE = samplePng(20, 40, 200);
export const RED = samplePng(210, 20, 30);

/** One person and one organisation with their keys, for a whole test file. */
export function createWorld() {
  const pki = createTestPki();
  const person = pki.issue({ commonName: "Nguyễn Văn Ứng", key: "rsa" });
  const organisation = pki.issue({ commonName: "Sở Thông tin và Truyền thông", role: "organisation" });
  const request = (extra: Partial<SignatureRequest> = {}): SignatureRequest => ({
    signer: person.signer,
    level: "B-B",
    signedAt: new Date(),
    ...extra,
  });
  return {
    pki,
    person,
    organisation,
    request,
    sign: (pdf: Uint8Array, extra: Partial<SignatureRequest> = {}): Promise<Uint8Array> =>
      signPdf(pdf, request(extra)),
    verify: (pdf: Uint8Array, extra: Partial<VerifyPdfOptions> = {}): Promise<PdfVerdict> =>
      verifyPdf(pdf, { trust: pki.trust, revocation: pki.allGood, ...extra }),
  };
}
