import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { ComposedDocument } from "./layout/composed.ts";
import { parseText } from "./text/parse-text.ts";

/** One piece of text as a reader finds it. Points; y from the upper edge of the page to the baseline. */
export interface SeenText {
  readonly page: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly size: number;
  /** Name inside the file: "Tinos-Bold". */
  readonly font: string;
}

/** Reads the pieces of text of a PDF with an independent reader. */
export async function readTexts(pdf: Uint8Array): Promise<SeenText[]> {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0, fontExtraProperties: true });
  const document = await task.promise;
  const seen: SeenText[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const [, , , height = 0] = page.view;
    // Fonts have their names once the page has been understood.
    await page.getOperatorList();
    const { items } = await page.getTextContent({ disableNormalization: true });
    for (const item of items) {
      if (!("str" in item) || item.str.trim() === "") continue;
      const [size = 0, , , , x = 0, y = 0] = item.transform.map(Number);
      const font: unknown = page.commonObjs.get(item.fontName);
      const name = typeof font === "object" && font !== null && "name" in font ? String(font.name) : "";
      seen.push({
        page: number,
        text: item.str,
        x,
        y: height - y,
        width: item.width,
        size: Math.abs(size),
        font: name.replace(/^[A-Z]{6}\+/, ""),
      });
    }
  }
  await task.destroy();
  return seen;
}

/** True when anything in the file would run as a program. */
export async function runsScripts(pdf: Uint8Array): Promise<boolean> {
  const task = getDocument({ data: new Uint8Array(pdf), verbosity: 0 });
  const found = await (await task.promise).hasJSActions();
  await task.destroy();
  return found;
}

/** A decision of a department; `change` replaces what a test is about. */
export function sampleDocument(
  change: Partial<ComposedDocument> & { readonly body?: string } = {},
): ComposedDocument {
  const { body = SAMPLE_BODY, ...rest } = change;
  const form = rest.form ?? "decision";
  return {
    form,
    size: 14,
    typeName: "Quyết định",
    superior: "UBND TỈNH KON TUM",
    issuers: ["SỞ THÔNG TIN VÀ TRUYỀN THÔNG"],
    issuerName: "Sở Thông tin và Truyền thông",
    notation: "QĐ-STTTT",
    place: "Kon Tum",
    abstract: "Về việc ban hành Quy chế quản lý, vận hành và sử dụng hệ thống quản lý văn bản và điều hành",
    addressees: [],
    authority: "GIÁM ĐỐC SỞ THÔNG TIN VÀ TRUYỀN THÔNG",
    text: parseText(body, form === "decision" || form === "resolution"),
    marks: [],
    circulation: "",
    signer: { lines: ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"], name: "Nguyễn Văn Ứng" },
    coSigner: undefined,
    recipients: ["Như Điều 2", "Các sở, ban, ngành", "Lưu: VT, CNTT"],
    typist: "",
    address: [],
    ...rest,
  };
}

const SAMPLE_BODY = `Căn cứ Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ về công tác văn thư
Theo đề nghị của Trưởng phòng Công nghệ thông tin,
Điều 1. Ban hành kèm theo Quyết định này Quy chế quản lý, vận hành và sử dụng hệ thống quản lý văn bản và điều hành.
Điều 2. Chánh Văn phòng Sở và các đơn vị liên quan chịu trách nhiệm thi hành Quyết định này.`;
