import { z } from "zod";

const text = (most: number) => z.string().min(1).max(most);
/** `yyyyMMddHHmmss` by the 24-hour clock. */
const time = z.string().regex(/^\d{4}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])([01]\d|2[0-3])[0-5]\d[0-5]\d$/);
const amount = z.union([z.int().positive(), z.string().regex(/^[1-9]\d{0,14}$/)]).transform(Number);

const common = {
  PhienBan: z.literal("1.0.6"),
  MaDoiTac: text(50),
  MaThamChieu: text(100),
  ThoiGianGD: time,
  MaXacThuc: z.string().regex(/^[0-9a-f]{64}$/),
};

/** INIT: asks for a pay page. */
export const initSchema = z.object({
  LoaiBanTin: z.literal("INIT"),
  ...common,
  SoTien: amount,
  LoaiHinhThanhToan: z.literal("PAY"),
  MaKenhThanhToan: z.literal("1"),
  MaThietBi: text(10),
  NgonNgu: z.literal("vi-VN"),
  MaTienTe: z.literal("VND"),
  MaNganHang: z.literal("PAYMENT"),
  ThongTinGiaoDich: z.string().regex(/^[\x20-\x7e]{1,255}$/),
  Ip: text(45),
  UrlQuayLai: z.url().optional(),
  ThongTinBienLai: z.object({
    MaDichVu: z.literal("2"),
    MaDVC: text(50),
    TenDVC: z.string().optional(),
    MaTTHC: text(50),
    TenTTHC: text(250),
    MaDonVi: text(50),
    TenDonVi: text(250),
    MaHoSo: text(100),
    TKThuHuong: text(50),
    MaNHThuHuong: text(20),
    TenTKThuHuong: text(250),
    HoTenNguoiNop: text(250),
    SoCMNDNguoiNop: z.string().max(20).optional(),
    DiaChiNguoiNop: z.string().max(500).optional(),
    HuyenNguoiNop: z.string().max(100).optional(),
    TinhNguoiNop: z.string().max(100).optional(),
    NoiDungThanhToan: z.string().max(500).optional(),
    PhiLePhi: z
      .array(
        z.object({
          LoaiPhiLePhi: z.union([z.string(), z.int()]),
          MaPhiLePhi: text(50),
          TenPhiLePhi: text(250),
          SoTien: amount,
        }),
      )
      .min(1),
    DSKhoanNop: z.array(z.object({ NoiDung: text(500), SoTien: amount })).default([]),
  }),
});

/** QUERY and GET_BILL: ask about a payment. */
export const questionSchema = z.object({ LoaiBanTin: z.enum(["QUERY", "GET_BILL"]), ...common });

export const messageSchema = z.discriminatedUnion("LoaiBanTin", [initSchema, questionSchema]);
export type InitMessage = z.infer<typeof initSchema>;
export type QuestionMessage = z.infer<typeof questionSchema>;
