import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatMobile } from "../../../core/ui/format.ts";
import { isTaxCode, maskIdentifier, parseMobile, readPersonalNumber } from "./identifiers.ts";

describe("tax codes", () => {
  test.each([
    "0100109106",
    "0300588569",
    "0100686209",
    "0106869738",
    "0101248141",
    "0311609355",
    "0100109106-001",
  ])("%s has the right check digit", (code) => expect(isTaxCode(code)).toBe(true));
  test.each(["0101234567", "6100103040", "010010910", "01001091066", "0100109106-1", "0100109106-0001", ""])(
    "%s is none",
    (code) => expect(isTaxCode(code)).toBe(false),
  );
  test("nine digits have at most one check digit", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{9}$/), (nine) => {
        const fitting = [..."0123456789"].filter((digit) => isTaxCode(nine + digit));
        return fitting.length <= 1;
      }),
    );
  });
});

test("a personal identifier tells sex and year of birth", () => {
  expect(readPersonalNumber("062192000001")).toEqual({ sex: "female", birthYear: 1992 });
  expect(readPersonalNumber("062205000001")).toEqual({ sex: "male", birthYear: 2005 });
  expect(readPersonalNumber("06220500000")).toBeUndefined();
  expect(readPersonalNumber("0622050000012")).toBeUndefined();
});

test("mobile numbers are kept in one spelling; a landline or a foreign one is none", () => {
  for (const typed of ["0912345678", "+84 912 345 678", "84912345678", "0912.345.678"]) {
    expect(parseMobile(typed)).toBe("+84912345678");
  }
  for (const typed of ["02603862345", "0112345678", "091234567", "+66912345678", "abc"]) {
    expect(parseMobile(typed), typed).toBeUndefined();
  }
  expect(formatMobile("+84912345678")).toBe("0912 345 678");
});

test("only the last four digits of a number are shown to a passer-by", () => {
  expect(maskIdentifier("000192000001")).toBe("••••••••0001");
});
