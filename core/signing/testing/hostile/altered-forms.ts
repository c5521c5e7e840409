import { addField, blank, both, change, type Edit, fillLook, fillText, put } from "./edits.ts";
import { rawStream } from "./raw-pdf.ts";

/** Fields, their values and looks, and the signature's own field. */
export const FORM: readonly Edit[] = [
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
