import { z } from "zod";

/**
 * The verdict on one file as programs read it: the JSON line of `npm run -s verify -- --json` and the answer of
 * `POST /api/v1/verify`. Fields are only ever added. Times are ISO 8601 with the offset +07:00; what is not known is null.
 */
const sentence = z.object({ vi: z.string(), en: z.string() });
const time = z.iso.datetime({ offset: true });
const indication = z.enum(["TOTAL_PASSED", "INDETERMINATE", "TOTAL_FAILED"]).meta({
  description: "Main indication of ETSI EN 319 102-1.",
});

const signer = z.object({
  name: z.string(),
  organisation: z.string().nullable(),
  subject: z.string(),
  issuer: z.string(),
  serial: z.string().meta({ description: "Hexadecimal." }),
  fingerprint: z.string().meta({ description: "SHA-256 of the certificate, hexadecimal." }),
  notBefore: time,
  notAfter: time,
  role: z.enum(["person", "organisation"]),
  label: z.enum(["official-duty", "public", "demo"]).nullable().meta({
    description: "Regime of the trusted root; null when the chain is not trusted.",
  }),
});

const signature = z.object({
  name: z
    .string()
    .meta({ description: "Name of the signature field, or of the signature file in a container." }),
  kind: z.enum(["signature", "document-timestamp"]),
  verdict: indication,
  subIndication: z.string().nullable().meta({ description: "Sub-indication of ETSI EN 319 102-1." }),
  failedCheck: z.string().nullable().meta({ description: "Stable code of the check that did not pass." }),
  detail: z.string().nullable(),
  signer: signer.nullable(),
  times: z.object({
    claimed: time.nullable(),
    proven: time.nullable(),
    source: z.enum(["document-timestamp", "signature-timestamp", "claimed", "none"]),
  }),
  level: z.enum(["B-B", "B-T", "B-LT", "B-LTA"]).nullable().meta({
    description: "Baseline level found; null for a document timestamp.",
  }),
  archivedUntil: time.nullable().meta({ description: "The archive must be renewed before." }),
  covers: z.object({
    kind: z.enum(["whole", "revision", "part"]),
    revision: z.int().nullable(),
    of: z.int().nullable(),
    files: z.array(z.string()).nullable().meta({ description: "Signed files of a container." }),
  }),
  laterChanges: z.object({
    level: z.int().min(0).max(4).meta({
      description:
        "0 none, 1 long-term data, 2 form filling and signing, 3 notes, 4 anything else: the signature does not count for the present view.",
    }),
    pages: z
      .array(z.object({ kind: z.string(), pages: z.array(z.int()), sentence }))
      .meta({ description: "Pages that are not those that were signed, numbered from 1." }),
    pagesAsSigned: z.boolean().nullable().meta({
      description:
        "Only where the signed bytes are gone and a signer listed the pages: true when every page still shows what was signed (the signature does not count all the same), false when not; else null.",
    }),
    changes: z.array(
      z.object({
        level: z.int(),
        code: z.string(),
        revision: z.int(),
        pages: z.array(z.int()),
        detail: z.string(),
        sentence,
      }),
    ),
  }),
  revocation: z.enum(["good", "revoked", "unknown", "not-checked"]),
  reason: z.string().nullable(),
  location: z.string().nullable(),
  counts: z.boolean().meta({ description: "TOTAL_PASSED, and nothing suspicious came after it." }),
  warnings: z.array(z.string()),
  signedBytes: z.int().nullable().meta({
    description: "Cutting the file after this many bytes gives the document as it was signed.",
  }),
  sentence,
});

/** @see fileReportSchema */
export const fileReportSchema = z.object({
  file: z.string().meta({ description: "The name as given." }),
  format: z.enum(["pdf", "asic-e", "asic-s", "xml", "unknown"]),
  verdict: indication,
  status: z.enum(["valid-both", "valid-one", "unknown", "invalid", "unsigned", "not-examined"]).meta({
    description:
      "The document as a whole (NĐ 30/2020 Art. 5, QĐ 28/2018 Art. 4.2): signed by person and organisation, by one of them, undecided, invalid, unsigned, or not examined.",
  }),
  sentence,
  signatures: z.array(signature),
  problem: z
    .object({ code: z.string(), detail: z.string(), sentence })
    .nullable()
    .meta({ description: "Why the file could not be examined at all." }),
  files: z
    .array(z.object({ name: z.string(), size: z.int(), signedBy: z.array(z.string()) }))
    .nullable()
    .meta({ description: "Content of a container; null for a PDF." }),
  revisions: z.int(),
  emptyFields: z.array(z.string()),
  warnings: z.array(z.string()).meta({ description: "Stable codes of oddities that do not decide." }),
  at: time.meta({ description: "The time for which the verdict holds." }),
  trustList: z.string().meta({ description: "Version of the trust list." }),
});

export type FileReport = z.infer<typeof fileReportSchema>;
export type SignatureReport = z.infer<typeof signature>;
