import { annotate, blank, both, change, type Edit, put } from "./edits.ts";
import { AT, rawStream } from "./raw-pdf.ts";

/** Pages and what they draw. */
export const PAGES: readonly Edit[] = [
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

export const CONTENT: readonly Edit[] = [
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

/** Notes, stickers and widgets put over a page. */
export const ANNOTATIONS: readonly Edit[] = [
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
