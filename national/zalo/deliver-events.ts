import type { Faults } from "./faults.ts";
import { webhookMac } from "./webhook-signature.ts";

/** Tells the province what people did; again when it does not acknowledge within two seconds. */
export interface EventDelivery {
  deliver(event: Readonly<Record<string, unknown>>): void;
  close(): void;
}

export interface DeliveryOptions {
  readonly appId: string;
  readonly oaSecret: string;
  /** Where events are posted; undefined: nowhere. */
  readonly webhookUrl: string | undefined;
  /** Pauses before the repeats, milliseconds. */
  readonly retryMs: readonly number[];
  readonly faults: () => Faults;
  /** An event of the faults was used up. */
  readonly lose: () => boolean;
}

const ANSWER_MS = 2_000;

export function createDelivery(options: DeliveryOptions): EventDelivery {
  const stopping = new AbortController();
  const { signal } = stopping;
  return {
    deliver(event) {
      const { webhookUrl } = options;
      if (webhookUrl === undefined || options.lose()) return;
      const body = JSON.stringify(event);
      for (let copy = 0; copy < (options.faults().repeatEvents ?? 1); copy += 1) {
        void send(options, webhookUrl, body, String(event.timestamp), signal);
      }
    },
    close: () => stopping.abort(),
  };
}

async function send(
  { appId, oaSecret, retryMs, faults }: DeliveryOptions,
  url: string,
  body: string,
  timestamp: string,
  signal: AbortSignal,
): Promise<void> {
  const mac = webhookMac(appId, body, timestamp, faults().wrongMac ? `${oaSecret}x` : oaSecret);
  for (const wait of [0, ...retryMs]) {
    if (!(await pause(wait, signal))) return;
    try {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", "X-ZEvent-Signature": `mac=${mac}` },
        body,
        redirect: "error",
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      });
      await answer.arrayBuffer();
      if (answer.status === 200) return;
    } catch {
      // Nobody there or too slow: the next try brings the same event again.
    }
  }
}

/** @returns false when the platform stops meanwhile */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(true), ms);
    timer.unref();
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve(false);
    });
  });
}
