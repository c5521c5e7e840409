/**
 * People first: while somebody waits for an answer and this process is short of time, work in the background waits. One
 * process has one clock to compute with, so what is known of its load is the process's own.
 */
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** Share of the time this process computes; beyond it answers come late. */
const PRESSED = 0.8;
/** How long a look at the load counts. */
const LOOK_MS = 100;
const NEXT_LOOK_MS = 50;
/** Behind the last answer the next question is expected for so long. */
const EXPECT_MS = 250;
/** Work waits no longer: what a dossier brings about comes late, never not at all. */
const LONGEST_WAIT_MS = 2_000;

let underWay = 0;
let lastAnswer = Number.NEGATIVE_INFINITY;

/** A request is answered: until `work` ends, and a moment behind it, work in the background gives way. */
export async function withPeopleWaiting<Result>(work: () => Promise<Result>): Promise<Result> {
  underWay += 1;
  try {
    return await work();
  } finally {
    underWay -= 1;
    lastAnswer = performance.now();
  }
}

let looked = performance.eventLoopUtilization();
let lookedAt = performance.now();
let pressed = false;

/** Whether the event loop had something to do nearly all the time, over the last tenth of a second or more. */
function isPressed(): boolean {
  const now = performance.now();
  if (now - lookedAt < LOOK_MS) return pressed;
  const seen = performance.eventLoopUtilization();
  pressed = performance.eventLoopUtilization(seen, looked).utilization > PRESSED;
  looked = seen;
  lookedAt = now;
  return pressed;
}

/**
 * Work in the background waits here before each piece: not at all with time to spare or with nobody waiting, two seconds
 * at the most, so that some is done under any load.
 *
 * @param signal of a stopping house, which waits for nothing
 */
export async function giveWay(signal: AbortSignal): Promise<void> {
  const until = performance.now() + LONGEST_WAIT_MS;
  while (!signal.aborted && performance.now() < until) {
    const peopleWait = underWay > 0 || performance.now() - lastAnswer < EXPECT_MS;
    if (!isPressed() || !peopleWait) return;
    await sleep(NEXT_LOOK_MS);
  }
}
