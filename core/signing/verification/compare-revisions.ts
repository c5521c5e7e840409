import type { PdfDocument } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { nameOf, PdfDict, type PdfObject, PdfRef, PdfStream } from "../pdf/objects.ts";
import { findUnaccountedBytes } from "./appended-bytes.ts";
import type { Change } from "./change.ts";
import { compareForms } from "./compare-forms.ts";
import { anchorPages, comparePages } from "./compare-pages.ts";
import { RevisionStep } from "./revision-step.ts";

/**
 * What revision `index` (0-based, at least 1) changed against the one before it, as a list of findings with their
 * levels. A whitelist decides: what it does not name is level 4. The result does not depend on any one signature;
 * locks and certifications are applied by the caller.
 */
export function compareWithPrevious(document: PdfDocument, index: number): Change[] {
  const anomalies = (document.revisions[index]?.anomalies ?? []).map(
    (detail): Change => ({ level: 4, code: "cross-reference-suspicious", detail, revision: index + 1 }),
  );
  const changes = [...anomalies, ...findUnaccountedBytes(document, index)];
  try {
    const step = new RevisionStep(document, index);
    compareDocuments(step);
    return [...changes, ...step.changes];
  } catch (error) {
    if (!(error instanceof PdfError)) throw error;
    return [...changes, { level: 4, code: "not-analysable", detail: error.message, revision: index + 1 }];
  }
}

function compareDocuments(step: RevisionStep): void {
  const { before, after } = step;
  const root = after.trailer.get("Root");
  if (!step.same(before.trailer.get("Root"), root)) {
    step.report(4, "catalog-swapped", "the trailer names another catalog");
    return;
  }
  if (root instanceof PdfRef) step.anchors.add(root.number);
  compareInformation(step);
  const old = before.catalog;
  const now = after.catalog;
  if (now.duplicateKeys) step.report(4, "catalog-changed", "a key stands twice in the catalog");
  anchorPages(step);
  const form = compareForms(step, old.get("AcroForm"), now.get("AcroForm"));
  comparePages(step, form);
  for (const key of new Set([...old.map.keys(), ...now.map.keys()])) {
    const [a, b] = [old.get(key), now.get(key)];
    switch (key) {
      case "AcroForm":
        break;
      case "Pages":
        if (!step.same(a, b)) step.report(4, "catalog-changed", "/Pages");
        break;
      case "DSS":
        compareLongTermData(step, a, b);
        break;
      case "Extensions":
        if (!step.same(a, b) || isTouched(step, b)) step.report(1, "extensions-changed", "/Extensions");
        break;
      case "Metadata":
        compareMetadata(step, a, b);
        break;
      default:
        step.requireSame(a, b, "catalog-changed", `/${key}`);
    }
  }
}

function isTouched(step: RevisionStep, value: PdfObject | undefined): boolean {
  return value instanceof PdfRef && step.changed.has(value.number);
}

/** Dates and the producing program may be brought up to date; title and author may not. */
function compareInformation(step: RevisionStep): void {
  const [a, b] = [step.before.trailer.get("Info"), step.after.trailer.get("Info")];
  if (step.same(a, b) && !isTouched(step, b)) return;
  const old = step.before.dict(a) ?? new PdfDict();
  const now = step.after.dict(b) ?? new PdfDict();
  let touched = false;
  for (const key of new Set([...old.map.keys(), ...now.map.keys()])) {
    if (step.same(step.before.resolve(old.get(key)), step.after.resolve(now.get(key)))) continue;
    if (key === "ModDate" || key === "CreationDate" || key === "Producer") touched = true;
    else step.report(4, "information-changed", `/Info /${key}`);
  }
  if (touched) step.report(2, "metadata-changed", "/Info");
}

function compareMetadata(step: RevisionStep, a: PdfObject | undefined, b: PdfObject | undefined): void {
  if (step.same(a, b) && !isTouched(step, b)) return;
  const stream = step.after.resolve(b);
  const honest = stream instanceof PdfStream && nameOf(stream.dict.get("Type")) === "Metadata";
  if (honest) step.report(2, "metadata-changed", "/Metadata");
  else step.report(4, "catalog-changed", "/Metadata");
}

const LONG_TERM_KEYS = new Set(["Type", "Certs", "CRLs", "OCSPs", "VRI", "Cert", "CRL", "OCSP", "TU", "TS"]);

/** The store of certificates and revocation data may only grow (PAdES, ISO 32000-2 section 12.8.4.3). */
function compareLongTermData(step: RevisionStep, a: PdfObject | undefined, b: PdfObject | undefined): void {
  if (b === undefined || !grows(step, a, b, 0)) {
    step.report(4, "long-term-data-removed", "/DSS");
    return;
  }
  const replaceable = step.reachedBefore(a);
  for (const number of replaceable) {
    if (step.changed.has(number) && step.before.object(number) instanceof PdfStream)
      step.report(4, "long-term-data-removed", `/DSS: object ${number}`);
  }
  const unknown = [...(step.after.dict(b)?.map.keys() ?? [])].find((key) => !LONG_TERM_KEYS.has(key));
  if (unknown !== undefined) step.report(4, "catalog-changed", `/DSS /${unknown}`);
  step.allowNew(b, "object-redirected", "/DSS", replaceable);
  if (a === undefined || !step.same(a, b) || [...replaceable].some((number) => step.changed.has(number)))
    step.report(1, "long-term-data-added", "/DSS");
}

/** Everything the earlier value holds is still in the later one. */
function grows(
  step: RevisionStep,
  a: PdfObject | undefined,
  b: PdfObject | undefined,
  depth: number,
): boolean {
  if (a === undefined || a === null) return true;
  if (depth > 6) return false;
  const [old, now] = [step.before.resolve(a), step.after.resolve(b)];
  if (Array.isArray(old))
    return Array.isArray(now) && old.every((item) => now.some((candidate) => step.same(item, candidate)));
  if (old instanceof PdfDict)
    return (
      now instanceof PdfDict &&
      [...old.map].every(([key, value]) => now.has(key) && grows(step, value, now.get(key), depth + 1))
    );
  return step.same(old, now);
}
