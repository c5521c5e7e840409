import { PdfRef } from "../../pdf/objects.ts";
import { serialise, serialiseDict } from "../../pdf/serialise.ts";
import { append } from "../attacker.ts";
import { type HostileFile, type HostileWorld, hostile } from "./hostile-file.ts";
import { AT } from "./raw-pdf.ts";

/** A look: its dictionary and what it draws. */
export type FilledLook = readonly [name: string, dictionary: string, content: string];

const BOX = "/Type/XObject/Subtype/Form/BBox[0 0 120 40]";
const FONT = "/Resources<</Font<</F1 7 0 R>>>>";
const TEXT = "/Tx BMC BT /F1 10 Tf 2 12 Td (99) Tj ET EMC";

/** The field of the letter filled with 99, under a look that is not seen as 99, although its text says so. */
export function falseLooks({ letter }: HostileWorld): HostileFile[] {
  return LOOKS.map((look) =>
    hostile(`look: ${look[0]}`, fillWith(letter, look), { change: "appearance-not-of-value" }),
  );
}

/** The text field filled with 99 and the given look. */
export function fillWith(letter: Buffer, [, dictionary, content]: FilledLook): Buffer {
  return append(letter, ({ update, view }) => {
    const form = update.addStream(dictionary, Buffer.from(content, "latin1"));
    const field = view.dict(new PdfRef(AT.textField, 0));
    if (field === undefined) throw new Error("no field");
    const entries = { V: "(99)", AP: `<</N ${serialise(form)}>>` };
    update.set(new PdfRef(AT.textField, 0), serialiseDict(field, entries));
  });
}

/** Looks as viewers make them: grounds, borders, clips, strings of every kind. */
export const HONEST_LOOKS: readonly FilledLook[] = [
  ["a line of its own", BOX + FONT, TEXT.replace("(99) Tj", "(99) '")],
  ["a hexadecimal string", BOX + FONT, TEXT.replace("(99)", "<3939>")],
  ["a white ground", BOX + FONT, `1 1 1 rg 0 0 120 40 re f 0 g ${TEXT}`],
  ["a dark ground under white text", BOX + FONT, `0.1 0.2 0.5 rg 0 0 120 40 re f 1 g ${TEXT}`],
  ["a thin border", BOX + FONT, `q 0.5 w 0.25 0.25 119.5 39.5 re S Q ${TEXT}`],
  ["a bevelled border", BOX + FONT, `0.75 g 1 1 m 1 39 l 119 39 l 118 38 l 2 38 l 2 2 l f 0 g ${TEXT}`],
  [
    "a clip as Acrobat writes it",
    BOX + FONT,
    "/Tx BMC q 1 1 118 38 re W n BT /F1 10 Tf 0 g 2 12.4 Td (99) Tj ET Q EMC",
  ],
  ["two pieces on a line", BOX + FONT, "/Tx BMC BT /F1 10 Tf 2 12 Td (9) Tj 6 0 Td (9) Tj ET EMC"],
  ["a comb", BOX + FONT, `0.5 w 60 0 m 60 40 l S ${TEXT.replace("(99) Tj", "54 Tc (99) Tj")}`],
];

const LOOKS: readonly FilledLook[] = [
  ["a box over the text", BOX + FONT, `${TEXT} 0 0 120 40 re f`],
  ["white text on the white page", BOX + FONT, `1 g ${TEXT}`],
  [
    "white text, coloured inside the text object",
    BOX + FONT,
    "/Tx BMC BT 1 g /F1 10 Tf 2 12 Td (99) Tj ET EMC",
  ],
  ["text drawn invisibly", BOX + FONT, "/Tx BMC BT 3 Tr /F1 10 Tf 2 12 Td (99) Tj ET EMC"],
  ["text used for clipping only", BOX + FONT, "/Tx BMC BT 7 Tr /F1 10 Tf 2 12 Td (99) Tj ET EMC"],
  ["text outside the box", BOX + FONT, "/Tx BMC BT /F1 10 Tf 500 500 Td (99) Tj ET EMC"],
  ["text far outside the box", BOX + FONT, "/Tx BMC BT /F1 10 Tf 1 0 0 1 900 900 Tm (99) Tj ET EMC"],
  ["text made smaller than a point", BOX + FONT, `q 0 0 0 0 0 0 cm ${TEXT} Q`],
  ["text moved out of the box", BOX + FONT, `q 1 0 0 1 900 900 cm ${TEXT} Q`],
  ["text of no size", BOX + FONT, TEXT.replace("10 Tf", "0 Tf")],
  ["text too small to see", BOX + FONT, TEXT.replace("10 Tf", "0.01 Tf")],
  ["text larger than the field", BOX + FONT, TEXT.replace("10 Tf", "900 Tf")],
  ["text turned over", BOX + FONT, TEXT.replace("10 Tf", "-10 Tf")],
  ["text squeezed to nothing", BOX + FONT, TEXT.replace("BT", "BT 0 Tz")],
  ["text stretched", BOX + FONT, TEXT.replace("BT", "BT 5000 Tz")],
  ["text raised out of the box", BOX + FONT, TEXT.replace("BT", "BT 500 Ts")],
  ["letters spread out of the box", BOX + FONT, TEXT.replace("BT", "BT 500 Tc")],
  ["the value twice", BOX + FONT, `${TEXT} ${TEXT}`],
  ["more text behind the value", BOX + FONT, "/Tx BMC BT /F1 10 Tf 2 12 Td (99) Tj (.000) Tj ET EMC"],
  ["a letter kerned out of the box", BOX + FONT, TEXT.replace("(99) Tj", "[(9) -90000 (9)] TJ")],
  ["letters in another order", BOX + FONT, "/Tx BMC BT /F1 10 Tf 2 12 Td [(9) 1200 (9)] TJ ET EMC"],
  ["word spacing by the other operator", BOX + FONT, TEXT.replace("(99) Tj", '1 1 (99) "')],
  [
    "another text under a replacement text",
    BOX + FONT,
    "/Span<</ActualText(99)>>BDC BT /F1 10 Tf 2 12 Td (11) Tj ET EMC",
  ],
  ["a replacement text", BOX + FONT, "/Span<</ActualText(11)>>BDC BT /F1 10 Tf 2 12 Td (99) Tj ET EMC"],
  ["the value in a comment", BOX + FONT, "/Tx BMC BT /F1 10 Tf 2 12 Td % (99) Tj\n(11) Tj ET EMC"],
  [
    "an inline picture over it",
    BOX + FONT,
    `${TEXT} q 120 0 0 40 0 0 cm BI /W 1/H 1/CS/G/BPC 8 ID \x00 EI Q`,
  ],
  [
    "a shading over it",
    BOX +
      "/Resources<</Font<</F1 7 0 R>>/Shading<</S1<</ShadingType 2/ColorSpace/DeviceGray/Coords[0 0 1 1]/Function<</FunctionType 2/Domain[0 1]/N 1>>>>>>>>",
    `${TEXT} /S1 sh`,
  ],
  ["transparent text", `${BOX}/Resources<</Font<</F1 7 0 R>>/ExtGState<</G1<</ca 0>>>>>>`, `/G1 gs ${TEXT}`],
  ["clipped to nothing", BOX + FONT, `0 0 0 0 re W n ${TEXT}`],
  ["a look in a layer", `${BOX}/OC 20 0 R${FONT}`, TEXT],
  [
    "text in a layer",
    `${BOX}/Resources<</Font<</F1 7 0 R>>/Properties<</L1 20 0 R>>>>`,
    `/OC/L1 BDC ${TEXT} EMC`,
  ],
  ["a matrix of nothing", `${BOX}/Matrix[0 0 0 0 0 0]${FONT}`, TEXT],
  ["mirrored", `${BOX}/Matrix[-1 0 0 1 120 0]${FONT}`, TEXT],
  ["upside down", `${BOX}/Matrix[-1 0 0 -1 120 40]${FONT}`, TEXT],
  ["a box of one point", `/Type/XObject/Subtype/Form/BBox[0 0 1 1]${FONT}`, TEXT],
  ["a box elsewhere", `/Type/XObject/Subtype/Form/BBox[500 500 620 540]${FONT}`, TEXT],
  ["a box a thousand times larger", `/Type/XObject/Subtype/Form/BBox[0 0 120000 40000]${FONT}`, TEXT],
  ["a transparency group", `${BOX}/Group<</S/Transparency>>${FONT}`, TEXT],
  ["no resources", BOX, TEXT],
  ["a font that is not there", `${BOX}/Resources<</Font<<>>>>`, TEXT],
  [
    "a font of drawings",
    BOX +
      "/Resources<</Font<</F1<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/FirstChar 57/LastChar 57/Widths[9]/Encoding<</Differences[57/nine]>>/CharProcs<</nine 24 0 R>>>>>>>>",
    TEXT,
  ],
  [
    "a remapped font",
    BOX +
      "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Type/Encoding/Differences[57/one]>>>>>>>>",
    TEXT,
  ],
  ["a font of symbols", `${BOX}/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Symbol>>>>>>`, TEXT],
  [
    "a font of dingbats",
    `${BOX}/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/ZapfDingbats>>>>>>`,
    TEXT,
  ],
  [
    "a font of pictures by its name",
    `${BOX}/Resources<</Font<</F1<</Type/Font/Subtype/TrueType/BaseFont/Wingdings>>>>>>`,
    TEXT,
  ],
  ["another form over it", `${BOX}/Resources<</Font<</F1 7 0 R>>/XObject<</X 24 0 R>>>>`, `${TEXT} /X Do`],
  ["nothing", BOX + FONT, ""],
  ["nothing but marks", BOX + FONT, "/Tx BMC EMC"],
  ["operands left over", BOX + FONT, `${TEXT} (11) foo`],
  ["an inline picture before it", BOX + FONT, `BI /W 1/H 1/CS/G/BPC 8 ID x EI ${TEXT}`],
  ["states never saved", BOX + FONT, `Q Q Q ${TEXT}`],
  ["an operator of glyph descriptions", BOX + FONT, `0 0 0 0 0 0 d1 ${TEXT}`],
  [
    "text in a pattern",
    `${BOX}/Resources<</Font<</F1 7 0 R>>/Pattern<</P1 24 0 R>>>>`,
    `/Pattern cs /P1 scn ${TEXT}`,
  ],
  ["a digit drawn with lines", BOX + FONT, `${TEXT} 2 w 60 5 m 60 35 l S`],
];
