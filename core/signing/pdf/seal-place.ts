import { openPdf } from "./document.ts";
import { listFields } from "./fields.ts";
import { PdfString } from "./objects.ts";
import { asSeen, keepOnPage, type PageFrame, pageFrame, toUserSpace } from "./page-frame.ts";
import { listPages, type Rect, rectOf } from "./pages.ts";
import type { SignaturePlace } from "./propose-signature-place.ts";
import type { ByteSource } from "./source.ts";

/** A signature that is in a file, without any judgement whether it is valid. */
export interface PlacedSignature {
  readonly fieldName: string;
  /** What the signature says of its signer (/Name). */
  readonly signerName: string | undefined;
  /** Undefined when it is invisible. */
  readonly place: SignaturePlace | undefined;
  /** How its page is seen. */
  readonly page: PageFrame | undefined;
}

/** Diameter of an organisation's seal unless said otherwise, 36 mm, in points. */
export const SEAL_DIAMETER = (36 / 25.4) * 72;

/** The signatures of a file in the order of its form. @throws PdfError when the file cannot be read */
export function listSignatures(pdf: Uint8Array | ByteSource): PlacedSignature[] {
  const view = openPdf(pdf).latest;
  const pageOf = new Map<number, number>();
  const pages = listPages(view);
  pages.forEach((page, index) => {
    for (const item of view.array(page.dict.get("Annots")) ?? [])
      if (item !== null && typeof item === "object" && "number" in item) pageOf.set(item.number, index);
  });
  return listFields(view).flatMap((field): PlacedSignature[] => {
    const signature = field.type === "Sig" ? view.dict(field.value) : undefined;
    if (signature === undefined) return [];
    const [widget] = field.widgets;
    const index = pageOf.get(widget?.ref?.number ?? -1);
    const page = index === undefined ? undefined : pages[index];
    const rect = rectOf(view, widget?.dict.get("Rect"));
    const visible = rect !== undefined && rect.width > 0 && rect.height > 0;
    const name = view.resolve(signature.get("Name"));
    return [
      {
        fieldName: field.name,
        signerName: name instanceof PdfString ? name.text : undefined,
        place: visible && index !== undefined ? { page: index + 1, rect } : undefined,
        page: page && pageFrame(view, page),
      },
    ];
  });
}

/**
 * Where the seal goes: over the last visible signature of the file; undefined when there is none.
 * @param signatures of {@link listSignatures}
 * @param diameter of the real seal, in points
 */
export function sealPlaceFor(
  signatures: readonly PlacedSignature[],
  diameter = SEAL_DIAMETER,
): SignaturePlace | undefined {
  const over = signatures.findLast((signature) => signature.place !== undefined);
  if (over?.place === undefined || over.page === undefined) return undefined;
  return { page: over.place.page, rect: sealRectFor(over.place.rect, over.page, diameter) };
}

/**
 * The seal's rectangle over a person's signature: real size, overlapping about one third of the signature on its left
 * (NĐ 30/2020 PL I, cell 8; Art. 33.1.b), as the reader sees the page.
 */
export function sealRectFor(person: Rect, page: PageFrame, diameter: number): Rect {
  const seen = asSeen(page, person);
  const seal = {
    x: seen.x + seen.width / 3 - diameter,
    y: seen.y + (seen.height - diameter) / 2,
    width: diameter,
    height: diameter,
  };
  return toUserSpace(page, keepOnPage(page, seal));
}
