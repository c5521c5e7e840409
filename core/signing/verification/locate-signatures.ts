import type { PdfDocument, PdfView } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { type FormField, listFields } from "../pdf/fields.ts";
import { isName, nameOf, PdfDict, PdfString } from "../pdf/objects.ts";

/** A signed field, in the latest view that still has it. */
export interface LocatedSignature {
  readonly field: FormField;
  readonly dict: PdfDict;
  readonly view: PdfView;
  readonly isTimestamp: boolean;
  readonly subFilter: string | undefined;
  /** No form leads to it: only a widget on a page does. */
  readonly detached?: true;
}

/**
 * All signatures of the document through its form, and those that a later revision removed from it.
 * @throws PdfError when the form cannot be read
 */
export function locateSignatures(document: PdfDocument): {
  readonly signatures: LocatedSignature[];
  readonly emptyFields: string[];
} {
  const signatures: LocatedSignature[] = [];
  const emptyFields: string[] = [];
  const known = new Set<string>();
  const { latest } = document;
  for (let index = latest.index; index >= 0; index -= 1) {
    const view = document.view(index);
    for (const field of listFields(view)) {
      if (field.type !== "Sig") continue;
      const dict = view.resolve(field.value);
      if (!(dict instanceof PdfDict)) {
        if (view === latest) emptyFields.push(field.name);
        continue;
      }
      const key = identity(dict, field.name);
      if (known.has(key)) continue;
      known.add(key);
      if (known.size > document.budget.limits.signatures)
        throw new PdfError("pdf.limit", "Too many signatures");
      signatures.push(located(field, dict, view));
    }
  }
  return { signatures, emptyFields };
}

/** What a signature dictionary says of itself. */
export function located(field: FormField, dict: PdfDict, view: PdfView): LocatedSignature {
  const subFilter = nameOf(view.resolve(dict.get("SubFilter")));
  const isTimestamp = isName(view.resolve(dict.get("Type")), "DocTimeStamp") || subFilter === "ETSI.RFC3161";
  return { field, dict, view, isTimestamp, subFilter };
}

/** Whether the signed revision itself holds this signature in this field. */
export function isInRevision(document: PdfDocument, signature: LocatedSignature, revision: number): boolean {
  const view = document.view(revision);
  const field = listFields(view).find((candidate) => candidate.name === signature.field.name);
  const dict = view.resolve(field?.value);
  return (
    dict instanceof PdfDict &&
    identity(dict, signature.field.name) === identity(signature.dict, signature.field.name)
  );
}

/** A signature is the same as long as its /Contents stands at the same place of the file; in an object stream it has none. */
function identity(dict: PdfDict, name: string): string {
  const contents = dict.get("Contents");
  return contents instanceof PdfString && Number.isFinite(contents.start)
    ? `at ${contents.start}`
    : `in ${name}`;
}
