import type { PdfView } from "./document.ts";
import { PdfError } from "./errors.ts";
import type { IncrementalUpdate } from "./incremental-update.ts";
import { PdfDict, PdfRef } from "./objects.ts";
import type { PdfPage } from "./pages.ts";
import { serialise, serialiseDict } from "./serialise.ts";

/** Appends widgets to a page's /Annots, in whichever of its forms the page has it. */
export function appendAnnotations(
  update: IncrementalUpdate,
  view: PdfView,
  page: PdfPage,
  refs: readonly PdfRef[],
): void {
  const current = page.dict.get("Annots");
  const list = `[${[...(view.array(current) ?? []).map(serialise), ...refs.map(serialise)].join(" ")}]`;
  if (current instanceof PdfRef && view.array(current) !== undefined) update.set(current, list);
  else update.set(page.ref, serialiseDict(page.dict, { Annots: list }));
}

/**
 * Appends fields to the form, making the form where there is none.
 * @param signed sets /SigFlags 3 (signatures exist, append only)
 */
export function appendFields(
  update: IncrementalUpdate,
  view: PdfView,
  refs: readonly PdfRef[],
  options: { readonly signed: boolean },
): void {
  const { catalog } = view;
  const formValue = catalog.get("AcroForm");
  const form = view.resolve(formValue);
  const flags = view.number(form instanceof PdfDict ? form.get("SigFlags") : undefined) ?? 0;
  const changes: Record<string, string | undefined> = {};
  if (options.signed && flags !== 3) changes.SigFlags = "3";
  const fieldsValue = form instanceof PdfDict ? form.get("Fields") : undefined;
  if (refs.length > 0) {
    const list = `[${[...(view.array(fieldsValue) ?? []).map(serialise), ...refs.map(serialise)].join(" ")}]`;
    if (fieldsValue instanceof PdfRef && view.array(fieldsValue) !== undefined) update.set(fieldsValue, list);
    else changes.Fields = list;
  }
  if (Object.keys(changes).length === 0) return;
  const text = serialiseDict(form instanceof PdfDict ? form : new PdfDict(), changes);
  if (formValue instanceof PdfRef && form instanceof PdfDict) {
    update.set(formValue, text);
    return;
  }
  const root = view.trailer.get("Root");
  if (!(root instanceof PdfRef))
    throw new PdfError("pdf.not-incremental", "The catalog is not an indirect object");
  const value = form instanceof PdfDict ? text : serialise(update.add(text));
  update.set(root, serialiseDict(catalog, { AcroForm: value }));
}
