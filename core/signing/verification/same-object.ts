import type { PdfDocument } from "../pdf/document.ts";
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfStream, PdfString } from "../pdf/objects.ts";

/** Whether two objects are the same as written: references are compared, not followed; streams by their raw bytes. */
export function sameObject(
  document: PdfDocument,
  a: PdfObject | undefined,
  b: PdfObject | undefined,
): boolean {
  if (a === b) return true;
  if (a === undefined || b === undefined || a === null || b === null) return false;
  if (typeof a !== "object" || typeof b !== "object") return false;
  if (a instanceof PdfRef)
    return b instanceof PdfRef && a.number === b.number && a.generation === b.generation;
  if (a instanceof PdfName) return b instanceof PdfName && a.name === b.name;
  if (a instanceof PdfString) return b instanceof PdfString && sameBytes(a.bytes, b.bytes);
  if (Array.isArray(a))
    return (
      Array.isArray(b) && a.length === b.length && a.every((item, i) => sameObject(document, item, b[i]))
    );
  if (a instanceof PdfStream)
    return (
      b instanceof PdfStream &&
      a.length === b.length &&
      sameDict(document, a.dict, b.dict, "Length") &&
      (a.start === b.start || sameStreamBytes(document, a, b))
    );
  return b instanceof PdfDict && sameDict(document, a, b);
}

function sameDict(document: PdfDocument, a: PdfDict, b: PdfDict, except?: string): boolean {
  if (a.duplicateKeys || b.duplicateKeys) return false;
  for (const key of new Set([...a.map.keys(), ...b.map.keys()])) {
    if (key !== except && !sameObject(document, a.get(key) ?? null, b.get(key) ?? null)) return false;
  }
  return true;
}

function sameStreamBytes(document: PdfDocument, a: PdfStream, b: PdfStream): boolean {
  document.budget.spendBytes(a.length);
  return sameBytes(document.raw(a), document.raw(b));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && Buffer.compare(a, b) === 0;
}
