import fc from "fast-check";
import { expect, it } from "vitest";
import { asSeen, keepOnPage, type PageFrame, toUserSpace } from "./page-frame.ts";

const frames: fc.Arbitrary<PageFrame> = fc
  .record({
    x: fc.integer({ min: -2000, max: 2000 }),
    y: fc.integer({ min: -2000, max: 2000 }),
    w: fc.integer({ min: 100, max: 3000 }),
    h: fc.integer({ min: 100, max: 3000 }),
    rotation: fc.constantFrom(0 as const, 90 as const, 180 as const, 270 as const),
    unit: fc.constantFrom(1, 2, 0.5, 10),
  })
  .map(({ x, y, w, h, rotation, unit }) => {
    const turned = rotation === 90 || rotation === 270;
    const [width, height] = turned ? [h * unit, w * unit] : [w * unit, h * unit];
    return { box: { x, y, width: w, height: h }, rotation, unit, width, height };
  });
const share = fc.double({ min: 0, max: 1, noNaN: true });

it("what lies on the page as seen lies in its box, and comes back to the same place", () => {
  fc.assert(
    fc.property(frames, share, share, share, share, (frame, a, b, c, d) => {
      const [width, height] = [c * frame.width, d * frame.height];
      const seen = keepOnPage(frame, { x: a * frame.width, y: b * frame.height, width, height });
      const rect = toUserSpace(frame, seen);
      const { box } = frame;
      expect(rect.x).toBeGreaterThanOrEqual(box.x - 1e-6);
      expect(rect.y).toBeGreaterThanOrEqual(box.y - 1e-6);
      expect(rect.x + rect.width).toBeLessThanOrEqual(box.x + box.width + 1e-6);
      expect(rect.y + rect.height).toBeLessThanOrEqual(box.y + box.height + 1e-6);
      const again = asSeen(frame, rect);
      for (const key of ["x", "y", "width", "height"] as const) expect(again[key]).toBeCloseTo(seen[key], 5);
    }),
  );
});

it("the upper right corner of a page turned by 90° clockwise is its upper left corner before", () => {
  const frame = {
    box: { x: 0, y: 0, width: 600, height: 800 },
    rotation: 90 as const,
    unit: 1,
    width: 800,
    height: 600,
  };
  expect(toUserSpace(frame, { x: 780, y: 590, width: 20, height: 10 })).toEqual({
    x: 0,
    y: 780,
    width: 10,
    height: 20,
  });
});
