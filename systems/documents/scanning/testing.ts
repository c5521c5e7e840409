import { fileURLToPath } from "node:url";
import type { DrawnLine } from "../../../core/ocr/testing/scans.ts";

export const FONTS = fileURLToPath(new URL("../../../province/fonts/", import.meta.url));

const NATION: readonly DrawnLine[] = [
  { text: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", x: 275, y: 57, width: 285, bold: true, align: "center" },
  { text: "Độc lập - Tự do - Hạnh phúc", x: 275, y: 73, width: 285, bold: true, align: "center" },
];
const TEXT =
  "Thực hiện Kế hoạch số 1234/KH-UBND của Ủy ban nhân dân tỉnh về chuyển đổi số năm 2026, Sở Thông tin và Truyền thông đề nghị các sở, ban, ngành, Ủy ban nhân dân các huyện, thành phố báo cáo kết quả gửi, nhận văn bản điện tử, tỷ lệ văn bản được ký số và những khó khăn, vướng mắc cần tháo gỡ trước ngày 15 hằng tháng.";

/** An official letter (công văn) as NĐ 30/2020 lays it out. */
export const LETTER: readonly DrawnLine[] = [
  ...NATION,
  { text: "UBND TỈNH KON TUM", x: 57, y: 57, width: 215, align: "center" },
  { text: "SỞ THÔNG TIN VÀ TRUYỀN THÔNG", x: 57, y: 73, width: 215, size: 12, bold: true, align: "center" },
  { text: "Số: 415/STTTT-CNTT", x: 57, y: 104, width: 215, align: "center" },
  {
    text: "V/v báo cáo kết quả gửi, nhận văn bản điện tử",
    x: 75,
    y: 122,
    width: 180,
    size: 12,
    align: "center",
  },
  { text: "Kon Tum, ngày 04 tháng 3 năm 2026", x: 275, y: 104, width: 285, align: "center" },
  { text: "Kính gửi: Các sở, ban, ngành", x: 85, y: 180, width: 450, size: 14, align: "center" },
  { text: TEXT, x: 85, y: 215, width: 450, size: 14, align: "justify" },
];

/** A decision (quyết định) as NĐ 30/2020 lays it out. */
export const DECISION: readonly DrawnLine[] = [
  ...NATION,
  { text: "ỦY BAN NHÂN DÂN", x: 57, y: 57, width: 215, bold: true, align: "center" },
  { text: "TỈNH KON TUM", x: 57, y: 73, width: 215, bold: true, align: "center" },
  { text: "Số: 07/QĐ-UBND", x: 57, y: 104, width: 215, align: "center" },
  { text: "Kon Tum, ngày 12 tháng 11 năm 2025", x: 275, y: 104, width: 285, align: "center" },
  { text: "QUYẾT ĐỊNH", x: 85, y: 150, width: 450, size: 14, bold: true, align: "center" },
  {
    text: "Ban hành Quy chế quản lý, sử dụng chữ ký số",
    x: 85,
    y: 170,
    width: 450,
    size: 14,
    bold: true,
    align: "center",
  },
  {
    text: "trong các cơ quan nhà nước của tỉnh",
    x: 85,
    y: 190,
    width: 450,
    size: 14,
    bold: true,
    align: "center",
  },
  {
    text: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH KON TUM",
    x: 85,
    y: 240,
    width: 450,
    size: 14,
    bold: true,
    align: "center",
  },
  {
    text: "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
    x: 85,
    y: 275,
    width: 450,
    size: 14,
  },
  { text: TEXT, x: 85, y: 310, width: 450, size: 14, align: "justify" },
];

export const TEST_TYPES = [
  { name: "Công văn", abbreviation: "" },
  { name: "Quyết định", abbreviation: "QĐ" },
  { name: "Báo cáo", abbreviation: "BC" },
];
