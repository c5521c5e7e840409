import { beforeAll, describe, expect, it } from "vitest";
import { pdfsig, qpdfRewrite } from "../testing/judges.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { createWorld } from "../testing/world.ts";
import { openPdf } from "./document.ts";
import { IncrementalUpdate } from "./incremental-update.ts";
import { PdfRef } from "./objects.ts";
import { listPages } from "./pages.ts";
import type { SignatureRequest } from "./plan-signature.ts";
import { serialise, serialiseDict } from "./serialise.ts";

const { sign, verify, organisation } = createWorld();
const VISIBLE = {
  kind: "text" as const,
  page: 1,
  rect: { x: 10, y: 10, width: 80, height: 20 },
  lines: ["Đã ký"],
};
let letter: Buffer;

beforeAll(async () => {
  letter = await samplePdf();
});

/** The code of the refusal, after a look at its sentences. */
async function refusal(pdf: Uint8Array, extra: Partial<SignatureRequest> = {}): Promise<string> {
  const problem: unknown = await sign(pdf, { signer: organisation.signer, ...extra }).catch(
    (error: unknown) => error,
  );
  expect(problem).toMatchObject({
    name: "PdfError",
    sentence: {
      vi: expect.stringMatching(/[ăâđêôơưáàảãạếềểễệíìỉĩịóòỏõọúùủũụýỳ]/),
      en: expect.stringMatching(/^[\x20-\x7e]{15,}$/),
    },
  });
  return problem instanceof Error && "code" in problem ? String(problem.code) : "no code";
}

/** Appends a revision that changes the catalog. */
function withCatalog(pdf: Uint8Array, changes: Record<string, string>): Buffer {
  const document = openPdf(pdf);
  const { latest } = document;
  const root = latest.trailer.get("Root");
  if (!(root instanceof PdfRef)) throw new Error("sample without catalog");
  const update = new IncrementalUpdate(document);
  update.set(root, serialiseDict(latest.catalog, changes));
  return Buffer.concat([pdf, update.build().bytes]);
}

/** Adds an empty signature field; `lock` is the source text of its /Lock. */
function withField(pdf: Uint8Array, lock: string): Buffer {
  const document = openPdf(pdf);
  const view = document.latest;
  const [page] = listPages(view);
  const root = view.trailer.get("Root");
  if (page === undefined || !(root instanceof PdfRef)) throw new Error("sample without page");
  const update = new IncrementalUpdate(document);
  const field = update.add(
    `<</Type/Annot/Subtype/Widget/FT/Sig/T(truong-phong)/F 4/P ${serialise(page.ref)}/Rect[380 190 500 250]/Lock${lock}>>`,
  );
  update.set(page.ref, serialiseDict(page.dict, { Annots: `[${serialise(field)}]` }));
  update.set(root, serialiseDict(view.catalog, { AcroForm: `<</Fields[${serialise(field)}]>>` }));
  return Buffer.concat([pdf, update.build().bytes]);
}

describe("a signature that would break an earlier one is refused", () => {
  it("certification with P = 1: no signature at all", async () => {
    const certified = await sign(letter, { certification: 1 });
    expect(await refusal(certified)).toBe("pdf.certified-no-changes");
    expect(await refusal(certified, { appearance: VISIBLE })).toBe("pdf.certified-no-changes");
  });

  it.each([2, 3] as const)(
    "certification with P = %i: an invisible one is taken, a visible one is not",
    async (level) => {
      const certified = await sign(letter, { certification: level });
      expect(await refusal(certified, { appearance: VISIBLE })).toBe("pdf.certified-no-visible-signature");
      const twice = await sign(certified, { signer: organisation.signer });
      expect((await verify(twice)).signatures.map((s) => s.counts)).toEqual([true, true]);
      expect(pdfsig(twice)).toMatchObject({ found: 2, valid: 2 });
    },
  );

  it("certification after another signature", async () => {
    expect(await refusal(await sign(letter), { certification: 2 })).toBe("pdf.already-signed");
  });

  it("FieldMDP over all fields: a new field would be one of them", async () => {
    const locked = await sign(withField(letter, "<</Type/SigFieldLock/Action/All>>"), {
      fieldName: "truong-phong",
    });
    expect(await refusal(locked)).toBe("pdf.field-locked");
  });

  it("FieldMDP that excepts one field: only that one is free", async () => {
    const lock = "<</Type/SigFieldLock/Action/Exclude/Fields[(van-thu)]>>";
    const locked = await sign(withField(letter, lock), { fieldName: "truong-phong" });
    expect(await refusal(locked)).toBe("pdf.field-locked");
    const twice = await sign(locked, { signer: organisation.signer, fieldName: "van-thu" });
    expect((await verify(twice)).signatures.map((s) => s.counts)).toEqual([true, true]);
  });

  it("FieldMDP that names one field: that one is refused, others are not", async () => {
    const locked = await sign(letter, { lockFields: ["van-thu"] });
    expect(await refusal(locked, { fieldName: "van-thu" })).toBe("pdf.field-locked");
    expect(await refusal(locked, { fieldName: "van-thu.con" })).toBe("pdf.field-locked");
    expect(pdfsig(await sign(locked, { fieldName: "van-thu-2" }))).toMatchObject({ found: 2, valid: 2 });
  });

  it("the /Lock of a signed field with P = 1: nothing may follow", async () => {
    const lock = "<</Type/SigFieldLock/Action/Include/Fields[(x)]/P 1>>";
    const locked = await sign(withField(letter, lock), { fieldName: "truong-phong" });
    expect(await refusal(locked)).toBe("pdf.certified-no-changes");
  });

  it("usage rights granted by a form's maker", async () => {
    for (const right of ["UR3", "UR"])
      expect(await refusal(withCatalog(letter, { Perms: `<</${right}<</Type/Sig>>>>` }))).toBe(
        "pdf.usage-rights",
      );
  });
});

describe("a file that cannot be signed by appending is refused", () => {
  it.each([
    ["a password to open", ["u", "o", "256"]],
    ["a password to change only", ["", "o", "256"]],
    ["a password of the older kind", ["", "o", "128", "--use-aes=y"]],
  ])("%s", async (_, args) => {
    const encrypted = qpdfRewrite(letter, "--allow-weak-crypto", "--encrypt", ...args, "--");
    expect(await refusal(encrypted)).toBe("pdf.encrypted");
  });

  it("an XFA form", async () => {
    expect(await refusal(withCatalog(letter, { AcroForm: "<</Fields[]/XFA(x)>>" }))).toBe("pdf.xfa");
  });

  it.each<[string, (pdf: Buffer) => Buffer, RegExp]>([
    [
      "a startxref that points elsewhere",
      (pdf) => changed(pdf, /startxref\n\d+/, "startxref\n17"),
      /cross-reference|syntax/,
    ],
    ["no startxref", (pdf) => changed(pdf, /startxref/, "startxxxx"), /cross-reference/],
    [
      "a table whose offsets are wrong",
      (pdf) => Buffer.concat([Buffer.from("%PDF-1.4\n"), pdf]),
      /cross-reference|syntax|not-incremental/,
    ],
    ["cut short", (pdf) => pdf.subarray(0, pdf.length - 200), /cross-reference|not-incremental/],
    [
      "bytes behind its end",
      (pdf) => Buffer.concat([pdf, Buffer.from("7 0 obj(x)endobj\n")]),
      /not-incremental/,
    ],
    ["no PDF at all", () => Buffer.from("PK\u0003\u0004 một tệp nén"), /not-a-pdf/],
    ["an empty file", () => Buffer.alloc(0), /not-a-pdf/],
  ])("%s", async (_, damage, code) => {
    expect(await refusal(damage(letter))).toMatch(new RegExp(`^pdf\\.(${code.source})$`));
  });
});

function changed(pdf: Buffer, from: RegExp, to: string): Buffer {
  return Buffer.from(pdf.toString("latin1").replace(from, to), "latin1");
}
