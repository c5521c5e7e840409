import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFrameReader, encodeClose, encodeFrame, FrameError, type Incoming, OPCODE } from "./frames.ts";

const MAXIMUM = 100_000;
const MASK = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

/** As a client sends it: masked. */
function frame(opcode: number, payload: Uint8Array, final = true): Buffer {
  const bare = encodeFrame(opcode, payload);
  const headLength = bare.length - payload.length;
  const head = Buffer.from(bare.subarray(0, headLength));
  head[0] = (final ? 0x80 : 0) | opcode;
  head[1] = head.readUInt8(1) | 0x80;
  return Buffer.concat([
    head,
    MASK,
    Buffer.from(payload.map((octet, index) => octet ^ MASK.readUInt8(index % 4))),
  ]);
}

const text = (value: string, final = true, opcode: number = OPCODE.text) =>
  frame(opcode, Buffer.from(value, "utf8"), final);

function readIn(octets: Buffer, pieceSize: number): Incoming[] {
  const read = createFrameReader(MAXIMUM);
  const found: Incoming[] = [];
  for (let at = 0; at < octets.length; at += pieceSize)
    found.push(...read(octets.subarray(at, at + pieceSize)));
  return found;
}

function codeOf(octets: Buffer): number | undefined {
  try {
    createFrameReader(MAXIMUM)(octets);
    return undefined;
  } catch (error) {
    if (error instanceof FrameError) return error.code;
    throw error;
  }
}

it("reads the masked example of RFC 6455 section 5.7", () => {
  const octets = Buffer.from("818537fa213d7f9f4d5158", "hex");
  expect(createFrameReader(MAXIMUM)(octets)).toEqual([{ kind: "text", text: "Hello" }]);
});

it("writes the unmasked examples of RFC 6455 section 5.7", () => {
  expect(encodeFrame(OPCODE.text, Buffer.from("Hello")).toString("hex")).toBe("810548656c6c6f");
  expect(encodeFrame(OPCODE.text, Buffer.alloc(256)).subarray(0, 4).toString("hex")).toBe("817e0100");
  expect(encodeFrame(OPCODE.text, Buffer.alloc(65_536)).subarray(0, 10).toString("hex")).toBe(
    "817f0000000000010000",
  );
  expect(encodeClose(1000).toString("hex")).toBe("880203e8");
});

it("reads any text, cut into any frames that arrive in any pieces, with pings between them", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "grapheme", maxLength: 300 }), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 500 }),
      (parts, pieceSize) => {
        const frames = parts.flatMap((part, index) => [
          text(part, index === parts.length - 1, index === 0 ? OPCODE.text : OPCODE.continuation),
          frame(OPCODE.ping, Buffer.from("?")),
        ]);
        const read = readIn(Buffer.concat(frames), pieceSize);
        expect(read.filter(({ kind }) => kind === "text")).toEqual([{ kind: "text", text: parts.join("") }]);
        expect(read.filter(({ kind }) => kind === "ping")).toHaveLength(parts.length);
      },
    ),
    { numRuns: 50 },
  );
});

describe("ends the connection with the code of RFC 6455 for", () => {
  it.each([
    ["an unmasked frame", Buffer.from("810548656c6c6f", "hex"), 1002],
    ["a reserved bit", Buffer.from("c18537fa213d7f9f4d5158", "hex"), 1002],
    ["a reserved kind of frame", frame(0x3, Buffer.alloc(0)), 1002],
    ["a ping in parts", frame(OPCODE.ping, Buffer.alloc(0), false), 1002],
    ["a ping that is too long", frame(OPCODE.ping, Buffer.alloc(126)), 1002],
    ["a continuation of nothing", text("x", true, OPCODE.continuation), 1002],
    ["a beginning inside a message", Buffer.concat([text("x", false), text("y")]), 1002],
    ["octets that are no text", frame(OPCODE.binary, Buffer.alloc(3)), 1003],
    ["a text that is not UTF-8", frame(OPCODE.text, Buffer.from([0xc3, 0x28])), 1007],
    ["a close frame with half a code", frame(OPCODE.close, Buffer.from([3])), 1002],
    ["a close frame with a code nobody may send", frame(OPCODE.close, Buffer.from([3, 0xed])), 1002],
    ["a frame that is too large, before it came", text("x".repeat(MAXIMUM + 1)).subarray(0, 14), 1009],
    [
      "a message that grows too large",
      Buffer.concat([text("x".repeat(MAXIMUM), false), text("x", true, OPCODE.continuation)]),
      1009,
    ],
  ])("%s", (_case, octets, code) => {
    expect(codeOf(octets)).toBe(code);
  });
});

it("reads a close frame with and without a code", () => {
  const read = createFrameReader(MAXIMUM);
  expect(read(frame(OPCODE.close, Buffer.from([0x03, 0xe8])))).toEqual([{ kind: "close", code: 1000 }]);
  expect(read(frame(OPCODE.close, Buffer.alloc(0)))).toEqual([{ kind: "close", code: 1005 }]);
});
