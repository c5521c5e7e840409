import type { TestIdentity } from "../test-certificates.ts";
import { type TestCmsInput, testCms } from "../test-cms.ts";

/** Objects by number: source text in Latin-1, or bytes. */
export type RawObjects = ReadonlyMap<number, string | Buffer>;

export interface RawOptions {
  /** Entries of the trailer beside /Size and /Root. */
  readonly trailer?: string;
  readonly root?: number;
  readonly header?: string;
  /** The file this revision is appended to, and the cross-reference it names as /Prev. */
  readonly base?: Buffer;
  readonly previous?: number;
  /** Objects that the cross-reference shall not list. */
  readonly unlisted?: readonly number[];
}

/** Writes objects and a classic cross-reference table by hand, so that anything can be put wrong. */
export function rawPdf(objects: RawObjects, options: RawOptions = {}): Buffer {
  const parts: Buffer[] = [
    options.base ?? Buffer.from(options.header ?? "%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "latin1"),
  ];
  let position = parts[0]?.length ?? 0;
  const write = (part: string | Buffer): void => {
    const bytes = typeof part === "string" ? Buffer.from(part, "latin1") : part;
    parts.push(bytes);
    position += bytes.length;
  };
  const offsets = new Map<number, number>();
  for (const [number, body] of objects) {
    offsets.set(number, position);
    write(`${number} 0 obj\n`);
    write(body);
    write("\nendobj\n");
  }
  const crossReference = position;
  let table = options.base === undefined ? "xref\n0 1\n0000000000 65535 f \n" : "xref\n";
  for (const [number, offset] of offsets)
    if (options.unlisted?.includes(number) !== true)
      table += `${number} 1\n${String(offset).padStart(10, "0")} 00000 n \n`;
  const size = Math.max(40, ...objects.keys()) + 1;
  const previous = options.previous === undefined ? "" : `/Prev ${options.previous}`;
  write(
    `${table}trailer\n<</Size ${size}/Root ${options.root ?? 1} 0 R${previous}${options.trailer ?? ""}>>\nstartxref\n${crossReference}\n%%EOF\n`,
  );
  return Buffer.concat(parts);
}

export function rawStream(content: string | Buffer, dictionary = ""): Buffer {
  const bytes = typeof content === "string" ? Buffer.from(content, "latin1") : content;
  return Buffer.concat([
    Buffer.from(`<<${dictionary}/Length ${bytes.length}>>\nstream\n`, "latin1"),
    bytes,
    Buffer.from("\nendstream", "latin1"),
  ]);
}

/** Numbers of the objects of {@link letterObjects}. */
export const AT = {
  catalog: 1,
  pages: 2,
  firstPage: 3,
  resources: 6,
  font: 7,
  picture: 8,
  form: 9,
  acroForm: 10,
  signatureField: 11,
  textField: 12,
  emptyField: 16,
  secondCatalog: 17,
  secondPages: 18,
  secondPage: 19,
  layer: 20,
  outlines: 21,
  textLook: 22,
  names: 23,
  cover: 24,
  perms: 25,
  firstContent: 13,
  signature: 30,
  signatureLook: 31,
} as const;

const PLACEHOLDER = "/ByteRange [0 1000000000 1000000000 1000000000]";
const CONTENTS_BYTES = 6000;

/** The entries of a signature dictionary, with room for range and value. */
export function signatureDictionary(extra = ""): string {
  return `<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/M(D:20260305081530+07'00')${PLACEHOLDER}/Contents <${"0".repeat(CONTENTS_BYTES * 2)}>${extra}>>`;
}

/** A letter of three pages with a form, a layer, a prepared second catalog, and a signature field that is filled. */
export function letterObjects(): Map<number, string | Buffer> {
  const page = (content: number, annotations: string): string =>
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources 6 0 R/Contents ${content} 0 R${annotations}>>`;
  const words = (text: string): Buffer =>
    rawStream(`BT /F1 14 Tf 80 700 Td (${text}) Tj ET /Fm1 Do q 50 0 0 50 80 500 cm /Im1 Do Q`);
  const look = "/Type/XObject/Subtype/Form/BBox[0 0 120 40]/Resources<</Font<</F1 7 0 R>>>>";
  return new Map<number, string | Buffer>([
    [
      1,
      "<</Type/Catalog/Pages 2 0 R/AcroForm 10 0 R/OCProperties<</OCGs[20 0 R]/D<</OFF[20 0 R]>>>>/Outlines 21 0 R/Names 23 0 R>>",
    ],
    [2, "<</Type/Pages/Kids[3 0 R 4 0 R 5 0 R]/Count 3>>"],
    [3, page(13, "/Annots[11 0 R 12 0 R]")],
    [4, page(14, "/Annots[16 0 R]")],
    [5, page(15, "")],
    [6, "<</Font<</F1 7 0 R>>/XObject<</Im1 8 0 R/Fm1 9 0 R>>/Properties<</L1 20 0 R>>>>"],
    [7, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"],
    [
      8,
      rawStream(
        "\x10\x80\xff",
        "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8",
      ),
    ],
    [9, rawStream("0 0 1 rg 80 480 40 4 re f", "/Type/XObject/Subtype/Form/BBox[0 0 595 842]")],
    [10, "<</Fields[11 0 R 12 0 R 16 0 R]/SigFlags 3/DA(/F1 10 Tf)/DR<</Font<</F1 7 0 R>>>>>>"],
    [
      11,
      "<</Type/Annot/Subtype/Widget/FT/Sig/T(Chu ky 1)/V 30 0 R/Rect[300 100 420 140]/F 132/P 3 0 R/AP<</N 31 0 R>>>>",
    ],
    [
      12,
      "<</Type/Annot/Subtype/Widget/FT/Tx/T(so)/V(12)/Rect[80 600 200 640]/F 4/P 3 0 R/AP<</N 22 0 R>>/DA(/F1 10 Tf)>>",
    ],
    [13, words("So tien: 1.000.000 dong")],
    [14, words("Trang hai")],
    [15, words("Trang ba")],
    [16, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Chu ky 2)/Rect[300 200 420 240]/F 132/P 4 0 R>>"],
    [17, "<</Type/Catalog/Pages 18 0 R/AcroForm 10 0 R>>"],
    [18, "<</Type/Pages/Kids[19 0 R]/Count 1>>"],
    [19, "<</Type/Page/Parent 18 0 R/MediaBox[0 0 595 842]/Resources 6 0 R/Contents 14 0 R/Annots[11 0 R]>>"],
    [20, "<</Type/OCG/Name(An)>>"],
    [21, "<</Type/Outlines/Count 0>>"],
    [22, rawStream("/Tx BMC BT /F1 10 Tf 2 12 Td (12) Tj ET EMC", look)],
    [23, "<</Dests<</Names[]>>>>"],
    [24, rawStream("1 g 0 0 595 842 re f", "/Type/XObject/Subtype/Form/BBox[0 0 595 842]")],
    [30, signatureDictionary()],
    [31, rawStream("BT /F1 10 Tf 2 12 Td (Da ky) Tj ET", look)],
  ]);
}

/** What may be put wrong about one signature. */
export interface RawSignature {
  readonly identity: TestIdentity;
  readonly certificates?: readonly Uint8Array[];
  readonly cms?: Partial<TestCmsInput>;
  /** Changes the finished CMS. */
  readonly distort?: (cms: Uint8Array) => Uint8Array;
}

/** Fills the last placeholder of a file: honest ranges over all of it, then a CMS as asked. */
export function signRaw(pdf: Buffer, { identity, certificates, cms, distort }: RawSignature): Buffer {
  const signed = Buffer.from(pdf);
  const range = signed.lastIndexOf(PLACEHOLDER);
  const start = signed.indexOf("/Contents <", range) + "/Contents ".length;
  const end = signed.indexOf(">", start) + 1;
  const text = `/ByteRange [0 ${start} ${end} ${signed.length - end}]`;
  signed.write(text.padEnd(PLACEHOLDER.length), range, "latin1");
  const content = Buffer.concat([signed.subarray(0, start), signed.subarray(end)]);
  const made = testCms({ identity, content, certificates: certificates ?? [identity.certificate], ...cms });
  const value = distort?.(made) ?? made;
  signed.write(
    Buffer.from(value)
      .toString("hex")
      .slice(0, CONTENTS_BYTES * 2),
    start + 1,
    "latin1",
  );
  return signed;
}
