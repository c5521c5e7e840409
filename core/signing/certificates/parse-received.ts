import { Asn1Error } from "../asn1/index.ts";
import { type Certificate, parseCertificate } from "./certificate.ts";
import { type Crl, parseCrl } from "./crl.ts";
import { type OcspResponse, parseOcspResponse } from "./ocsp-response.ts";

/** Parses received certificates; those that cannot be parsed are passed over: a broken bystander spoils nothing. */
export function parseReceivedCertificates(ders: readonly Uint8Array[]): Certificate[] {
  return ders.flatMap((der) => parsedOrNothing(parseCertificate, der));
}

/** Parses received revocation lists; those that cannot be parsed are passed over and prove nothing. */
export function parseReceivedCrls(ders: readonly Uint8Array[]): Crl[] {
  return ders.flatMap((der) => parsedOrNothing(parseCrl, der));
}

/** Parses received OCSP responses; those that cannot be parsed are passed over and prove nothing. */
export function parseReceivedOcsps(ders: readonly Uint8Array[]): OcspResponse[] {
  return ders.flatMap((der) => parsedOrNothing(parseOcspResponse, der));
}

function parsedOrNothing<T>(parse: (der: Uint8Array) => T, der: Uint8Array): T[] {
  try {
    return [parse(der)];
  } catch (error) {
    if (error instanceof Asn1Error) return [];
    throw error;
  }
}
