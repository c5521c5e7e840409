import { createGate } from "../certificates/gate.ts";
import type { TimestampAuthority, TrustList } from "../types.ts";
import { TimestampError } from "./timestamp-error.ts";
import { acceptTimestamp, askForTimestamp } from "./timestamp-exchange.ts";

export interface HttpTimestampAuthorityOptions {
  /** Addresses to ask, in order of preference. */
  readonly urls: readonly string[];
  /** Roots under which the authority's certificate must stand; or what names them for a token at hand. */
  readonly trustList: TrustList | ((token: Uint8Array) => TrustList);
  /** The only policy accepted, dotted; any when absent. */
  readonly policy?: string;
  /** One try may last this long; default and maximum 180 s (the national service was measured at 2 to 131 s). */
  readonly timeoutMs?: number;
  /** Pauses before the second, third … try; default 2 and 4 s. */
  readonly retryAfterMs?: readonly number[];
  /** Requests under way at the same time; default and maximum 4. */
  readonly maximumParallel?: number;
  /** How far the authority's clock may be from ours (milliseconds, default 5 minutes). */
  readonly clockToleranceMs?: number;
  readonly now?: () => Date;
}

const MAXIMUM_REPLY = 1024 * 1024;

/**
 * A timestamp authority over HTTP (RFC 3161 section 3.4). Each round asks the addresses in order until one gives a token
 * that passes every check; after a failed round it waits and tries again, three rounds in all.
 *
 * @throws TimestampError (from `timestamp`) with the reason of the last try; a signature at B-T must then not be made
 */
export function createHttpTimestampAuthority(options: HttpTimestampAuthorityOptions): TimestampAuthority {
  const timeoutMs = Math.min(options.timeoutMs ?? 180_000, 180_000);
  const pauses = options.retryAfterMs ?? [2_000, 4_000];
  const now = options.now ?? (() => new Date());
  const enter = createGate(Math.min(options.maximumParallel ?? 4, 4));
  return { timestamp: (sha256) => enter(() => rounds(sha256)) };

  async function rounds(sha256: Uint8Array): Promise<Uint8Array> {
    let last = new TimestampError("timestamp.no-authority", "no timestamp authority is configured");
    for (const pauseMs of [0, ...pauses]) {
      if (pauseMs > 0) await pause(pauseMs);
      for (const url of options.urls) {
        try {
          return await ask(url, sha256);
        } catch (error) {
          if (!(error instanceof TimestampError)) throw error;
          last = error;
        }
      }
      if (options.urls.length === 0) break;
    }
    throw last;
  }

  async function ask(url: string, sha256: Uint8Array): Promise<Uint8Array> {
    // A fresh nonce for each try: a late answer to an earlier one must not be taken for this one's.
    const question = askForTimestamp(sha256, options.policy);
    const reply = await post(url, question.bytes, timeoutMs);
    const { token } = await acceptTimestamp(reply, question, {
      trustList: options.trustList,
      now: now(),
      clockToleranceMs: options.clockToleranceMs ?? 300_000,
    });
    return token;
  }
}

async function post(url: string, query: Uint8Array, timeoutMs: number): Promise<Uint8Array> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/timestamp-query", accept: "application/timestamp-reply" },
      body: Uint8Array.from(query),
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new TimestampError("timestamp.http-status", `${url} answered HTTP ${response.status}`);
    }
    return await limitedBody(response, url);
  } catch (error) {
    if (error instanceof TimestampError) throw error;
    const timedOut = error instanceof Error && error.name === "TimeoutError";
    const reason = error instanceof Error ? error.message : String(error);
    throw timedOut
      ? new TimestampError("timestamp.timeout", `${url} did not answer within ${timeoutMs} ms`, {
          cause: error,
        })
      : new TimestampError("timestamp.unreachable", `${url}: ${reason}`, { cause: error });
  }
}

async function limitedBody(response: Response, url: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > MAXIMUM_REPLY)
      throw new TimestampError("timestamp.malformed-reply", `${url}: reply too large`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
