import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { givingWay, measureLoad } from "./give-way.ts";

describe("jobs give way to pages", () => {
  const signal = new AbortController().signal;

  /** Runs jobs that end when told; says how many run at once. */
  function hold(pressed: () => boolean) {
    const run = givingWay(pressed);
    const open: (() => void)[] = [];
    const jobs = [1, 2, 3].map((n) =>
      run(async () => {
        await new Promise<void>((resolve) => open.push(resolve));
        return n;
      }, signal),
    );
    return { open, jobs };
  }

  test("with time to spare all run at once", async () => {
    const { open, jobs } = hold(() => false);
    await sleep(10);
    expect(open).toHaveLength(3);
    for (const end of open) end();
    expect(await Promise.all(jobs)).toEqual([1, 2, 3]);
  });

  test("under pressure the next begins when the one before has ended", async () => {
    const { open, jobs } = hold(() => true);
    await sleep(150);
    expect(open).toHaveLength(1);
    open[0]?.();
    await expect.poll(() => open.length).toBe(2);
    open[1]?.();
    await expect.poll(() => open.length).toBe(3);
    open[2]?.();
    expect((await Promise.all(jobs)).toSorted()).toEqual([1, 2, 3]);
  });

  test("a job that never ends holds up nobody for good", async () => {
    const { open } = hold(() => true);
    await expect.poll(() => open.length, { timeout: 10_000 }).toBe(3);
  });

  test("a job that fails makes room too", async () => {
    const run = givingWay(() => true);
    await expect(run(() => Promise.reject(new Error("broken")), signal)).rejects.toThrow("broken");
    expect(await run(async () => "next", signal)).toBe("next");
  });

  test("a stopping house waits for no turn", async () => {
    const stop = new AbortController();
    const run = givingWay(() => true);
    const first = run(
      () => new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve())),
      stop.signal,
    );
    const second = run(async () => "ran", stop.signal);
    stop.abort();
    await first;
    expect(await second).toBe("ran");
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
