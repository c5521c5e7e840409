import type { PdfView } from "./document.ts";
import { PdfError } from "./errors.ts";
import { nameOf, PdfDict, type PdfObject, PdfRef, PdfString } from "./objects.ts";

/** A terminal field of the form (ISO 32000-2 section 12.7.4) with what it inherits. */
export interface FormField {
  /** Fully qualified name, parts joined by ".". */
  readonly name: string;
  readonly type: string | undefined;
  readonly dict: PdfDict;
  /** Absent when the field stands directly in its parent's array. */
  readonly ref: PdfRef | undefined;
  /** Widgets: the field itself when merged, else its kids. */
  readonly widgets: readonly { readonly dict: PdfDict; readonly ref: PdfRef | undefined }[];
  /** The /V as it stands (may be a reference). */
  readonly value: PdfObject | undefined;
}

/**
 * All terminal fields of the form, in order. A form without fields gives an empty list.
 * @throws PdfError pdf.cyclic when the field tree runs in a circle, pdf.limit
 */
export function listFields(view: PdfView): readonly FormField[] {
  let fields = listed.get(view);
  if (fields === undefined) {
    fields = walkFields(view);
    listed.set(view, fields);
  }
  return fields;
}

const listed = new WeakMap<PdfView, readonly FormField[]>();

function walkFields(view: PdfView): FormField[] {
  const form = view.dict(view.catalog.get("AcroForm"));
  const fields: FormField[] = [];
  const seen = new Set<PdfDict>();
  for (const item of view.array(form?.get("Fields")) ?? []) visit(item, "", undefined, undefined, 0);
  return fields;

  function visit(
    item: PdfObject,
    prefix: string,
    inheritedType: string | undefined,
    inheritedValue: PdfObject | undefined,
    depth: number,
  ): void {
    const dict = view.resolve(item);
    if (!(dict instanceof PdfDict)) return;
    if (seen.has(dict)) throw new PdfError("pdf.cyclic", "The form's field tree runs in a circle");
    if (depth > view.document.budget.limits.depth) throw new PdfError("pdf.limit", "Field tree too deep");
    seen.add(dict);
    view.document.budget.spend();
    const part = view.resolve(dict.get("T"));
    const name = part instanceof PdfString ? (prefix === "" ? part.text : `${prefix}.${part.text}`) : prefix;
    const type = nameOf(view.resolve(dict.get("FT"))) ?? inheritedType;
    const value = dict.has("V") ? dict.get("V") : inheritedValue;
    const kids = (view.array(dict.get("Kids")) ?? []).flatMap((kid) => {
      const kidDict = view.resolve(kid);
      return kidDict instanceof PdfDict
        ? [{ dict: kidDict, ref: kid instanceof PdfRef ? kid : undefined, kid }]
        : [];
    });
    const childFields = kids.filter((kid) => kid.dict.has("T"));
    if (childFields.length > 0) {
      for (const kid of childFields) visit(kid.kid, name, type, value, depth + 1);
      return;
    }
    const self = { dict, ref: item instanceof PdfRef ? item : undefined };
    for (const kid of kids) seen.add(kid.dict);
    fields.push({ name, type, value, ...self, widgets: kids.length > 0 ? kids : [self] });
  }
}
