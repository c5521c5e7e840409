import { type AppearanceContent, prepareAppearance } from "../appearance/appearance.ts";
import { pngSize } from "../appearance/png.ts";
import type { EvidenceOptions } from "../long-term/index.ts";
import type { Signer, TimestampAuthority } from "../types.ts";
import type { SignatureLevel } from "../verification/verdict.ts";
import type { PdfDocument, PdfView } from "./document.ts";
import { PdfError } from "./errors.ts";
import { type FormField, listFields } from "./fields.ts";
import { appendAnnotations, appendFields } from "./form-update.ts";
import { IncrementalUpdate } from "./incremental-update.ts";
import type { PdfDict, PdfRef } from "./objects.ts";
import { asSeen, type PageFrame, pageFrame, toUserSpace } from "./page-frame.ts";
import { listPages, type Rect, rectOf } from "./pages.ts";
import { assertMaySign } from "./permissions.ts";
import { roomForSignature } from "./room-for-signature.ts";
import { formatNumber, pdfDate, serialise, serialiseDict, textString } from "./serialise.ts";

/** What to sign with, and how the signature is to look. */
export interface SignatureRequest {
  readonly signer: Signer;
  /** PAdES baseline: above B-B it needs `timestampAuthority`, above B-T also `longTerm`. */
  readonly level: SignatureLevel;
  readonly timestampAuthority?: TimestampAuthority;
  /** Where the evidence for B-LT and B-LTA comes from. */
  readonly longTerm?: EvidenceOptions;
  /** The claimed time, written to /M. */
  readonly signedAt: Date;
  /** An empty signature field of the file, or the name of a new one; default: the first free `Signature<n>`. */
  readonly fieldName?: string;
  readonly name?: string;
  readonly reason?: string;
  readonly location?: string;
  /** Absent: the signature is invisible. */
  readonly appearance?: SignatureAppearance;
  /** Form fields this signature freezes (FieldMDP): a later change of them makes it suspicious. */
  readonly lockFields?: readonly string[];
  /**
   * Certifies the document (DocMDP): 1 nothing may follow but long-term data, 2 filling and signing, 3 also notes. Only
   * for a first signature, and never for a document that is still to be numbered and sealed.
   */
  readonly certification?: 1 | 2 | 3;
  /**
   * Puts fingerprints of all pages into the signature, so that it can be told which pages were exchanged even when the
   * whole file was written anew; default true. Signing the same file without takes less time.
   */
  readonly pageDigests?: boolean;
  /** Bytes reserved for the CMS; default: what signer and timestamp authority need ({@link roomForSignature}). */
  readonly reserveBytes?: number;
}

export interface SignatureAppearance extends AppearanceContent {
  /** 1 = first page. */
  readonly page: number;
  /** In user space of the page (points from its lower left corner, before /Rotate). */
  readonly rect: Rect;
}

/** An update with holes: the offsets (inside `bytes`) of what is written at the moment of signing. */
export interface SignaturePlan {
  readonly bytes: Buffer;
  readonly fieldName: string;
  readonly dateAt: number;
  readonly byteRangeAt: number;
  /** Of `<`. */
  readonly contentsAt: number;
  readonly reserveBytes: number;
}

/** Wide enough for any file the limits admit. */
export const BYTE_RANGE_PLACEHOLDER = "[0 1000000000 1000000000 1000000000]";
const INVISIBLE: Rect = { x: 0, y: 0, width: 0, height: 0 };

/**
 * Lays out the revision that will carry a signature.
 * @param reserveBytes room for the CMS
 * @throws PdfError pdf.not-incremental, pdf.certified-…, pdf.field-locked, pdf.field-name-taken, pdf.page-missing, pdf.image
 */
export function planSignature(
  document: PdfDocument,
  request: SignatureRequest,
  reserveBytes = roomForSignature(request),
): SignaturePlan {
  const update = new IncrementalUpdate(document);
  const view = document.latest;
  const fields = listFields(view);
  const fieldName = request.fieldName ?? freeName(fields);
  const existing = fields.find((field) => field.name === fieldName);
  if (existing !== undefined && (existing.type !== "Sig" || view.dict(existing.value) !== undefined))
    throw new PdfError("pdf.field-name-taken", `Field ${fieldName} is in use`);
  if (request.certification !== undefined) assertUnsigned(view, fields);
  assertMaySign(view, fieldName, existing === undefined && request.appearance !== undefined);

  const head = "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M ";
  const date = pdfDate(request.signedAt);
  const middle = `${describe(request)}${references(view, request, existing)}/ByteRange `;
  const signature = update.add(
    `${head}${date}${middle}${BYTE_RANGE_PLACEHOLDER}/Contents <${"0".repeat(reserveBytes * 2)}>>>`,
  );
  if (existing === undefined) addField(update, view, fieldName, request, signature);
  else fillField(update, view, existing, request, signature);

  const { bytes, bodyOffsets } = update.build();
  const body = bodyOffsets.get(signature.number) ?? 0;
  const dateAt = body + head.length;
  const byteRangeAt = dateAt + date.length + middle.length;
  const contentsAt = byteRangeAt + BYTE_RANGE_PLACEHOLDER.length + "/Contents ".length;
  return { bytes, fieldName, dateAt, byteRangeAt, contentsAt, reserveBytes };
}

function freeName(fields: readonly FormField[]): string {
  const taken = new Set(fields.map((field) => field.name));
  for (let n = 1; ; n += 1) if (!taken.has(`Signature${n}`)) return `Signature${n}`;
}

function describe({ name, reason, location }: SignatureRequest): string {
  let text = "";
  if (name !== undefined) text += `/Name ${textString(name)}`;
  if (reason !== undefined) text += `/Reason ${textString(reason)}`;
  if (location !== undefined) text += `/Location ${textString(location)}`;
  return text;
}

function lockText(request: SignatureRequest): string | undefined {
  if (request.lockFields === undefined || request.lockFields.length === 0) return undefined;
  return `/Action/Include/Fields[${request.lockFields.map(textString).join("")}]`;
}

/** DocMDP and FieldMDP (ISO 32000-2 section 12.8.2); the latter also from a /Lock that the field already has. */
function references(view: PdfView, request: SignatureRequest, existing: FormField | undefined): string {
  const root = serialise(view.trailer.get("Root") ?? null);
  const reference = (method: string, parameters: string): string =>
    `<</Type/SigRef/TransformMethod/${method}/Data ${root}/TransformParams<</Type/TransformParams/V/1.2${parameters}>>>>`;
  const lock = view.dict(existing?.dict.get("Lock"));
  const own =
    lock &&
    ["Action", "Fields"]
      .filter((key) => lock.has(key))
      .map((key) => `/${key} ${serialise(view.resolve(lock.get(key)) ?? null)}`)
      .join("");
  const fields = own ?? lockText(request);
  const { certification } = request;
  const list =
    (certification === undefined ? "" : reference("DocMDP", `/P ${certification}`)) +
    (fields === undefined ? "" : reference("FieldMDP", fields));
  return list === "" ? "" : `/Reference[${list}]`;
}

function assertUnsigned(view: PdfView, fields: readonly FormField[]): void {
  if (fields.some((field) => field.type === "Sig" && view.dict(field.value) !== undefined))
    throw new PdfError("pdf.already-signed", "Only a first signature can certify");
}

function permissionEntry({ certification }: SignatureRequest, signature: PdfRef): Record<string, string> {
  return certification === undefined ? {} : { Perms: `<</DocMDP ${serialise(signature)}>>` };
}

function addField(
  update: IncrementalUpdate,
  view: PdfView,
  fieldName: string,
  request: SignatureRequest,
  signature: PdfRef,
): void {
  const { appearance } = request;
  const page = listPages(view)[(appearance?.page ?? 1) - 1];
  if (page === undefined) throw new PdfError("pdf.page-missing", `No page ${appearance?.page ?? 1}`);
  const frame = pageFrame(view, page);
  const rect = appearance === undefined ? INVISIBLE : fittedRect(appearance, frame);
  const corners = [rect.x, rect.y, rect.x + rect.width, rect.y + rect.height].map(formatNumber).join(" ");
  const form = appearance === undefined ? undefined : writeAppearance(update, appearance, rect, frame);
  const lock = lockText(request);
  const field = update.add(
    `<</Type/Annot/Subtype/Widget/FT/Sig/T ${textString(fieldName)}/F 132/P ${serialise(page.ref)}/Rect[${corners}]`,
    `/V ${serialise(signature)}${form === undefined ? "" : `/AP<</N ${serialise(form)}>>`}`,
    `${lock === undefined ? "" : `/Lock<</Type/SigFieldLock${lock}>>`}>>`,
  );
  appendAnnotations(update, view, page, [field]);
  appendFields(update, view, [field], { signed: true, catalog: permissionEntry(request, signature) });
}

/** The widget is as large as its picture, so that a seal can be put over exactly one third of it. */
function fittedRect({ kind, image, rect }: SignatureAppearance, frame: PageFrame): Rect {
  if (kind === "text" || image === undefined) return rect;
  const picture = pngSize(image);
  const seen = asSeen(frame, rect);
  const scale = Math.min(seen.width / picture.width, seen.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  return toUserSpace(frame, {
    x: seen.x + (seen.width - width) / 2,
    y: seen.y + (seen.height - height) / 2,
    width,
    height,
  });
}

/** Draws for the reader's eye: upright on a turned page, in points whatever the page's unit. */
function writeAppearance(
  update: IncrementalUpdate,
  appearance: SignatureAppearance,
  rect: Rect,
  frame: PageFrame,
): PdfRef {
  const { width, height } = asSeen(frame, rect);
  return prepareAppearance(appearance, width, height, frame.rotation).write(update);
}

/** Signs a field that is there already: its place stays, only value and appearance come. */
function fillField(
  update: IncrementalUpdate,
  view: PdfView,
  field: FormField,
  request: SignatureRequest,
  signature: PdfRef,
): void {
  const [widget] = field.widgets;
  if (field.ref === undefined || widget?.ref === undefined)
    throw new PdfError("pdf.not-incremental", `Field ${field.name} is not an indirect object`);
  const rect = rectOf(view, widget.dict.get("Rect"));
  const { appearance } = request;
  const look =
    appearance !== undefined && rect !== undefined && rect.width > 0 && rect.height > 0
      ? { AP: `<</N ${serialise(writeAppearance(update, appearance, rect, frameOf(view, widget.dict)))}>>` }
      : {};
  const value = { V: serialise(signature) };
  if (widget.dict === field.dict) {
    update.set(field.ref, serialiseDict(field.dict, { ...value, ...look }));
  } else {
    update.set(field.ref, serialiseDict(field.dict, value));
    if ("AP" in look) update.set(widget.ref, serialiseDict(widget.dict, look));
  }
  appendFields(update, view, [], { signed: true, catalog: permissionEntry(request, signature) });
}

/** The frame of the page a widget stands on, as its /P says or the page's /Annots. */
function frameOf(view: PdfView, widget: PdfDict): PageFrame {
  const pages = listPages(view);
  const [first] = pages;
  const page =
    pages.find(
      ({ dict }) =>
        dict === view.dict(widget.get("P")) ||
        (view.array(dict.get("Annots")) ?? []).some((item) => view.dict(item) === widget),
    ) ?? first;
  if (page === undefined) throw new PdfError("pdf.page-missing", "The file has no page");
  return pageFrame(view, page);
}
