import { createHash, randomFillSync } from "node:crypto";
import { expect, test } from "vitest";
import { readEdxml } from "./read-edxml.ts";
import { NEW_DOCUMENT, testSigner } from "./testing/messages.ts";
import { writeEdxml } from "./write-edxml.ts";

const MB = 1024 * 1024;
const SIZE = 24 * MB;

/** One reused buffer, as a disk gives it: whoever keeps a chunk would read rubbish. */
async function* generated(pulled: { bytes: number }) {
  const chunk = Buffer.alloc(64 * 1024);
  for (let at = 0; at < SIZE; at += chunk.length) {
    chunk.fill((at / chunk.length) % 251);
    pulled.bytes += chunk.length;
    yield chunk;
  }
}

test.each(["lớn.pdf", "lớn.bin"])("%s passes through writer and reader without being held", async (name) => {
  const source = { bytes: 0 };
  const written: Buffer[] = [];
  let writtenBytes = 0;
  let held = 0;
  const attachment = { name, size: SIZE, open: () => generated(source) };
  const sink = {
    write(chunk: Uint8Array) {
      writtenBytes += chunk.length;
      // In a zip the bytes shrink, so that what is held cannot be told from the sizes.
      if (name.endsWith(".pdf")) held = Math.max(held, (source.bytes % SIZE) - (writtenBytes * 3) / 4);
      written.push(Buffer.from(chunk));
    },
  };
  const result = await writeEdxml(NEW_DOCUMENT, [attachment], sink, { signer: testSigner("ec") });
  expect(result.ok).toBe(true);
  expect(held).toBeLessThan(MB);

  const expected = createHash("sha256");
  for await (const chunk of generated({ bytes: 0 })) expected.update(chunk);
  const given = { bytes: 0 };
  let delivered = 0;
  let ahead = 0;
  const reused = Buffer.alloc(64 * 1024);
  const pieces = function* () {
    for (const bytes of written) {
      for (let at = 0; at < bytes.length; at += reused.length) {
        const part = bytes.subarray(at, at + reused.length);
        reused.set(part);
        given.bytes += part.length;
        yield reused.subarray(0, part.length);
        randomFillSync(reused);
      }
    }
  };
  const read = await readEdxml(pieces(), {
    sinkFor: () => ({
      async write(chunk) {
        await Promise.resolve();
        delivered += chunk.length;
        if (name.endsWith(".pdf")) ahead = Math.max(ahead, (given.bytes * 3) / 4 - delivered);
      },
      close() {},
      abort() {},
    }),
  });
  expect(read).toMatchObject({
    ok: true,
    signature: { state: "valid" },
    attachments: [{ size: SIZE, sha256: expected.digest("hex"), name }],
  });
  expect(ahead).toBeLessThan(MB);
});
