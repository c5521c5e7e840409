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

export interface FormOptions {
  /** Sets /SigFlags 3 (signatures exist, append only). */
  readonly signed: boolean;
  /** Further entries of the catalog, PDF source text. */
  readonly catalog?: Readonly<Record<string, string>>;
}

/** Appends fields to the form, making the form where there is none; touches only the objects it must. */
export function appendFields(
  update: IncrementalUpdate,
  view: PdfView,
  refs: readonly PdfRef[],
  options: FormOptions,
): void {
  const { catalog } = view;
  const formValue = catalog.get("AcroForm");
  const form = view.resolve(formValue);
  const changes = formChanges(update, view, form instanceof PdfDict ? form : undefined, refs, options.signed);
  const catalogChanges: Record<string, string> = { ...options.catalog };
  if (Object.keys(changes).length > 0) {
    const text = serialiseDict(form instanceof PdfDict ? form : new PdfDict(), changes);
    if (formValue instanceof PdfRef && form instanceof PdfDict) update.set(formValue, text);
    else catalogChanges.AcroForm = form instanceof PdfDict ? text : serialise(update.add(text));
  }
  if (Object.keys(catalogChanges).length === 0) return;
  const root = view.trailer.get("Root");
  if (!(root instanceof PdfRef))
    throw new PdfError("pdf.not-incremental", "The catalog is not an indirect object");
  update.set(root, serialiseDict(catalog, catalogChanges));
}

function formChanges(
  update: IncrementalUpdate,
  view: PdfView,
  form: PdfDict | undefined,
  refs: readonly PdfRef[],
  signed: boolean,
): Record<string, string> {
  const changes: Record<string, string> = {};
  if (signed && view.number(form?.get("SigFlags")) !== 3) changes.SigFlags = "3";
  if (refs.length === 0) return changes;
  const fields = form?.get("Fields");
  const list = `[${[...(view.array(fields) ?? []), ...refs].map(serialise).join(" ")}]`;
  if (fields instanceof PdfRef && view.array(fields) !== undefined) update.set(fields, list);
  else changes.Fields = list;
  return changes;
}
