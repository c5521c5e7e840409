/** Where money is sent by VietQR. */
export interface TransferTarget {
  /** Six digits of the bank (NAPAS). */
  readonly bankBin: string;
  readonly account: string;
}

/**
 * The content of a VietQR code (NAPAS; EMVCo merchant-presented mode).
 *
 * @param amount whole đồng; absent: a static code that the payer completes
 * @param purpose ASCII; at most 99 bytes are kept
 */
export function vietQr({ bankBin, account }: TransferTarget, amount?: number, purpose?: string): string {
  const beneficiary = part("00", bankBin) + part("01", account);
  const merchant = part("00", "A000000727") + part("01", beneficiary) + part("02", "QRIBFTTA");
  const body = [
    part("00", "01"),
    part("01", amount === undefined ? "11" : "12"),
    part("38", merchant),
    part("53", "704"),
    ...(amount === undefined ? [] : [part("54", String(amount))]),
    part("58", "VN"),
    ...(purpose === undefined ? [] : [part("62", part("08", purpose.slice(0, 95)))]),
    "6304",
  ].join("");
  return body + crc16(body).toString(16).toUpperCase().padStart(4, "0");
}

/** Tag, length in bytes, value. @throws RangeError above 99 bytes, which the format cannot say */
function part(tag: string, value: string): string {
  const length = Buffer.byteLength(value);
  if (length > 99) throw new RangeError(`VietQR field ${tag} is ${length} bytes long`);
  return tag + String(length).padStart(2, "0") + value;
}

/** CRC-16/CCITT-FALSE: polynomial 0x1021, initial 0xFFFF. */
export function crc16(text: string): number {
  let crc = 0xffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1)
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
  }
  return crc;
}
