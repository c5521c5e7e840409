import { z } from "zod";
import { externalTicketSchema } from "../pdf/external-signature.ts";

/** What the row of a remote key says about it. */
export const remoteReferenceSchema = z.object({
  credentialId: z.string(),
  algorithm: z.enum(["rsa-sha256", "rsa-sha384", "ecdsa-sha256", "ecdsa-sha384"]),
  consent: z.enum(["otp", "push"]),
  pin: z.boolean(),
  atOnce: z.int().positive(),
});

/** What an act of remote signing keeps between its steps; each step that costs the holder something is kept at once. */
export const remoteActSchema = z.object({
  keyId: z.string(),
  ticket: externalTicketSchema,
  /** Of the use case that goes on with the signed file. */
  arguments: z.unknown(),
  /** Push: where to ask whether the button was pressed. */
  handle: z.string().optional(),
  /** The consent (SAD), sealed under the secret of the installation. */
  consentBox: z.base64().optional(),
  /** The service works longer: where to ask for the value. */
  responseId: z.string().optional(),
  /** The signature value in CMS form. */
  value: z.base64().optional(),
  /** A request is taking a step until then; the next one waits. */
  busyUntil: z.iso.datetime().nullish(),
  /** The finished file. */
  signedSha256: z.string().optional(),
});
export type RemoteActDetails = z.infer<typeof remoteActSchema>;

export const CONSENT_PURPOSE = "signing.remote-consent";
