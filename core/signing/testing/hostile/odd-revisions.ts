import { type HostileFile, type HostileWorld, hostile } from "./hostile-file.ts";
import { AT, letterObjects, type RawOptions, rawPdf, rawStream, signRaw } from "./raw-pdf.ts";

/** Appended revisions whose objects and cross-references do not fit each other, and files in which readers disagree. */
export function oddRevisions(world: HostileWorld): HostileFile[] {
  return [...byHand(world), ...disagreeing(world), ...wrapped(world)];
}

const OTHER_PAGE = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources 6 0 R/Contents 14 0 R>>";

function byHand({ letter }: HostileWorld): HostileFile[] {
  const previous = letter.lastIndexOf("xref\n0 1");
  const appended = (
    objects: readonly (readonly [number, string | Buffer])[],
    options: RawOptions = {},
  ): Buffer => rawPdf(new Map(objects), { base: letter, previous, ...options });
  const tail = (text: string): Buffer => Buffer.concat([letter, Buffer.from(text, "latin1")]);
  const at = letter.length;
  const entry = (offset: number, generation = 0, kind = "n"): string =>
    `${String(offset).padStart(10, "0")} ${String(generation).padStart(5, "0")} ${kind} \n`;
  const table = (body: string, sections: string, trailer = "", start = at + body.length): string =>
    `${body}xref\n${sections}trailer\n<</Size 60/Root 1 0 R/Prev ${previous}${trailer}>>\nstartxref\n${start}\n%%EOF\n`;
  const page = `3 0 obj\n${OTHER_PAGE}\nendobj\n`;
  return [
    hostile(
      "revision: another catalog by the trailer",
      appended([[50, "null"]], { root: AT.secondCatalog }),
      { change: "catalog-swapped" },
    ),
    hostile(
      "revision: a new catalog by the trailer",
      appended([[50, "<</Type/Catalog/Pages 18 0 R>>"]], { root: 50 }),
      { change: "catalog-swapped" },
    ),
    hostile(
      "revision: an object that is not listed",
      appended(
        [
          [50, "null"],
          [3, OTHER_PAGE],
        ],
        { unlisted: [3] },
      ),
      { change: "object-unlisted" },
    ),
    hostile(
      "revision: encrypted afterwards",
      appended([[50, "null"]], { trailer: "/Encrypt<</Filter/Standard/V 1/R 2>>" }),
      { problem: "pdf.encrypted" },
    ),
    hostile("revision: title altered", appended([[50, "<</Title(Khac)>>"]], { trailer: "/Info 50 0 R" }), {
      change: "information-changed",
    }),
    hostile("revision: no /Prev", rawPdf(letterObjects(), { base: letter })),
    hostile(
      "revision: /Prev skips into the middle",
      rawPdf(new Map([[50, "null"]]), { base: letter, previous: previous - 40 }),
    ),
    hostile("revision: objects without cross-reference", tail(page), { change: "foreign-bytes" }),
    hostile("revision: objects and a bare trailer", tail(`${page}trailer\n<</Size 41/Root 1 0 R>>\n`)),
    hostile("revision: objects and the old startxref", tail(`${page}startxref\n${previous}\n%%EOF\n`), {
      change: "foreign-bytes",
    }),
    hostile(
      "revision: object defined twice, the later listed",
      tail(table(`50 0 obj\nnull\nendobj\n50 0 obj\n(b)\nendobj\n`, `50 1\n${entry(at + 23)}`)),
      { change: "object-defined-twice" },
    ),
    hostile(
      "revision: object defined twice, the earlier listed",
      tail(table(`50 0 obj\nnull\nendobj\n50 0 obj\n(b)\nendobj\n`, `50 1\n${entry(at)}`)),
      { change: "object-defined-twice" },
    ),
    hostile(
      "revision: listed twice in one table",
      tail(table(page, `3 1\n${entry(at)}3 1\n${entry(letter.indexOf("\n3 0 obj") + 1)}`)),
    ),
    hostile("revision: content object freed", tail(table("", `13 1\n${entry(0, 1, "f")}`)), {
      change: "page-content-changed",
    }),
    hostile(
      "revision: page freed and defined anew with another generation",
      tail(table(page.replace("3 0 obj", "3 1 obj"), `3 1\n${entry(at, 1)}`)),
    ),
    hostile(
      "revision: content of another generation",
      tail(table(`13 1 obj\n<</Length 1>>\nstream\nq\nendstream\nendobj\n`, `13 1\n${entry(at, 1)}`)),
    ),
    hostile(
      "revision: entry points at an older object",
      tail(table("", `13 1\n${entry(letter.indexOf("\n14 0 obj") + 1)}`)),
    ),
    hostile(
      "revision: entry points into a stream",
      tail(
        table(
          `50 0 obj\n<</Length 70>>\nstream\n${page.padEnd(70)}\nendstream\nendobj\n`,
          `3 1\n${entry(at + 37)}50 1\n${entry(at)}`,
        ),
      ),
    ),
    hostile(
      "revision: entry points behind the end",
      tail(`${table("", `3 1\n${entry(at + 200)}`)}${" ".repeat(40)}${page}`),
    ),
    hostile(
      "revision: entry points into a comment",
      tail(table(`% ${page.replaceAll("\n", " ")}\n`, `3 1\n${entry(at + 2)}`)),
    ),
    hostile("revision: junk between its objects", tail(table(`junk ${page}`, `3 1\n${entry(at + 5)}`))),
    hostile(
      "revision: startxref names another section",
      tail(table(page, `3 1\n${entry(at)}`).replace(/startxref\n\d+/, `startxref\n${previous}`)),
    ),
    hostile("revision: %%EOF missing", tail(table(page, `3 1\n${entry(at)}`).replace("%%EOF\n", ""))),
    hostile("revision: a key twice in the trailer", tail(table("", "", "/Root 17 0 R"))),
    hostile("revision: /Root under an escaped name", tail(table("", "", "/R#6fot 17 0 R"))),
    hostile(
      "revision: size smaller than its objects",
      tail(table(page, `3 1\n${entry(at)}`).replace("/Size 60", "/Size 1")),
    ),
    hostile(
      "revision: an escaped /Contents in a page",
      appended([[3, OTHER_PAGE.replace("/Contents 14 0 R", "/Contents 13 0 R/C#6fntents 14 0 R")]]),
    ),
    hostile(
      "revision: a key twice in a page",
      appended([[3, OTHER_PAGE.replace("/Contents 14 0 R", "/Contents 14 0 R/Contents 13 0 R")]]),
    ),
    hostile(
      "revision: a comment that hides a key",
      appended([[3, OTHER_PAGE.replace("/Contents", "/Rotate 90 %\n/Contents")]]),
    ),
    hostile(
      "revision: form value as an octal string",
      appended([
        [
          12,
          "<</Type/Annot/Subtype/Widget/FT/Tx/T(s\\157)/V(\\071\\071)/Rect[80 600 200 640]/F 4/P 3 0 R/AP<</N 22 0 R>>/DA(/F1 10 Tf)>>",
        ],
      ]),
      { change: "appearance-not-of-value" },
    ),
    hostile(
      "revision: linearisation claimed afterwards",
      appended([
        [50, "<</Linearized 1/L 99/O 3/E 9/N 1/T 9/H[0 0]>>"],
        [3, OTHER_PAGE],
      ]),
    ),
    ...compressed(letter, previous),
    ...hybrids(letter, previous),
  ];
}

/** An object stream that overrides signed objects, listed by a cross-reference stream. */
function compressed(letter: Buffer, previous: number): HostileFile[] {
  const made = (
    name: string,
    objectStream: string,
    listed: readonly [number, number][],
    dictionary = "/Type/ObjStm",
  ): HostileFile => {
    const [numbers, body] = [
      objectStream.slice(0, objectStream.indexOf("<")),
      objectStream.slice(objectStream.indexOf("<")),
    ];
    const stream = rawStream(numbers + body, `${dictionary}/N ${listed.length}/First ${numbers.length}`);
    const at = letter.length;
    const head = Buffer.from("50 0 obj\n");
    const end = Buffer.from("\nendobj\n");
    const section = at + head.length + stream.length + end.length;
    const offset = (value: number): number[] => [(value >> 16) & 255, (value >> 8) & 255, value & 255];
    const entries = Buffer.from([
      ...listed.flatMap(([, index]) => [2, 0, 0, 50, index]),
      ...[1, ...offset(at), 0],
      ...[1, ...offset(section), 0],
    ]);
    const index = `${listed.map(([number]) => `${number} 1`).join(" ")} 50 2`;
    const table = rawStream(
      entries,
      `/Type/XRef/Size 52/Root 1 0 R/W[1 3 1]/Index[${index}]/Prev ${previous}`,
    );
    const tail = Buffer.from(`\nendobj\nstartxref\n${section}\n%%EOF\n`);
    return hostile(name, Buffer.concat([letter, head, stream, end, Buffer.from("51 0 obj\n"), table, tail]));
  };
  return [
    made("object stream: a page overridden", `3 0 ${OTHER_PAGE}`, [[3, 0]]),
    made("object stream: the catalog overridden", "1 0 <</Type/Catalog/Pages 18 0 R/AcroForm 10 0 R>>", [
      [1, 0],
    ]),
    made("object stream: entry of another index", `3 0 ${OTHER_PAGE}`, [[3, 1]]),
    made("object stream: entry of another number", `4 0 ${OTHER_PAGE}`, [[3, 0]]),
    made("object stream: not called one", `3 0 ${OTHER_PAGE}`, [[3, 0]], "/Type/Other"),
    made("object stream: a stream's number overridden by a dictionary", "13 0 <</Length 0>>", [[13, 0]]),
  ];
}

/** A table beside a cross-reference stream that says something else (ISO 32000-2 section 7.5.8.4). */
function hybrids(letter: Buffer, previous: number): HostileFile[] {
  const made = (name: string, tableOffset: (first: number, second: number) => number): HostileFile => {
    const first = letter.length;
    const objects = [
      `3 0 obj\n${OTHER_PAGE}\nendobj\n`,
      "3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 15 0 R>>\nendobj\n",
    ];
    const second = first + (objects[0]?.length ?? 0);
    const streamAt = second + (objects[1]?.length ?? 0);
    const entries = Buffer.from([1, (second >> 16) & 255, (second >> 8) & 255, second & 255, 0]);
    const stream = Buffer.concat([
      Buffer.from("51 0 obj\n"),
      rawStream(entries, "/Type/XRef/Size 52/Root 1 0 R/W[1 3 1]/Index[3 1]"),
      Buffer.from("\nendobj\n"),
    ]);
    const tableAt = streamAt + stream.length;
    const offset = String(tableOffset(first, second)).padStart(10, "0");
    const table = `xref\n3 1\n${offset} 00000 n \ntrailer\n<</Size 52/Root 1 0 R/Prev ${previous}/XRefStm ${streamAt}>>\nstartxref\n${tableAt}\n%%EOF\n`;
    return hostile(name, Buffer.concat([letter, Buffer.from(objects.join("")), stream, Buffer.from(table)]));
  };
  return [
    made("hybrid: table and stream name different objects", (first) => first),
    made("hybrid: both name an object that overrides a page", (_, second) => second),
  ];
}

/** Signed from the start in a way that lets two readers see two things. */
function disagreeing({ signer, chain }: HostileWorld): HostileFile[] {
  const signed = (objects: Map<number, string | Buffer>, options: RawOptions = {}): Buffer =>
    signRaw(rawPdf(objects, options), { identity: signer, certificates: chain });
  const keyTwice = letterObjects();
  keyTwice.set(11, String(keyTwice.get(11)).replace("/V 30 0 R", "/V 30 0 R/V 31 0 R"));
  const inContent = letterObjects();
  inContent.set(30, rawStream("x", String(letterObjects().get(30)).slice(2, -2)));
  return [
    hostile("the signature dictionary as a stream", signed(inContent)),
    hostile("/V twice in the field", signed(keyTwice)),
  ];
}

/** The signed bytes moved or doubled inside a larger file, and signatures of one file put into another. */
function wrapped({ letter, certified }: HostileWorld): HostileFile[] {
  const text = letter.toString("latin1");
  const value = /\/ByteRange .*?\/Contents <[0-9a-f]*>/s.exec(certified[2].toString("latin1"))?.[0] ?? "";
  const own = /\/ByteRange .*?\/Contents <[0-9a-f]*>/s.exec(text)?.[0] ?? "";
  const body = letter.subarray(letter.indexOf("1 0 obj"));
  const shifted = Buffer.concat([Buffer.from("%PDF-1.7\n50 0 obj\n(truoc)\nendobj\n"), body]);
  return [
    hostile(
      "wrapping: the signature of another file",
      Buffer.from(text.replace(own, value.slice(0, own.length)), "latin1"),
    ),
    hostile("wrapping: everything moved back", shifted),
    hostile("wrapping: the file twice", Buffer.concat([letter, letter])),
    hostile(
      "wrapping: an update inside the gap",
      Buffer.from(text.replace(/0{200}>/, ">\n50 0 obj\n(giua)\nendobj\n".padEnd(201)), "latin1"),
    ),
    hostile(
      "wrapping: text inside the gap",
      Buffer.from(
        text.replace(
          /0{64}>/,
          `${Buffer.from("an trong cho trong cua chu ky so").toString("hex").slice(0, 64)}>`,
        ),
        "latin1",
      ),
      { sub: "FORMAT_FAILURE" },
    ),
  ];
}
