import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { base32, matchTotp, otpauthUri, totpCode, totpStep } from "./totp.ts";

const key = Buffer.from("12345678901234567890");

describe("one-time codes", () => {
  test.each([
    ["1970-01-01T00:00:59Z", "94287082"],
    ["2005-03-18T01:58:29Z", "07081804"],
    ["2005-03-18T01:58:31Z", "14050471"],
    ["2009-02-13T23:31:30Z", "89005924"],
    ["2033-05-18T03:33:20Z", "69279037"],
    ["2603-10-11T11:33:20Z", "65353130"],
  ])("RFC 6238 appendix B, SHA-1: at %s the code is %s", (at, code) => {
    expect(totpCode(key, totpStep(new Date(at)), 8)).toBe(code);
  });

  test("RFC 4226 appendix D: the first ten codes", () => {
    const codes = Array.from({ length: 10 }, (_, step) => totpCode(key, step));
    expect(codes.join(" ")).toBe("755224 287082 359152 969429 338314 254676 287922 162583 399871 520489");
  });

  test("a code works one step before and after its time, not two, and never twice", () => {
    const now = new Date("2022-03-04T08:00:00Z");
    const step = totpStep(now);
    expect(matchTotp(key, totpCode(key, step), now, 0)).toBe(step);
    expect(matchTotp(key, totpCode(key, step - 1), now, 0)).toBe(step - 1);
    expect(matchTotp(key, totpCode(key, step + 1), now, 0)).toBe(step + 1);
    expect(matchTotp(key, totpCode(key, step - 2), now, 0)).toBeUndefined();
    expect(matchTotp(key, totpCode(key, step + 2), now, 0)).toBeUndefined();
    expect(matchTotp(key, totpCode(key, step), now, step)).toBeUndefined();
    expect(matchTotp(key, totpCode(key, step - 1), now, step)).toBeUndefined();
  });

  test("codes may be typed with spaces; anything else is refused", () => {
    const now = new Date("2022-03-04T08:00:00Z");
    const code = totpCode(key, totpStep(now));
    expect(matchTotp(key, `${code.slice(0, 3)} ${code.slice(3)}`, now, 0)).toBe(totpStep(now));
    fc.assert(
      fc.property(fc.string(), (typed) => {
        const valid = [-1, 0, 1].map((shift) => totpCode(key, totpStep(now) + shift));
        fc.pre(!valid.includes(typed.replace(/\s+/g, "")));
        expect(matchTotp(key, typed, now, 0)).toBeUndefined();
      }),
    );
  });

  test("base 32 as in RFC 4648 section 10", () => {
    const vectors = ["", "f", "fo", "foo", "foob", "fooba", "foobar"].map((text) =>
      base32(Buffer.from(text)),
    );
    expect(vectors).toEqual(["", "MY", "MZXQ", "MZXW6", "MZXW6YQ", "MZXW6YTB", "MZXW6YTBOI"]);
    expect(otpauthUri(key, "Tỉnh Kon Tum", "vanthu.stttt")).toBe(
      "otpauth://totp/T%E1%BB%89nh%20Kon%20Tum:vanthu.stttt?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=T%E1%BB%89nh%20Kon%20Tum&algorithm=SHA1&digits=6&period=30",
    );
  });
});
