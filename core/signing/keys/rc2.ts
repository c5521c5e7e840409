import { KeyError } from "./key-error.ts";

/**
 * Decrypts RC2-CBC (RFC 2268) with PKCS#7 padding. Windows still writes the certificates of a PKCS#12 file with
 * RC2 of 40 bits, and the OpenSSL inside Node no longer offers it.
 *
 * @param key 5 or 16 octets; its length is also the effective key length
 * @throws KeyError `key.wrong-password` when the padding is wrong
 */
export function decryptRc2Cbc(key: Uint8Array, iv: Uint8Array, data: Uint8Array): Uint8Array {
  if (data.length === 0 || data.length % 8 !== 0) throw wrongPadding();
  const schedule = expandKey(key);
  const out = new Uint8Array(data.length);
  let previous = iv;
  for (let offset = 0; offset < data.length; offset += 8) {
    const block = data.subarray(offset, offset + 8);
    const plain = decryptBlock(schedule, block);
    for (let i = 0; i < 8; i++) out[offset + i] = (plain[i] ?? 0) ^ (previous[i] ?? 0);
    previous = block;
  }
  const padding = out[out.length - 1] ?? 0;
  if (padding < 1 || padding > 8 || !out.subarray(out.length - padding).every((byte) => byte === padding)) {
    throw wrongPadding();
  }
  return out.subarray(0, out.length - padding);
}

/** RFC 2268 section 2. */
function expandKey(key: Uint8Array): Uint16Array {
  const bytes = new Uint8Array(128);
  bytes.set(key);
  for (let i = key.length; i < 128; i++) {
    bytes[i] = piTable[((bytes[i - 1] ?? 0) + (bytes[i - key.length] ?? 0)) & 0xff] ?? 0;
  }
  // The effective length is a whole number of octets here, so the mask TM is 255.
  bytes[128 - key.length] = piTable[bytes[128 - key.length] ?? 0] ?? 0;
  for (let i = 127 - key.length; i >= 0; i--) {
    bytes[i] = piTable[(bytes[i + 1] ?? 0) ^ (bytes[i + key.length] ?? 0)] ?? 0;
  }
  return Uint16Array.from({ length: 64 }, (_, i) => (bytes[2 * i] ?? 0) | ((bytes[2 * i + 1] ?? 0) << 8));
}

/** RFC 2268 section 4: 5 mixing rounds, a mash, 6 rounds, a mash, 5 rounds, all backwards. */
function decryptBlock(schedule: Uint16Array, block: Uint8Array): Uint8Array {
  const words = new Uint16Array(4);
  for (let i = 0; i < 4; i++) words[i] = (block[2 * i] ?? 0) | ((block[2 * i + 1] ?? 0) << 8);
  const word = (i: number): number => words[i & 3] ?? 0;
  let next = 63;
  const unmix = (rounds: number): void => {
    for (let round = 0; round < rounds; round++) {
      for (let i = 3; i >= 0; i--) {
        const shift = [1, 2, 3, 5][i] ?? 1;
        const rotated = (word(i) >>> shift) | (word(i) << (16 - shift));
        const mixed = (word(i + 3) & word(i + 2)) + (~word(i + 3) & word(i + 1));
        words[i] = rotated - (schedule[next] ?? 0) - mixed;
        next--;
      }
    }
  };
  const unmash = (): void => {
    for (let i = 3; i >= 0; i--) words[i] = word(i) - (schedule[word(i + 3) & 63] ?? 0);
  };
  unmix(5);
  unmash();
  unmix(6);
  unmash();
  unmix(5);
  return Uint8Array.from({ length: 8 }, (_, i) => (word(i >> 1) >>> (8 * (i & 1))) & 0xff);
}

function wrongPadding(): KeyError {
  return new KeyError("key.wrong-password", "the contents do not decrypt with this password");
}

/** PITABLE of RFC 2268: a permutation of 0–255 made from the digits of pi. */
const piTable = Buffer.from(
  "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2" +
    "179a59f587b34f1361456d8d09817d32bd8f40eb86b77b0bf09521225c6b4e82" +
    "54d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626" +
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed7" +
    "08e8eade8052eef784aa72ac354d6a2a961ad2715a1549744b9fd05e0418a4ec" +
    "c2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731" +
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a9" +
    "0d38341bab33ffb0bb480c5fb9b1cd2ec5f3db47e5a59c770aa62068fe7fc1ad",
  "hex",
);
