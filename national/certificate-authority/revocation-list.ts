import type { KeyAndCertificate } from "./authority-keys.ts";
import { rsa2048 } from "./authority-keys.ts";
import type { LedgerRecord, RevocationReasonName } from "./ledger.ts";
import * as x509 from "./x509.ts";

/** A signed list of what `issuer` has revoked (RFC 5280 section 5), DER. */
export async function signRevocationList(
  issuer: KeyAndCertificate,
  signingKey: CryptoKey,
  revoked: Iterable<Extract<LedgerRecord, { what: "revoked" }>>,
  validForMs: number,
): Promise<Uint8Array> {
  const thisUpdate = new Date();
  const list = await x509.X509CrlGenerator.create({
    issuer: issuer.certificate.subjectName,
    thisUpdate,
    nextUpdate: new Date(thisUpdate.getTime() + validForMs),
    signingAlgorithm: rsa2048,
    signingKey,
    entries: [...revoked].map((entry) => ({
      serialNumber: entry.serialNumber,
      revocationDate: new Date(entry.at),
      reason: reasonCodes[entry.reason],
    })),
    extensions: [
      await x509.AuthorityKeyIdentifierExtension.create(issuer.certificate.publicKey),
      new x509.Extension("2.5.29.20", false, crlNumber(thisUpdate)),
    ],
  });
  return new Uint8Array(list.rawData);
}

const reasonCodes: Readonly<Record<RevocationReasonName, x509.X509CrlReason>> = {
  unspecified: x509.X509CrlReason.unspecified,
  keyCompromise: x509.X509CrlReason.keyCompromise,
  cACompromise: x509.X509CrlReason.cACompromise,
  affiliationChanged: x509.X509CrlReason.affiliationChanged,
  superseded: x509.X509CrlReason.superseded,
  cessationOfOperation: x509.X509CrlReason.cessationOfOperation,
  certificateHold: x509.X509CrlReason.certificateHold,
  privilegeWithdrawn: x509.X509CrlReason.privilegeWithdrawn,
};

/** The CRL number must grow (RFC 5280 section 5.2.3): the time in milliseconds does, across restarts too. */
function crlNumber(at: Date): Uint8Array<ArrayBuffer> {
  const value = Buffer.alloc(10);
  value.writeUInt8(0x02, 0);
  value.writeUInt8(8, 1);
  value.writeBigUInt64BE(BigInt(at.getTime()), 2);
  // DER wants the shortest form: drop leading zero octets unless the sign bit needs one.
  let start = 2;
  while (value[start] === 0 && (value[start + 1] ?? 0) < 0x80) start++;
  return Uint8Array.from([0x02, 10 - start, ...value.subarray(start)]);
}
