import type { Certificate } from "./certificate.ts";
import { type Crl, crlProblem, parseCrl } from "./crl.ts";
import { createDiskCache } from "./disk-cache.ts";
import { createFreshCache } from "./fresh-cache.ts";
import { createGate } from "./gate.ts";
import { download } from "./http-download.ts";
import { answerAbout, responderOf } from "./ocsp-check.ts";
import { askForStatus } from "./ocsp-request.ts";
import { type OcspResponse, parseOcspResponse } from "./ocsp-response.ts";
import {
  type RevocationEvidence,
  type RevocationSource,
  type RevocationStatus,
  statusFromEvidence,
} from "./revocation.ts";

export interface HttpRevocationSourceOptions {
  /** Which is asked first; the other is asked when that gives no answer (default "ocsp"). */
  readonly prefer?: "ocsp" | "crl";
  /** One fetch may last this long (milliseconds, default 10,000). */
  readonly timeoutMs?: number;
  /** Evidence is fetched again when it is older than this, even before its nextUpdate (default 10 minutes). */
  readonly refreshAfterMs?: number;
  /** After a failed fetch the same address is left alone for this long (default 30 seconds). */
  readonly retryAfterMs?: number;
  /** Lists larger than this are refused (bytes, default 32 MiB). */
  readonly maximumBytes?: number;
  /** Fetches under way at the same time (default 4). */
  readonly maximumParallel?: number;
  /** Evidence is kept here too and survives a restart. */
  readonly cacheDirectory?: string;
  /** Where the lists of an issuer are; default: the addresses named in the certificate. */
  readonly locate?: (certificate: Certificate, issuer: Certificate) => readonly string[];
  /** Where the OCSP responder is; default: the addresses named in the certificate. */
  readonly locateResponders?: (certificate: Certificate, issuer: Certificate) => readonly string[];
  readonly now?: () => Date;
}

const MAXIMUM_OCSP_BYTES = 256 * 1024;
const CLOCK_TOLERANCE_MS = 300_000;
const HOUR_MS = 3_600_000;

/**
 * Revocation over HTTP by OCSP (RFC 6960) and by lists (RFC 5280 section 4.2.1.13). Ask only about certificates whose
 * chain has been verified: the addresses come from the certificate, and nobody else may send us anywhere.
 *
 * Evidence is used until its nextUpdate; while it is refreshed from an unreachable server the older one still counts.
 * Offline without current evidence means "unknown", never "good", and so does a responder that does not know.
 */
export function createHttpRevocationSource(options: HttpRevocationSourceOptions = {}): RevocationSource {
  const now = options.now ?? (() => new Date());
  const timeoutMs = options.timeoutMs ?? 10_000;
  const enter = createGate(options.maximumParallel ?? 4);
  const timing = {
    refreshAfterMs: options.refreshAfterMs ?? 600_000,
    retryAfterMs: options.retryAfterMs ?? 30_000,
    now,
  };
  const lists = createFreshCache<Crl>({
    ...timing,
    disk: createDiskCache(options.cacheDirectory, "crl", parseCrl),
    currentUntil: (crl) => crl.nextUpdate,
    issuedAt: (crl) => crl.thisUpdate,
    derOf: (crl) => crl.der,
  });
  const answers = createFreshCache<OcspResponse>({
    ...timing,
    disk: createDiskCache(options.cacheDirectory, "ocsp", parseOcspResponse),
    currentUntil: (response) => endOf(response),
    issuedAt: (response) => response.answers[0]?.thisUpdate ?? response.producedAt,
    derOf: (response) => response.der,
  });
  const order = options.prefer === "crl" ? [byLists, byResponder] : [byResponder, byLists];

  return { status };

  async function status(
    certificate: Certificate,
    issuer: Certificate,
    at: Date,
    newerThan?: Date,
  ): Promise<RevocationStatus> {
    let last: RevocationStatus | undefined;
    for (const ask of order) {
      const answer = await ask(certificate, issuer, at, newerThan);
      if (answer !== undefined && answer.status !== "unknown") return answer;
      last = answer ?? last;
    }
    return (
      last ?? {
        status: "unknown",
        code: "revocation.no-source",
        detail: "the certificate names neither a revocation list nor an OCSP responder",
      }
    );
  }

  async function byLists(
    certificate: Certificate,
    issuer: Certificate,
    at: Date,
    newerThan?: Date,
  ): Promise<RevocationStatus | undefined> {
    const urls = (options.locate ?? ((c) => c.extensions.crlUrls))(certificate, issuer).filter(isHttp);
    return await firstAnswer(urls, certificate, issuer, at, async (url) => {
      const key = `${url} ${issuer.fingerprint}`;
      const got = await lists.get(key, () => enter(() => fetchCrl(url, issuer)), newerThan);
      return { evidence: got.value === undefined ? [] : [got.value], failure: got.failure };
    });
  }

  async function byResponder(
    certificate: Certificate,
    issuer: Certificate,
    at: Date,
    newerThan?: Date,
  ): Promise<RevocationStatus | undefined> {
    const locate = options.locateResponders ?? ((c: Certificate) => c.extensions.ocspUrls);
    const urls = locate(certificate, issuer).filter(isHttp);
    return await firstAnswer(urls, certificate, issuer, at, async (url) => {
      const key = `${issuer.fingerprint} ${certificate.serialNumber} ${url}`;
      const fetchOne = () => enter(() => fetchAnswer(url, certificate, issuer));
      const got = await answers.get(key, fetchOne, newerThan);
      const evidence: RevocationEvidence[] = got.value === undefined ? [] : [got.value];
      if (got.value !== undefined) evidence.push(...(await vouchers(got.value, issuer, at)));
      return { evidence, failure: got.failure };
    });
  }

  /** Lists that say whether a responder without the "no check" mark is itself revoked. */
  async function vouchers(
    response: OcspResponse,
    issuer: Certificate,
    at: Date,
  ): Promise<RevocationEvidence[]> {
    const signer = responderOf(response, issuer);
    if (!signer.ok || signer.responder === issuer) return [];
    if (signer.responder.extensions.noRevocationCheck === true) return [];
    const own = await byLists(signer.responder, issuer, at);
    return own === undefined || own.status === "unknown" ? [] : [own.evidence];
  }

  async function fetchCrl(url: string, issuer: Certificate): Promise<Crl> {
    const maximumBytes = options.maximumBytes ?? 32 * 1024 * 1024;
    const crl = parseCrl(fromPem(await download(url, { timeoutMs, maximumBytes })));
    const problem = crlProblem(crl, issuer);
    if (problem !== undefined) throw new Error(problem);
    return crl;
  }

  async function fetchAnswer(
    url: string,
    certificate: Certificate,
    issuer: Certificate,
  ): Promise<OcspResponse> {
    const question = askForStatus(certificate, issuer);
    const limits = { timeoutMs, maximumBytes: MAXIMUM_OCSP_BYTES };
    const post = { type: "application/ocsp-request", body: question.bytes };
    const response = parseOcspResponse(await download(url, limits, post));
    const signer = responderOf(response, issuer);
    if (!signer.ok) throw new Error(signer.problem);
    const answer = answerAbout(response, certificate, issuer);
    if (answer === undefined) throw new Error("the answer is about another certificate");
    // A responder that answers from a prepared store echoes no nonce (RFC 6960 section 4.4.1); a wrong one is a replay.
    if (response.nonce !== undefined && response.nonce !== question.nonce)
      throw new Error("the answer belongs to another question");
    if (answer.thisUpdate.getTime() > now().getTime() + CLOCK_TOLERANCE_MS)
      throw new Error("the answer comes from the future");
    if (endOf(response) < now()) throw new Error("the answer has ended already");
    if (answer.status === "unknown") throw new Error("the responder does not know the certificate");
    return response;
  }
}

async function firstAnswer(
  urls: readonly string[],
  certificate: Certificate,
  issuer: Certificate,
  at: Date,
  ask: (url: string) => Promise<{ evidence: readonly RevocationEvidence[]; failure: string | undefined }>,
): Promise<RevocationStatus | undefined> {
  const gathered: RevocationEvidence[] = [];
  let detail = "";
  for (const url of urls) {
    const { evidence, failure } = await ask(url);
    gathered.push(...evidence);
    if (evidence.length === 0) detail = `${url}: ${failure ?? "not available"}`;
    const answer = statusFromEvidence(certificate, issuer, at, gathered);
    if (answer.status !== "unknown") return answer;
  }
  if (urls.length === 0) return undefined;
  return gathered.length === 0
    ? { status: "unknown", code: "revocation.offline", detail }
    : statusFromEvidence(certificate, issuer, at, gathered);
}

/** When a response ends; one without nextUpdate counts for an hour. */
function endOf(response: OcspResponse): Date {
  const [answer] = response.answers;
  const from = answer?.thisUpdate ?? response.producedAt;
  return answer?.nextUpdate ?? new Date(from.getTime() + HOUR_MS);
}

function fromPem(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0x30) return bytes;
  const match = /-----BEGIN X509 CRL-----([\s\S]+?)-----END X509 CRL-----/.exec(
    Buffer.from(bytes).toString("latin1"),
  );
  return match === null ? bytes : new Uint8Array(Buffer.from(match[1] ?? "", "base64"));
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
