import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Asn1Error,
  childrenOf,
  content,
  der,
  encoded,
  enter,
  readNamedBits,
  readNode,
  readOctets,
  readOid,
  readSmallInteger,
  readText,
  readTime,
  readWhole,
  tag,
} from "./index.ts";

const hex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text.replaceAll(" ", ""), "hex"));
const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    if (error instanceof Asn1Error) return error.code;
    throw error;
  }
  return "no error";
};

describe("what is written can be read", () => {
  it("integers", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 47 - 1 }), (value) => {
        expect(readSmallInteger(readWhole(der.integer(value)))).toBe(value);
      }),
    );
  });

  it("object identifiers", () => {
    const arcs = fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n }), { maxLength: 12 });
    const dotted = fc.oneof(
      fc.tuple(fc.constantFrom(0, 1), fc.integer({ min: 0, max: 39 }), arcs),
      fc.tuple(fc.constant(2), fc.integer({ min: 0, max: 5000 }), arcs),
    );
    fc.assert(
      fc.property(dotted, ([first, second, rest]) => {
        const text = [first, second, ...rest].join(".");
        expect(readOid(readWhole(der.oid(text)))).toBe(text);
      }),
    );
  });

  it("octets of any length, and text in Vietnamese", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000 }), (bytes) => {
        expect(Buffer.compare(readOctets(readWhole(der.octetString(bytes))), bytes)).toBe(0);
      }),
      { numRuns: 30 },
    );
    for (const write of [der.utf8String, der.bmpString]) {
      expect(readText(readWhole(write("Ủy ban nhân dân tỉnh Kon Tum")))).toBe("Ủy ban nhân dân tỉnh Kon Tum");
    }
  });

  it("times, to the second", () => {
    const from = new Date("1950-01-01T00:00:00Z");
    fc.assert(
      fc.property(
        fc.date({ min: from, max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true }),
        (at) => {
          const seconds = Math.floor(at.getTime() / 1000) * 1000;
          expect(readTime(readWhole(der.certificateTime(at))).getTime()).toBe(seconds);
        },
      ),
    );
  });

  it("named bits, without trailing zero bits (X.690 section 11.2.2)", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 30 })), (bits) => {
        expect(readNamedBits(readWhole(der.namedBits(bits)))).toEqual(new Set(bits));
      }),
    );
    expect(der.namedBits([5, 6])).toEqual(hex("03 02 01 06"));
  });

  it("a SET OF stands in ascending order whatever the order given (X.690 section 11.6)", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 20 })), (members) => {
        const elements = members.map(der.octetString);
        const set = childrenOf(readWhole(der.setOf(...elements))).map(encoded);
        expect(set).toEqual([...elements].sort(Buffer.compare));
      }),
    );
  });
});

describe("reading tolerates BER where other vendors send it", () => {
  it("indefinite length, nested", () => {
    const node = readWhole(hex("30 80 30 80 02 01 05 00 00 04 01 aa 00 00"));
    const [inner, octets] = childrenOf(node);
    if (inner === undefined || octets === undefined) throw new Error("two elements expected");
    expect(readSmallInteger(enter(inner, tag.sequence).next())).toBe(5);
    expect(readOctets(octets)).toEqual(hex("aa"));
  });

  it("an OCTET STRING in pieces", () => {
    expect(readOctets(readWhole(hex("24 80 04 02 01 02 04 01 03 00 00")))).toEqual(hex("01 02 03"));
  });

  it("a length longer than needed", () => {
    expect(content(readWhole(hex("04 82 00 01 7f")))).toEqual(hex("7f"));
  });

  it("times with a zone, and without seconds in UTCTime", () => {
    expect(readTime(readWhole(der.element(tag.utcTime, Buffer.from("2203251430+0700")))).toISOString()).toBe(
      "2022-03-25T07:30:00.000Z",
    );
    expect(
      readTime(readWhole(der.element(tag.generalizedTime, Buffer.from("20220325073000.25Z")))).toISOString(),
    ).toBe("2022-03-25T07:30:00.250Z");
  });
});

describe("reading ends with a typed error", () => {
  it.each([
    ["nothing", "", "asn1.truncated"],
    ["content cut off", "04 05 01 02", "asn1.truncated"],
    ["length cut off", "30 82 01", "asn1.truncated"],
    ["end of an indefinite length missing", "30 80 02 01 05", "asn1.truncated"],
    ["indefinite length on a primitive element", "04 80 00 00", "asn1.bad-length"],
    ["a length of nine octets", "04 89 00 00 00 00 00 00 00 00 00", "asn1.bad-length"],
    ["a length beyond any memory", "04 88 ff ff ff ff ff ff ff ff", "asn1.truncated"],
    ["a tag number above 30", "1f 81 00 00", "asn1.bad-tag"],
    ["something behind it", "05 00 00", "asn1.trailing-data"],
  ])("%s", (_, bytes, code) => {
    expect(codeOf(() => readWhole(hex(bytes)))).toBe(code);
  });

  it("when nested too deeply, and quickly", () => {
    const bomb = new Uint8Array(1_000_000).fill(0x30);
    for (let i = 1; i < bomb.length; i += 2) bomb[i] = 0x80;
    expect(codeOf(() => readWhole(bomb))).toBe("asn1.too-deep");
  });

  it("when larger than allowed", () => {
    expect(codeOf(() => readWhole(der.octetString(new Uint8Array(100)), { maximumBytes: 50 }))).toBe(
      "asn1.too-large",
    );
  });

  it("for padding other than zeros, while zeros are allowed on request", () => {
    expect(readWhole(hex("05 00 00 00"), { zeroPadding: true }).end).toBe(2);
    expect(codeOf(() => readWhole(hex("05 00 00 01"), { zeroPadding: true }))).toBe("asn1.trailing-data");
  });

  it.each(["20220231", "20221301", "2022030125", "nonsense"])("for the impossible time %s", (text) => {
    const time = der.element(tag.generalizedTime, Buffer.from(`${text.padEnd(14, "0")}Z`));
    expect(codeOf(() => readTime(readWhole(time)))).toBe("asn1.bad-value");
  });

  it("for any bytes at all: an element or an Asn1Error, nothing else", () => {
    const walk = (bytes: Uint8Array, depth: number): void => {
      const node = readNode(bytes);
      if ((node.tag & 0x20) !== 0 && depth < 10)
        for (const child of childrenOf(node)) walk(encoded(child), depth + 1);
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(["no error", "asn1."].some((start) => codeOf(() => walk(bytes, 0)).startsWith(start))).toBe(
          true,
        );
      }),
      { numRuns: 500 },
    );
  });
});
