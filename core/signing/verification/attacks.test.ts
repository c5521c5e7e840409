import { P12Signer, PDF } from "@libpdf/core";
import { beforeAll, describe, expect, it } from "vitest";
import { createPkcs12 } from "../keys/index.ts";
import { openPdf } from "../pdf/document.ts";
import { fillNumberAndDate } from "../pdf/fill-number-and-date.ts";
import { PdfRef } from "../pdf/objects.ts";
import { prepareForNumbering } from "../pdf/prepare-for-numbering.ts";
import { serialise, serialiseDict } from "../pdf/serialise.ts";
import { addAnnotation, append, type Editing, signatureField } from "../testing/attacker.ts";
import { pdfsig } from "../testing/judges.ts";
import { LETTER, samplePdf } from "../testing/sample-pdf.ts";
import { BLUE, createWorld, RED } from "../testing/world.ts";
import type { ChangeCode } from "./change.ts";

const { pki, organisation, sign, verify } = createWorld();
const PLACE = { x: 380, y: 190, width: 120, height: 62 };
let letter: Buffer;
let signed: Buffer;
let numbered: Buffer;

beforeAll(async () => {
  letter = await samplePdf([LETTER, [{ text: "Phụ lục: danh sách đơn vị", x: 90, y: 100 }]]);
  signed = Buffer.from(
    await sign(letter, { appearance: { kind: "person", page: 1, rect: PLACE, image: BLUE } }),
  );
  numbered = Buffer.from(await sign(prepareForNumbering(letter)));
});

describe("an appended revision that changes what was signed is found, though the cryptography stays right", () => {
  const attacks: readonly [string, ChangeCode, (editing: Editing) => void][] = [
    [
      "saved after signing: other content",
      "page-content-changed",
      ({ update, page }) => {
        const content = update.addStream("", Buffer.from("BT /F1 13 Tf (khac) Tj ET"));
        update.set(page.ref, serialiseDict(page.dict, { Contents: serialise(content) }));
      },
    ],
    [
      "the content stream itself overridden",
      "page-content-changed",
      ({ update, page }) => {
        const contents = page.dict.get("Contents");
        if (contents instanceof PdfRef) update.set(contents, "<</Length 4>>\nstream\nq  Q\nendstream");
      },
    ],
    [
      "a font of the page exchanged",
      "page-content-changed",
      ({ update, view, page }) => {
        const fonts = view.dict(view.dict(page.inherited.get("Resources"))?.get("Font"));
        const [font] = fonts?.map.values() ?? [];
        if (font instanceof PdfRef) update.set(font, "<</Type/Font/Subtype/Type1/BaseFont/Symbol>>");
      },
    ],
    [
      "a page removed",
      "pages-removed",
      ({ update, view, pages }) => {
        const tree = view.catalog.get("Pages");
        const dict = view.dict(tree);
        if (tree instanceof PdfRef && dict !== undefined && pages[0] !== undefined)
          update.set(tree, serialiseDict(dict, { Kids: `[${serialise(pages[0].ref)}]`, Count: "1" }));
      },
    ],
    [
      "a page added",
      "pages-added",
      ({ update, view, pages }) => {
        const tree = view.catalog.get("Pages");
        const dict = view.dict(tree);
        if (!(tree instanceof PdfRef) || dict === undefined) return;
        const added = update.add(`<</Type/Page/Parent ${serialise(tree)}/MediaBox[0 0 595 842]>>`);
        const kids = [...pages.map((page) => serialise(page.ref)), serialise(added)].join(" ");
        update.set(tree, serialiseDict(dict, { Kids: `[${kids}]`, Count: "3" }));
      },
    ],
    [
      "pages reordered",
      "pages-reordered",
      ({ update, view, pages }) => {
        const tree = view.catalog.get("Pages");
        const dict = view.dict(tree);
        const kids = pages.map((page) => serialise(page.ref)).reverse();
        if (tree instanceof PdfRef && dict !== undefined)
          update.set(tree, serialiseDict(dict, { Kids: `[${kids.join(" ")}]` }));
      },
    ],
    [
      "a page rotated",
      "page-geometry-changed",
      ({ update, page }) => update.set(page.ref, serialiseDict(page.dict, { Rotate: "180" })),
    ],
    [
      "a page cropped",
      "page-geometry-changed",
      ({ update, page }) => update.set(page.ref, serialiseDict(page.dict, { CropBox: "[0 400 595 842]" })),
    ],
    [
      "a text box over the text",
      "annotation-covers",
      (editing) =>
        addAnnotation(editing, "<</Type/Annot/Subtype/FreeText/Rect[80 600 500 700]/Contents(moi)>>"),
    ],
    [
      "a stamp over the text",
      "annotation-covers",
      (editing) => addAnnotation(editing, "<</Type/Annot/Subtype/Stamp/Rect[80 600 500 700]>>"),
    ],
    [
      "a mark that draws text of its own",
      "annotation-covers",
      (editing) => {
        const form = editing.update.addStream(
          "/Type/XObject/Subtype/Form/BBox[0 0 400 100]/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>",
          Buffer.from("BT /F1 20 Tf 10 10 Td (10 ty dong) Tj ET"),
        );
        const look = `/AP<</N ${serialise(form)}>>`;
        addAnnotation(editing, `<</Type/Annot/Subtype/Highlight/Rect[80 600 500 700]${look}>>`);
      },
    ],
    [
      "the appearance of the signature replaced",
      "signature-appearance-replaced",
      (editing) => {
        const field = signatureField(editing);
        const form = editing.update.addStream(
          "/Type/XObject/Subtype/Form/BBox[0 0 9 9]",
          Buffer.from("0 0 9 9 re f"),
        );
        editing.update.set(field.ref, field.text.replace(/\/AP <<[^>]*>>/, `/AP<</N ${serialise(form)}>>`));
      },
    ],
    [
      "the picture of the signature overridden in its place",
      "signature-appearance-replaced",
      (editing) => {
        const form = /\/AP <<\/N (\d+) 0 R/.exec(signatureField(editing).text)?.[1];
        editing.update.set(
          new PdfRef(Number(form), 0),
          "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 0>>\nstream\n\nendstream",
        );
      },
    ],
    [
      "the signature moved",
      "field-changed",
      (editing) => {
        const field = signatureField(editing);
        editing.update.set(field.ref, field.text.replace(/\/Rect \[[^\]]*\]/, "/Rect [80 600 500 700]"));
      },
    ],
    [
      "the reason in the signature dictionary altered",
      "signature-replaced",
      (editing) => {
        const number = /\/V (\d+) 0 R/.exec(signatureField(editing).text)?.[1];
        const ref = new PdfRef(Number(number), 0);
        const dict = editing.view.dict(ref);
        if (dict !== undefined) editing.update.set(ref, serialiseDict(dict, { Reason: "(khac)" }));
      },
    ],
    [
      "the signature taken out of its field",
      "signature-removed",
      (editing) => {
        const field = signatureField(editing);
        editing.update.set(field.ref, field.text.replace(/\/V \d+ 0 R/, ""));
      },
    ],
    [
      "a new form field as a sticker",
      "field-added",
      (editing) => {
        const { update, view, page, root } = editing;
        const ref = update.add(
          "<</Type/Annot/Subtype/Widget/FT/Tx/T(moi)/V(10 ty)/Rect[80 600 500 700]/F 4>>",
        );
        const annotations = (view.array(page.dict.get("Annots")) ?? []).map(serialise);
        update.set(
          page.ref,
          serialiseDict(page.dict, { Annots: `[${[...annotations, serialise(ref)].join(" ")}]` }),
        );
        const form = view.catalog.get("AcroForm");
        const dict = view.dict(form);
        const fields = (view.array(dict?.get("Fields")) ?? []).map(serialise);
        const changed = dict && serialiseDict(dict, { Fields: `[${[...fields, serialise(ref)].join(" ")}]` });
        if (form instanceof PdfRef && changed !== undefined) update.set(form, changed);
        else update.set(root, serialiseDict(view.catalog, { AcroForm: changed }));
      },
    ],
    [
      "an unsigned signature field that draws",
      "field-added",
      (editing) => {
        const { update, view, root } = editing;
        const form = update.addStream(
          "/Type/XObject/Subtype/Form/BBox[0 0 90 90]",
          Buffer.from("0 0 90 90 re f"),
        );
        const ref = update.add(
          `<</Type/Annot/Subtype/Widget/FT/Sig/T(o-trong)/Rect[80 600 170 690]/F 4/AP<</N ${serialise(form)}>>>>`,
        );
        const dict = view.dict(view.catalog.get("AcroForm"));
        const fields = [signatureField(editing).ref, ref].map(serialise).join(" ");
        const changed = dict && serialiseDict(dict, { Fields: `[${fields}]` });
        const holder = view.catalog.get("AcroForm");
        if (holder instanceof PdfRef && changed !== undefined) update.set(holder, changed);
        else update.set(root, serialiseDict(view.catalog, { AcroForm: changed }));
      },
    ],
    [
      "scripts that run on opening",
      "catalog-changed",
      ({ update, view, root }) =>
        update.set(
          root,
          serialiseDict(view.catalog, { OpenAction: "<</S/JavaScript/JS(app.alert\\(1\\))>>" }),
        ),
    ],
    [
      "layers that hide content",
      "catalog-changed",
      ({ update, view, root }) =>
        update.set(root, serialiseDict(view.catalog, { OCProperties: "<</OCGs[]/D<<>>>>" })),
    ],
    [
      "long-term data with something else in it",
      "catalog-changed",
      ({ update, view, root }) =>
        update.set(root, serialiseDict(view.catalog, { DSS: "<</Certs[]/Odd(x)>>" })),
    ],
    [
      "title in the document information altered",
      "information-changed",
      ({ update, view }) => {
        const info = view.trailer.get("Info");
        const dict = view.dict(info);
        if (info instanceof PdfRef && dict !== undefined)
          update.set(info, serialiseDict(dict, { Title: "(Quyet dinh khac)" }));
      },
    ],
  ];

  it.each(attacks)("%s", async (_, code, edit) => {
    const pdf = append(signed, edit);
    const verdict = await verify(pdf);
    expect(verdict.status).toBe("invalid");
    const signature = verdict.signatures.find((candidate) => candidate.coverage.kind === "revision");
    expect(signature).toMatchObject({ indication: "TOTAL_PASSED", changeLevel: 4, counts: false });
    expect(signature?.changes.filter((change) => change.level === 4).map((change) => change.code)).toContain(
      code,
    );
    expect(signature?.sentence.vi).toMatch(/còn nguyên vẹn, nhưng .+ sau khi ký\.$/);
    // pdfsig looks at the signed bytes only and still says valid: that blind spot is why the analysis exists.
    if (code !== "signature-removed" && code !== "signature-replaced") expect(pdfsig(pdf).valid).toBe(1);
  });

  it("a second catalog that a later trailer switches to", async () => {
    const second = append(signed, ({ update, view }) => {
      update.add(serialise(view.catalog));
    });
    const honest = `/Root ${serialise(openPdf(signed).latest.trailer.get("Root") ?? null)}`;
    const size = openPdf(second).latest.trailer.get("Size");
    const copy = `/Root ${typeof size === "number" ? size - 1 : 0} 0 R`;
    const text = second.toString("latin1");
    const at = text.lastIndexOf(honest);
    const switched = Buffer.from(text.slice(0, at) + copy + text.slice(at + honest.length), "latin1");
    expect((await verify(switched)).signatures[0]?.changes.map((change) => change.code)).toContain(
      "catalog-swapped",
    );
  });

  it.each([
    ["objects without any cross-reference", "foreign-bytes", "\n9 0 obj\n<</Length 0>>\nendobj\n"],
    [
      "a second %%EOF without its cross-reference",
      "foreign-bytes",
      "\n9 0 obj null endobj\nstartxref\n1\n%%EOF\n",
    ],
  ])("%s behind the end", async (_, code, tail) => {
    const base = openPdf(signed).revisions.at(-1)?.crossReference;
    const pdf = Buffer.concat([signed, Buffer.from(tail.replace("startxref\n1\n", `startxref\n${base}\n`))]);
    const verdict = await verify(pdf);
    expect(verdict.status).toBe("invalid");
    expect(verdict.signatures[0]?.changes.map((change) => change.code)).toContain(code);
    expect(verdict.signatures[0]?.coverage.kind).toBe("revision");
  });

  it("an object that the appended cross-reference does not list, and one that is defined twice", async () => {
    const honest = append(signed, ({ update }) => {
      update.add("(one)");
      update.add("(two)");
    });
    const text = honest.toString("latin1");
    const [first = "", second = ""] = [
      ...text.slice(signed.length).matchAll(/(\d+) 0 obj\n\((?:one|two)\)/g),
    ].map((match) => match[1] ?? "");
    // The second object takes the number of the first: one number, two definitions.
    const twice = Buffer.from(
      text.slice(0, signed.length) +
        text
          .slice(signed.length)
          .replace(`${second} 0 obj\n(two)`, `${first.padStart(second.length, "0")} 0 obj\n(two)`),
      "latin1",
    );
    expect((await verify(honest)).status).toBe("valid-one");
    const codes = (await verify(twice)).signatures[0]?.changes.map((change) => change.code);
    expect(codes).toEqual(expect.arrayContaining(["object-defined-twice"]));
  });
});

describe("what a signature forbids", () => {
  it("a locked field that is filled afterwards is a broken lock", async () => {
    const locked = await sign(prepareForNumbering(letter), { lockFields: ["van-ban-so"] });
    const forged = append(locked, ({ update, view }) => {
      for (const item of view.array(view.dict(view.catalog.get("AcroForm"))?.get("Fields")) ?? []) {
        const dict = view.dict(item);
        if (item instanceof PdfRef && dict !== undefined && serialise(dict).includes("(van-ban-so)"))
          update.set(item, serialiseDict(dict, { V: "(99)" }));
      }
    });
    const [signature] = (await verify(forged)).signatures;
    expect(signature?.changes[0]).toMatchObject({ level: 4, code: "lock-broken" });
  });

  it("a filled field that shows something other than its value", async () => {
    const filled = Buffer.from(
      fillNumberAndDate(numbered, { number: "15", date: "2026-03-05", place: "Kon Tum" }),
    );
    expect((await verify(filled)).signatures[0]).toMatchObject({ changeLevel: 2, counts: true });
    const forged = append(filled, ({ update, view }) => {
      for (const item of view.array(view.dict(view.catalog.get("AcroForm"))?.get("Fields")) ?? []) {
        const dict = view.dict(item);
        if (item instanceof PdfRef && dict !== undefined && serialise(dict).includes("(van-ban-so)"))
          update.set(item, serialiseDict(dict, { V: "(99)" }));
      }
    });
    // The value changed and the old picture stayed: filling by the letter of the form, but the page still says 15.
    expect((await verify(forged)).signatures[0]?.changes.map((change) => change.code)).toContain(
      "appearance-not-of-value",
    );
  });

  it("a field whose picture is exchanged while its value stays", async () => {
    const filled = Buffer.from(
      fillNumberAndDate(numbered, { number: "15", date: "2026-03-05", place: "Kon Tum" }),
    );
    const forged = append(filled, ({ update, view }) => {
      const form = update.addStream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]", Buffer.from("q Q"));
      for (const item of view.array(view.dict(view.catalog.get("AcroForm"))?.get("Fields")) ?? []) {
        const dict = view.dict(item);
        if (item instanceof PdfRef && dict !== undefined && serialise(dict).includes("(van-ban-so)"))
          update.set(item, serialiseDict(dict, { AP: `<</N ${serialise(form)}>>` }));
      }
    });
    expect((await verify(forged)).signatures[0]?.changes[0]?.code).toBe("appearance-not-of-value");
  });

  it("a later signature that is a sticker over the page, or opaque over text", async () => {
    const huge = await sign(signed, {
      signer: organisation.signer,
      appearance: {
        kind: "organisation",
        page: 1,
        rect: { x: 0, y: 0, width: 590, height: 590 },
        image: RED,
      },
    });
    expect((await verify(huge)).signatures[0]?.changes[0]?.code).toBe("signature-covers-text");
  });
});

describe("what a certification forbids, even when other software does it", () => {
  const foreignSignature = async (pdf: Uint8Array): Promise<Uint8Array> => {
    const { privateKey } = organisation.identity;
    const { certificates } = organisation.signer;
    const file = await createPkcs12({ privateKey, certificates, password: "mat-khau" });
    const document = await PDF.load(pdf);
    return (await document.sign({ signer: await P12Signer.create(file, "mat-khau") })).bytes;
  };

  it("P = 1: a further signature", async () => {
    const certified = await sign(letter, { certification: 1 });
    expect((await verify(certified)).status).toBe("valid-one");
    const [signature] = (await verify(await foreignSignature(certified))).signatures;
    expect(signature?.changes[0]?.code).toBe("certification-broken");
  });

  it("P = 2: signing is allowed, a note is not", async () => {
    const certified = await sign(letter, { certification: 2 });
    expect((await verify(await foreignSignature(certified))).status).toBe("valid-both");
    const noted = append(certified, (editing) =>
      addAnnotation(editing, "<</Type/Annot/Subtype/Text/Rect[20 20 40 40]/Contents(xem lai)>>"),
    );
    expect((await verify(noted)).signatures[0]?.changes[0]?.code).toBe("certification-broken");
  });

  it("P = 3: a note is allowed, foreign content is not", async () => {
    const certified = await sign(letter, { certification: 3 });
    const noted = append(certified, (editing) =>
      addAnnotation(editing, "<</Type/Annot/Subtype/Text/Rect[20 20 40 40]/Contents(xem lai)>>"),
    );
    expect((await verify(noted)).signatures[0]).toMatchObject({ changeLevel: 3, counts: true });
    const covered = append(certified, (editing) =>
      addAnnotation(editing, "<</Type/Annot/Subtype/FreeText/Rect[80 600 500 700]/Contents(moi)>>"),
    );
    expect((await verify(covered)).signatures[0]?.changes[0]?.code).toBe("annotation-covers");
  });

  it("only a first signature can certify", async () => {
    await expect(sign(signed, { certification: 2 })).rejects.toMatchObject({ code: "pdf.already-signed" });
  });
});

describe("honest later revisions are not flagged", () => {
  it("a second and a third signature, visible and invisible", async () => {
    const seal = {
      kind: "organisation" as const,
      page: 1,
      rect: { x: 320, y: 180, width: 102, height: 102 },
      image: RED,
    };
    const twice = await sign(signed, { signer: organisation.signer, appearance: seal });
    const thrice = await sign(twice, { level: "B-T", timestampAuthority: pki.timestampAuthority() });
    const verdict = await verify(thrice);
    expect(verdict.status).toBe("valid-both");
    expect(verdict.signatures.map((signature) => signature.changeLevel)).toEqual([2, 2, 0]);
    expect(verdict.signatures.flatMap((signature) => signature.warnings)).toEqual([]);
  });

  it("long-term data", async () => {
    const pdf = append(signed, ({ update, view, root }) => {
      const certificate = update.addStream("", organisation.identity.certificate);
      const crl = update.addStream("", pki.crl([]));
      update.set(
        root,
        serialiseDict(view.catalog, { DSS: `<</Certs[${serialise(certificate)}]/CRLs[${serialise(crl)}]>>` }),
      );
    });
    expect((await verify(pdf)).signatures[0]).toMatchObject({ changeLevel: 1, counts: true });
  });

  it("a note, with a warning", async () => {
    const pdf = append(signed, (editing) =>
      addAnnotation(editing, "<</Type/Annot/Subtype/Text/Rect[20 20 40 40]/Contents(xem lai)>>"),
    );
    expect((await verify(pdf)).signatures[0]).toMatchObject({
      changeLevel: 3,
      counts: true,
      warnings: ["annotation-added"],
    });
  });
});
