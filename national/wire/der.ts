/** One DER element: identifier octet and parts. The stand-ins write only the few structures of RFC 3161 and RFC 6960. */
export function element(identifier: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 0x80) return Buffer.concat([Buffer.from([identifier, body.length]), body]);
  const length = Buffer.from(body.length.toString(16).padStart(body.length > 0xff ? 4 : 2, "0"), "hex");
  return Buffer.concat([Buffer.from([identifier, 0x80 | length.length]), length, body]);
}

export function sequence(...parts: readonly Uint8Array[]): Buffer {
  return element(0x30, ...parts);
}

export function octetString(bytes: Uint8Array): Buffer {
  return element(0x04, bytes);
}

/** INTEGER from unsigned octets. */
export function unsignedInteger(bytes: Uint8Array): Buffer {
  return (bytes[0] ?? 0) >= 0x80 ? element(0x02, Buffer.from([0]), bytes) : element(0x02, bytes);
}

/** OBJECT IDENTIFIER from its content octets in hexadecimal. */
export function oid(hex: string): Buffer {
  return element(0x06, Buffer.from(hex, "hex"));
}

/** GeneralizedTime with milliseconds, without trailing zeros in the fraction (RFC 3161 section 2.4.2). */
export function generalizedTime(at: Date): Buffer {
  const [seconds = "", fraction = ""] = at
    .toISOString()
    .replaceAll(/[-:TZ]/g, "")
    .split(".");
  const short = fraction.replace(/0+$/, "");
  const text = short === "" ? seconds : `${seconds}.${short}`;
  return element(0x18, Buffer.from(`${text}Z`, "latin1"));
}
