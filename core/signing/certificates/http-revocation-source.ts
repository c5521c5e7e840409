import { hash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Asn1Error } from "../asn1/index.ts";
import type { Certificate } from "./certificate.ts";
import { type Crl, crlProblem, parseCrl } from "./crl.ts";
import { type RevocationSource, type RevocationStatus, statusFromCrls } from "./revocation.ts";

export interface HttpRevocationSourceOptions {
  /** One fetch may last this long (milliseconds, default 10,000). */
  readonly timeoutMs?: number;
  /** A list is fetched again when it is older than this, even before its nextUpdate (default 10 minutes). */
  readonly refreshAfterMs?: number;
  /** After a failed fetch the same address is left alone for this long (default 30 seconds). */
  readonly retryAfterMs?: number;
  /** Lists larger than this are refused (bytes, default 32 MiB). */
  readonly maximumBytes?: number;
  /** Lists are kept here too and survive a restart. */
  readonly cacheDirectory?: string;
  /** Where the lists of an issuer are; default: the addresses named in the certificate. */
  readonly locate?: (certificate: Certificate, issuer: Certificate) => readonly string[];
  readonly now?: () => Date;
}

interface CacheEntry {
  readonly crl: Crl;
  readonly fetchedAt: number;
}

/**
 * Revocation by CRL over HTTP (RFC 5280 section 4.2.1.13). Ask only about certificates whose chain has been verified:
 * the addresses come from the certificate.
 *
 * A list is used until its nextUpdate; while it is refreshed by an unreachable server the older one still counts.
 * Offline without a current list means "unknown", never "good".
 */
export function createHttpRevocationSource(options: HttpRevocationSourceOptions = {}): RevocationSource {
  const now = options.now ?? (() => new Date());
  const refreshAfterMs = options.refreshAfterMs ?? 600_000;
  const retryAfterMs = options.retryAfterMs ?? 30_000;
  const entries = new Map<string, CacheEntry>();
  const running = new Map<string, Promise<CacheEntry | undefined>>();
  const failedAt = new Map<string, { at: number; detail: string }>();

  return { status };

  async function status(certificate: Certificate, issuer: Certificate, at: Date): Promise<RevocationStatus> {
    const urls = (options.locate ?? ((c) => c.extensions.crlUrls))(certificate, issuer).filter(isHttp);
    if (urls.length === 0) {
      return {
        status: "unknown",
        code: "revocation.no-source",
        detail: "the certificate names no revocation list",
      };
    }
    const crls: Crl[] = [];
    let failure = "";
    for (const url of urls) {
      const entry = await current(url, issuer);
      if (entry !== undefined) crls.push(entry.crl);
      else failure = `${url}: ${failedAt.get(url)?.detail ?? "not available"}`;
      const answer = statusFromCrls(certificate, issuer, at, crls);
      if (answer.status !== "unknown") return answer;
    }
    return crls.length === 0
      ? { status: "unknown", code: "revocation.offline", detail: failure }
      : statusFromCrls(certificate, issuer, at, crls);
  }

  /** The cached list when young enough, else a fetched one, else the cached one while it is still current. */
  async function current(url: string, issuer: Certificate): Promise<CacheEntry | undefined> {
    const held = entries.get(url) ?? (await fromDisk(url));
    if (held !== undefined) entries.set(url, held);
    const instant = now().getTime();
    const isCurrent = held !== undefined && (held.crl.nextUpdate?.getTime() ?? 0) > instant;
    if (isCurrent && instant - held.fetchedAt < refreshAfterMs) return held;
    if (instant - (failedAt.get(url)?.at ?? Number.NEGATIVE_INFINITY) < retryAfterMs) return held;
    const fetching = running.get(url) ?? startFetch(url, issuer);
    return (await fetching) ?? held;
  }

  function startFetch(url: string, issuer: Certificate): Promise<CacheEntry | undefined> {
    const fetching = fetchCrl(url, issuer).finally(() => running.delete(url));
    running.set(url, fetching);
    return fetching;
  }

  async function fetchCrl(url: string, issuer: Certificate): Promise<CacheEntry | undefined> {
    try {
      const bytes = await download(
        url,
        options.timeoutMs ?? 10_000,
        options.maximumBytes ?? 32 * 1024 * 1024,
      );
      const crl = parseCrl(fromPem(bytes));
      const problem = crlProblem(crl, issuer);
      if (problem !== undefined) throw new Error(problem);
      const held = entries.get(url);
      // An older list replayed by someone on the path must not replace a newer one.
      if (held !== undefined && held.crl.thisUpdate > crl.thisUpdate)
        throw new Error("older than the one we hold");
      const entry = { crl, fetchedAt: now().getTime() };
      entries.set(url, entry);
      failedAt.delete(url);
      await toDisk(url, crl.der);
      return entry;
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      failedAt.set(url, { at: now().getTime(), detail });
      return undefined;
    }
  }

  async function fromDisk(url: string): Promise<CacheEntry | undefined> {
    if (options.cacheDirectory === undefined) return undefined;
    const bytes = await readFile(fileOf(options.cacheDirectory, url)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return undefined;
        throw error;
      },
    );
    if (bytes === undefined) return undefined;
    try {
      return { crl: parseCrl(bytes), fetchedAt: 0 };
    } catch (error) {
      // A torn cache file is only a cache miss; the signature is checked at every use anyway.
      if (error instanceof Asn1Error) return undefined;
      throw error;
    }
  }

  async function toDisk(url: string, der: Uint8Array): Promise<void> {
    if (options.cacheDirectory === undefined) return;
    await mkdir(options.cacheDirectory, { recursive: true });
    const file = fileOf(options.cacheDirectory, url);
    await writeFile(`${file}.${process.pid}.part`, der);
    await rename(`${file}.${process.pid}.part`, file);
  }
}

async function download(url: string, timeoutMs: number, maximumBytes: number): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: "error" });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`HTTP ${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > maximumBytes) throw new Error(`larger than ${maximumBytes} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

function fromPem(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0x30) return bytes;
  const match = /-----BEGIN X509 CRL-----([\s\S]+?)-----END X509 CRL-----/.exec(
    Buffer.from(bytes).toString("latin1"),
  );
  return match === null ? bytes : new Uint8Array(Buffer.from(match[1] ?? "", "base64"));
}

function fileOf(directory: string, url: string): string {
  return join(directory, `${hash("sha256", url, "hex")}.crl`);
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
