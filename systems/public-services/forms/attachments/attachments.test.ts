import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openFileStore } from "../../../../core/files/index.ts";
import { samplePdf, samplePng } from "../../../../core/signing/testing/sample-pdf.ts";
import { sampleJpeg } from "../testing/sample-files.ts";
import { cleanJpeg, cleanPng } from "./clean-picture.ts";
import { fileGate } from "./file-gate.ts";
import { judgeContent, MOST_BYTES, refusalOf } from "./judge-file.ts";

const GPS = "GPSLatitude 14.35";
const latin = (bytes: Uint8Array | undefined) => Buffer.from(bytes ?? []).toString("latin1");
const kindOf = (content: string | Uint8Array) =>
  judgeContent(typeof content === "string" ? Buffer.from(content, "latin1") : content).kind;

describe("pictures", () => {
  test("a JPEG loses place, owner and comment, keeps which way up it is and every byte that draws", () => {
    const picture = sampleJpeg({ exif: GPS, orientation: 6, comment: "Y Vân" });
    expect(latin(picture)).toContain(GPS);
    const clean = cleanJpeg(picture);
    expect(latin(clean)).not.toContain(GPS);
    expect(latin(clean)).not.toContain("Y V");
    expect(latin(clean)).toContain("JFIF");
    expect(latin(cleanJpeg(clean ?? new Uint8Array()))).toBe(latin(clean));
    const upright = sampleJpeg({ orientation: 1 });
    const [turned, straight] = [clean ?? new Uint8Array(), cleanJpeg(upright) ?? new Uint8Array()];
    expect(turned.length - straight.length).toBe(36);
    expect(latin(straight)).not.toContain("Exif");
  });

  test("what hangs behind the end of a picture is cut off", () => {
    const tail = "<script>alert(1)</script>";
    expect(latin(cleanJpeg(Buffer.concat([sampleJpeg({}), Buffer.from(tail)])))).not.toContain(tail);
    expect(latin(cleanPng(Buffer.concat([samplePng(0, 60, 200), Buffer.from(tail)])))).not.toContain(tail);
  });

  test("a PNG loses its texts", () => {
    const png = samplePng(0, 60, 200);
    const text = Buffer.concat([
      Buffer.from([0, 0, 0, GPS.length]),
      Buffer.from(`tEXt${GPS}`),
      Buffer.alloc(4),
    ]);
    const marked = Buffer.concat([png.subarray(0, 33), text, png.subarray(33)]);
    expect(latin(marked)).toContain(GPS);
    expect(latin(cleanPng(marked))).toBe(latin(png));
  });

  test("a picture that is cut off anywhere is damaged or still whole, never a crash", () => {
    const jpeg = sampleJpeg({ exif: GPS, orientation: 3 });
    fc.assert(
      fc.property(fc.nat(jpeg.length - 1), (length) => {
        expect(cleanJpeg(jpeg.subarray(0, length))).toBeUndefined();
      }),
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        cleanJpeg(Buffer.concat([Buffer.from([0xff, 0xd8]), noise]));
        cleanPng(Buffer.concat([samplePng(0, 60, 200).subarray(0, 8), noise]));
      }),
    );
  });
});

describe("what is refused by name", () => {
  test("programs, scripts, the test virus, PDFs that run something", async () => {
    expect(kindOf("MZ\x90\x00")).toBe("harmful");
    expect(kindOf("\x7fELF")).toBe("harmful");
    expect(kindOf("#!/bin/sh\nrm -rf /")).toBe("harmful");
    expect(kindOf("X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*")).toBe("harmful");
    expect(kindOf("%PDF-1.7\n<</S/JavaScript/JS(app.alert(1))>>\n%%EOF")).toBe("harmful");
    expect(kindOf("%PDF-1.7\n<</S/#4aavaScript>>\n%%EOF")).toBe("harmful");
    expect(kindOf("%PDF-1.7\n<</S/Launch/F(cmd.exe)>>\n%%EOF")).toBe("harmful");
    expect(kindOf("%PDF-1.7\ntrailer<</Encrypt 5 0 R>>\n%%EOF")).toBe("locked");
    expect(kindOf(await samplePdf())).toBe("taken");
  });

  test("other kinds, empty and broken files", () => {
    expect(kindOf("")).toBe("empty");
    expect(kindOf("PK\x03\x04word/")).toBe("other");
    expect(kindOf("hello")).toBe("other");
    expect(kindOf("%PDF-1.7 cut off")).toBe("damaged");
    expect(kindOf(sampleJpeg({}).subarray(0, 40))).toBe("damaged");
  });

  test("a file whose name says something else is refused with what it really is; without an ending it is taken", () => {
    const picture = judgeContent(sampleJpeg({}));
    expect(refusalOf("don.pdf", picture)?.vi).toContain("“don.pdf” mang đuôi .pdf nhưng thật ra là tệp .jpg");
    expect(refusalOf("anh.JPEG", picture)).toBeUndefined();
    expect(refusalOf("anh", picture)).toBeUndefined();
  });

  test("nothing refused reaches the disk, and what is too large is read to its end", async () => {
    const folder = mkdtempSync(join(tmpdir(), "gate-"));
    const store = await openFileStore(folder);
    const kept = () =>
      readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const gate = fileGate(store);
    const bad = await gate.put(Buffer.from("MZ program"));
    expect([kept(), gate.judged(bad.sha256).kind]).toEqual([[], "harmful"]);
    let read = 0;
    async function* large() {
      for (let n = 0; n < 12; n += 1) {
        read += 1;
        yield Buffer.alloc(MOST_BYTES / 10, n);
      }
    }
    const big = await gate.put(large());
    expect([read, kept(), gate.judged(big.sha256).kind]).toEqual([12, [], "too-large"]);
    const good = await gate.put(sampleJpeg({ exif: GPS }));
    expect(latin(await store.bytes(good.sha256))).not.toContain(GPS);
  });
});
