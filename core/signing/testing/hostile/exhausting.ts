import { deflateSync } from "node:zlib";
import { type HostileFile, hostile } from "./hostile-file.ts";
import { letterObjects, rawPdf, rawStream } from "./raw-pdf.ts";

const MEGABYTE = 1024 * 1024;

/** Files that run in circles, nest without end, or unpack to gigabytes: each must end in an answer, quickly. */
export function exhaustingFiles(): HostileFile[] {
  return [...circles(), ...nests(), ...bombs(), ...crossReferenceBombs()];
}

function withObjects(changes: Readonly<Record<number, string | Buffer>>, trailer = ""): Buffer {
  const objects = letterObjects();
  for (const [number, body] of Object.entries(changes)) objects.set(Number(number), body);
  return rawPdf(objects, { trailer });
}

function circles(): HostileFile[] {
  const selfPrevious = (make: (at: number) => string): Buffer => {
    const plain = rawPdf(letterObjects());
    const at = plain.lastIndexOf("xref\n0 1");
    return Buffer.from(
      plain.toString("latin1").replace("/Root 1 0 R>>", `/Root 1 0 R${make(at)}>>`),
      "latin1",
    );
  };
  const chainOf = (count: number): Buffer => {
    let text = "%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n";
    let previous = "";
    for (let i = 0; i < count; i += 1) {
      const at = text.length;
      text += `xref\n0 1\n0000000000 65535 f \n1 1\n0000000009 00000 n \ntrailer\n<</Size 2/Root 1 0 R${previous}>>\nstartxref\n${at}\n%%EOF\n`;
      previous = `/Prev ${at}`;
    }
    return Buffer.from(text, "latin1");
  };
  return [
    hostile(
      "circle: /Prev names its own section",
      selfPrevious((at) => `/Prev ${at}`),
      { problem: "pdf.cyclic" },
    ),
    hostile(
      "circle: /XRefStm names its own section",
      selfPrevious((at) => `/XRefStm ${at}`),
      { problem: "pdf.cyclic" },
    ),
    hostile(
      "circle: /Prev is negative",
      selfPrevious(() => "/Prev -1"),
      { problem: "pdf.cross-reference" },
    ),
    hostile(
      "circle: /Prev beyond the file",
      selfPrevious(() => "/Prev 99999999"),
      { problem: "pdf.cross-reference" },
    ),
    hostile(
      "circle: /Prev is an object",
      selfPrevious(() => "/Prev 3 0 R"),
      { problem: "pdf.cross-reference" },
    ),
    hostile("circle: 2,000 sections", chainOf(2000), { problem: "pdf.limit" }),
    hostile("circle: page tree in itself", withObjects({ 2: "<</Type/Pages/Kids[2 0 R]/Count 1>>" })),
    hostile(
      "circle: page tree of two nodes",
      withObjects({ 2: "<</Type/Pages/Kids[18 0 R]>>", 18: "<</Type/Pages/Kids[2 0 R]>>" }),
    ),
    hostile("circle: the form's field in itself", withObjects({ 11: "<</FT/Sig/T(a)/Kids[11 0 R]>>" })),
    hostile(
      "circle: two fields in each other",
      withObjects({ 11: "<</T(a)/Kids[12 0 R]>>", 12: "<</T(b)/Kids[11 0 R]>>" }),
      { problem: "pdf.cyclic" },
    ),
    hostile("circle: a reference to itself", withObjects({ 10: "10 0 R" })),
    hostile("circle: references in a ring", withObjects({ 10: "12 0 R", 12: "16 0 R", 16: "10 0 R" })),
    hostile(
      "circle: /Length is the stream itself",
      withObjects({ 13: "<</Length 13 0 R>>\nstream\nq Q\nendstream" }),
    ),
    hostile(
      "circle: two /Length in each other",
      withObjects({
        13: "<</Length 14 0 R>>\nstream\nq\nendstream",
        14: "<</Length 13 0 R>>\nstream\nQ\nendstream",
      }),
    ),
    hostile(
      "circle: a form that draws itself",
      withObjects({ 9: rawStream("/Fm1 Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources 6 0 R") }),
    ),
    hostile(
      "circle: the catalog is the page tree",
      withObjects({ 1: "<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]/AcroForm 1 0 R/Fields[1 0 R]>>" }),
    ),
    hostile("circle: /V of the signature is its field", withObjects({ 11: "<</FT/Sig/T(a)/V 11 0 R>>" })),
  ];
}

function nests(): HostileFile[] {
  const deep = (open: string, close: string, count: number): string =>
    open.repeat(count) + close.repeat(count);
  const fields = letterObjects();
  for (let i = 100; i < 3100; i += 1) fields.set(i, `<</T(a)/Kids[${i + 1} 0 R]>>`);
  fields.set(10, "<</Fields[100 0 R]>>");
  const tree = letterObjects();
  for (let i = 100; i < 3100; i += 1) tree.set(i, `<</Type/Pages/Kids[${i + 1} 0 R]>>`);
  tree.set(2, "<</Type/Pages/Kids[100 0 R]>>");
  const wide = letterObjects();
  const kids = Array.from({ length: 200_000 }, () => "11 0 R").join(" ");
  wide.set(10, `<</Fields[${kids}]>>`);
  const filler = (text: string): Buffer => withObjects({ 10: `<</Fields[11 0 R]/Junk ${text}>>` });
  return [
    hostile("nest: 100,000 arrays", filler(deep("[", "]", 100_000))),
    hostile("nest: 100,000 dictionaries", filler(deep("<</a", ">>", 100_000))),
    hostile("nest: 100,000 open brackets", filler("[".repeat(100_000))),
    hostile("nest: 100,000 open parentheses", filler("(".repeat(100_000))),
    hostile("nest: fields 3,000 levels deep", rawPdf(fields)),
    hostile("nest: pages 3,000 levels deep", rawPdf(tree)),
    hostile("nest: one field listed 200,000 times", rawPdf(wide)),
    hostile("nest: an array of four million names", filler(`[${"/a".repeat(4_000_000)}]`)),
    hostile("nest: an array of three million numbers", filler(`[${"1 ".repeat(3_000_000)}]`)),
    hostile("nest: a name of ten megabytes", filler(`/${"a".repeat(10 * MEGABYTE)}`)),
    hostile("nest: a number of ten megabytes", filler("9".repeat(10 * MEGABYTE))),
    hostile("nest: a string of ten megabytes", filler(`(${"a\\053".repeat(2 * MEGABYTE)})`)),
    hostile("nest: a comment of ten megabytes", filler(`%${"a".repeat(10 * MEGABYTE)}\n1`)),
    hostile("nest: ten megabytes of white space", filler(`${" ".repeat(10 * MEGABYTE)}1`)),
    hostile("nest: a stream without end", withObjects({ 10: "<</Length 99999999>>\nstream\nendless" })),
    hostile(
      "nest: a dictionary of 300,000 keys",
      filler(`<<${Array.from({ length: 300_000 }, (_, i) => `/k${i} 1`).join("")}>>`),
    ),
  ];
}

/** An object stream whose content is given; the form lies in it, so that it must be unpacked. */
function inObjectStream(stream: Buffer): Buffer {
  const objects = letterObjects();
  objects.delete(10);
  objects.set(40, stream);
  const table = rawPdf(objects);
  const at = table.length;
  const entry = Buffer.from([2, 0, 40, 0]);
  const body = rawStream(
    entry,
    `/Type/XRef/Size 41/Root 1 0 R/W[1 2 1]/Index[10 1]/Prev ${table.lastIndexOf("xref\n0 1")}`,
  );
  return Buffer.concat([
    table,
    Buffer.from("39 0 obj\n", "latin1"),
    body,
    Buffer.from(`\nendobj\nstartxref\n${at}\n%%EOF\n`, "latin1"),
  ]);
}

function bombs(): HostileFile[] {
  const objectStream = "/Type/ObjStm/N 1/First 5";
  const zeros = (size: number): Buffer => deflateSync(Buffer.alloc(size, 0x20), { level: 9 });
  const packed = (filter: string, data: Buffer, extra = ""): Buffer =>
    inObjectStream(rawStream(data, `${objectStream}/Filter ${filter}${extra}`));
  const twice = deflateSync(zeros(30 * MEGABYTE), { level: 9 });
  return [
    hostile("bomb: 100 MB of spaces", packed("/FlateDecode", zeros(100 * MEGABYTE))),
    hostile("bomb: 30 MB of spaces packed twice", packed("[/FlateDecode/FlateDecode]", twice)),
    hostile(
      "bomb: 30 MB through a predictor",
      packed("/FlateDecode", zeros(30 * MEGABYTE), "/DecodeParms<</Predictor 12/Columns 1>>"),
    ),
    hostile(
      "bomb: a predictor with rows of 16 million columns",
      packed("/FlateDecode", zeros(30 * MEGABYTE), "/DecodeParms<</Predictor 15/Columns 16777215/Colors 4>>"),
    ),
    hostile(
      "bomb: a predictor with negative columns",
      packed("/FlateDecode", zeros(9), "/DecodeParms<</Predictor 15/Columns -5>>"),
    ),
    hostile("bomb: ten filters", packed(`[${"/FlateDecode".repeat(10)}]`, zeros(10))),
    hostile("bomb: a hundred thousand filters", packed(`[${"/ASCIIHexDecode".repeat(100_000)}]`, zeros(10))),
    hostile("bomb: ASCII85 of ten million z", packed("/ASCII85Decode", Buffer.alloc(10_000_000, "z"))),
    hostile(
      "bomb: ASCII85 of thirty million z",
      packed("[/FlateDecode/ASCII85Decode]", deflateSync(Buffer.alloc(30_000_000, "z"))),
    ),
    hostile(
      "bomb: hexadecimal text of 50 MB",
      packed("[/FlateDecode/ASCIIHexDecode]", deflateSync(Buffer.alloc(50 * MEGABYTE, "0"))),
    ),
    hostile("bomb: LZW", packed("/LZWDecode", Buffer.alloc(1000, 0x80))),
    hostile("bomb: run lengths", packed("/RunLengthDecode", Buffer.alloc(1000, 0x81))),
    hostile("bomb: an unknown filter", packed("/Nothing", zeros(10))),
    hostile("bomb: encryption as filter", packed("/Crypt", zeros(10))),
    hostile(
      "bomb: an object stream that says it holds two million objects",
      inObjectStream(rawStream("10 0 <<>>", "/Type/ObjStm/N 1999999/First 5")),
    ),
    hostile(
      "bomb: an object stream with a negative count",
      inObjectStream(rawStream("10 0 <<>>", "/Type/ObjStm/N -1/First 5")),
    ),
    hostile(
      "bomb: an object stream whose offsets lie outside",
      inObjectStream(rawStream("10 99999 <<>>", "/Type/ObjStm/N 1/First 9")),
    ),
    hostile(
      "bomb: an object stream inside itself",
      inObjectStream(rawStream("40 0 <<>>", "/Type/ObjStm/N 1/First 5/Extends 40 0 R")),
    ),
    hostile(
      "bomb: an object stream with another object",
      inObjectStream(rawStream("12 0 <<>>", "/Type/ObjStm/N 1/First 5")),
    ),
  ];
}

function crossReferenceBombs(): HostileFile[] {
  const stream = (dictionary: string, data: Buffer): Buffer => {
    const table = rawPdf(letterObjects());
    const body = rawStream(data, `/Type/XRef/Root 1 0 R${dictionary}/Prev ${table.lastIndexOf("xref\n0 1")}`);
    const tail = Buffer.from(`\nendobj\nstartxref\n${table.length}\n%%EOF\n`, "latin1");
    return Buffer.concat([table, Buffer.from("39 0 obj\n", "latin1"), body, tail]);
  };
  const entries = deflateSync(Buffer.alloc(2_000_000));
  const flate = "/Filter/FlateDecode";
  const subsection = (text: string): Buffer =>
    Buffer.from(`%PDF-1.7\nxref\n${text}\ntrailer\n<</Size 2/Root 1 0 R>>\nstartxref\n9\n%%EOF\n`, "latin1");
  return [
    hostile(
      "cross-reference: two million entries in two kilobytes",
      stream(`/Size 2000000/W[1 0 0]${flate}`, entries),
      { problem: "pdf.limit" },
    ),
    hostile("cross-reference: entries of no width", stream("/Size 2000000/W[0 0 0]", Buffer.alloc(9)), {
      problem: "pdf.cross-reference",
    }),
    hostile("cross-reference: /W of huge widths", stream("/Size 9/W[99 99 99]", Buffer.alloc(9)), {
      problem: "pdf.cross-reference",
    }),
    hostile("cross-reference: negative /W", stream("/Size 9/W[1 -2 1]", Buffer.alloc(9)), {
      problem: "pdf.cross-reference",
    }),
    hostile("cross-reference: /W of two", stream("/Size 9/W[1 2]", Buffer.alloc(9)), {
      problem: "pdf.cross-reference",
    }),
    hostile("cross-reference: no /W", stream("/Size 9", Buffer.alloc(9)), { problem: "pdf.cross-reference" }),
    hostile(
      "cross-reference: /Index beyond all limits",
      stream("/Size 9/W[1 2 1]/Index[0 4000000000]", Buffer.alloc(9)),
      { problem: "pdf.limit" },
    ),
    hostile("cross-reference: negative /Index", stream("/Size 9/W[1 2 1]/Index[-5 9]", Buffer.alloc(9)), {
      problem: "pdf.limit",
    }),
    hostile(
      "cross-reference: a million subsections",
      stream(`/Size 9/W[1 2 1]/Index[${"0 1 ".repeat(900_000)}]`, Buffer.alloc(9)),
    ),
    hostile("cross-reference: entries of 8 octets", stream("/Size 2/W[8 8 8]", Buffer.alloc(48, 0xff))),
    hostile("cross-reference: a subsection of four billion", subsection("0 4000000000"), {
      problem: "pdf.limit",
    }),
    hostile("cross-reference: a subsection of words", subsection("a b"), { problem: "pdf.cross-reference" }),
    hostile(
      "cross-reference: a table without trailer",
      Buffer.from("%PDF-1.7\nxref\n0 0\nstartxref\n9\n%%EOF\n"),
      { problem: "pdf.cross-reference" },
    ),
    hostile("cross-reference: startxref without a number", Buffer.from("%PDF-1.7\nstartxref\n%%EOF\n"), {
      problem: "pdf.cross-reference",
    }),
    hostile(
      "cross-reference: startxref of sixty digits",
      Buffer.from(`%PDF-1.7\nstartxref\n${"9".repeat(60)}\n%%EOF\n`),
      { problem: "pdf.cross-reference" },
    ),
    hostile(
      "cross-reference: no catalog",
      Buffer.from("%PDF-1.7\nxref\n0 0\ntrailer\n<</Size 1>>\nstartxref\n9\n%%EOF\n"),
      { problem: "pdf.cross-reference" },
    ),
    hostile(
      "cross-reference: twenty megabytes without any",
      Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(20 * MEGABYTE, "a")]),
      { problem: "pdf.cross-reference" },
    ),
  ];
}
