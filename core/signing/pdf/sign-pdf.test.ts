import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { pdfsig, pdfToText, qpdfCheck, qpdfRewrite } from "../testing/judges.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { BLUE, createWorld, RED } from "../testing/world.ts";
import { verifyPdf } from "../verification/index.ts";
import { openPdf } from "./document.ts";
import { fillNumberAndDate } from "./fill-number-and-date.ts";
import { IncrementalUpdate } from "./incremental-update.ts";
import { normalisePdf } from "./normalise-pdf.ts";
import { PdfRef } from "./objects.ts";
import { listPages } from "./pages.ts";
import { prepareForNumbering } from "./prepare-for-numbering.ts";
import { proposeSignaturePlace } from "./propose-signature-place.ts";
import { listSignatures, SEAL_DIAMETER, sealPlaceFor } from "./seal-place.ts";
import { serialise } from "./serialise.ts";
import { prepareSigning, signPdf } from "./sign-pdf.ts";
import { openFileSource } from "./source.ts";

const world = createWorld();
const { pki, person, organisation, request, sign, verify } = world;
let letter: Buffer;

beforeAll(async () => {
  letter = await samplePdf();
});

describe("a document that is signed, numbered and sealed", () => {
  it("holds three appended revisions and every signature stays valid", async () => {
    const prepared = prepareForNumbering(letter);
    const place = proposeSignaturePlace(prepared, { signerName: "Nguyễn Văn Ứng" });
    expect(place.from).toBe("name");
    const signed = await sign(prepared, {
      level: "B-T",
      timestampAuthority: pki.timestampAuthority(),
      name: "Nguyễn Văn Ứng",
      appearance: { kind: "person", page: place.page, rect: place.rect, image: BLUE },
    });
    const numbered = fillNumberAndDate(signed, { number: "05", date: "2026-03-09", place: "Kon Tum" });
    const seal = sealPlaceFor(listSignatures(numbered));
    expect(seal?.rect.width).toBeCloseTo(SEAL_DIAMETER);
    const sealed = await sign(numbered, {
      signer: organisation.signer,
      level: "B-T",
      timestampAuthority: pki.timestampAuthority(),
      lockFields: ["van-ban-so", "van-ban-ngay"],
      appearance: { kind: "organisation", page: 1, rect: seal?.rect ?? place.rect, image: RED },
    });

    expect(Buffer.from(sealed).subarray(0, letter.length).equals(letter)).toBe(true);
    const verdict = await verify(sealed);
    expect(verdict.status).toBe("valid-both");
    expect(verdict.signatures.map((s) => [s.signer?.role, s.coverage, s.changeLevel, s.time.source])).toEqual(
      [
        ["person", { kind: "revision", revision: 3, of: 5 }, 2, "signature-timestamp"],
        ["organisation", { kind: "whole", revision: 5, of: 5 }, 0, "signature-timestamp"],
      ],
    );
    expect(pdfsig(sealed)).toMatchObject({ found: 2, valid: 2 });
    expect(qpdfCheck(sealed)).toBe("");
    expect(pdfToText(sealed)).toContain("Kon Tum, ngày 09 tháng 3 năm 2026");
    // The number stands inside the printed line, between its label and the notation.
    expect(pdfToText(sealed)).toMatch(/Số:\s*05\s*\/STTTT-CNTT/);
    // After the seal the number is frozen.
    expect(() => fillNumberAndDate(sealed, { number: "06", date: "2026-03-09", place: "Kon Tum" })).toThrow(
      expect.objectContaining({ code: "pdf.field-locked" }),
    );
  });

  it("puts the seal over one third of the signature, on its left", async () => {
    const rect = { x: 380, y: 190, width: 120, height: 62 };
    const signed = await sign(letter, { appearance: { kind: "person", page: 1, rect, image: BLUE } });
    const [first] = listSignatures(signed);
    const seal = sealPlaceFor(listSignatures(signed));
    const picture = first?.place?.rect ?? rect;
    expect(picture).toEqual({ x: 409, y: 190, width: 62, height: 62 });
    expect((seal?.rect.x ?? 0) + SEAL_DIAMETER).toBeCloseTo(picture.x + picture.width / 3);
    expect((seal?.rect.y ?? 0) + SEAL_DIAMETER / 2).toBeCloseTo(picture.y + picture.height / 2);
  });

  it("writes number and date whole where the file has no cells for them", async () => {
    const plain = await samplePdf([[{ text: "Nội dung không có thể thức", x: 90, y: 300 }]]);
    const filled = fillNumberAndDate(prepareForNumbering(plain), {
      number: "15",
      notation: "QĐ-UBND",
      date: "2026-02-05",
      place: "Kon Tum",
    });
    expect(pdfToText(filled)).toContain("Số: 15/QĐ-UBND");
    expect(pdfToText(filled)).toContain("Kon Tum, ngày 05 tháng 02 năm 2026");
    expect(qpdfCheck(filled)).toBe("");
  });
});

describe("signing is an appended revision whatever the file looks like inside", () => {
  it.each([
    ["cross-reference streams and object streams", ["--object-streams=generate"]],
    ["a linearised file", ["--linearize"]],
    ["a linearised file with object streams", ["--linearize", "--object-streams=generate"]],
  ])("%s", async (_, args) => {
    const odd = qpdfRewrite(letter, ...args);
    const once = await sign(odd, {
      appearance: { kind: "person", page: 1, rect: { x: 380, y: 190, width: 120, height: 60 }, image: BLUE },
    });
    const twice = await sign(once, { signer: organisation.signer });
    expect(Buffer.from(twice).subarray(0, odd.length).equals(odd)).toBe(true);
    expect(pdfsig(twice)).toMatchObject({ found: 2, valid: 2 });
    expect(qpdfCheck(twice)).toBe("");
    expect((await verify(twice)).status).toBe("valid-both");
  });

  it("ten signatures, one after the other, all count", async () => {
    let pdf: Uint8Array = letter;
    for (let i = 0; i < 10; i += 1) pdf = await sign(pdf, { signer: organisation.signer });
    const verdict = await verify(pdf);
    expect(verdict.signatures.map((s) => s.counts)).toEqual(new Array(10).fill(true));
    expect(new Set(verdict.signatures.map((s) => s.fieldName)).size).toBe(10);
    expect(pdfsig(pdf)).toMatchObject({ found: 10, valid: 10 });
  });

  it("signs an empty field that is there already, at its own place", async () => {
    const prepared = withEmptySignatureField(letter);
    const signed = await sign(prepared, {
      fieldName: "ky-lanh-dao",
      appearance: { kind: "text", page: 1, rect: { x: 0, y: 0, width: 1, height: 1 }, lines: ["Đã ký"] },
    });
    const verdict = await verify(signed);
    expect(verdict.signatures).toMatchObject([{ fieldName: "ky-lanh-dao", counts: true }]);
    expect(pdfsig(signed)).toMatchObject({ found: 1, valid: 1 });
    await expect(sign(signed, { fieldName: "ky-lanh-dao" })).rejects.toMatchObject({
      code: "pdf.field-name-taken",
    });
  });

  it("shows the lines of an appendix in Vietnamese and in black, without a picture", async () => {
    const signed = await sign(letter, {
      appearance: {
        kind: "text",
        page: 1,
        rect: { x: 380, y: 790, width: 170, height: 30 },
        lines: ["15/QĐ-UBND ữ ợ ặ đ", "2026-03-05T08:15:30+07:00"],
      },
    });
    const text = pdfToText(signed);
    expect(text).toContain("15/QĐ-UBND ữ ợ ặ đ");
    expect(text).toContain("2026-03-05T08:15:30+07:00");
  });

  it("signs a large file from disk without holding it whole", async () => {
    const folder = mkdtempSync(join(tmpdir(), "large-"));
    const large = await samplePdf(undefined, 24_000_000);
    writeFileSync(join(folder, "large.pdf"), large);
    const source = openFileSource(join(folder, "large.pdf"));
    const prepared = await prepareSigning(source, request());
    const update = await prepared.signUpdate();
    source.close();
    writeFileSync(join(folder, "signed.pdf"), Buffer.concat([large, update]));
    const signed = openFileSource(join(folder, "signed.pdf"));
    const verdict = await verifyPdf(signed, { trust: pki.trust, revocation: pki.allGood });
    signed.close();
    rmSync(folder, { recursive: true });
    expect(verdict.status).toBe("valid-one");
    expect(update.length).toBeLessThan(40_000);
  });
});

describe("signing refuses, with a reason in plain Vietnamese", () => {
  it("an encrypted file", async () => {
    const encrypted = qpdfRewrite(letter, "--encrypt", "u", "o", "256", "--");
    await expect(sign(encrypted)).rejects.toMatchObject({
      code: "pdf.encrypted",
      sentence: { vi: expect.stringContaining("hãy bỏ mật khẩu rồi gửi lại") },
    });
    expect((await verify(encrypted)).problem?.code).toBe("pdf.encrypted");
  });

  it("a file with bytes behind its end, until it is normalised", async () => {
    const odd = Buffer.concat([letter, Buffer.from("9 0 obj (stray) endobj\n")]);
    await expect(sign(odd)).rejects.toMatchObject({ code: "pdf.not-incremental" });
    const clean = await normalisePdf(odd);
    expect((await verify(await sign(clean))).status).toBe("valid-one");
  });

  it("normalising a file that is signed", async () => {
    const odd = Buffer.concat([await sign(letter), Buffer.from("9 0 obj (stray) endobj\n")]);
    await expect(normalisePdf(odd)).rejects.toMatchObject({ code: "pdf.already-signed" });
    expect(() => prepareForNumbering(Buffer.from(odd.subarray(0, odd.length - 23)))).toThrow(
      expect.objectContaining({ code: "pdf.already-signed" }),
    );
  });

  it.each([1, 2, 3] as const)("what a certification with P = %i forbids", async (level) => {
    const certified = certify(await sign(letter), level);
    const visible = {
      kind: "text" as const,
      page: 1,
      rect: { x: 10, y: 10, width: 80, height: 20 },
      lines: ["x"],
    };
    if (level === 1) {
      await expect(sign(certified)).rejects.toMatchObject({
        code: "pdf.certified-no-changes",
        sentence: { vi: "Không thực hiện được: chứng nhận cấm sửa" },
      });
    } else {
      await expect(sign(certified, { appearance: visible })).rejects.toMatchObject({
        code: "pdf.certified-no-visible-signature",
      });
      expect(pdfsig(await sign(certified))).toMatchObject({ found: 2, valid: 2 });
    }
  });

  it("a field that an earlier signature locked", async () => {
    const prepared = withEmptySignatureField(letter);
    const locked = await sign(prepared, { lockFields: ["ky-lanh-dao"] });
    await expect(sign(locked, { fieldName: "ky-lanh-dao" })).rejects.toMatchObject({
      code: "pdf.field-locked",
    });
  });

  it("room too small for the signature, instead of cutting it", async () => {
    await expect(signPdf(letter, request({ reserveBytes: 500 }))).rejects.toMatchObject({
      code: "pdf.signature-too-large",
    });
  });

  it("a page that is not there, a picture that is none", async () => {
    const rect = { x: 10, y: 10, width: 80, height: 20 };
    await expect(sign(letter, { appearance: { kind: "text", page: 9, rect } })).rejects.toMatchObject({
      code: "pdf.page-missing",
    });
    await expect(
      sign(letter, { appearance: { kind: "person", page: 1, rect, image: Buffer.from("GIF89a") } }),
    ).rejects.toMatchObject({ code: "pdf.image" });
  });

  it("loses nothing when the timestamp authority fails: no signature rather than a weaker one", async () => {
    const broken = { timestamp: () => Promise.reject(new Error("no answer")) };
    await expect(sign(letter, { level: "B-T", timestampAuthority: broken })).rejects.toThrow("no answer");
  });
});

it("keeps to PAdES baseline B: no /Cert, no signing-time, claimed time on the clock of Viet Nam", async () => {
  const signed = await sign(letter, { signedAt: new Date("2026-03-05T01:15:30Z"), name: "Nguyễn Văn Ứng" });
  const text = Buffer.from(signed).toString("latin1");
  expect(text).toContain("/SubFilter/ETSI.CAdES.detached");
  expect(text).toContain("/M (D:20260305081530+07'00')");
  expect(text).not.toContain("/Cert ");
  const [verdict] = (await verify(signed)).signatures;
  expect(verdict?.warnings).toEqual([]);
  expect(verdict?.time).toEqual({
    claimed: new Date("2026-03-05T01:15:30Z"),
    proven: undefined,
    source: "claimed",
  });
  expect(person.signer.certificates.length).toBe(2);
});

/** Adds an empty signature field to the first page, as a form designer would. */
function withEmptySignatureField(pdf: Uint8Array): Buffer {
  const document = openPdf(pdf);
  const view = document.latest;
  const [page] = listPages(view);
  const root = view.trailer.get("Root");
  if (page === undefined || !(root instanceof PdfRef)) throw new Error("sample without page");
  const update = new IncrementalUpdate(document);
  const field = update.add(
    `<</Type/Annot/Subtype/Widget/FT/Sig/T(ky-lanh-dao)/F 4/P ${serialise(page.ref)}/Rect[380 190 500 250]>>`,
  );
  update.set(page.ref, serialise(page.dict).replace(/>>$/, `/Annots[${serialise(field)}]>>`));
  update.set(root, serialise(view.catalog).replace(/>>$/, `/AcroForm<</Fields[${serialise(field)}]>>>>`));
  return Buffer.concat([pdf, update.build().bytes]);
}

/** Declares the only signature of a file to be its certification, before it is looked at. */
function certify(pdf: Uint8Array, level: 1 | 2 | 3): Buffer {
  const document = openPdf(pdf);
  const view = document.latest;
  const root = view.trailer.get("Root");
  if (!(root instanceof PdfRef)) throw new Error("sample without catalog");
  const update = new IncrementalUpdate(document);
  const reference = `<</Type/Sig/Reference[<</Type/SigRef/TransformMethod/DocMDP/TransformParams<</P ${level}/V/1.2>>>>]>>`;
  const signature = update.add(reference);
  update.set(root, serialise(view.catalog).replace(/>>$/, `/Perms<</DocMDP ${serialise(signature)}>>>>`));
  return Buffer.concat([pdf, update.build().bytes]);
}
