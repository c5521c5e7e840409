/** What happens in a life or a business, and how it is called on the public pages. */
export const LIFE_EVENTS = [
  { key: "sinh-con", vi: "Sinh con, nuôi con nhỏ", en: "Having a child" },
  { key: "ket-hon", vi: "Kết hôn, gia đình", en: "Marriage and family" },
  { key: "mat-nguoi-than", vi: "Có người thân qua đời", en: "A death in the family" },
  { key: "giay-to", vi: "Làm giấy tờ, sao y, xác nhận", en: "Papers, copies, certificates" },
  { key: "nha-dat", vi: "Nhà và đất", en: "House and land" },
  { key: "xay-nha", vi: "Xây, sửa nhà", en: "Building a house" },
  { key: "kinh-doanh", vi: "Mở và điều hành kinh doanh", en: "Running a business" },
  { key: "viec-lam", vi: "Việc làm", en: "Work" },
  { key: "kho-khan", vi: "Khó khăn, cần trợ giúp", en: "Hard times, asking for help" },
  { key: "nguoi-co-cong", vi: "Người có công với cách mạng", en: "People of merit" },
  { key: "di-hoc", vi: "Đi học, bằng cấp", en: "School and diplomas" },
  { key: "suc-khoe", vi: "Sức khỏe, hành nghề y, dược, thực phẩm", en: "Health, medicine, food safety" },
  { key: "xe-co", vi: "Lái xe và xe cộ", en: "Driving and vehicles" },
] as const;
