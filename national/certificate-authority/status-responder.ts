import { createHash, createPrivateKey, sign } from "node:crypto";
import * as asn1js from "asn1js";
import { element, octetString, oid, sequence } from "../wire/der.ts";
import type { KeyAndCertificate } from "./authority-keys.ts";
import type { StatusFaults } from "./faults.ts";
import type { LedgerRecord, RevocationReasonName } from "./ledger.ts";
import { type AskedCertificate, readStatusQuery, type StatusQuery } from "./read-status-query.ts";

/** One authority that answers for its own certificates, with its own key. */
export interface AnsweringAuthority {
  readonly keys: KeyAndCertificate;
  /** What is known about a serial number; undefined = never issued. */
  standing(serialNumber: string): Extract<LedgerRecord, { what: "revoked" }> | "good" | undefined;
}

const basicResponse = oid("2b0601050507300101");
const nonceExtension = oid("2b0601050507300102");
const archiveCutoff = oid("2b0601050507300106");
const sha256WithRsa = sequence(oid("2a864886f70d01010b"), Buffer.from([0x05, 0x00]));
const nothing = Buffer.alloc(0);
const VALID_FOR_MS = 3_600_000;
const malformedRequest = 1;
const tryLater = 3;
const unauthorized = 6;

/**
 * Answers OCSP questions (RFC 6960), each signed by the authority that issued the certificate asked about. The ledger
 * forgets nothing, so ended certificates are still answered for (archiveCutoff).
 */
export function createStatusResponder(
  authorities: readonly AnsweringAuthority[],
): (question: Uint8Array, faults: StatusFaults) => Buffer {
  const prepared = authorities.map((authority) => ({ ...authority, ...identify(authority.keys) }));

  return (question, faults) => {
    if (faults.tryLater === true) return refusal(tryLater);
    const query = readStatusQuery(question);
    const [first] = query?.certificates ?? [];
    if (query === undefined || first === undefined) return refusal(malformedRequest);
    const authority = prepared.find((candidate) => candidate.isIssuerOf(first));
    return authority === undefined ? refusal(unauthorized) : respond(authority, query, faults);
  };
}

type Prepared = AnsweringAuthority & ReturnType<typeof identify>;

function respond(authority: Prepared, query: StatusQuery, faults: StatusFaults): Buffer {
  const age = faults.stale === true ? 2 * VALID_FOR_MS : 0;
  const thisUpdate = new Date(Date.now() - age);
  const answers = query.certificates.map((asked) => {
    const known = authority.isIssuerOf(asked) && faults.unknown !== true;
    return sequence(
      asked.certId,
      statusOf(known ? authority.standing(asked.serialNumber) : undefined),
      time(thisUpdate),
      element(0xa0, time(new Date(thisUpdate.getTime() + VALID_FOR_MS))),
      element(0xa1, sequence(sequence(archiveCutoff, octetString(time(authority.since))))),
    );
  });
  const nonce = query.nonce === undefined ? undefined : Buffer.from(query.nonce);
  const last = (nonce?.length ?? 0) - 1;
  if (nonce !== undefined && faults.wrongNonce === true) nonce[last] = (nonce[last] ?? 0) ^ 1;
  const data = sequence(
    element(0xa1, authority.name),
    time(thisUpdate),
    sequence(...answers),
    nonce === undefined ? nothing : element(0xa1, sequence(sequence(nonceExtension, octetString(nonce)))),
  );
  const signature = sign("sha256", data, authority.key);
  if (faults.wrongSignature === true) signature[7] = (signature[7] ?? 0) ^ 1;
  const basic = sequence(data, sha256WithRsa, element(0x03, Buffer.from([0]), signature));
  return sequence(
    element(0x0a, Buffer.from([0])),
    element(0xa0, sequence(basicResponse, octetString(basic))),
  );
}

function refusal(status: number): Buffer {
  return sequence(element(0x0a, Buffer.from([status])));
}

const reasonCodes: Readonly<Record<RevocationReasonName, number>> = {
  unspecified: 0,
  keyCompromise: 1,
  cACompromise: 2,
  affiliationChanged: 3,
  superseded: 4,
  cessationOfOperation: 5,
  certificateHold: 6,
  privilegeWithdrawn: 9,
};

function statusOf(standing: ReturnType<AnsweringAuthority["standing"]>): Buffer {
  if (standing === undefined) return element(0x82);
  if (standing === "good") return element(0x80);
  const reason = element(0xa0, element(0x0a, Buffer.from([reasonCodes[standing.reason]])));
  return element(0xa1, time(new Date(standing.at)), reason);
}

function identify({ certificate, privateKey }: KeyAndCertificate) {
  const { result } = asn1js.fromBER(certificate.publicKey.rawData);
  const bits = result instanceof asn1js.Sequence ? result.valueBlock.value[1] : undefined;
  if (!(bits instanceof asn1js.BitString)) throw new Error("the authority's key cannot be read");
  const name = Buffer.from(certificate.subjectName.toArrayBuffer());
  const publicKey = bits.valueBlock.valueHexView;
  const fits = (hash: string, value: Uint8Array, expected: Uint8Array): boolean =>
    createHash(hash).update(value).digest().equals(expected);
  return {
    name,
    since: certificate.notBefore,
    key: createPrivateKey({ key: Buffer.from(privateKey), format: "der", type: "pkcs8" }),
    isIssuerOf: ({ hash, issuerNameHash, issuerKeyHash }: AskedCertificate): boolean =>
      fits(hash, name, issuerNameHash) && fits(hash, publicKey, issuerKeyHash),
  };
}

/** GeneralizedTime in whole seconds (RFC 5280 section 4.1.2.5.2). */
function time(at: Date): Buffer {
  return element(0x18, Buffer.from(`${at.toISOString().replaceAll(/[-:T]/g, "").slice(0, 14)}Z`, "latin1"));
}
