import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { giveWay, measureLoad } from "./give-way.ts";

describe("jobs give way to pages", () => {
  const { signal } = new AbortController();

  /** Whether the job has begun. */
  function waiting(pressed: () => boolean, stop: AbortSignal = signal) {
    const job = { begun: false };
    void giveWay(pressed, stop).then(() => {
      job.begun = true;
    });
    return job;
  }

  test("with time to spare a job begins at once", async () => {
    const job = waiting(() => false);
    await sleep(0);
    expect(job.begun).toBe(true);
  });

  test("under pressure it begins when the pressure ends", async () => {
    let pressed = true;
    const job = waiting(() => pressed);
    await sleep(150);
    expect(job.begun).toBe(false);
    pressed = false;
    await expect.poll(() => job.begun).toBe(true);
  });

  test("pressure without end holds up nothing for good", async () => {
    const job = waiting(() => true);
    await sleep(500);
    expect(job.begun).toBe(false);
    await expect.poll(() => job.begun, { timeout: 10_000 }).toBe(true);
  });

  test("a stopping house is not waited for", async () => {
    const stop = new AbortController();
    const job = waiting(() => true, stop.signal);
    stop.abort();
    await expect.poll(() => job.begun, { timeout: 500 }).toBe(true);
  });

  test("pressed is a process that computes without a pause", async () => {
    const isPressed = measureLoad();
    await sleep(150);
    expect(isPressed()).toBe(false);
    const until = performance.now() + 150;
    while (performance.now() < until);
    await sleep(0);
    expect(isPressed()).toBe(true);
  });
});
