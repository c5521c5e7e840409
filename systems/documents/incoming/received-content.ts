import { z } from "zod";
import type { ReceivedDocument } from "./receive-document.ts";

const file = z.object({
  name: z.string(),
  description: z.string(),
  sha256: z.string(),
  size: z.number(),
  type: z.string(),
});

/** A received document as it waits in the database for the clerk's answer to an update. */
export const receivedDocumentSchema: z.ZodType<ReceivedDocument> = z.object({
  organisationId: z.string(),
  wireId: z.string(),
  fromOrganisationId: z.string().nullable(),
  fromCode: z.string(),
  fromName: z.string(),
  codeNumber: z.string(),
  codeNotation: z.string(),
  issuedDate: z.string(),
  typeName: z.string(),
  abstract: z.string(),
  summary: z.string(),
  signerName: z.string(),
  signerPosition: z.string(),
  urgency: z.number(),
  dueDate: z.string().nullable(),
  steering: z.number(),
  paper: z.boolean(),
  pageAmount: z.number().nullable(),
  toPlaces: z.array(z.string()),
  file: file.nullable(),
  attachments: z.array(file),
  verdict: z.enum(["valid-both", "valid-one", "invalid", "unsigned", "unknown"]),
  verdictDetails: z
    .object({
      vi: z.string(),
      en: z.string(),
      signatures: z.array(
        z.object({
          signer: z.string(),
          role: z.enum(["person", "organisation", "unknown"]),
          indication: z.string(),
          subIndication: z.string().optional(),
          signedAt: z.string().optional(),
          timeIsProven: z.boolean(),
          coverage: z.string(),
          vi: z.string(),
          en: z.string(),
        }),
      ),
    })
    .nullable(),
  responseFor: z.array(z.object({ wireId: z.string(), symbol: z.string(), organCode: z.string() })),
});
