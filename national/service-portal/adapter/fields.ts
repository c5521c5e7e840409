/**
 * The fields of the synchronisation with the national portal as its description lists them: what must be there, how long
 * it may be, in which form. Everything on the wire is a string.
 */

/** What a field may hold. */
export interface FieldRule {
  readonly name: string;
  readonly mandatory?: true;
  /** Characters. */
  readonly max?: number;
  readonly codes?: readonly string[];
  /** `yyyyMMddHHmmss`, Vietnam time. */
  readonly date?: true;
  readonly pattern?: RegExp;
  /** A list of records. */
  readonly list?: readonly FieldRule[];
}

const FLAG = ["0", "1"];
export const STATES = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
export const DOSSIER_CODE =
  /^(?:\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(?:\.\d{1,3}){0,3})-(?:\d{6}|\d{8})-\d{4,7}$/;
export const PROCEDURE_CODE = /^[1-3]\.\d{6}(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?$/;

const FEE: readonly FieldRule[] = [
  { name: "TenPhiLePhi", mandatory: true, max: 1000 },
  { name: "MaPhiLePhi", max: 100 },
  { name: "HinhThucThu", mandatory: true, codes: ["1", "2", "4"] },
  { name: "Gia", mandatory: true, pattern: /^\d{1,15}$/ },
  { name: "LoaiPhiLePhi", mandatory: true, pattern: /^\d$/ },
];

/** HoSo of DongBoHoSoMC. */
export const DOSSIER_FIELDS: readonly FieldRule[] = [
  { name: "MaHoSo", mandatory: true, max: 100, pattern: DOSSIER_CODE },
  { name: "MaTTHC", mandatory: true, max: 100, pattern: PROCEDURE_CODE },
  { name: "TenTTHC", mandatory: true, max: 1000 },
  { name: "MaLinhVuc", mandatory: true, max: 100 },
  { name: "TenLinhVuc", mandatory: true, max: 500 },
  { name: "KenhThucHien", codes: ["1", "2", "3"] },
  // A personal identifier (12), an old card (9) or a tax code (10, a branch 13 with a hyphen).
  { name: "SoGiayToChuHoSo", pattern: /^(?:\d{12}|\d{9}|\d{10}(?:-\d{3})?)$/ },
  { name: "ChuHoSo", max: 500 },
  { name: "LoaiDoiTuong", mandatory: true, codes: ["1", "2", "3", "4"] },
  { name: "MaDoiTuong", max: 100 },
  { name: "ThongTinKhac", max: 4000 },
  { name: "Email", max: 200, pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/ },
  { name: "Fax", max: 50 },
  { name: "SoDienThoai", max: 20, pattern: /^\+?\d{8,15}$/ },
  { name: "TrichYeuHoSo", max: 1000 },
  { name: "NgayTiepNhan", mandatory: true, date: true },
  { name: "NgayHenTra", date: true },
  { name: "TrangThaiHoSo", mandatory: true, codes: STATES },
  { name: "NgayTra", date: true },
  { name: "ThongTinTra", max: 4000 },
  { name: "HinhThuc", mandatory: true, codes: FLAG },
  { name: "NgayKetThucXuLy", date: true },
  { name: "DonViXuLy", mandatory: true, max: 500 },
  { name: "GhiChu", max: 4000 },
  { name: "NoiNopHoSo", mandatory: true, codes: ["1", "2"] },
  { name: "HoSoCoThanhPhanSoHoa", mandatory: true, codes: FLAG },
  { name: "TaiKhoanDuocXacThucVoiVNeID", mandatory: true, codes: FLAG },
  { name: "DuocThanhToanTrucTuyen", mandatory: true, codes: ["1", "2", "3"] },
  { name: "NgayTuChoi", date: true },
  { name: "NgayNopHoSo", mandatory: true, date: true },
  {
    name: "DinhDanhCHS",
    list: [
      { name: "LoaiDinhDanh", mandatory: true, codes: ["1", "2"] },
      { name: "SoDinhDanh", mandatory: true, pattern: /^\d+$/ },
    ],
  },
  { name: "DSKetNoiCSDL", list: [{ name: "MaCSDL", mandatory: true, max: 100 }] },
  {
    name: "TaiLieuNop",
    list: [
      { name: "TepDinhKemId", mandatory: true, max: 100 },
      { name: "TenTepDinhKem", mandatory: true, max: 4000 },
      { name: "IsDeleted", codes: ["True", "False"] },
      { name: "MaThanhPhanHoSo", max: 100 },
      { name: "DuongDanTaiTepTin", mandatory: true, max: 4000, pattern: /^https?:\/\/\S+$/ },
      { name: "DuocSoHoa", codes: FLAG },
      { name: "DuocTaiSuDung", codes: ["0", "1", "2"] },
      { name: "DuocLayTuKhoDMQG", codes: FLAG },
      { name: "MaKetQuaThayThe", max: 100 },
    ],
  },
  { name: "DanhSachLePhi", list: FEE },
  {
    name: "DanhSachTepDinhKemKhac",
    list: [
      { name: "TenGiayTo", mandatory: true, max: 4000 },
      { name: "SoLuong", mandatory: true, pattern: /^\d{1,4}$/ },
      { name: "LoaiGiayTo", mandatory: true, codes: ["0", "1", "2"] },
    ],
  },
  {
    name: "DanhSachHoSoBoSung",
    list: [
      { name: "HoSoBoSungId", mandatory: true, max: 100 },
      { name: "NguoiYeuCauBoSung", mandatory: true, max: 200 },
      { name: "NoiDungBoSung", mandatory: true, max: 4000 },
      { name: "NgayBoSung", mandatory: true, date: true },
      { name: "NguoiTiepNhanBoSung", max: 200 },
      { name: "ThongTinTiepNhan", max: 4000 },
      { name: "NgayTiepNhanBoSung", date: true },
      { name: "TrangThaiBoSung", mandatory: true, codes: FLAG },
      {
        name: "DanhSachGiayToBoSung",
        list: [
          { name: "TenGiayTo", mandatory: true, max: 4000 },
          { name: "MaThanhPhanHoSo", max: 100 },
        ],
      },
      { name: "DanhSachLePhiBoSung", list: FEE },
      { name: "NgayHenTraTruoc", date: true },
      { name: "NgayHenTraMoi", date: true },
    ],
  },
  {
    name: "DanhSachGiayToKetQua",
    list: [
      { name: "TenGiayTo", mandatory: true, max: 4000 },
      { name: "MaThanhPhanHoSo", max: 100 },
      { name: "GiayToId", mandatory: true, max: 100 },
      { name: "DuongDanTepTinKetQua", mandatory: true, max: 4000, pattern: /^https?:\/\/\S+$/ },
      { name: "MaGiayToKetQua", max: 100 },
    ],
  },
];

/** TienTrinh of CapNhatTienDoHoSoMC. */
export const PROGRESS_FIELDS: readonly FieldRule[] = [
  { name: "MaHoSo", mandatory: true, max: 100, pattern: DOSSIER_CODE },
  { name: "NguoiXuLy", mandatory: true, max: 50 },
  { name: "ChucDanh", max: 200 },
  { name: "ThoiDiemXuLy", mandatory: true, date: true },
  { name: "PhongBanXuLy", max: 500 },
  { name: "NoiDungXuLy", mandatory: true, max: 4000 },
  { name: "TrangThai", codes: STATES },
  { name: "NgayBatDau", date: true },
  { name: "NgayKetThucTheoQuyDinh", date: true },
];
