import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PdfError } from "./errors.ts";
import { PdfDict, PdfName, type PdfObject, PdfRef, PdfString } from "./objects.ts";
import { Parser } from "./parser.ts";
import { pdfDate, serialise, textString } from "./serialise.ts";

const parse = (text: string): PdfObject => new Parser(Buffer.from(text, "latin1")).object();

const atom: fc.Arbitrary<PdfObject> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  fc
    .array(fc.integer({ min: 1, max: 255 }), { minLength: 1, maxLength: 12 })
    .map((codes) => new PdfName(String.fromCharCode(...codes))),
  fc.tuple(fc.nat(99_999), fc.nat(65_535)).map(([number, generation]) => new PdfRef(number, generation)),
);
const { tree } = fc.letrec<{ tree: PdfObject }>((tie) => ({
  tree: fc.oneof(
    { depthSize: "small" },
    atom,
    fc.array(tie("tree"), { maxLength: 5 }),
    fc.array(fc.tuple(fc.stringMatching(/^[A-Za-z]{1,8}$/), tie("tree")), { maxLength: 5 }).map((entries) => {
      const dict = new PdfDict();
      for (const [key, value] of entries) dict.map.set(key, value);
      return dict;
    }),
  ),
}));

describe("PDF objects", () => {
  it("what is written is read back the same", () => {
    fc.assert(
      fc.property(tree, (value) => {
        expect(serialise(parse(serialise(value)))).toBe(serialise(value));
      }),
    );
  });

  it("any Vietnamese text survives as a text string", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const parsed = parse(textString(text));
        expect(parsed instanceof PdfString && parsed.text).toBe(text);
      }),
    );
  });

  it("any bytes end in an object or a typed error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          new Parser(bytes).object();
        } catch (error) {
          expect(error).toBeInstanceOf(PdfError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["(a\\(b\\)\\\\\\101\\\n)", "a(b)\\A"],
    ["(nested (brackets) stay)", "nested (brackets) stay"],
    ["<48 65 6C6C 6F>", "Hello"],
    ["<FEFF1EEF>", "ữ"],
  ])("the string %s", (text, expected) => {
    const parsed = parse(text);
    expect(parsed instanceof PdfString && parsed.text).toBe(expected);
  });

  it("notes that a key stands twice", () => {
    const parsed = parse("<</A 1/A 2>>");
    expect(parsed instanceof PdfDict && parsed.duplicateKeys).toBe(true);
  });

  it("refuses to nest without end", () => {
    expect(() => parse("[".repeat(500))).toThrow(expect.objectContaining({ code: "pdf.limit" }));
  });
});

it("writes dates on the clock of Viet Nam", () => {
  expect(pdfDate(new Date("2026-12-31T17:00:00Z"))).toBe("(D:20270101000000+07'00')");
});
