import { deflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { samplePng } from "../testing/sample-pdf.ts";
import { signingTimeLine } from "./appearance.ts";
import { fontFor } from "./embedded-font.ts";
import { decodePng } from "./png.ts";

/** A PNG of one row with the given colour type, bit depth and raw samples. */
function png(
  colour: number,
  depth: number,
  width: number,
  row: number[],
  extra: [string, number[]][] = [],
): Buffer {
  const chunk = (type: string, body: Uint8Array): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(body.length);
    head.write(type, 4, "latin1");
    return Buffer.concat([head, body, Buffer.alloc(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(1, 4);
  header.set([depth, colour], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    ...extra.map(([type, body]) => chunk(type, Uint8Array.from(body))),
    chunk("IDAT", deflateSync(Uint8Array.from([0, ...row]))),
    chunk("IEND", new Uint8Array(0)),
  ]);
}

describe("PNG pictures of signatures and seals", () => {
  it.each<[string, Buffer, number[], number[] | undefined]>([
    ["RGB with opacity", png(6, 8, 2, [1, 2, 3, 0, 4, 5, 6, 255]), [1, 2, 3, 4, 5, 6], [0, 255]],
    ["RGB", png(2, 8, 1, [7, 8, 9]), [7, 8, 9], undefined],
    ["grey of one bit", png(0, 1, 3, [0b10100000]), [255, 255, 255, 0, 0, 0, 255, 255, 255], undefined],
    ["grey with opacity", png(4, 8, 1, [90, 10]), [90, 90, 90], [10]],
    ["16 bits", png(2, 16, 1, [1, 99, 2, 99, 3, 99]), [1, 2, 3], undefined],
    [
      "palette with opacity",
      png(
        3,
        4,
        2,
        [0x10],
        [
          ["PLTE", [10, 20, 30, 40, 50, 60]],
          ["tRNS", [0, 255]],
        ],
      ),
      [40, 50, 60, 10, 20, 30],
      [255, 0],
    ],
  ])("%s", (_, bytes, rgb, alpha) => {
    const picture = decodePng(bytes);
    expect([...picture.rgb]).toEqual(rgb);
    expect(picture.alpha && [...picture.alpha]).toEqual(alpha);
  });

  it.each([
    ["cut short", samplePng(1, 2, 3).subarray(0, 60)],
    ["damaged data", png(2, 8, 50, [1])],
    ["of absurd size", png(2, 8, 100_000, [1])],
    ["no PNG", Buffer.from("JFIF")],
  ])("refused: %s", (_, bytes) => {
    expect(() => decodePng(bytes)).toThrow(expect.objectContaining({ code: "pdf.image" }));
  });
});

it("the font holds all letters of Vietnamese, in either Unicode form", () => {
  const letters = "aăâbcdđeêghiklmnoôơpqrstuưvxy";
  const marked = [...letters].flatMap((letter) => ["", "̀", "́", "̉", "̃", "̣"].map((mark) => letter + mark));
  const vowels = marked.filter((text) => /^[aăâeêioôơuưy]/.test(text)).join("");
  const text = `${vowels}${vowels.toUpperCase()}${letters}${letters.toUpperCase()}`;
  expect(fontFor(text).encode(text)).toBe(fontFor(text.normalize("NFC")).encode(text.normalize("NFC")));
  expect(() => fontFor("中")).toThrow(expect.objectContaining({ code: "pdf.text-not-in-font" }));
});

it("the time of signing is ISO 8601 in the zone of Viet Nam", () => {
  expect(signingTimeLine(new Date("2026-03-05T01:15:30.999Z"))).toBe("2026-03-05T08:15:30+07:00");
});
