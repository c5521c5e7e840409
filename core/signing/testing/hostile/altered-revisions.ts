import { PdfRef } from "../../pdf/objects.ts";
import { serialise, serialiseDict } from "../../pdf/serialise.ts";
import { append, type Editing } from "../attacker.ts";
import { type Expected, type HostileFile, type HostileWorld, hostile } from "./hostile-file.ts";
import { AT, rawStream } from "./raw-pdf.ts";

type Edit = readonly [name: string, edit: (editing: Editing) => void, change?: string];

/** Appended revisions that alter what was signed while its bytes stay: shadow attacks, stickers, certified attacks. */
export function alteredRevisions({ letter, certified, locked }: HostileWorld): HostileFile[] {
  const made = (base: Buffer, prefix: string, edits: readonly Edit[]): HostileFile[] =>
    edits.map(([name, edit, change]) => {
      const expected: Expected | undefined = change === undefined ? undefined : { change };
      return hostile(`${prefix}: ${name}`, append(base, edit), expected);
    });
  return [
    ...made(letter, "pages", PAGES),
    ...made(letter, "content", CONTENT),
    ...made(letter, "annotation", ANNOTATIONS),
    ...made(letter, "form", FORM),
    ...made(letter, "catalog", CATALOG),
    ...made(certified[1], "certified P=1", [
      ...CERTIFIED,
      ["a form value", fillText("99", "99")],
      ["an empty signature field", addEmptyField],
    ]),
    ...made(certified[2], "certified P=2", CERTIFIED),
    ...made(
      certified[3],
      "certified P=3",
      CERTIFIED.filter(([name]) => name !== "a note"),
    ),
    ...made(locked, "locked field", [["filled again", fillText("99", "99"), "lock-broken"]]),
  ];
}

const ref = (number: number): PdfRef => new PdfRef(number, 0);

/** Overrides entries of an object; undefined takes the entry out. */
function change(number: number, entries: Record<string, string | undefined>): (editing: Editing) => void {
  return ({ update, view }) => {
    const dict = view.dict(ref(number));
    if (dict === undefined) throw new Error(`no object ${number}`);
    update.set(ref(number), serialiseDict(dict, entries));
  };
}

function put(number: number, body: string | Buffer): (editing: Editing) => void {
  return ({ update }) => update.set(ref(number), body);
}

function both(...edits: ((editing: Editing) => void)[]): (editing: Editing) => void {
  return (editing) => {
    for (const edit of edits) edit(editing);
  };
}

const sticker = "/Type/XObject/Subtype/Form/BBox[0 0 400 200]/Resources<</Font<</F1 7 0 R>>>>";

function annotate(text: string, page: number = AT.firstPage): (editing: Editing) => void {
  return (editing) => {
    const form = editing.update.addStream(
      sticker,
      Buffer.from("1 g 0 0 400 200 re f BT /F1 20 Tf 9 9 Td (Khac) Tj ET"),
    );
    const added = editing.update.add(text.replace("LOOK", `/AP<</N ${serialise(form)}>>`));
    const dict = editing.view.dict(ref(page));
    if (dict === undefined) throw new Error("no page");
    const old = (editing.view.array(dict.get("Annots")) ?? []).map(serialise);
    editing.update.set(
      ref(page),
      serialiseDict(dict, { Annots: `[${[...old, serialise(added)].join(" ")}]` }),
    );
  };
}

function addField(text: string): (editing: Editing) => void {
  return (editing) => {
    const { update, view } = editing;
    const form = update.addStream(sticker, Buffer.from("1 g 0 0 400 200 re f"));
    const field = update.add(text.replace("LOOK", `/AP<</N ${serialise(form)}>>`));
    const holder = view.dict(ref(AT.acroForm));
    const page = view.dict(ref(AT.firstPage));
    if (holder === undefined || page === undefined) throw new Error("no form");
    const list = (value: readonly unknown[]): string => `[${value.join(" ")}]`;
    const fields = [...(view.array(holder.get("Fields")) ?? []).map(serialise), serialise(field)];
    const annotations = [...(view.array(page.get("Annots")) ?? []).map(serialise), serialise(field)];
    update.set(ref(AT.acroForm), serialiseDict(holder, { Fields: list(fields) }));
    update.set(ref(AT.firstPage), serialiseDict(page, { Annots: list(annotations) }));
  };
}

function addEmptyField(editing: Editing): void {
  addField("<</Type/Annot/Subtype/Widget/FT/Sig/T(them)/Rect[0 0 0 0]/F 132>>")(editing);
}

function fillText(value: string, shown: string): (editing: Editing) => void {
  return fillLook(value, `/Tx BMC BT /F1 10 Tf 2 12 Td (${shown}) Tj ET EMC`, "/Font<</F1 7 0 R>>");
}

/** Fills the text field with a look of the attacker's making. */
function fillLook(value: string, drawn: string, resources: string): (editing: Editing) => void {
  return ({ update, view }) => {
    const look = `/Type/XObject/Subtype/Form/BBox[0 0 120 40]/Resources<<${resources}>>`;
    const form = update.addStream(look, Buffer.from(drawn));
    const field = view.dict(ref(AT.textField));
    if (field === undefined) throw new Error("no field");
    update.set(ref(AT.textField), serialiseDict(field, { V: `(${value})`, AP: `<</N ${serialise(form)}>>` }));
  };
}

const blank = rawStream("q Q");

const PAGES: readonly Edit[] = [
  ["first removed", change(2, { Kids: "[4 0 R 5 0 R]", Count: "2" }), "pages-removed"],
  ["last removed", change(2, { Kids: "[3 0 R 4 0 R]", Count: "2" }), "pages-removed"],
  ["all removed", change(2, { Kids: "[]", Count: "0" }), "pages-removed"],
  ["two exchanged", change(2, { Kids: "[4 0 R 3 0 R 5 0 R]" }), "pages-reordered"],
  ["one shown twice", change(2, { Kids: "[3 0 R 4 0 R 5 0 R 5 0 R]", Count: "4" }), "pages-added"],
  ["one shown in the place of another", change(2, { Kids: "[3 0 R 3 0 R 5 0 R]" }), "pages-removed"],
  ["a hidden one added", change(2, { Kids: "[3 0 R 4 0 R 5 0 R 19 0 R]", Count: "4" }), "pages-added"],
  ["one replaced by a hidden one", change(2, { Kids: "[3 0 R 19 0 R 5 0 R]" }), "pages-added"],
  [
    "one replaced by a new node",
    both(
      put(50, "<</Type/Pages/Kids[5 0 R]/Count 1/Parent 2 0 R/Rotate 90>>"),
      change(2, { Kids: "[3 0 R 4 0 R 50 0 R]" }),
    ),
  ],
  ["the page tree overridden by another", put(2, "<</Type/Pages/Kids[19 0 R]/Count 1>>"), "pages-removed"],
  ["rotated", change(4, { Rotate: "180" }), "page-geometry-changed"],
  ["cropped", change(4, { CropBox: "[0 0 10 10]" }), "page-geometry-changed"],
  ["a larger media box", change(4, { MediaBox: "[-600 0 595 842]" }), "page-geometry-changed"],
  ["cropped through the tree", change(2, { CropBox: "[0 0 300 300]" }), "page-geometry-changed"],
  ["rotated through the tree", change(2, { Rotate: "90" }), "page-geometry-changed"],
  ["a user unit", change(4, { UserUnit: "4" }), "page-geometry-changed"],
  ["a parent of another tree", change(4, { Parent: "18 0 R" }), "page-changed"],
  ["an action on opening", change(4, { AA: "<</O<</S/JavaScript/JS(app.alert\\(1\\))>>>>" })],
  ["a transition", change(4, { Trans: "<</S/Fade>>" })],
  ["a transparency group", change(4, { Group: "<</S/Transparency/CS/DeviceGray>>" })],
];

const CONTENT: readonly Edit[] = [
  ["stream overridden", put(13, blank), "page-content-changed"],
  ["/Contents redirected to another page's", change(3, { Contents: "14 0 R" }), "page-content-changed"],
  [
    "/Contents extended by a new stream",
    both(put(50, blank), change(3, { Contents: "[13 0 R 50 0 R]" })),
    "page-content-changed",
  ],
  ["/Contents emptied", change(3, { Contents: "[]" }), "page-content-changed"],
  ["/Contents taken away", change(3, { Contents: undefined }), "page-content-changed"],
  ["resources redirected", change(3, { Resources: "<</Font<</F1 7 0 R>>>>" }), "page-content-changed"],
  ["resources overridden", change(6, { XObject: "<<>>" }), "page-content-changed"],
  ["font exchanged", change(7, { BaseFont: "/Symbol" }), "page-content-changed"],
  [
    "font encoding remapped",
    change(7, { Encoding: "<</Type/Encoding/Differences[48/nine/eight]>>" }),
    "page-content-changed",
  ],
  [
    "font descriptor added",
    change(7, { FontDescriptor: "<</Type/FontDescriptor/FontName/Helvetica>>" }),
    "page-content-changed",
  ],
  [
    "font turned into Type 3",
    put(7, "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<<>>>>"),
    "page-content-changed",
  ],
  [
    "picture exchanged",
    put(
      8,
      rawStream(
        "\xff\xff\xff",
        "/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8",
      ),
    ),
    "page-content-changed",
  ],
  ["picture enlarged", change(8, { Width: "2" })],
  ["drawn form exchanged", put(9, blank), "page-content-changed"],
  [
    "shadow, replace: prepared cover drawn instead of a form",
    put(9, rawStream("1 g 0 0 595 842 re f", "/Type/XObject/Subtype/Form/BBox[0 0 595 842]")),
    "page-content-changed",
  ],
  ["shadow, hide: cover freed", put(9, "null"), "page-content-changed"],
  ["layer renamed", change(20, { Usage: "<</View<</ViewState/OFF>>>>" })],
];

const ANNOTATIONS: readonly Edit[] = [
  ...[
    "FreeText",
    "Stamp",
    "Square",
    "Circle",
    "Line",
    "Ink",
    "Polygon",
    "PolyLine",
    "Caret",
    "Redact",
    "Watermark",
    "FileAttachment",
    "Movie",
    "Sound",
    "Screen",
    "3D",
    "RichMedia",
    "Link",
    "PrinterMark",
    "TrapNet",
    "Projection",
    "Unknown",
  ].map(
    (kind): Edit => [
      kind,
      annotate(`<</Type/Annot/Subtype/${kind}/Rect[80 600 500 700]LOOK>>`),
      "annotation-covers",
    ],
  ),
  ["without kind", annotate("<</Type/Annot/Rect[80 600 500 700]LOOK>>"), "annotation-covers"],
  [
    "a widget that belongs to no form",
    annotate("<</Type/Annot/Subtype/Widget/Rect[80 600 500 700]LOOK>>"),
    "annotation-covers",
  ],
  [
    "a note with an action",
    annotate("<</Type/Annot/Subtype/Text/Rect[9 9 29 29]/A<</S/URI/URI(http://x)>>>>"),
    "annotation-covers",
  ],
  [
    "a note as large as the page",
    annotate("<</Type/Annot/Subtype/Text/Rect[0 0 595 842]LOOK>>"),
    "annotation-covers",
  ],
  [
    "a highlight that draws text",
    annotate("<</Type/Annot/Subtype/Highlight/Rect[80 600 500 700]LOOK>>"),
    "annotation-covers",
  ],
  [
    "an underline that draws text",
    annotate("<</Type/Annot/Subtype/Underline/Rect[80 600 500 700]LOOK>>"),
    "annotation-covers",
  ],
  [
    "a popup that draws text",
    annotate("<</Type/Annot/Subtype/Popup/Rect[80 600 500 700]LOOK>>"),
    "annotation-covers",
  ],
  [
    "a note that hides text below a signed cover",
    annotate("<</Type/Annot/Subtype/Text/Rect[90 690 130 730]/AP<</N 24 0 R>>>>", AT.firstPage),
  ],
  ["widgets taken off the page", change(3, { Annots: "[]" }), "annotation-removed"],
  ["widgets reordered", change(3, { Annots: "[12 0 R 11 0 R]" }), "annotation-removed"],
  ["widget of another page shown here", change(5, { Annots: "[11 0 R]" })],
];

const FORM: readonly Edit[] = [
  ["value shown differs", fillText("12", "99"), "appearance-not-of-value"],
  ["value changed under the old look", change(12, { V: "(99)" }), "appearance-not-of-value"],
  [
    "look overridden in place",
    put(
      22,
      rawStream(
        "BT /F1 10 Tf (99) Tj ET",
        "/Type/XObject/Subtype/Form/BBox[0 0 120 40]/Resources<</Font<</F1 7 0 R>>>>",
      ),
    ),
  ],
  [
    "look with a picture",
    fillLook("99", "BT /F1 10 Tf 2 12 Td (99) Tj ET /Im1 Do", "/Font<</F1 7 0 R>>/XObject<</Im1 8 0 R>>"),
    "appearance-not-of-value",
  ],
  ["look drawn on another place", change(12, { Rect: "[80 680 400 720]" }), "field-changed"],
  ["look with another state", change(12, { AP: "<</N 22 0 R/D 24 0 R>>" })],
  [
    "filled together with another field's definition",
    both(fillText("99", "99"), change(16, { Rect: "[0 0 595 842]" })),
    "field-changed",
  ],
  [
    "filled together with a font",
    both(fillText("99", "99"), change(7, { BaseFont: "/Symbol" })),
    "page-content-changed",
  ],
  [
    "filled together with page resources",
    both(fillText("99", "99"), change(6, { Font: "<<>>" })),
    "page-content-changed",
  ],
  ["field renamed", change(12, { T: "(khac)" }), "field-changed"],
  ["field made another type", change(12, { FT: "/Btn" }), "field-changed"],
  ["field hidden", change(12, { F: "2" }), "field-changed"],
  ["field made read only", change(12, { Ff: "1" }), "field-changed"],
  ["field with an action", change(12, { AA: "<</K<</S/JavaScript/JS(1)>>>>" }), "field-changed"],
  ["field without its value", change(12, { V: undefined })],
  ["field deleted from the form", change(10, { Fields: "[11 0 R 16 0 R]" }), "field-removed"],
  ["field overridden by null", put(12, "null")],
  ["default appearance changed", change(10, { DA: "(/F1 99 Tf)" }), "form-changed"],
  ["default resources changed", change(10, { DR: "<<>>" }), "form-changed"],
  ["NeedAppearances", change(10, { NeedAppearances: "true" }), "form-changed"],
  ["XFA added", change(10, { XFA: "(<xdp/>)" }), "form-changed"],
  ["calculation order added", change(10, { CO: "[12 0 R]" }), "form-changed"],
  ["signature flags cleared", change(10, { SigFlags: "0" }), "form-changed"],
  ["form taken away", change(1, { AcroForm: undefined })],
  ["form exchanged", change(1, { AcroForm: "<</Fields[12 0 R]>>" })],
  [
    "new text field as sticker",
    addField("<</Type/Annot/Subtype/Widget/FT/Tx/T(moi)/V(10 ty)/Rect[80 600 500 700]/F 4LOOK>>"),
    "field-added",
  ],
  [
    "new button as sticker",
    addField("<</Type/Annot/Subtype/Widget/FT/Btn/T(moi)/Rect[80 600 500 700]/F 4LOOK>>"),
    "field-added",
  ],
  [
    "new empty signature field that draws",
    addField("<</Type/Annot/Subtype/Widget/FT/Sig/T(moi)/Rect[80 600 500 700]/F 4LOOK>>"),
    "field-added",
  ],
  [
    "new signature field without a name",
    addField("<</Type/Annot/Subtype/Widget/FT/Sig/Rect[80 600 500 700]/F 4>>"),
    "field-added",
  ],
  [
    "new signature field of a known name",
    addField("<</Type/Annot/Subtype/Widget/FT/Sig/T(Chu ky 1)/Rect[0 0 0 0]>>"),
    "field-added",
  ],
  [
    "new signature field with an action",
    addField("<</Type/Annot/Subtype/Widget/FT/Sig/T(moi)/Rect[0 0 0 0]/A<</S/Launch>>>>"),
    "field-added",
  ],
  [
    "new signature field with another's signature",
    addField("<</Type/Annot/Subtype/Widget/FT/Sig/T(moi)/V 30 0 R/Rect[80 600 500 700]LOOK>>"),
  ],
  ["empty field given the signature of another", change(16, { V: "30 0 R" })],
  ["empty field given a look", change(16, { AP: "<</N 24 0 R>>" }), "field-changed"],
  [
    "empty field given a signature of nothing",
    change(16, { V: "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached>>" }),
  ],
  ["look of the signature exchanged", change(11, { AP: "<</N 24 0 R>>" }), "signature-appearance-replaced"],
  ["look of the signature overridden", put(31, blank), "signature-appearance-replaced"],
  ["signature moved", change(11, { Rect: "[80 600 500 700]" }), "field-changed"],
  ["signature hidden", change(11, { F: "2" }), "field-changed"],
  ["signature taken out", change(11, { V: undefined }), "signature-removed"],
  ["signature dictionary overridden: reason", change(30, { Reason: "(Khac)" }), "signature-replaced"],
  ["signature dictionary overridden: time", change(30, { M: "(D:20300101000000Z)" }), "signature-replaced"],
  ["signature dictionary overridden: name", change(30, { Name: "(Nguoi khac)" }), "signature-replaced"],
  ["signature dictionary freed", put(30, "null")],
];

const CATALOG: readonly Edit[] = [
  ["pages redirected to a prepared tree", change(1, { Pages: "18 0 R" })],
  ["overridden by the prepared one", put(1, "<</Type/Catalog/Pages 18 0 R/AcroForm 10 0 R>>")],
  ["layer switched on", change(1, { OCProperties: "<</OCGs[20 0 R]/D<</ON[20 0 R]>>>>" }), "catalog-changed"],
  ["layers taken away", change(1, { OCProperties: undefined }), "catalog-changed"],
  ["script on opening", change(1, { OpenAction: "<</S/JavaScript/JS(1)>>" }), "catalog-changed"],
  ["opens on another page", change(1, { OpenAction: "[5 0 R/Fit]" }), "catalog-changed"],
  ["additional actions", change(1, { AA: "<</WC<</S/JavaScript/JS(1)>>>>" }), "catalog-changed"],
  [
    "names with scripts",
    change(23, { JavaScript: "<</Names[(a)<</S/JavaScript/JS(1)>>]>>" }),
    "catalog-changed",
  ],
  [
    "names with embedded files",
    change(23, { EmbeddedFiles: "<</Names[(a)<</Type/Filespec>>]>>" }),
    "catalog-changed",
  ],
  ["names redirected", change(1, { Names: "<<>>" }), "catalog-changed"],
  ["outlines filled", change(21, { Count: "1", First: "19 0 R" }), "catalog-changed"],
  ["outlines redirected", change(1, { Outlines: "20 0 R" }), "catalog-changed"],
  [
    "structure tree added",
    change(1, { StructTreeRoot: "<</Type/StructTreeRoot/K 3 0 R>>" }),
    "catalog-changed",
  ],
  ["page labels added", change(1, { PageLabels: "<</Nums[0<</S/r>>]>>" }), "catalog-changed"],
  ["page mode changed", change(1, { PageMode: "/UseOC" }), "catalog-changed"],
  ["viewer preferences", change(1, { ViewerPreferences: "<</ViewArea/ArtBox>>" }), "catalog-changed"],
  ["version lowered", change(1, { Version: "/1.2" }), "catalog-changed"],
  ["portfolio", change(1, { Collection: "<</View/T>>" }), "catalog-changed"],
  ["dynamic form", change(1, { NeedsRendering: "true" }), "catalog-changed"],
  ["permissions added", change(1, { Perms: "<</UR3 30 0 R>>" }), "catalog-changed"],
  ["long-term data with a page in it", change(1, { DSS: "<</Certs[3 0 R]/Page 19 0 R>>" })],
  [
    "long-term data that overrides a signed stream",
    both(put(13, blank), change(1, { DSS: "<</Certs[13 0 R]>>" })),
  ],
  [
    "metadata that overrides a signed stream",
    both(put(13, rawStream("<x/>", "/Type/Metadata/Subtype/XML")), change(1, { Metadata: "13 0 R" })),
  ],
  [
    "extensions that override a page",
    both(put(4, "<</ADBE<</BaseVersion/1.7>>>>"), change(1, { Extensions: "4 0 R" })),
  ],
];

const CERTIFIED: readonly Edit[] = [
  ["a text box", annotate("<</Type/Annot/Subtype/FreeText/Rect[80 600 500 700]LOOK>>")],
  ["a stamp", annotate("<</Type/Annot/Subtype/Stamp/Rect[80 600 500 700]LOOK>>")],
  ["a redaction", annotate("<</Type/Annot/Subtype/Redact/Rect[80 600 500 700]LOOK>>")],
  ["a note", annotate("<</Type/Annot/Subtype/Text/Rect[9 9 29 29]>>"), "certification-broken"],
  ["a sticker field", addField("<</Type/Annot/Subtype/Widget/FT/Tx/T(moi)/Rect[80 600 500 700]LOOK>>")],
  [
    "a signature field that draws",
    addField("<</Type/Annot/Subtype/Widget/FT/Sig/T(moi)/Rect[80 600 500 700]LOOK>>"),
  ],
  ["a page removed", change(2, { Kids: "[3 0 R 4 0 R]", Count: "2" })],
  ["content", put(13, blank)],
  ["permissions removed", change(1, { Perms: undefined })],
  ["permissions redirected", change(25, { DocMDP: "null" })],
  ["the transform's level raised", change(30, { Reference: "[]" })],
];
