import { append } from "../attacker.ts";
import { FORM } from "./altered-forms.ts";
import { ANNOTATIONS, CONTENT, PAGES } from "./altered-pages.ts";
import { addEmptyField, addField, annotate, blank, both, change, type Edit, fillText, put } from "./edits.ts";
import { type Expected, type HostileFile, type HostileWorld, hostile } from "./hostile-file.ts";
import { rawStream } from "./raw-pdf.ts";

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
