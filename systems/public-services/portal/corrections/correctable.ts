import type { Sentence } from "../../../../core/errors.ts";
import type { MessageKind } from "../tables.ts";

/** A field that a person may correct. Everything else tells what happened, and when, and is nobody's to change. */
export interface CorrectableField {
  readonly name: string;
  readonly label: Sentence;
  readonly long?: true;
  /** The portal takes nothing without it. */
  readonly needed?: true;
}

const RECORD: readonly CorrectableField[] = [
  { name: "MaTTHC", label: { vi: "Mã thủ tục", en: "Code of the procedure" }, needed: true },
  { name: "TenTTHC", label: { vi: "Tên thủ tục", en: "Name of the procedure" }, needed: true },
  { name: "MaLinhVuc", label: { vi: "Mã lĩnh vực", en: "Code of the field" }, needed: true },
  { name: "TenLinhVuc", label: { vi: "Tên lĩnh vực", en: "Name of the field" }, needed: true },
  { name: "ChuHoSo", label: { vi: "Chủ hồ sơ", en: "Owner" } },
  {
    name: "SoGiayToChuHoSo",
    label: { vi: "Số định danh hoặc mã số thuế của chủ hồ sơ", en: "The owner's identifier or tax code" },
  },
  { name: "SoDienThoai", label: { vi: "Số điện thoại", en: "Telephone" } },
  { name: "Email", label: { vi: "Thư điện tử", en: "E-mail" } },
  { name: "TrichYeuHoSo", label: { vi: "Trích yếu", en: "Summary" }, long: true },
  { name: "DonViXuLy", label: { vi: "Đơn vị xử lý", en: "Handling body" }, needed: true },
  { name: "ThongTinTra", label: { vi: "Thông tin trả kết quả", en: "About the return" }, long: true },
  { name: "GhiChu", label: { vi: "Ghi chú", en: "Note" }, long: true },
];

const PROGRESS: readonly CorrectableField[] = [
  {
    name: "NguoiXuLy",
    label: { vi: "Người xử lý (tối đa 50 ký tự)", en: "Who acted (at most 50 characters)" },
    needed: true,
  },
  { name: "ChucDanh", label: { vi: "Chức danh", en: "Position" } },
  { name: "PhongBanXuLy", label: { vi: "Phòng, ban xử lý", en: "Department" } },
  { name: "NoiDungXuLy", label: { vi: "Nội dung xử lý", en: "What was done" }, long: true, needed: true },
];

export function correctableFields(kind: MessageKind): readonly CorrectableField[] {
  return kind === "record" ? RECORD : PROGRESS;
}

/** Words for the other fields of a message, as the page shows them. */
export const FIELD_WORDS: Readonly<Record<string, Sentence>> = {
  ...Object.fromEntries([...RECORD, ...PROGRESS].map(({ name, label }) => [name, label])),
  MaHoSo: { vi: "Mã hồ sơ", en: "Code" },
  TrangThaiHoSo: { vi: "Trạng thái", en: "State" },
  TrangThai: { vi: "Trạng thái", en: "State" },
  KenhThucHien: { vi: "Kênh thực hiện", en: "Channel" },
  LoaiDoiTuong: { vi: "Loại đối tượng", en: "Kind of owner" },
  MaDoiTuong: { vi: "Mã đối tượng (TechID)", en: "TechID" },
  NgayTiepNhan: { vi: "Ngày tiếp nhận", en: "Received" },
  NgayHenTra: { vi: "Ngày hẹn trả", en: "Promised" },
  NgayTra: { vi: "Ngày trả", en: "Returned" },
  NgayKetThucXuLy: { vi: "Ngày kết thúc xử lý", en: "Handled" },
  NgayTuChoi: { vi: "Ngày từ chối", en: "Refused" },
  NgayNopHoSo: { vi: "Ngày nộp hồ sơ", en: "Filed" },
  HinhThuc: { vi: "Hình thức trả", en: "How it is returned" },
  NoiNopHoSo: { vi: "Nơi nộp hồ sơ", en: "Where it was filed" },
  HoSoCoThanhPhanSoHoa: { vi: "Có thành phần số hóa", en: "Has digitised papers" },
  TaiKhoanDuocXacThucVoiVNeID: { vi: "Tài khoản xác thực VNeID", en: "Account verified by VNeID" },
  DuocThanhToanTrucTuyen: { vi: "Thanh toán trực tuyến", en: "Paid online" },
  DinhDanhCHS: { vi: "Định danh chủ hồ sơ", en: "Identifiers of the owner" },
  TaiLieuNop: { vi: "Tài liệu nộp", en: "Papers handed in" },
  DanhSachLePhi: { vi: "Phí, lệ phí", en: "Fees" },
  DanhSachTepDinhKemKhac: { vi: "Tệp khác", en: "Other files" },
  DanhSachHoSoBoSung: { vi: "Yêu cầu bổ sung", en: "Requests for more papers" },
  DanhSachGiayToKetQua: { vi: "Giấy tờ kết quả", en: "Results" },
  ThoiDiemXuLy: { vi: "Thời điểm xử lý", en: "When" },
  NgayBatDau: { vi: "Ngày bắt đầu", en: "Begun" },
  NgayKetThucTheoQuyDinh: { vi: "Hạn theo quy định", en: "Due by the rule" },
};
