import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyedHash, openSecret, SecretBoxError, sealSecret } from "./secret-box.ts";

const secret = randomBytes(32);

describe("sealed secrets", () => {
  test("open with the same secret, purpose and place, and only so", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (plain, place) => {
        const box = sealSecret(secret, "test", place, plain);
        expect(openSecret(secret, "test", place, box)).toEqual(Buffer.from(plain));
        expect(() => openSecret(secret, "test", `${place}x`, box)).toThrow(SecretBoxError);
        expect(() => openSecret(secret, "other", place, box)).toThrow(SecretBoxError);
        expect(() => openSecret(randomBytes(32), "test", place, box)).toThrow(SecretBoxError);
      }),
      { numRuns: 30 },
    );
  });

  test("any changed bit and any cut is noticed", () => {
    const box = sealSecret(secret, "test", "here", Buffer.from("khóa"));
    for (let bit = 0; bit < box.length * 8; bit += 1) {
      const changed = Buffer.from(box);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(() => openSecret(secret, "test", "here", changed)).toThrow(SecretBoxError);
    }
    for (let length = 0; length < box.length; length += 1) {
      expect(() => openSecret(secret, "test", "here", box.subarray(0, length))).toThrow(SecretBoxError);
    }
  });

  test("the same plain text never gives the same box; a keyed hash always gives the same", () => {
    const plain = Buffer.from("x");
    expect(sealSecret(secret, "t", "p", plain)).not.toEqual(sealSecret(secret, "t", "p", plain));
    expect(keyedHash(secret, "t", "x")).toEqual(keyedHash(secret, "t", "x"));
    expect(keyedHash(secret, "t", "x")).not.toEqual(keyedHash(secret, "u", "x"));
  });
});
