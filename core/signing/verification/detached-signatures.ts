import type { PdfDocument, PdfView } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { isName, PdfDict, type PdfObject, PdfRef, PdfString } from "../pdf/objects.ts";
import { listPages } from "../pdf/pages.ts";
import { type LocatedSignature, located } from "./locate-signatures.ts";

/**
 * Signatures that only the pages still show: their widgets (ISO 32000-2 section 12.7.5.5) stand among the annotations
 * and no form leads to them, as when pages are copied into a new file. To be asked for where the form has no signature
 * at all; a file from which they were taken is not one that was never signed.
 */
export function locateDetachedSignatures(document: PdfDocument): LocatedSignature[] {
  const { latest, budget } = document;
  const found = new Map<PdfDict, LocatedSignature>();
  try {
    for (const page of listPages(latest))
      for (const item of latest.array(page.dict.get("Annots")) ?? []) {
        budget.spend();
        const signature = detachedSignature(latest, item);
        if (signature === undefined) continue;
        found.set(signature.dict, signature);
        if (found.size > budget.limits.signatures) throw new PdfError("pdf.limit", "Too many signatures");
      }
  } catch (error) {
    // Nothing leads to a signature, and the pages cannot be read: others say so.
    if (!(error instanceof PdfError) || error.code === "pdf.limit") throw error;
  }
  return [...found.values()];
}

function detachedSignature(view: PdfView, item: PdfObject): LocatedSignature | undefined {
  const widget = view.dict(item);
  if (widget === undefined) return undefined;
  const parent = view.dict(widget.get("Parent"));
  const entry = (key: string): PdfObject | undefined => widget.get(key) ?? parent?.get(key);
  const value = entry("V");
  const dict = view.resolve(value);
  if (!isName(view.resolve(entry("FT")), "Sig") || !(dict instanceof PdfDict)) return undefined;
  const title = view.resolve(entry("T"));
  const self = { dict: widget, ref: item instanceof PdfRef ? item : undefined };
  const name = title instanceof PdfString ? title.text : "";
  return { ...located({ name, type: "Sig", value, ...self, widgets: [self] }, dict, view), detached: true };
}
