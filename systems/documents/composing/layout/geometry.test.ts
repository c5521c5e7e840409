import { expect, test } from "vitest";
import { readTexts, type SeenText, sampleDocument } from "../testing.ts";
import { composePdf } from "./compose-pdf.ts";
import type { ComposedDocument } from "./composed.ts";

const MM = 72 / 25.4;
const [WIDTH, HEIGHT] = [210 * MM, 297 * MM];
const AT = new Date("2026-03-05T01:15:30Z");

async function seen(document: ComposedDocument): Promise<SeenText[]> {
  return await readTexts(composePdf(document, AT).bytes);
}

function find(texts: readonly SeenText[], words: string | RegExp): SeenText {
  const found = texts.find(({ text }) =>
    typeof words === "string" ? text.includes(words) : words.test(text),
  );
  if (!found) throw new Error(`${words} is not on the page: ${texts.map(({ text }) => text).join("|")}`);
  return found;
}

const middle = ({ x, width }: SeenText): number => x + width / 2;

test("PL I part I.3: every text stands inside the margins: 20–25 mm above and below, 30–35 left, 15–20 right", async () => {
  const long = "Các cơ quan, đơn vị có trách nhiệm tổ chức thực hiện nghiêm túc, kịp thời. ".repeat(300);
  for (const text of await seen(sampleDocument({ body: long, form: "named" }))) {
    if (/^\d+$/.test(text.text)) continue;
    expect(text.x).toBeGreaterThanOrEqual(30 * MM - 0.1);
    expect(text.x + text.width).toBeLessThanOrEqual(WIDTH - 15 * MM + 0.6);
    expect(text.y - text.size * 0.7).toBeGreaterThanOrEqual(20 * MM - 0.1);
    expect(text.y).toBeLessThanOrEqual(HEIGHT - 20 * MM);
  }
});

test("PL I II.1: Quốc hiệu 12–13 bold upright at the upper right, Tiêu ngữ 13–14 bold centred below", async () => {
  const texts = await seen(sampleDocument());
  const country = find(texts, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM");
  const motto = find(texts, "Độc lập - Tự do - Hạnh phúc");
  expect([country.font, motto.font]).toEqual(["Tinos-Bold", "Tinos-Bold"]);
  expect(country.size).toBeGreaterThanOrEqual(12);
  expect(country.size).toBeLessThanOrEqual(13);
  expect(motto.size).toBeGreaterThanOrEqual(13);
  expect(motto.size).toBeLessThanOrEqual(14);
  expect(country.x).toBeGreaterThan(WIDTH / 2 - 60);
  expect(middle(motto)).toBeCloseTo(middle(country), 0);
  expect(motto.y).toBeGreaterThan(country.y);
});

test("PL I II.2–4: issuer bold under its superior, number and date on one line, each centred under its column", async () => {
  const texts = await seen(sampleDocument());
  const superior = find(texts, "UBND TỈNH KON TUM");
  const issuer = find(texts, "SỞ THÔNG TIN");
  const number = find(texts, "Số:");
  const code = find(texts, "/QĐ-STTTT");
  const date = find(texts, "Kon Tum, ngày");
  const year = find(texts, /năm/);
  const motto = find(texts, "Độc lập");
  expect([superior.font, issuer.font, number.font, date.font]).toEqual([
    "Tinos",
    "Tinos-Bold",
    "Tinos",
    "Tinos-Italic",
  ]);
  expect([number.size, code.size]).toEqual([13, 13]);
  expect(middle(issuer)).toBeCloseTo(middle(superior), 0);
  expect(number.y).toBeCloseTo(date.y, 2);
  expect((number.x + code.x + code.width) / 2).toBeCloseTo(middle(issuer), 0);
  // With the room for the year, place and date stand in the middle under the motto.
  expect(Math.abs((date.x + year.x + year.width + 36) / 2 - middle(motto))).toBeLessThan(4);
});

test("PL I II.5: name of the type in bold capitals 13–14 in the middle, abstract bold below", async () => {
  const texts = await seen(sampleDocument());
  const name = find(texts, /^QUYẾT ĐỊNH$/);
  const abstract = find(texts, "Về việc ban hành");
  for (const each of [name, abstract]) {
    expect(each.font).toBe("Tinos-Bold");
    expect(each.size).toBe(14);
    expect(Math.abs(middle(each) - (30 * MM + WIDTH - 15 * MM) / 2)).toBeLessThan(2);
  }
  expect(abstract.y).toBeGreaterThan(name.y);
});

test("PL I II.5: a công văn has no name of type; V/v 12–13 under its number, 6 pt apart", async () => {
  const texts = await seen(
    sampleDocument({
      form: "letter",
      typeName: "Công văn",
      notation: "STTTT-CNTT",
      abstract: "V/v báo cáo kết quả",
      addressees: ["Bộ Thông tin và Truyền thông"],
      body: "Sở báo cáo như sau:",
    }),
  );
  expect(texts.some(({ text }) => text.includes("CÔNG VĂN"))).toBe(false);
  const about = find(texts, "V/v báo cáo kết quả");
  const number = find(texts, "Số:");
  expect(about.size).toBe(12);
  expect(about.y - about.size * 0.92 - (number.y + number.size * 0.23)).toBeCloseTo(6, 0);
  expect(find(texts, "Kính gửi: Bộ Thông tin và Truyền thông").size).toBe(14);
});

test("PL I II.6: bases in italics ended by ; and the last by a full stop; articles bold; body 13–14, indent 1.27 cm", async () => {
  const texts = await seen(sampleDocument({ size: 13 }));
  const basis = find(texts, "Căn cứ");
  expect([basis.font, basis.size]).toEqual(["Tinos-Italic", 13]);
  expect(basis.x).toBeCloseTo((30 + 12.7) * MM, 1);
  expect(find(texts, /văn thư;$/)).toBeDefined();
  expect(find(texts, "Trưởng phòng Công nghệ thông tin.")).toBeDefined();
  expect(find(texts, /^QUYẾT ĐỊNH:$/).font).toBe("Tinos-Bold");
  expect(find(texts, /^Điều 1\.$/).font).toBe("Tinos-Bold");
  expect(find(texts, "Ban hành kèm theo").font).toBe("Tinos");
});

test("PL I II.6.e: lines reach both margins, single to one and a half spaced, paragraphs 6 pt apart", async () => {
  const long = "Các cơ quan, đơn vị có trách nhiệm tổ chức thực hiện nghiêm túc, kịp thời và đầy đủ. "
    .repeat(6)
    .trim();
  const texts = await seen(sampleDocument({ form: "named", typeName: "Báo cáo", body: `${long}\n${long}` }));
  const body = texts.filter(
    ({ text, size, font }) => size === 14 && font === "Tinos" && /^(Các|[a-zđ])/u.test(text),
  );
  const rows = [...new Set(body.map(({ y }) => Math.round(y * 100) / 100))].sort((a, b) => a - b);
  const steps = rows.slice(1).map((y, at) => y - (rows[at] ?? 0));
  const single = 14 * 1.15;
  const line = Math.min(...steps);
  expect(line).toBeGreaterThanOrEqual(single - 0.01);
  expect(line).toBeLessThanOrEqual(single * 1.5);
  expect(Math.max(...steps) - line).toBeCloseTo(6, 1);
  const second = body.filter(({ y }) => Math.abs(y - (rows[1] ?? 0)) < 1);
  const end = Math.max(...second.map(({ x, width }) => x + width));
  expect(Math.abs(end - (WIDTH - 15 * MM))).toBeLessThan(0.6);
});

test("PL I II.7, II.9: authority and name bold, centred on each other; Nơi nhận level with it at the left margin", async () => {
  const texts = await seen(sampleDocument());
  const authority = find(texts, "KT. GIÁM ĐỐC");
  const name = find(texts, "Nguyễn Văn Ứng");
  const head = find(texts, "Nơi nhận:");
  const keep = find(texts, "- Lưu: VT, CNTT.");
  expect([authority.font, name.font, head.font, keep.font]).toEqual([
    "Tinos-Bold",
    "Tinos-Bold",
    "Tinos-BoldItalic",
    "Tinos",
  ]);
  expect([head.size, keep.size]).toEqual([12, 11]);
  expect(middle(authority)).toBeCloseTo(middle(name), 0);
  expect(head.x).toBeCloseTo(30 * MM, 1);
  expect(keep.x).toBeCloseTo(30 * MM, 1);
  expect(Math.abs(head.y - authority.y)).toBeLessThan(3);
  expect(name.y - find(texts, "PHÓ GIÁM ĐỐC").y).toBeGreaterThan(36 * MM * 0.75);
});

test("PL I I.7: page numbers 13–14 in the middle of the upper margin, none on page 1; appendices count their own", async () => {
  const long = "Các cơ quan, đơn vị có trách nhiệm tổ chức thực hiện.\n".repeat(80);
  const texts = await seen(sampleDocument({ form: "named", body: `${long}Phụ lục I\nDanh mục\n${long}` }));
  const numbers = texts.filter(({ text, y }) => /^\d+$/.test(text) && y < 20 * MM);
  const first = Math.max(
    ...texts.filter(({ text }) => text.includes("Nguyễn Văn Ứng")).map(({ page }) => page),
  );
  const mine = numbers.filter(({ page }) => page <= first).map(({ text }) => text);
  const others = numbers.filter(({ page }) => page > first).map(({ text }) => text);
  expect(mine).toEqual(Array.from({ length: first - 1 }, (_, at) => String(at + 2)));
  expect(others[0]).toBe("2");
  for (const number of numbers) {
    expect(number.size).toBe(13);
    expect(Math.abs(middle(number) - (30 * MM + WIDTH - 15 * MM) / 2)).toBeLessThan(1);
  }
  expect(find(texts, /^Phụ lục I$/).font).toBe("Tinos-Bold");
  expect(find(texts, /^DANH MỤC$/).font).toBe("Tinos-Bold");
  expect(find(texts, "Kèm theo Quyết định số").font).toBe("Tinos-Italic");
});

test("the signature block never stands alone: at least two lines of the text are on its page", async () => {
  for (let lines = 20; lines < 70; lines += 3) {
    const body = Array.from({ length: lines }, (_, at) => `Nội dung dòng số ${at} của báo cáo này.`).join(
      "\n",
    );
    const texts = await seen(sampleDocument({ form: "named", typeName: "Báo cáo", body }));
    const { page } = find(texts, "Nguyễn Văn Ứng");
    expect(find(texts, "KT. GIÁM ĐỐC").page).toBe(page);
    expect(
      texts.filter((text) => text.page === page && text.text.startsWith("Nội dung")).length,
    ).toBeGreaterThan(0);
  }
});
