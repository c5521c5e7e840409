import { type Account, techIdOf } from "./people.ts";

/** What the national portal says about somebody: always the same fields, empty when unknown. */
export function portalUserInfo(account: Account): Record<string, string> {
  const isPerson = account.kind === 1;
  return {
    sub: techIdOf("portal", account),
    LoaiTaiKhoan: String(account.kind),
    SoDinhDanh: isPerson ? account.identifier : "",
    SoCMND: "",
    HoChieu: "",
    MaSoThue: isPerson ? "" : account.identifier,
    MaSoDoanhNghiep: account.kind === 2 ? account.identifier : "",
    TenDoanhNghiep: isPerson ? "" : account.name,
    HoVaTen: isPerson ? account.name : "",
    NgayThangNamSinh: account.birthDate ?? "",
    GioiTinh: account.sex ?? "",
    DanToc: account.ethnicity ?? "",
    TonGiao: "",
    ThuongTru: account.residence ?? "",
    NoiOHienNay: account.residence ?? "",
    QueQuan: "",
    SoDienThoai: account.phone ?? "",
    ThuDienTu: account.email ?? "",
    Cha: "",
    Me: "",
    VoChong: "",
    ChuHo: "",
    TechID: techIdOf("portal", account),
    loAs: String(account.level),
  };
}

/** What VNeID says: less, and with the level of the identity. */
export function vneidUserInfo(account: Account, base: string): Record<string, string> {
  return {
    sub: techIdOf("vneid", account),
    LoaiTaiKhoan: String(account.kind),
    SoDinhDanh: account.identifier,
    HoVaTen: account.name,
    NgayThangNamSinh: account.birthDate ?? "",
    TechID: techIdOf("vneid", account),
    loAs: String(account.level),
    IAL: String(account.level),
    userProfileUri: `${base}/vneid/profile`,
    logoutUri: `${base}/vneid/logout`,
  };
}
