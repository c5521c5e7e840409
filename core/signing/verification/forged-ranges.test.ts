import { beforeAll, describe, expect, it } from "vitest";
import { openPdf } from "../pdf/document.ts";
import { PdfRef } from "../pdf/objects.ts";
import { serialise, serialiseDict } from "../pdf/serialise.ts";
import { append, signatureField } from "../testing/attacker.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { BLUE, createWorld } from "../testing/world.ts";

const { sign, verify } = createWorld();
let signed: Buffer;

beforeAll(async () => {
  const rect = { x: 380, y: 190, width: 120, height: 62 };
  signed = Buffer.from(
    await sign(await samplePdf(), { appearance: { kind: "person", page: 1, rect, image: BLUE } }),
  );
});

describe("byte ranges that leave something out are refused", () => {
  const range = (pdf: Buffer): { readonly text: string; readonly numbers: number[]; readonly at: number } => {
    const at = pdf.lastIndexOf("/ByteRange [") + "/ByteRange ".length;
    const end = pdf.indexOf("/Contents", at);
    const text = pdf.toString("latin1", at, end);
    return { text, numbers: (text.match(/\d+/g) ?? []).map(Number), at };
  };
  const withRange = (make: (n: number[]) => string): Buffer => {
    const { text, numbers, at } = range(signed);
    const pdf = Buffer.from(signed);
    pdf.write(make(numbers).slice(0, text.length).padEnd(text.length), at, "latin1");
    return pdf;
  };

  it.each<[string, (n: number[]) => string]>([
    ["missing", () => "null"],
    ["of the wrong type", () => "(all)"],
    ["of three numbers", ([a, b, c]) => `[${a} ${b} ${c}]`],
    ["negative", ([, b, c, d]) => `[0 -${b} ${c} ${d}]`],
    ["zero", ([, , c, d]) => `[0 0 ${c} ${d}]`],
    ["not from the start", ([, b = 0, c, d]) => `[1 ${b - 1} ${c} ${d}]`],
    ["overlapping", ([a, b = 0, , d]) => `[${a} ${b} ${b - 100} ${d}]`],
    ["past the end", ([a, b, c, d = 0]) => `[${a} ${b} ${c} ${d + 9999}]`],
    ["with too large a gap before", ([a, b = 0, c, d]) => `[${a} ${b - 20} ${c} ${d}]`],
    ["with too large a gap behind", ([a, b, c = 0, d = 0]) => `[${a} ${b} ${c + 5} ${d - 5}]`],
    ["covering only the first block", ([a, b, c]) => `[${a} ${b} ${c} 10]`],
  ])("%s", async (_, make) => {
    const verdict = await verify(withRange(make));
    expect(verdict.status).toBe("invalid");
    expect(verdict.signatures[0]).toMatchObject({
      indication: "TOTAL_FAILED",
      subIndication: "FORMAT_FAILURE",
      coverage: { kind: "part" },
      counts: false,
    });
  });

  it.each([
    ["/Contents missing", "/Contents <", "/Xontents <"],
    ["/SubFilter of another kind", "/ETSI.CAdES.detached", "/ETSI.CAdES.detachee"],
  ])("%s", async (_, from, to) => {
    const pdf = Buffer.from(signed);
    pdf.write(to, pdf.lastIndexOf(from), "latin1");
    const [signature] = (await verify(pdf)).signatures;
    expect(signature).toMatchObject({ subIndication: "FORMAT_FAILURE", counts: false });
  });

  it("a second signature with the range of the first", async () => {
    const copied = append(signed, (editing) => {
      const { update, view, root } = editing;
      const field = signatureField(editing);
      const copy = update.add(field.text.replace(/\/T \([^)]*\)/, "/T (Ban sao)"));
      const form = view.catalog.get("AcroForm");
      const dict = view.dict(form);
      const changed = dict && serialiseDict(dict, { Fields: `[${serialise(field.ref)} ${serialise(copy)}]` });
      if (form instanceof PdfRef && changed !== undefined) update.set(form, changed);
      else update.set(root, serialiseDict(view.catalog, { AcroForm: changed }));
    });
    expect((await verify(copied)).status).not.toBe("valid-both");
  });
});

describe("a changed byte is found wherever it is", () => {
  it("in any of a hundred places of the signed ranges", async () => {
    const covered = openPdf(signed).source.length;
    for (let i = 0; i < 100; i += 1) {
      const at = Math.floor((i * covered) / 100);
      const pdf = Buffer.from(signed);
      pdf[at] = (pdf[at] ?? 0) ^ 0x01;
      const padding = paddingOf(signed);
      const inPadding = at >= padding.start && at < padding.end;
      const { status } = await verify(pdf);
      if (!inPadding) expect([at, status]).toEqual([at, expect.stringMatching(/invalid|unknown|unsigned/)]);
    }
  });

  it("the digest differs: the file was changed, though not what its pages show", async () => {
    const pdf = Buffer.from(signed);
    pdf.write("X", 20, "latin1");
    expect((await verify(pdf)).signatures[0]).toMatchObject({
      subIndication: "HASH_FAILURE",
      sentence: {
        vi: "Chữ ký của Nguyễn Văn Ứng không hợp lệ: tệp đã bị thay đổi sau khi ký (nội dung các trang vẫn như khi ký, không kể chú thích, ô biểu mẫu và lớp ẩn).",
      },
    });
  });
});

/** The offsets of the hexadecimal CMS and of the zeros behind it, which no signature covers. */
function paddingOf(pdf: Buffer): { readonly start: number; readonly end: number } {
  const end = pdf.indexOf(">", pdf.lastIndexOf("/Contents <"));
  let start = end;
  while (pdf[start - 1] === 0x30) start -= 1;
  return { start, end };
}
