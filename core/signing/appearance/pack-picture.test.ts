import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { drawSeal } from "../demo/draw-seal.ts";
import { drawSignature } from "../demo/draw-signature.ts";
import { unfilterRows } from "../pdf/filters.ts";
import { type PackedStream, packPicture } from "./pack-picture.ts";
import { decodePng, type Picture } from "./png.ts";

const SEAL = 102;

/** Samples of a packed stream, one row of `row` bytes after the other. */
function unpacked({ dictionary, data }: PackedStream, row: number): Uint8Array {
  const raw = inflateSync(data);
  return dictionary.includes("/Predictor") ? unfilterRows(raw, row, 1) : raw;
}

/** Ink of one colour with the grain of a scanner, in a ring as wide as a seal's. */
function scannedSeal(side: number): Picture {
  const rgb = new Uint8Array(side * side * 3);
  const alpha = new Uint8Array(side * side);
  let state = 7;
  const grain = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state >> 16;
  };
  for (let i = 0; i < side * side; i += 1) {
    rgb.set([190 + (grain() % 40), grain() % 40, grain() % 50], i * 3);
    const distance = Math.hypot((i % side) - side / 2, Math.floor(i / side) - side / 2);
    if (distance < side / 2 && distance > side / 3) alpha[i] = 200 + (grain() % 56);
  }
  return { width: side, height: side, rgb, alpha };
}

describe("a packed picture", () => {
  it("is exact where it is small: colours by palette, opacity sample by sample", () => {
    const rgb = Uint8Array.from([200, 0, 0, 0, 0, 200, 200, 0, 0, 9, 9, 9]);
    const alpha = Uint8Array.from([255, 128, 3, 0]);
    const { colour, mask } = packPicture({ width: 2, height: 2, rgb, alpha }, 50, 50);
    expect(colour.dictionary).toContain("/Indexed/DeviceRGB 1<c800000000c8>]/BitsPerComponent 1");
    // Rows of one byte: red, blue; red, and under full transparency again red.
    expect([...unpacked(colour, 1)]).toEqual([0b01000000, 0b00000000]);
    expect(mask && [...unpacked(mask, 2)]).toEqual([255, 128, 3, 0]);
  });

  it("keeps more than 256 colours as they are", () => {
    const rgb = new Uint8Array(900);
    for (let pixel = 0; pixel < 300; pixel += 1) rgb.set([pixel >> 8, pixel & 255, 40], pixel * 3);
    const { colour, mask } = packPicture({ width: 300, height: 1, rgb, alpha: undefined }, 400, 400);
    expect(colour.dictionary).toContain("/DeviceRGB/BitsPerComponent 8");
    expect([...unpacked(colour, 900)]).toEqual([...rgb]);
    expect(mask).toBeUndefined();
  });

  it("is no finer than 300 dots per inch where it is seen", () => {
    const { width, height } = packPicture(scannedSeal(900), SEAL, SEAL);
    expect(Math.max(width, height)).toBeLessThanOrEqual(Math.round((SEAL / 72) * 300));
  });

  it.each<[string, Picture, number]>([
    ["a drawn signature", decodePng(drawSignature("Nguyễn Văn Ứng")), 8000],
    ["a drawn seal", decodePng(drawSeal("Sở Thông tin và Truyền thông")), 9000],
    ["a scanned seal", scannedSeal(900), 30_000],
  ])("%s takes few bytes", (_, picture, most) => {
    const { colour, mask } = packPicture(picture, SEAL, SEAL);
    expect(colour.data.length + (mask?.data.length ?? 0)).toBeLessThan(most);
  });

  it("evens out noise without changing its ink: red stays red, clear stays clear", () => {
    const { colour, mask, width, height } = packPicture(scannedSeal(900), SEAL, SEAL);
    const palette = /<([0-9a-f]+)>/.exec(colour.dictionary)?.[1] ?? "";
    for (const entry of palette.match(/.{6}/g) ?? [])
      expect(Number.parseInt(entry.slice(0, 2), 16) - Number.parseInt(entry.slice(2, 4), 16)).toBeGreaterThan(
        100,
      );
    const samples = mask && unpacked(mask, width);
    expect(samples?.[0]).toBe(0);
    expect(samples?.[Math.floor(height / 2) * width + Math.floor(width / 2)]).toBe(0);
  });
});
