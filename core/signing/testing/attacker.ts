import { openPdf, type PdfView } from "../pdf/document.ts";
import { IncrementalUpdate } from "../pdf/incremental-update.ts";
import { PdfRef } from "../pdf/objects.ts";
import { listPages, type PdfPage } from "../pdf/pages.ts";
import { serialise, serialiseDict } from "../pdf/serialise.ts";

/** What an attack may work with. */
export interface Editing {
  readonly update: IncrementalUpdate;
  readonly view: PdfView;
  readonly pages: readonly PdfPage[];
  /** First page. */
  readonly page: PdfPage;
  readonly root: PdfRef;
}

/** Appends a revision of the attacker's making. */
export function append(pdf: Uint8Array, edit: (editing: Editing) => void): Buffer {
  const document = openPdf(pdf);
  const view = document.latest;
  const pages = listPages(view);
  const [page] = pages;
  const root = view.trailer.get("Root");
  if (page === undefined || !(root instanceof PdfRef)) throw new Error("unusable sample");
  const update = new IncrementalUpdate(document);
  edit({ update, view, pages, page, root });
  return Buffer.concat([pdf, update.build().bytes]);
}

/** Adds an annotation to the first page. */
export function addAnnotation({ update, view, page }: Editing, text: string): void {
  const ref = update.add(text);
  const old = (view.array(page.dict.get("Annots")) ?? []).map(serialise);
  update.set(page.ref, serialiseDict(page.dict, { Annots: `[${[...old, serialise(ref)].join(" ")}]` }));
}

/** The first field of the form as source text. */
export function signatureField({ view }: Editing): { readonly ref: PdfRef; readonly text: string } {
  const [field] = view.array(view.dict(view.catalog.get("AcroForm"))?.get("Fields")) ?? [];
  const dict = view.dict(field);
  if (!(field instanceof PdfRef) || dict === undefined) throw new Error("no field");
  return { ref: field, text: serialise(dict) };
}
