import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, parseExactJson } from "./canonical-json.ts";

describe("canonical JSON (RFC 8785)", () => {
  test("the example of section 3.2.2", () => {
    const input = JSON.parse(`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
      "literals": [null, true, false]
    }`);
    expect(canonicalJson(input)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test("keys are sorted by UTF-16 code units (section 3.2.3)", () => {
    const keys = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 };
    const order = Object.values(JSON.parse(canonicalJson(keys), (_k, value) => value));
    expect(canonicalJson(keys)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    );
    expect(order).toHaveLength(7);
  });

  test("the order of keys and white space make no difference, any value does", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(parseExactJson(JSON.stringify(value, null, 2)))).toBe(
          canonicalJson(JSON.parse(JSON.stringify(value))),
        );
      }),
    );
  });

  test("numbers that a double would round are told apart", () => {
    const forms = [
      "9007199254740992",
      "9007199254740993",
      "0.1000000000000000055",
      "0.1",
      "1",
      "1.0000000000000000001",
    ];
    const written = forms.map((form) => canonicalJson(parseExactJson(`{"n":${form}}`)));
    expect(new Set(written).size).toBe(forms.length);
    expect(canonicalJson(parseExactJson("[1.50, 100000000000000000000, 0.30000000000000004, -0]"))).toBe(
      "[1.5,100000000000000000000,0.30000000000000004,0]",
    );
  });

  test("what JSON cannot hold is refused", () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, undefined, () => 1]) {
      expect(() => canonicalJson({ value })).toThrow(TypeError);
    }
  });
});
