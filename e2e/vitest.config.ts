import { defineConfig } from "vitest/config";

/** Journeys of real people in a real browser, against the whole province started as `npm start` starts it. */
export default defineConfig({
  test: {
    root: new URL("..", import.meta.url).pathname,
    include: ["e2e/**/*.journey.ts"],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Each journey has a province of its own, and waits as much as it works: two at a time keep two processors busy.
    maxWorkers: 2,
    reporters: ["default"],
  },
});
