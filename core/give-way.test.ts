import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { giveWay, withPeopleWaiting } from "./give-way.ts";

describe("work in the background gives way", () => {
  const { signal } = new AbortController();

  /** Whether the work has begun. */
  function waiting(stop: AbortSignal = signal) {
    const work = { begun: false };
    void giveWay(stop).then(() => {
      work.begun = true;
    });
    return work;
  }

  /** Computes nearly without a pause until told to stop. */
  function press() {
    let on = true;
    const round = (): void => {
      const until = performance.now() + 40;
      while (performance.now() < until);
      if (on) setImmediate(round);
    };
    round();
    return () => {
      on = false;
    };
  }

  /** Somebody waits for an answer until told. */
  function ask() {
    let answer: () => void = () => undefined;
    const answered = withPeopleWaiting(() => new Promise<void>((resolve) => (answer = resolve)));
    return { answer: () => answer(), answered };
  }

  async function pressedFor(milliseconds: number): Promise<() => void> {
    // The load is measured from the last look on.
    await giveWay(signal);
    const release = press();
    await sleep(milliseconds);
    return release;
  }

  test("with time to spare it begins at once, also while somebody waits", async () => {
    await sleep(300);
    const { answer } = ask();
    const work = waiting();
    await sleep(0);
    answer();
    expect(work.begun).toBe(true);
  });

  test("with nobody waiting it begins at once, also under pressure", async () => {
    await sleep(300);
    const release = await pressedFor(250);
    const work = waiting();
    await sleep(0);
    release();
    expect(work.begun).toBe(true);
  });

  test("under pressure with somebody waiting it begins when the pressure ends", async () => {
    const release = await pressedFor(250);
    const { answer } = ask();
    const work = waiting();
    await sleep(400);
    expect(work.begun).toBe(false);
    release();
    await expect.poll(() => work.begun).toBe(true);
    answer();
  });

  test("it begins when nobody has waited for a moment", async () => {
    const release = await pressedFor(250);
    const { answer, answered } = ask();
    const work = waiting();
    await sleep(200);
    answer();
    await answered;
    expect(work.begun).toBe(false);
    await expect.poll(() => work.begun).toBe(true);
    release();
  });

  test("pressure without end holds up nothing for good; an answer that fails counts as given", async () => {
    const release = await pressedFor(250);
    const { answer } = ask();
    const work = waiting();
    await sleep(800);
    expect(work.begun).toBe(false);
    await expect.poll(() => work.begun, { timeout: 10_000 }).toBe(true);
    answer();
    await expect(withPeopleWaiting(() => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
    await sleep(300);
    const next = waiting();
    await sleep(0);
    release();
    expect(next.begun).toBe(true);
  });

  test("a stopping house is not waited for", async () => {
    const release = await pressedFor(250);
    const { answer } = ask();
    const stop = new AbortController();
    const work = waiting(stop.signal);
    stop.abort();
    await expect.poll(() => work.begun, { timeout: 500 }).toBe(true);
    answer();
    release();
  });
});
