import { z } from "zod";
import { readTable } from "../read-tsv.ts";

const row = z.object({
  kind: z.enum(["new", "renew", "change", "suspend", "resume", "revoke", "return-device", "unlock-device"]),
  holder: z.enum(["person", "organisation", "system", "any"]),
  number: z.string(),
  list_number: z.string(),
  title: z.string().min(1),
  list_title: z.string().min(1),
  basis: z.string().min(1),
  valid_from: z.iso.date(),
  valid_to: z.union([z.iso.date(), z.literal("")]),
  verified: z.enum(["yes", "no"]),
});

/** The form a request is printed on, for a time. */
export interface CertificateForm {
  readonly kind: z.output<typeof row>["kind"];
  readonly holder: z.output<typeof row>["holder"];
  /** "Mẫu số 01"; empty when the province made the form itself. */
  readonly number: string;
  readonly listNumber: string;
  readonly title: string;
  readonly listTitle: string;
  /** The text that prescribes it. */
  readonly basis: string;
  readonly validFrom: string;
  /** First day it no longer holds; null = open. */
  readonly validTo: string | null;
  /** The number was compared with the printed annex. */
  readonly verified: boolean;
}

/** Every form, of all times. */
export function certificateForms(): readonly CertificateForm[] {
  return readTable(new URL("forms.tsv", import.meta.url), row).map((form) => ({
    kind: form.kind,
    holder: form.holder,
    number: form.number,
    listNumber: form.list_number,
    title: form.title,
    listTitle: form.list_title,
    basis: form.basis,
    validFrom: form.valid_from,
    validTo: form.valid_to || null,
    verified: form.verified === "yes",
  }));
}
