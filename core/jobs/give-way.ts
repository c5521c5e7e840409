import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** Share of the time this process computes; beyond it people wait for their pages. */
const PRESSED = 0.8;
/** How long a look at the load counts. */
const LOOK_MS = 100;
const NEXT_LOOK_MS = 50;
/** A job waits no longer: what a dossier brings about comes late, never not at all. */
const LONGEST_WAIT_MS = 2_000;

/** Whether this process is short of time, measured over the last tenth of a second or more. */
export type IsPressed = () => boolean;

/** Measures by the share of time in which the event loop had something to do. */
export function measureLoad(): IsPressed {
  let looked = performance.eventLoopUtilization();
  let at = performance.now();
  let pressed = false;
  return () => {
    const now = performance.now();
    if (now - at < LOOK_MS) return pressed;
    const seen = performance.eventLoopUtilization();
    pressed = performance.eventLoopUtilization(seen, looked).utilization > PRESSED;
    looked = seen;
    at = now;
    return pressed;
  };
}

/**
 * People first: while pages need the process, jobs wait. Each still begins after two seconds at the latest, so that
 * some are done under any load; with time to spare it begins at once.
 *
 * @param isPressed see `measureLoad`
 * @returns what a job waits for before it begins
 */
export async function giveWay(isPressed: IsPressed, signal: AbortSignal): Promise<void> {
  const until = performance.now() + LONGEST_WAIT_MS;
  while (isPressed() && performance.now() < until && !signal.aborted) await sleep(NEXT_LOOK_MS);
}
