import { type PDF, PdfArray, PdfDict, PdfName, PdfNumber, PdfRef } from "@libpdf/core";

/** The part of a page that a picture takes, in points. */
interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const MILLIMETRE = 72 / 25.4;
const MARGIN = 15 * MILLIMETRE;
const PERSON = { width: 45 * MILLIMETRE, height: 15 * MILLIMETRE };
const SEAL = 30 * MILLIMETRE;

/**
 * Gives the signature that is about to be made a picture at the bottom right of the last page: a blue flourish for a
 * person, a red ring over a third of it for an organisation (the places of NĐ 30/2020 in the rough; in the real program
 * the signer drags it to its place).
 *
 * Call it when the library has laid out the signature and before it writes the file: it knows invisible ones only.
 * Pages that are shown turned keep an invisible signature.
 */
export function showSignature(pdf: PDF, fieldName: string, kind: "person" | "organisation"): void {
  const fields = pdf.getForm()?.getSignatureFields() ?? [];
  const field = fields.find(({ name }) => name === fieldName);
  const ref = field?.getRef();
  const page = pdf.getPage(pdf.getPageCount() - 1);
  if (field === undefined || !(ref instanceof PdfRef) || page === null || page.rotation !== 0) return;
  const earlier = fields.filter((each) => each !== field && each.isSigned()).length;
  const { x, y, width } = page.getCropBox();
  const box = boxOf(kind, x + width - MARGIN, y + MARGIN, earlier);
  const appearance = pdf.createStream(
    {
      Type: PdfName.of("XObject"),
      Subtype: PdfName.of("Form"),
      BBox: numbers(0, 0, box.width, box.height),
    },
    Buffer.from(drawing(kind, box), "latin1"),
  );
  const dict = field.getDict();
  dict.set("P", page.ref);
  dict.set("Rect", numbers(box.x, box.y, box.x + box.width, box.y + box.height));
  dict.set("AP", PdfDict.of({ N: appearance }));
  const annotations = page.dict.getArray("Annots", (each) => pdf.getObject(each));
  if (annotations) annotations.push(ref);
  else page.dict.set("Annots", new PdfArray([ref]));
}

/** People stand side by side from the right, in rows of three; the seal lies over the left third of the last of them. */
function boxOf(kind: "person" | "organisation", right: number, bottom: number, earlier: number): Box {
  const place = kind === "person" ? earlier : Math.max(earlier - 1, 0);
  const person = {
    x: right - PERSON.width * ((place % 3) + 1),
    y: bottom + PERSON.height * Math.floor(place / 3),
    ...PERSON,
  };
  if (kind === "person") return person;
  return {
    x: person.x + PERSON.width / 3 - SEAL,
    y: person.y + (PERSON.height - SEAL) / 2,
    width: SEAL,
    height: SEAL,
  };
}

function drawing(kind: "person" | "organisation", { width, height }: Box): string {
  if (kind === "person") return `0 0.15 0.75 RG 1.4 w 1 J 1 j ${curve(FLOURISH, width, height)} S`;
  return `0.85 0.05 0.05 RG 1.6 w ${ring(width / 2, width / 2 - 2)} S 0.8 w ${ring(width / 2, width / 2 - 6)} S`;
}

/** Beginning and Bézier points, in parts of width and height. */
const FLOURISH = [
  [0.06, 0.4],
  [0.2, 1.1, 0.28, 0.9, 0.2, 0.3],
  [0.16, 0, 0.3, 0.1, 0.36, 0.55],
  [0.4, 0.9, 0.44, 0.2, 0.5, 0.4],
  [0.56, 0.7, 0.58, 0.1, 0.64, 0.4],
  [0.72, 0.8, 0.8, 0.1, 0.95, 0.6],
] as const;

function curve(points: readonly (readonly number[])[], width: number, height: number): string {
  return points
    .map((numbersOf, index) => {
      const scaled = numbersOf.map((part, at) => (part * (at % 2 === 0 ? width : height)).toFixed(2));
      return `${scaled.join(" ")} ${index === 0 ? "m" : "c"}`;
    })
    .join(" ");
}

/** A circle of four Bézier curves. */
function ring(centre: number, radius: number): string {
  const k = 0.5523 * radius;
  const at = (x: number, y: number): string => `${(centre + x).toFixed(2)} ${(centre + y).toFixed(2)}`;
  return [
    `${at(radius, 0)} m`,
    `${at(radius, k)} ${at(k, radius)} ${at(0, radius)} c`,
    `${at(-k, radius)} ${at(-radius, k)} ${at(-radius, 0)} c`,
    `${at(-radius, -k)} ${at(-k, -radius)} ${at(0, -radius)} c`,
    `${at(k, -radius)} ${at(radius, -k)} ${at(radius, 0)} c`,
  ].join(" ");
}

function numbers(...values: readonly number[]): PdfArray {
  return new PdfArray(values.map((value) => PdfNumber.of(Number(value.toFixed(2)))));
}
