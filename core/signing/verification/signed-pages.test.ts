import { beforeAll, describe, expect, it } from "vitest";
import { der, oids } from "../asn1/index.ts";
import { archivePdf } from "../long-term/index.ts";
import { openPdf } from "../pdf/document.ts";
import { PdfString } from "../pdf/objects.ts";
import { signPdf } from "../pdf/sign-pdf.ts";
import { createArchiveWorld } from "../testing/archive-world.ts";
import { letterObjects, rawPdf, signRaw } from "../testing/hostile/raw-pdf.ts";
import { pdfsig, qpdfRewrite } from "../testing/judges.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { createTestPki } from "../testing/test-pki.ts";
import { BLUE, createWorld } from "../testing/world.ts";
import { locateSignatures } from "./locate-signatures.ts";
import type { PageDifference } from "./page-differences.ts";
import type { PdfVerdict } from "./verdict.ts";

const { pki, sign, verify } = createWorld();
const PAGES = 6;
const texts = Array.from({ length: PAGES }, (_, i) => [{ text: `Điều ${i + 1}`, x: 90, y: 100 }]);
const rect = { x: 380, y: 190, width: 120, height: 62 };
const appearance = { kind: "person" as const, page: PAGES, rect, image: BLUE };
let draft: Buffer;
let signed: Buffer;

beforeAll(async () => {
  draft = await samplePdf(texts);
  signed = Buffer.from(await sign(draft, { appearance }));
});

const pages = (selection: string): string[] => ["--pages", ".", selection, "--"];

/** How a tool writes the whole file anew, what that does to the pages, and the words for it. */
const REWRITES: readonly [string, readonly string[], readonly PageDifference[], string, string][] = [
  [
    "two pages exchanged",
    pages("1,5,3,4,2,6"),
    [{ kind: "swapped", pages: [2, 5] }],
    "trang 2 và 5 đã bị đổi chỗ cho nhau",
    "pages 2 and 5 were exchanged",
  ],
  [
    "a page removed",
    pages("1-2,4-6"),
    [{ kind: "removed", pages: [3] }],
    "trang 3 đã bị xóa",
    "page 3 was removed",
  ],
  [
    "a page put in a second time",
    pages("1-3,1,4-6"),
    [{ kind: "added", pages: [4] }],
    "trang 4 đã được thêm vào",
    "page 4 was added",
  ],
  [
    "a page in the place of another",
    pages("1-3,1,5-6"),
    [{ kind: "replaced", pages: [4] }],
    "trang 4 đã bị thay",
    "page 4 was replaced",
  ],
  [
    "a copy of a later page in the place of another",
    pages("1-2,5,4-6"),
    [{ kind: "replaced", pages: [3] }],
    "trang 3 đã bị thay",
    "page 3 was replaced",
  ],
  [
    "copies of one page in the places of two others",
    pages("6,2-3,6,5-6"),
    [{ kind: "replaced", pages: [1, 4] }],
    "trang 1 và 4 đã bị thay",
    "pages 1 and 4 were replaced",
  ],
  [
    "a page moved to the front",
    pages("6,1-5"),
    [{ kind: "reordered", pages: [1] }],
    "trang 1 đã bị chuyển sang vị trí khác",
    "page 1 was moved to another place",
  ],
  [
    "a page turned",
    ["--rotate=90:2"],
    [{ kind: "rotated", pages: [2] }],
    "trang 2 đã bị xoay",
    "page 2 was rotated",
  ],
];

function expectNamed(
  verdict: PdfVerdict,
  differences: readonly PageDifference[],
  vi: string,
  en: string,
): void {
  expect(verdict.status).toBe("invalid");
  expect(verdict.sentence).toEqual({
    vi: `Văn bản không còn nguyên vẹn: ${vi} sau khi ký.`,
    en: `The document is not what was signed: after signing ${en}.`,
  });
  expect(verdict.signatures.length).toBeGreaterThan(0);
  for (const signature of verdict.signatures) {
    expect(signature).toMatchObject({ indication: "TOTAL_FAILED", counts: false, pagesAsSigned: false });
    expect(signature.pageDifferences).toEqual(differences);
    expect(signature.sentence.vi).toContain(`(${vi})`);
    expect(signature.sentence.en).toContain(`(${en})`);
  }
}

describe("a file written anew by other software: the pages that are not those of then are named", () => {
  it.each(REWRITES)("%s", async (_, how, differences, vi, en) => {
    const verdict = await verify(qpdfRewrite(signed, ...how));
    expectNamed(verdict, differences, vi, en);
    expect(verdict.signatures[0]?.signer?.name).toBe("Nguyễn Văn Ứng");
  });

  it.each(REWRITES)("%s, in compressed objects", async (_, how, differences, vi, en) => {
    const packed = qpdfRewrite(signed, "--object-streams=generate", "--recompress-flate", ...how);
    expectNamed(await verify(packed), differences, vi, en);
  });

  it("four signers, one of them without a list of his own, archived: each signature says the same", async () => {
    const world = createArchiveWorld();
    let file: Uint8Array = draft;
    for (const pageDigests of [true, true, true, false]) {
      file = await world.sign(file, { pageDigests });
      world.pass();
    }
    file = await archivePdf(file, world.longTerm());
    expect((await world.verify(file)).signatures.every(({ counts }) => counts)).toBe(true);
    for (const [, how, differences, vi, en] of REWRITES.slice(0, 3)) {
      const verdict = await world.verify(qpdfRewrite(file, ...how));
      expect(verdict.signatures.filter(({ kind }) => kind === "signature")).toHaveLength(4);
      expectNamed(verdict, differences, vi, en);
    }
  });
});

describe("a file written anew with all its pages", () => {
  it.each([
    ["--object-streams=disable"],
    ["--object-streams=generate"],
    ["--recompress-flate --compression-level=9"],
    ["--stream-data=uncompress"],
    ["--coalesce-contents"],
    ["--normalize-content=y"],
    ["--linearize"],
    ["--qdf"],
  ])("%s: the signature does not count, and the pages are said to be the same", async (how) => {
    const verdict = await verify(qpdfRewrite(signed, ...how.split(" ")));
    expect(verdict.status).toBe("invalid");
    expect(verdict.sentence.vi).toContain(
      "Tệp đã bị sửa hoặc ghi lại sau khi ký nên chữ ký không còn giá trị",
    );
    expect(verdict.sentence.en).toContain("its pages still show what was signed");
    expect(verdict.signatures[0]).toMatchObject({
      indication: "TOTAL_FAILED",
      counts: false,
      pageDifferences: [],
      pagesAsSigned: true,
    });
    expect(verdict.signatures[0]?.sentence.vi).toContain("(nội dung các trang vẫn như khi ký");
  });
});

describe("pages copied into a file without the form", () => {
  const withoutForm = (...how: string[]): Buffer =>
    Buffer.from(
      qpdfRewrite(signed, "--qdf", ...how)
        .toString("latin1")
        .replace("/AcroForm", "/AcroGone"),
      "latin1",
    );

  it("is broken and never merely unsigned, and the signer is named", async () => {
    const verdict = await verify(withoutForm());
    expect(verdict.status).toBe("invalid");
    expect(verdict.signatures).toMatchObject([
      { failedCheck: "pdf.signature-without-form", counts: false, pagesAsSigned: true },
    ]);
    expect(verdict.signatures[0]?.signer?.name).toBe("Nguyễn Văn Ứng");
    expect(verdict.signatures[0]?.sentence.vi).toContain("đã bị tách khỏi biểu mẫu");
  });

  it("names the pages that are not those of then", async () => {
    const [signature] = (await verify(withoutForm(...pages("1,5,3,4,2,6")))).signatures;
    expect(signature?.pageDifferences).toEqual([{ kind: "swapped", pages: [2, 5] }]);
  });

  it("a file that was never signed stays unsigned", async () => {
    expect((await verify(draft)).status).toBe("unsigned");
  });
});

describe("signed bytes edited in place", () => {
  it("an edit that leaves everything readable still names its page", async () => {
    const plain = qpdfRewrite(draft, "--stream-data=uncompress");
    const edited = Buffer.from(await sign(plain, {}));
    const first = edited.indexOf(" Tf");
    const second = edited.indexOf(" Tf", first + 3);
    edited.write("9", second - 1, "latin1");
    const [signature] = (await verify(edited)).signatures;
    expect(signature).toMatchObject({
      subIndication: "HASH_FAILURE",
      pageDifferences: [{ kind: "replaced", pages: [2] }],
    });
    expect(signature?.sentence.vi).toContain("(trang 2 đã bị thay)");
  });
});

describe("what a list cannot do", () => {
  it("other judges pass over it", () => {
    expect(pdfsig(signed)).toMatchObject({ found: 1, valid: 1 });
  });

  it("a list that was altered counts for nothing: its signature no longer fits", async () => {
    const rewritten = qpdfRewrite(signed, "--rotate=90:2");
    const forged = Buffer.from(rewritten.toString("latin1"), "latin1");
    const at = placeOfList(forged);
    forged.write(forged.toString("latin1", at, at + 1) === "0" ? "1" : "0", at, "latin1");
    const [signature] = (await verify(forged)).signatures;
    expect(signature).toMatchObject({ counts: false, pageDifferences: [], signer: undefined });
    expect(signature?.pagesAsSigned).toBeUndefined();
  });

  it("a stranger's list is not taken for another signer's", async () => {
    const stranger = createTestPki().issue({ commonName: "Nguyễn Văn Ứng", key: "ec" }).signer;
    const unlisted = await sign(draft, { pageDigests: false });
    const turned = qpdfRewrite(unlisted, "--rotate=90:2");
    const forged = await signPdf(turned, { signer: stranger, level: "B-B", signedAt: new Date() });
    const verdict = await verify(forged);
    expect(verdict.status).toBe("invalid");
    const moved = verdict.signatures.find(({ coverage }) => coverage.kind === "part");
    expect(moved).toMatchObject({ counts: false, pageDifferences: [] });
    expect(moved?.pagesAsSigned).toBeUndefined();
  });

  it("a malformed list is passed over, and does not hurt the signature", async () => {
    const { identity, signer } = pki.issue({ commonName: "Trần Thị Bền", key: "ec" });
    const values = [der.integer(1), der.sequence(der.integer(1), der.octetString(Buffer.alloc(7)))];
    for (const value of values) {
      const odd = signRaw(rawPdf(letterObjects()), {
        identity,
        certificates: signer.certificates,
        cms: { adding: [[oids.signedPages, value]] },
      });
      expect((await verify(odd)).signatures[0]).toMatchObject({ failedCheck: undefined, counts: true });
      const [moved] = (await verify(qpdfRewrite(odd, "--warning-exit-0", "--rotate=90"))).signatures;
      expect(moved).toMatchObject({ counts: false, pageDifferences: [] });
      expect(moved?.pagesAsSigned).toBeUndefined();
    }
  });
});

/** Where the list stands in the hexadecimal text of the first signature. */
function placeOfList(pdf: Buffer): number {
  const [located] = locateSignatures(openPdf(pdf)).signatures;
  const contents = located?.dict.get("Contents");
  if (!(contents instanceof PdfString)) throw new Error("no signature");
  const text = Buffer.from(contents.raw).toString("latin1").toLowerCase();
  const oid = Buffer.from(der.oid(oids.signedPages)).toString("hex");
  // Behind the identifier: SET, SEQUENCE, version, OCTET STRING with their lengths, below 128.
  return contents.start + 1 + text.indexOf(oid) + oid.length + 18;
}
