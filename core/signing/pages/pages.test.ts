import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openPdf } from "../pdf/document.ts";
import { letterObjects, rawPdf } from "../testing/hostile/raw-pdf.ts";
import { canonicalContent } from "./canonical-content.ts";
import { makePageList } from "./page-list.ts";

const canonical = (content: string | Uint8Array): string =>
  Buffer.from(canonicalContent(typeof content === "string" ? Buffer.from(content) : content).bytes).toString(
    "latin1",
  );

const hex = (bytes: Uint8Array): string => `<${Buffer.from(bytes).toString("hex")}>`;
const octal = (bytes: Uint8Array): string =>
  `(${[...bytes].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("")})`;
const literal = (bytes: Uint8Array): Buffer =>
  Buffer.from([
    0x28,
    ...[...bytes].flatMap((byte) => ([0x28, 0x29, 0x5c, 13].includes(byte) ? escaped(byte) : [byte])),
    0x29,
  ]);
const escaped = (byte: number): number[] => [0x5c, byte === 13 ? 0x72 : byte];

describe("the canonical form of a content stream", () => {
  it("is the same however a string is written", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(canonical(octal(bytes))).toBe(canonical(hex(bytes)));
        expect(canonical(literal(bytes))).toBe(canonical(hex(bytes)));
      }),
    );
  });

  it("tells different strings apart", () => {
    const strings = fc.uint8Array({ maxLength: 6 });
    fc.assert(
      fc.property(strings, strings, (one, other) => {
        const same = Buffer.from(one).equals(Buffer.from(other));
        expect(canonical(hex(one)) === canonical(hex(other))).toBe(same);
      }),
    );
  });

  it("is the same whatever stands between the tokens, and tells other tokens apart", () => {
    const token = fc.constantFrom("1", "-2.5", "Tj", "BT", "/F1", "(a b)", "<61>", "[", "]", "q");
    const gap = fc.constantFrom(" ", "\n", "\r\n", "\t  ", " % a note\n", "\0");
    const line = fc.array(fc.tuple(token, gap, gap), { maxLength: 12 });
    fc.assert(
      fc.property(line, (tokens) => {
        const write = (which: 1 | 2): string => tokens.map((each) => each[0] + each[which]).join("");
        expect(canonical(write(1))).toBe(canonical(write(2)));
        expect(canonical(`${write(1)}Q`)).not.toBe(canonical(write(1)));
      }),
    );
  });

  it("never fails and stays short, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(canonicalContent(bytes).bytes.length).toBeLessThanOrEqual(bytes.length * 2 + 16);
      }),
    );
  });
});

/** Lists are read for decades: when these bytes change, VERSION in page-list.ts must be counted up. */
it("the list of a known page is what it always was", async () => {
  const list = await makePageList(openPdf(rawPdf(letterObjects())).latest);
  expect(Buffer.from(list ?? []).toString("hex")).toBe(
    "3023020101041e8cd7a7cbb21b03ed84e9954bacf6c0de3c6584e92f431b5b48e2754984e9",
  );
});
