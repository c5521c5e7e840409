/** Columns of the list of files as a sheet: those of NĐ 30/2020 PL V, and the unit, which tells people apart. */
export const SHEET_COLUMNS = [
  { key: "notation", label: "Số và ký hiệu hồ sơ", width: 14, required: true },
  { key: "title", label: "Tên đề mục và tiêu đề hồ sơ", width: 60, required: true },
  { key: "retention", label: "Thời hạn bảo quản", width: 14, required: true },
  { key: "keeper", label: "Người lập hồ sơ", width: 24, required: true },
  { key: "unit", label: "Đơn vị", width: 30, required: false },
  { key: "note", label: "Ghi chú", width: 24, required: false },
] as const;
export type SheetKey = (typeof SHEET_COLUMNS)[number]["key"];
