/**
 * Word files to PDF/A by the warm office process, and what the reading of scans gets wrong: an A4 page drawn here, read
 * clean at 200 dpi, and at 150 dpi turned, blurred and speckled. The character error rate is the edit distance to what was
 * drawn, as a share of its letters.
 */
import { fileURLToPath } from "node:url";
import { openConverter } from "../core/convert/index.ts";
import { docxOf } from "../core/convert/testing/office-files.ts";
import { openScanReader } from "../core/ocr/index.ts";
import { drawn, drawPage, scanned } from "../core/ocr/testing/scans.ts";
import { characterErrors, worn } from "../core/ocr/testing/worn-page.ts";
import { type BenchOptions, clock, percentile, type Report } from "./support.ts";

const FONTS = fileURLToPath(new URL("../province/fonts/", import.meta.url));

/** A page of the language of official letters: names, numbers, symbols, dates, every tone. */
const PARAGRAPHS = [
  "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015; Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và Luật Tổ chức chính quyền địa phương ngày 22 tháng 11 năm 2019;",
  "Thực hiện Quyết định số 28/2018/QĐ-TTg ngày 12 tháng 7 năm 2018 của Thủ tướng Chính phủ về việc gửi, nhận văn bản điện tử giữa các cơ quan trong hệ thống hành chính nhà nước, Ủy ban nhân dân tỉnh yêu cầu Thủ trưởng các sở, ban, ngành khẩn trương triển khai các nội dung sau:",
  "Rà soát toàn bộ văn bản đến đã quá hạn xử lý trong quý III năm 2025; xác định rõ nguyên nhân, trách nhiệm của từng phòng, đơn vị; báo cáo kết quả về Văn phòng Ủy ban nhân dân tỉnh trước 17 giờ 00 ngày 25 tháng 10 năm 2025 để tổng hợp.",
  "Bố trí kinh phí duy trì đường truyền số liệu chuyên dùng, bảo đảm 100% văn bản (trừ văn bản mật theo quy định) được ký số và gửi, nhận trên môi trường điện tử; không gửi thêm bản giấy đối với văn bản đã gửi, nhận điện tử.",
  "Giao Sở Thông tin và Truyền thông chủ trì, phối hợp với Sở Nội vụ, Công an tỉnh, Ủy ban nhân dân các huyện Đăk Glei, Đăk Hà, Ngọc Hồi, Tu Mơ Rông và thành phố Kon Tum hướng dẫn, kiểm tra, đôn đốc việc thực hiện; kịp thời đề xuất khen thưởng hoặc xử lý vi phạm.",
  "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, đề nghị phản ánh về Sở Thông tin và Truyền thông (điện thoại: 0260.3862.415; thư điện tử: sotttt@kontum.gov.vn) để được hướng dẫn, giải quyết. Tỷ lệ hồ sơ giải quyết đúng hạn phải đạt từ 98,5% trở lên.",
];

export async function run(report: Report, options: BenchOptions): Promise<void> {
  await measureConversion(report, (options.seconds ?? 40) * 1_000);
  await measureReading(report);
}

async function measureConversion(report: Report, milliseconds: number): Promise<void> {
  const converter = openConverter();
  try {
    const fence = await converter.fence();
    if (fence === undefined)
      throw new Error("LibreOffice is not installed: apt-get install libreoffice-writer-nogui");
    report.note(`LibreOffice inside a fence of the kind "${fence}"`);
    // A letter of two to three pages, never the same twice.
    const letter = (round: number) =>
      docxOf([`Số: ${round}/UBND-KGVX`, ...Array.from({ length: 3 }, () => PARAGRAPHS).flat()]);
    await converter.toPdf(letter(0));
    const seconds: number[] = [];
    const end = clock() + milliseconds;
    for (let round = 1; seconds.length < 10 || clock() < end; round += 1) {
      const begun = clock();
      await converter.toPdf(letter(round));
      seconds.push((clock() - begun) / 1_000);
    }
    report.note(`${seconds.length} conversions; median ${percentile(seconds, 0.5).toFixed(2)} s`);
    report.figure({
      figure: "convert.docx.p95",
      value: percentile(seconds, 0.95),
      unit: "s",
      target: { at: "≤", limit: 3 },
    });
  } finally {
    await converter.stop();
  }
}

async function measureReading(report: Report): Promise<void> {
  const reader = openScanReader();
  const title = { text: "CHỈ THỊ", x: 85, y: 70, width: 450, size: 14, bold: true, align: "center" } as const;
  const body = {
    text: PARAGRAPHS.join("\n"),
    x: 85,
    y: 100,
    width: 450,
    size: 14,
    align: "justify",
  } as const;
  const pdf = await drawPage([title, body], FONTS);
  const expected = [title.text, ...PARAGRAPHS].join("\n");
  for (const { figure, dpi, limit, spoilt } of [
    { figure: "ocr.clean.cer", dpi: 200, limit: 0.5, spoilt: false },
    { figure: "ocr.noisy.cer", dpi: 150, limit: 3, spoilt: true },
  ]) {
    const image = drawn(pdf, dpi);
    const read = await reader.read(scanned(spoilt ? worn(image) : image, dpi), { pages: 1 });
    if ("problem" in read)
      throw new Error("tesseract is not installed: apt-get install tesseract-ocr tesseract-ocr-vie");
    const found = read.pages.flatMap((page) => page.lines.map((line) => line.text)).join("\n");
    const { edits, percent } = characterErrors(expected, found);
    report.note(`${figure}: ${edits} edits in ${expected.length} letters`);
    report.figure({ figure, value: percent, unit: "%", target: { at: "≤", limit } });
  }
}
