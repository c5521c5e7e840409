import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  DOSSIER_STATES,
  type DossierFacts,
  type DossierState,
  type DossierTrace,
} from "../../dossiers/index.ts";
import { factsAsOf } from "./as-of.ts";
import { MANDATORY_FIELDS, problemsOfHoSo, problemsOfTienTrinh } from "./check-ho-so.ts";
import { kindOnWire } from "./dialects.ts";
import { type RecordContext, toHoSo } from "./ho-so.ts";
import { messagesFor, toTienTrinh } from "./tien-trinh.ts";
import { wireTime } from "./wire-time.ts";

/** `8:30` of a day in March 2022, Vietnam time. */
const on = (day: number, time = "08:30:00"): Date =>
  new Date(`2022-03-${String(day).padStart(2, "0")}T${time}+07:00`);

const PARTY = {
  kind: 1,
  name: "Y Mai",
  identifier: "000192000001",
  identifierKind: "cccd",
  address: "Thôn 1, xã Đăk Long",
  phone: "+84900000001",
  email: "y.mai@vi-du.vn",
  citizenId: null,
} as const;

function trace(
  action: DossierTrace["action"],
  at: Date,
  from: DossierState | null,
  to: DossierState,
): DossierTrace {
  return {
    at,
    action,
    from,
    to,
    name: action === "file" || action === "answer-supplement" ? "Y Mai" : "A Tuấn",
    position: action === "file" || action === "answer-supplement" ? "Người nộp hồ sơ" : "Chuyên viên",
    organisationName: "UBND huyện Đăk Hà",
    step: action === "forward" ? "Tiếp nhận → Thẩm định" : "",
    note: `Ghi chú ${action}`,
    publicNote: action !== "forward",
  };
}

/** A whole dossier that went through a supplement and a payment to its result. */
const WHOLE: DossierFacts = {
  id: "0195e3a0-0000-7000-8000-000000000001",
  code: "000.00.36.H34-220301-0001",
  token: "khong-ai-duoc-biet",
  procedure: {
    code: "2.000815",
    name: "Thủ tục chứng thực bản sao từ bản chính",
    versionId: "0195e3a0-0000-7000-8000-000000000002",
    caseKey: "thuong",
    fieldCode: "CT",
    fieldName: "Chứng thực",
  },
  organisationId: "0195e3a0-0000-7000-8000-000000000003",
  organisationName: "UBND huyện Đăk Hà",
  channel: 2,
  state: 10,
  applicant: { ...PARTY, name: "A Tuấn", email: null },
  owner: PARTY,
  formVersionId: null,
  submittedAt: on(1, "00:05:09"),
  receivedAt: on(2),
  dueAt: on(11, "17:00:00"),
  firstDueAt: on(9, "17:00:00"),
  finishedAt: on(10),
  returnedAt: on(11, "14:00:00"),
  returnBy: 1,
  sets: 1,
  notify: { sms: false, zalo: false, email: false },
  fees: [
    { code: "LP1", kind: "charge", name: "Lệ phí", amount: 8000, collect: 1 },
    { code: "P1", kind: "fee", name: "Phí do cơ quan tính", amount: null, collect: 4 },
  ],
  components: [
    {
      key: "to-khai",
      code: "000.00.00.G15-KQ000001",
      name: "Tờ khai",
      originals: 1,
      certified: 0,
      copies: 0,
      required: true,
      digitised: true,
      reused: false,
    },
    {
      key: "giay-to",
      code: "",
      name: "Giấy tờ tùy thân",
      originals: 0,
      certified: 0,
      copies: 1,
      required: true,
      digitised: true,
      reused: true,
    },
  ],
  files: [
    file("f1", "submitted", "to-khai", "to-khai.pdf", on(1, "00:05:09")),
    file("f2", "supplement", "giay-to", "the.jpg", on(5)),
    file("f3", "submitted", null, "them.pdf", on(1, "00:05:09")),
    file("f4", "result", null, "ban-sao.pdf", on(9)),
    file("f5", "paper", null, "giay-tiep-nhan.pdf", on(2)),
  ],
  supplements: [
    {
      id: "s1",
      askedAt: on(4),
      askedBy: "A Tuấn",
      reason: "Thiếu giấy tờ tùy thân",
      components: [
        { key: "to-khai", name: "Tờ khai" },
        { key: null, name: "Ảnh 3×4" },
      ],
      answeredAt: on(5),
    },
  ],
  pauses: [],
  trail: [
    trace("file", on(1, "00:05:09"), null, 1),
    trace("accept", on(2), 1, 2),
    trace("forward", on(3), 2, 4),
    trace("ask-supplement", on(4), 4, 5),
    trace("answer-supplement", on(5), 5, 4),
    trace("ask-payment", on(6), 4, 6),
    trace("settle-payment", on(7), 6, 4),
    trace("attach-result", on(9), 4, 4),
    trace("finish", on(10), 4, 9),
    trace("return", on(11, "14:00:00"), 9, 10),
  ],
  step: null,
};

function file(
  id: string,
  kind: DossierFacts["files"][number]["kind"],
  componentKey: string | null,
  name: string,
  at: Date,
): DossierFacts["files"][number] {
  return {
    id,
    kind,
    componentKey,
    name,
    mime: "application/pdf",
    sha256: "a".repeat(64),
    size: 1,
    at,
    signedBy: null,
  };
}

const CONTEXT: RecordContext = {
  code: "000.00.36.H34-220301-0001",
  fromPortal: false,
  dialect: "dvcqg",
  techId: "tech-1",
  accountVerified: true,
  paid: 2,
  resultCode: "KQ.G15.000001",
  linkOf: ({ id }) => `https://tinh.vi-du.vn/portal/files/${id}/khoa`,
};

const AT: Readonly<Partial<Record<DossierState, Date>>> = {
  1: on(1, "00:05:09"),
  2: on(2),
  4: on(3),
  5: on(4),
  6: on(6),
  9: on(10),
  10: on(11, "14:00:00"),
};

/** What stands in every record of it. */
const SAME = {
  MaHoSo: "000.00.36.H34-220301-0001",
  MaTTHC: "2.000815",
  TenTTHC: "Thủ tục chứng thực bản sao từ bản chính",
  MaLinhVuc: "CT",
  TenLinhVuc: "Chứng thực",
  KenhThucHien: "2",
  SoGiayToChuHoSo: "000192000001",
  ChuHoSo: "Y Mai",
  LoaiDoiTuong: "1",
  MaDoiTuong: "tech-1",
  Email: "y.mai@vi-du.vn",
  SoDienThoai: "0900000001",
  TrichYeuHoSo: "Thủ tục chứng thực bản sao từ bản chính – Y Mai",
  NgayHenTra: "20220311170000",
  HinhThuc: "1",
  DonViXuLy: "UBND huyện Đăk Hà",
  NoiNopHoSo: "2",
  HoSoCoThanhPhanSoHoa: "1",
  TaiKhoanDuocXacThucVoiVNeID: "1",
  DuocThanhToanTrucTuyen: "2",
  NgayNopHoSo: "20220301000509",
  DinhDanhCHS: [{ LoaiDinhDanh: "1", SoDinhDanh: "000192000001" }],
  DanhSachLePhi: [
    { TenPhiLePhi: "Lệ phí", MaPhiLePhi: "LP1", HinhThucThu: "1", Gia: "8000", LoaiPhiLePhi: "2" },
  ],
  DanhSachTepDinhKemKhac: [{ TenGiayTo: "them.pdf", SoLuong: "1", LoaiGiayTo: "2" }],
};
const FIRST_FILE = {
  TepDinhKemId: "f1",
  TenTepDinhKem: "to-khai.pdf",
  IsDeleted: "False",
  MaThanhPhanHoSo: "000.00.00.G15-KQ000001",
  DuongDanTaiTepTin: "https://tinh.vi-du.vn/portal/files/f1/khoa",
  DuocSoHoa: "1",
  DuocTaiSuDung: "0",
  DuocLayTuKhoDMQG: "0",
};
const SECOND_FILE = {
  TepDinhKemId: "f2",
  TenTepDinhKem: "the.jpg",
  IsDeleted: "False",
  DuongDanTaiTepTin: "https://tinh.vi-du.vn/portal/files/f2/khoa",
  DuocSoHoa: "1",
  DuocTaiSuDung: "1",
  DuocLayTuKhoDMQG: "0",
};
const ASKED = {
  HoSoBoSungId: "s1",
  NguoiYeuCauBoSung: "A Tuấn",
  NoiDungBoSung: "Thiếu giấy tờ tùy thân",
  NgayBoSung: "20220304083000",
  TrangThaiBoSung: "0",
  DanhSachGiayToBoSung: [
    { TenGiayTo: "Tờ khai", MaThanhPhanHoSo: "000.00.00.G15-KQ000001" },
    { TenGiayTo: "Ảnh 3×4" },
  ],
};
const ANSWERED = {
  ...ASKED,
  TrangThaiBoSung: "1",
  NguoiTiepNhanBoSung: "Y Mai",
  NgayTiepNhanBoSung: "20220305083000",
  NgayHenTraMoi: "20220311170000",
};
const RESULT = [
  {
    TenGiayTo: "ban-sao.pdf",
    GiayToId: "f4",
    DuongDanTepTinKetQua: "https://tinh.vi-du.vn/portal/files/f4/khoa",
    MaGiayToKetQua: "KQ.G15.000001",
  },
];
const RECEIVED = { NgayTiepNhan: "20220302083000" };
const BOTH = { TaiLieuNop: [FIRST_FILE, SECOND_FILE], DanhSachHoSoBoSung: [ANSWERED] };

/** What stands in the record of a state beside `SAME`. */
const GOLDEN: readonly (readonly [DossierState, Record<string, unknown>])[] = [
  [1, { NgayTiepNhan: "20220301000509", TaiLieuNop: [FIRST_FILE] }],
  [2, { ...RECEIVED, TaiLieuNop: [FIRST_FILE] }],
  [4, { ...RECEIVED, TaiLieuNop: [FIRST_FILE] }],
  [5, { ...RECEIVED, TaiLieuNop: [FIRST_FILE], DanhSachHoSoBoSung: [ASKED] }],
  [6, { ...RECEIVED, ...BOTH }],
  [9, { ...RECEIVED, ...BOTH, NgayKetThucXuLy: "20220310083000", DanhSachGiayToKetQua: RESULT }],
  [
    10,
    {
      ...RECEIVED,
      ...BOTH,
      NgayKetThucXuLy: "20220310083000",
      NgayTra: "20220311140000",
      ThongTinTra: "Ghi chú return",
      DanhSachGiayToKetQua: RESULT,
    },
  ],
];

/** A dossier that ends without a result on 8 March. */
function endedAs(state: 3 | 7 | 8): DossierFacts {
  const action = { 3: "refuse", 7: "withdraw", 8: "stop" } as const;
  const early = state === 3;
  return {
    ...WHOLE,
    state,
    receivedAt: early ? null : WHOLE.receivedAt,
    dueAt: null,
    finishedAt: on(8),
    returnedAt: null,
    files: [],
    supplements: [],
    trail: [
      trace("file", on(1, "00:05:09"), null, 1),
      ...(early ? [] : [trace("accept", on(2), 1, 2)]),
      trace(action[state], on(8), early ? 1 : 2, state),
    ],
  };
}

describe("the record of a dossier", () => {
  test.each(GOLDEN)("in state %i says exactly what the dossier was then", (state, more) => {
    const at = AT[state];
    if (!at) throw new Error("no moment");
    expect(toHoSo(factsAsOf(WHOLE, { at, state }), CONTEXT)).toEqual({
      ...SAME,
      TrangThaiHoSo: String(state),
      ...more,
    });
  });

  test.each([
    [3, { NgayTiepNhan: "20220301000509", NgayTuChoi: "20220308083000", GhiChu: "Ghi chú refuse" }],
    [7, { ...RECEIVED, GhiChu: "Ghi chú withdraw" }],
    [8, { ...RECEIVED, GhiChu: "Ghi chú stop" }],
  ] as const)("in state %i names the end and why, and no result", (state, more) => {
    const { NgayHenTra: _noPromise, DanhSachTepDinhKemKhac: _noFiles, ...same } = SAME;
    expect(toHoSo(endedAs(state), CONTEXT)).toEqual({
      ...same,
      TrangThaiHoSo: String(state),
      NgayKetThucXuLy: "20220308083000",
      ...more,
    });
  });

  test("every state has its golden record here", () => {
    expect([...GOLDEN.map(([state]) => state), 3, 7, 8].sort((a, b) => a - b)).toEqual([...DOSSIER_STATES]);
  });

  test("a result that was taken back is no end any more", () => {
    const recalled: DossierFacts = { ...WHOLE, state: 4, returnedAt: null };
    const record = toHoSo(recalled, CONTEXT);
    expect(record).not.toHaveProperty("NgayKetThucXuLy");
    expect(record).not.toHaveProperty("DanhSachGiayToKetQua");
  });

  test("notes that the citizen does not read stay in the house", () => {
    const secret = { ...endedAs(8), trail: endedAs(8).trail.map((each) => ({ ...each, publicNote: false })) };
    expect(toHoSo(secret, CONTEXT)).not.toHaveProperty("GhiChu");
  });

  test("from the portal it carries its code and place; at the counter no TechID", () => {
    const there = toHoSo(WHOLE, { ...CONTEXT, code: "G09.20-20260609-0092637", fromPortal: true });
    expect(there).toMatchObject({ MaHoSo: "G09.20-20260609-0092637", NoiNopHoSo: "1" });
    expect(toHoSo({ ...WHOLE, channel: 1 }, CONTEXT)).not.toHaveProperty("MaDoiTuong");
  });

  test("numbers of old cards and of businesses", () => {
    const old = { ...WHOLE, owner: { ...PARTY, identifier: "012345678", identifierKind: "cmnd" } };
    expect(toHoSo(old, CONTEXT).DinhDanhCHS).toEqual([{ LoaiDinhDanh: "2", SoDinhDanh: "012345678" }]);
    const firm = {
      ...WHOLE,
      owner: { ...PARTY, kind: 2 as const, identifier: "6100000001", identifierKind: "ma-so" },
    };
    expect(toHoSo(firm, CONTEXT)).toMatchObject({ LoaiDoiTuong: "2", SoGiayToChuHoSo: "6100000001" });
    expect(toHoSo(firm, CONTEXT)).not.toHaveProperty("DinhDanhCHS");
    const nobody = { ...WHOLE, owner: { ...PARTY, identifier: null, identifierKind: null } };
    expect(toHoSo(nobody, CONTEXT)).not.toHaveProperty("SoGiayToChuHoSo");
  });

  test("a kind of owner that an adapter has no code for is left out and said, never told as another", () => {
    expect([1, 2, 3, 4].map((kind) => kindOnWire("dvcqg", kind as 1 | 2 | 3 | 4))).toEqual([
      "1",
      "2",
      "3",
      "4",
    ]);
    expect(kindOnWire("ministry-2026", 1)).toBe("0");
    expect(kindOnWire("ministry-2026", 2)).toBe("1");
    const agency = { ...WHOLE, owner: { ...PARTY, kind: 3 as const } };
    const record = toHoSo(agency, { ...CONTEXT, dialect: "ministry-2026" });
    expect(record).not.toHaveProperty("LoaiDoiTuong");
    expect(problemsOfHoSo(record, "ministry-2026").map(({ field }) => field)).toEqual(["LoaiDoiTuong"]);
  });

  test("the state on the wire is the state of the moment, whatever else the dossier says", () => {
    fc.assert(
      fc.property(fc.constantFrom(...DOSSIER_STATES), fc.integer({ min: 0, max: 20 }), (state, day) => {
        const facts = factsAsOf(WHOLE, { at: on(1 + day), state });
        const record = toHoSo(facts, CONTEXT);
        expect(record.TrangThaiHoSo).toBe(String(state));
        for (const field of Object.values(record)) expect(field.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("the check before sending", () => {
  const whole = toHoSo(WHOLE, CONTEXT);

  test("finds nothing in a whole record", () => {
    expect(problemsOfHoSo(whole, "dvcqg")).toEqual([]);
  });

  test.each([...MANDATORY_FIELDS])("misses %s", (field) => {
    const { [field]: _gone, ...rest } = whole;
    expect(problemsOfHoSo(rest, "dvcqg").map((problem) => problem.field)).toEqual([field]);
    expect(problemsOfHoSo({ ...whole, [field]: " " }, "dvcqg").map((problem) => problem.field)).toContain(
      field,
    );
  });

  test.each([
    ["SoGiayToChuHoSo", "000000001x"],
    ["MaTTHC", "thử"],
    ["Email", "không"],
    ["SoDienThoai", "12"],
    ["TrichYeuHoSo", "x".repeat(1001)],
  ])("finds what is wrong with %s", (field, value) => {
    expect(problemsOfHoSo({ ...whole, [field]: value }, "dvcqg").map((problem) => problem.field)).toEqual([
      field,
    ]);
  });

  test("the summary is cut to what is taken; a name is not", () => {
    const long = toHoSo({ ...WHOLE, procedure: { ...WHOLE.procedure, name: "ế".repeat(1200) } }, CONTEXT);
    expect([...String(long.TrichYeuHoSo)]).toHaveLength(1000);
    const line = toTienTrinh({
      trace: { ...trace("accept", on(2), 1, 2), name: "x".repeat(51) },
      code: CONTEXT.code,
      begunAt: null,
      stepDueAt: null,
    });
    expect(problemsOfTienTrinh(line).map(({ field }) => field)).toEqual(["NguoiXuLy"]);
  });
});

describe("a line of progress", () => {
  test("says who did what when, and the state after it", () => {
    const [, , forward] = WHOLE.trail;
    if (!forward) throw new Error("no trace");
    expect(
      toTienTrinh({ trace: forward, code: CONTEXT.code, begunAt: on(2), stepDueAt: on(3, "17:00:00") }),
    ).toEqual({
      MaHoSo: "000.00.36.H34-220301-0001",
      NguoiXuLy: "A Tuấn",
      ChucDanh: "Chuyên viên",
      ThoiDiemXuLy: "20220303083000",
      PhongBanXuLy: "UBND huyện Đăk Hà",
      NoiDungXuLy: "Chuyển xử lý. Tiếp nhận → Thẩm định",
      TrangThai: "4",
      NgayBatDau: "20220302083000",
      NgayKetThucTheoQuyDinh: "20220303170000",
    });
  });

  test("what the portal is told of each thing that happens", () => {
    const told = WHOLE.trail.map((each) => messagesFor(each).join("+"));
    expect(told).toEqual([
      "record",
      ...Array.from({ length: 6 }, () => "record+progress"),
      "",
      "record+progress",
      "record+progress",
    ]);
    expect(messagesFor({ action: "forward", from: 4, to: 4 })).toEqual(["progress"]);
    expect(messagesFor({ action: "apologise", from: 4, to: 4 })).toEqual(["record", "progress"]);
  });
});

test("moments are written in Vietnam time with 24 hours", () => {
  expect(wireTime(new Date("2022-03-05T17:59:59Z"))).toBe("20220306005959");
  expect(wireTime(new Date("2022-03-05T05:00:00Z"))).toBe("20220305120000");
  expect(wireTime(new Date("2022-03-05T06:07:08Z"))).toBe("20220305130708");
});
