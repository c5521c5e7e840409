import { der } from "../asn1/index.ts";
import { KeyError } from "./key-error.ts";

/**
 * r‖s, each as long as the curve's order, as tokens return it, to DER SEQUENCE { r, s } as CMS wants it (RFC 5753).
 * @throws KeyError key.bad-signature when the halves are not of one length
 */
export function ecdsaToDer(value: Uint8Array): Uint8Array {
  const half = value.length / 2;
  if (!Number.isInteger(half) || half === 0)
    throw new KeyError("key.bad-signature", `${value.length} bytes are no ECDSA value`);
  return der.sequence(
    der.unsignedInteger(value.subarray(0, half)),
    der.unsignedInteger(value.subarray(half)),
  );
}
