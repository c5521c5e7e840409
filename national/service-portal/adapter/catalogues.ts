/** Catalogues that the portal gives out. Few lines each, made up where no law says them: enough to try every call. */

interface Item {
  readonly Ma: string;
  readonly Ten: string;
}

const items = (...pairs: readonly (readonly [string, string])[]): readonly Item[] =>
  pairs.map(([Ma, Ten]) => ({ Ma, Ten }));

/** By the name of the service. */
export const CATALOGUES: ReadonlyMap<string, readonly Item[]> = new Map([
  ["LayDanhMucLinhVuc", items(["G15-HT01", "Hộ tịch"], ["G15-CT01", "Chứng thực"], ["G13-DD01", "Đất đai"])],
  [
    "LayDanhMucCoQuan",
    items(["000.00.00.H34", "UBND tỉnh Kon Tum"], ["000.00.13.H34", "Sở Thông tin và Truyền thông"]),
  ],
  ["LayDanhMucTinhThanh", items(["62", "Tỉnh Kon Tum"])],
  [
    "LayDanhMucQuanHuyen",
    items(["608", "Thành phố Kon Tum"], ["615", "Huyện Đăk Hà"], ["617", "Huyện Tu Mơ Rông"]),
  ],
  ["LayDanhMucPhuongXa", items(["23500", "Thị trấn Đăk Hà"])],
  ["LayDanhMucDanToc", items(["1", "Kinh"], ["12", "Ba Na"], ["14", "Xơ Đăng"], ["2", "Gia Rai"])],
  ["LayDanhMucTonGiao", items(["0", "Không"], ["1", "Phật giáo"], ["2", "Công giáo"], ["3", "Tin lành"])],
  ["LayDanhMucGioiTinh", items(["1", "Nam"], ["2", "Nữ"])],
  ["LayDanhMucQuocGia", items(["VN", "Việt Nam"], ["LA", "Lào"], ["KH", "Campuchia"])],
  [
    "LayDanhMucTinhTrangHonNhan",
    items(["1", "Chưa kết hôn"], ["2", "Đang có vợ, chồng"], ["3", "Đã ly hôn"]),
  ],
  [
    "LayDanhMucDoiTuong",
    items(["1", "Công dân"], ["2", "Doanh nghiệp"], ["3", "Cơ quan nhà nước"], ["4", "Tổ chức khác"]),
  ],
  ["LayDanhMucCapThucHien", items(["1", "Cấp Bộ"], ["2", "Cấp tỉnh"], ["3", "Cấp huyện"], ["4", "Cấp xã"])],
  [
    "LayDanhMucCanCuPhapLy",
    items(["60/2014/QH13", "Luật Hộ tịch"], ["23/2015/NĐ-CP", "Nghị định về chứng thực"]),
  ],
  ["LayDanhMucLePhi", items(["1", "Phí"], ["2", "Lệ phí"])],
]);

/** A procedure as the national database of procedures writes it. */
interface NationalProcedure {
  readonly MATTHC: string;
  readonly TENTTHC: string;
  readonly [name: string]: unknown;
}

/** Made up in the shape of the database; the texts are ours. */
export const PROCEDURES: readonly NationalProcedure[] = [
  procedure("1.001193", "Thủ tục đăng ký khai sinh", "G15-HT01", "Hộ tịch", 1, "Giấy khai sinh"),
  procedure(
    "2.000815",
    "Thủ tục chứng thực bản sao từ bản chính",
    "G15-CT01",
    "Chứng thực",
    1,
    "Bản sao có chứng thực",
  ),
  procedure("1.000894", "Thủ tục đăng ký kết hôn", "G15-HT01", "Hộ tịch", 1, "Giấy chứng nhận kết hôn"),
];

function procedure(
  code: string,
  name: string,
  fieldCode: string,
  fieldName: string,
  days: number,
  result: string,
): NationalProcedure {
  return {
    MATTHC: code,
    TENTTHC: name,
    MACOQUANCONGBO: "G15",
    LINHVUCTHUCHIEN: [{ MALINHVUC: fieldCode, TENLINHVUC: fieldName }],
    TRINHTUTHUCHIEN: [
      { TRUONGHOP: "", TRINHTU: [{ TENTRINHTU: "Người yêu cầu nộp hồ sơ và nhận kết quả." }] },
    ],
    CACHTHUCTHUCHIEN: ["1", "2"].map((channel) => ({
      KENH: channel,
      THOIGIAN: [{ THOIGIANGIAIQUYET: String(days), DONVITINH: "Ngày làm việc", MOTA: "", PHILEPHI: [] }],
    })),
    THANHPHANHOSO: [
      {
        TRUONGHOP: "",
        GIAYTO: [
          {
            MAGIAYTO: `${code}-1`,
            TENGIAYTO: "Tờ khai theo mẫu",
            TENMAUDON: "",
            URL: "",
            SOBANCHINH: "1",
            SOBANSAO: "0",
          },
        ],
      },
    ],
    DOITUONGTHUCHIEN: [{ TENDOITUONG: "Công dân Việt Nam" }],
    MOTADOITUONGTHUCHIEN: "",
    KETQUATHUCHIEN: [{ MAKETQUA: `KQ.${code}`, TENKETQUA: result }],
    CANCUPHAPLY: [{ SOVANBAN: "60/2014/QH13", TENVANBAN: "Luật Hộ tịch" }],
    COQUANTHUCHIEN: [{ MADONVI: "", TENDONVI: "Ủy ban nhân dân cấp xã" }],
    YEUCAU: "",
    TRANGTHAI: "1",
  };
}
