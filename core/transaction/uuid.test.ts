import { expect, test } from "vitest";
import { uuidv7 } from "./uuid.ts";

test("identifiers of one instant sort in the order they were made, and later instants after them", () => {
  const at = new Date("2022-03-04T07:05:00.123Z");
  const made = [
    ...Array.from({ length: 2_000 }, () => uuidv7(at)),
    ...Array.from({ length: 2_000 }, () => uuidv7(new Date(at.getTime() + 1))),
  ];
  // The running number begins anywhere and comes round once in 67 million: at most one step of these goes back.
  const backwards = made.filter((id, index) => index > 0 && id <= (made[index - 1] ?? "")).length;
  expect(backwards).toBeLessThanOrEqual(1);
  expect(new Set(made).size).toBe(made.length);
  for (const id of made) {
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.replace("-", "").slice(0, 12), 16) - at.getTime()).toBeLessThanOrEqual(1);
  }
});
