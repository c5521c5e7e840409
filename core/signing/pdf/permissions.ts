import type { PdfView } from "./document.ts";
import { PdfError } from "./errors.ts";
import { listFields } from "./fields.ts";
import { isName, nameOf, PdfDict, type PdfObject, PdfString } from "./objects.ts";

/** Which fields a FieldMDP or /Lock freezes (ISO 32000-2 tables 236 and 257). */
export interface FieldLock {
  readonly action: "All" | "Include" | "Exclude";
  readonly fields: readonly string[];
}

/** What a document's earlier signatures allow to happen to it. */
export interface Permissions {
  /**
   * The strictest DocMDP: of the certification, of any other signature's reference, or of the /Lock of a signed field
   * (ISO 32000-2 table 236). 1 nothing, 2 filling and signing, 3 also annotations; undefined = none.
   */
  readonly certification: 1 | 2 | 3 | undefined;
  readonly locks: readonly FieldLock[];
}

/** Reads certification and locks of all signatures that are in the view. */
export function readPermissions(view: PdfView): Permissions {
  const certified = view.dict(view.dict(view.catalog.get("Perms"))?.get("DocMDP"));
  const levels: (1 | 2 | 3)[] = certified === undefined ? [] : [docMdpLevel(view, certified) ?? 2];
  const locks: FieldLock[] = [];
  for (const field of listFields(view)) {
    const signature = field.type === "Sig" ? view.dict(field.value) : undefined;
    if (signature === undefined) continue;
    locks.push(...signatureLocks(view, field.dict, signature));
    const own = view.number(view.dict(field.dict.get("Lock"))?.get("P"));
    for (const level of [docMdpLevel(view, signature), own])
      if (level === 1 || level === 2 || level === 3) levels.push(level);
  }
  const strictest = [...levels].sort((x, y) => x - y)[0];
  return { certification: strictest, locks };
}

/** The P of a signature's DocMDP transform; undefined when the signature does not certify. */
export function docMdpLevel(view: PdfView, signature: PdfDict): 1 | 2 | 3 | undefined {
  for (const item of view.array(signature.get("Reference")) ?? []) {
    const reference = view.dict(item);
    if (!isName(view.resolve(reference?.get("TransformMethod")), "DocMDP")) continue;
    const level = view.number(view.dict(reference?.get("TransformParams"))?.get("P"));
    return level === 1 || level === 3 ? level : 2;
  }
  return undefined;
}

/** The locks one signature sets, by its FieldMDP references and the /Lock of its field. */
export function signatureLocks(view: PdfView, field: PdfDict, signature: PdfDict): FieldLock[] {
  const locks: FieldLock[] = [];
  for (const item of view.array(signature.get("Reference")) ?? []) {
    const reference = view.dict(item);
    if (!isName(view.resolve(reference?.get("TransformMethod")), "FieldMDP")) continue;
    const lock = readLock(view, reference?.get("TransformParams"));
    if (lock !== undefined) locks.push(lock);
  }
  const own = readLock(view, field.get("Lock"));
  if (own !== undefined) locks.push(own);
  return locks;
}

function readLock(view: PdfView, value: PdfObject | undefined): FieldLock | undefined {
  const dict = view.resolve(value);
  if (!(dict instanceof PdfDict)) return undefined;
  const action = nameOf(view.resolve(dict.get("Action")));
  if (action !== "All" && action !== "Include" && action !== "Exclude") return undefined;
  const fields = (view.array(dict.get("Fields")) ?? []).flatMap((item) => {
    const name = view.resolve(item);
    return name instanceof PdfString ? [name.text] : [];
  });
  return { action, fields };
}

/** Whether a lock covers a field; a name in the list also covers the fields below it. */
export function isLocked(lock: FieldLock, fieldName: string): boolean {
  if (lock.action === "All") return true;
  const named = lock.fields.some((name) => fieldName === name || fieldName.startsWith(`${name}.`));
  return lock.action === "Include" ? named : !named;
}

/**
 * Refuses a further signature that the document forbids.
 * @param visible whether the signature would show on the page
 * @throws PdfError pdf.certified-no-changes, pdf.certified-no-visible-signature, pdf.field-locked, pdf.usage-rights,
 *   pdf.xfa
 */
export function assertMaySign(view: PdfView, fieldName: string, visible: boolean): void {
  assertPlainForm(view);
  const { certification, locks } = readPermissions(view);
  if (certification === 1)
    throw new PdfError("pdf.certified-no-changes", "DocMDP P = 1 forbids further signatures");
  if (certification !== undefined && visible)
    throw new PdfError(
      "pdf.certified-no-visible-signature",
      "A certified document takes invisible signatures only",
    );
  assertUnlocked(locks, fieldName);
}

/** Refuses to fill a field that an earlier signature froze. @throws PdfError as {@link assertMaySign} */
export function assertMayFill(view: PdfView, fieldName: string): void {
  assertPlainForm(view);
  const { certification, locks } = readPermissions(view);
  if (certification === 1)
    throw new PdfError("pdf.certified-no-changes", "DocMDP P = 1 forbids filling forms");
  assertUnlocked(locks, fieldName);
}

function assertUnlocked(locks: readonly FieldLock[], fieldName: string): void {
  if (locks.some((lock) => isLocked(lock, fieldName)))
    throw new PdfError("pdf.field-locked", `Field ${fieldName} is locked by an earlier signature`);
}

/**
 * Usage rights are a signature of the form's maker over its bytes, which any change breaks (ISO 32000-2 section
 * 12.8.2.3); an XFA form shows what the PDF around it, and so the signature, does not cover.
 */
function assertPlainForm(view: PdfView): void {
  const permissions = view.dict(view.catalog.get("Perms"));
  if (permissions?.has("UR3") === true || permissions?.has("UR") === true)
    throw new PdfError("pdf.usage-rights", "The file carries usage rights");
  if (view.dict(view.catalog.get("AcroForm"))?.has("XFA") === true)
    throw new PdfError("pdf.xfa", "The file is an XFA form");
}
