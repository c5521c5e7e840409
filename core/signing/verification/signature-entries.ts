import type { PdfView } from "../pdf/document.ts";
import { type PdfDict, PdfString } from "../pdf/objects.ts";

/** A text entry of a signature dictionary. */
export function textEntry(view: PdfView, dict: PdfDict, key: string): string | undefined {
  const value = view.resolve(dict.get(key));
  return value instanceof PdfString ? value.text : undefined;
}

/** /M, the time the signer claims; undefined when absent or not a PDF date (ISO 32000-2 section 7.9.4). */
export function claimedTime(view: PdfView, dict: PdfDict): Date | undefined {
  const text = textEntry(view, dict, "M");
  const match = /^D:(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:(Z)|([+-])(\d\d)'?(\d\d)?'?)?/.exec(
    text ?? "",
  );
  if (match === null) return undefined;
  const part = (index: number, fallback: number): number => Number(match[index] ?? fallback);
  const local = Date.UTC(part(1, 0), part(2, 1) - 1, part(3, 1), part(4, 0), part(5, 0), part(6, 0));
  const offset = (part(9, 0) * 60 + part(10, 0)) * 60_000 * (match[8] === "-" ? -1 : 1);
  return new Date(local - offset);
}
