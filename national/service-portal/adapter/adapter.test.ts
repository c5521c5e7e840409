import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  DESTINATION,
  type PortalAdapterOptions,
  type RunningPortalAdapter,
  startPortalAdapter,
} from "./index.ts";

const CODE = "000.00.36.H34-220305-0001";
const ACCOUNT = { username: "tinh", password: "thu-nghiem", madonvi: "000.00.00.H34" };
const answerSchema = z.object({
  error_code: z.string(),
  message: z.string(),
  session: z.string().optional(),
  result: z.array(z.record(z.string(), z.unknown())).optional(),
});

let folder: string;
let adapter: RunningPortalAdapter;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "adapter-"));
  adapter = await start();
});
afterEach(async () => {
  await adapter.close();
  rmSync(folder, { recursive: true, force: true });
});

const start = (over: Partial<PortalAdapterOptions> = {}) =>
  startPortalAdapter({ port: 0, dataDir: folder, accounts: [ACCOUNT], ...over });

async function post(path: string, body: unknown, dstcode = DESTINATION) {
  const response = await fetch(adapter.endpoint + path, {
    method: "POST",
    headers: { "content-type": "application/json", dstcode },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(1_500),
  });
  return answerSchema.parse(await response.json());
}

const login = async () => {
  const { session = "" } = await post("/login", { username: ACCOUNT.username, password: ACCOUNT.password });
  return session;
};

async function call(service: string, body: Record<string, unknown>, session?: string) {
  return await post("/g", {
    session: session ?? (await login()),
    madonvi: ACCOUNT.madonvi,
    service,
    ...body,
  });
}

const synchronise = (record: unknown, isUpdating = "False") =>
  call("DongBoHoSoMC", { isUpdating, data: [record] });

const faults = (body: unknown) =>
  fetch(`${adapter.url}/faults`, { method: "POST", body: JSON.stringify(body) });

function dossier(over: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    MaHoSo: CODE,
    MaTTHC: "1.001193",
    TenTTHC: "Thủ tục đăng ký khai sinh",
    MaLinhVuc: "HT",
    TenLinhVuc: "Hộ tịch",
    KenhThucHien: "1",
    ChuHoSo: "Y Mai",
    SoGiayToChuHoSo: "000192000001",
    LoaiDoiTuong: "1",
    NgayTiepNhan: "20220305083000",
    NgayHenTra: "20220308170000",
    TrangThaiHoSo: "2",
    HinhThuc: "0",
    DonViXuLy: "UBND huyện Đăk Hà",
    NoiNopHoSo: "2",
    HoSoCoThanhPhanSoHoa: "0",
    TaiKhoanDuocXacThucVoiVNeID: "0",
    DuocThanhToanTrucTuyen: "3",
    NgayNopHoSo: "20220305083000",
    ...over,
  };
}

const progress = (over: Record<string, unknown> = {}) => ({
  MaHoSo: CODE,
  NguoiXuLy: "A Tuấn",
  ThoiDiemXuLy: "20220305083000",
  NoiDungXuLy: "Tiếp nhận hồ sơ",
  ...over,
});

describe("signing in", () => {
  test("a wrong password, a wrong destination, an ended session and another's code are refused", async () => {
    expect((await post("/login", { username: "tinh", password: "x" })).error_code).toBe("-1");
    expect(
      (await post("/login", { username: "tinh", password: "thu-nghiem" }, "VN:GOV:X")).message,
    ).toContain("dstcode");
    const session = await login();
    expect((await call("LayDanhSachTTHC", {}, session)).error_code).toBe("0");
    expect((await call("LayDanhSachTTHC", { madonvi: "H99" }, session)).message).toContain("madonvi");
    await faults({ endSessions: true });
    expect((await call("LayDanhSachTTHC", {}, session)).message).toContain("Phiên");
  });

  test("a session ends by itself", async () => {
    await adapter.close();
    adapter = await start({ sessionMs: 1 });
    const session = await login();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect((await call("LayDanhSachTTHC", {}, session)).error_code).toBe("-1");
  });
});

describe("what comes down", () => {
  test("procedures, catalogues, identities", async () => {
    expect((await call("LayThuTuc", { maTTHC: "1.001193" })).result?.[0]).toMatchObject({ TRANGTHAI: "1" });
    expect((await call("LayThuTuc", { maTTHC: "9" })).error_code).toBe("-1");
    expect((await call("LayDanhMucDanToc", {})).result).toContainEqual({ Ma: "14", Ten: "Xơ Đăng" });
    const identity = await call("TraCuuTechID", { provider: "wso2is", mstorcmnd: "000192000001" });
    expect(identity.result?.[0]?.TECHNICALID).toMatch(/^[0-9a-f]{32}$/);
    expect((await call("TraCuuTechID", { provider: "wso2is", mstorcmnd: "000000001x" })).error_code).toBe(
      "-1",
    );
    expect((await call("KhongCo", {})).error_code).toBe("-1");
  });
});

describe("dossiers", () => {
  test("are made once, updated only when they are there, and found", async () => {
    expect((await call("TraCuuHoSo", { MaHoSo: CODE })).result).toEqual([]);
    expect((await synchronise(dossier(), "True")).message).toContain("chưa tồn tại");
    expect((await synchronise(dossier())).error_code).toBe("0");
    expect(await synchronise(dossier())).toMatchObject({
      error_code: "3",
      message: `Hồ sơ ${CODE} đã tồn tại`,
    });
    expect((await synchronise(dossier({ TrangThaiHoSo: "4" }), "True")).error_code).toBe("0");
    expect((await call("TraCuuHoSo", { MaHoSo: CODE })).result).toEqual([dossier({ TrangThaiHoSo: "4" })]);
    expect(adapter.kept(CODE)?.states).toEqual(["2", "4"]);
  });

  const MANDATORY = [
    ...[
      "MaHoSo",
      "MaTTHC",
      "TenTTHC",
      "MaLinhVuc",
      "TenLinhVuc",
      "LoaiDoiTuong",
      "NgayTiepNhan",
      "TrangThaiHoSo",
    ],
    ...["HinhThuc", "DonViXuLy", "NoiNopHoSo", "HoSoCoThanhPhanSoHoa", "TaiKhoanDuocXacThucVoiVNeID"],
    ...["DuocThanhToanTrucTuyen", "NgayNopHoSo"],
  ];
  test.each(MANDATORY)("without %s they are refused", async (name) => {
    for (const nothing of [undefined, "", "  "])
      expect((await synchronise(dossier({ [name]: nothing }))).message).toContain(`${name}: bắt buộc`);
    expect(adapter.kept(CODE)).toBeUndefined();
  });

  test.each([
    ["NgayTiepNhan", "2022-03-05", "yyyyMMddHHmmss"],
    ["NgayTiepNhan", "20220230083000", "yyyyMMddHHmmss"],
    ["NgayTiepNhan", "20220305240000", "yyyyMMddHHmmss"],
    ["NgayTiepNhan", "20220305082959", "trước NgayNopHoSo"],
    ["NgayTiepNhan", "21220305083000", "tương lai"],
    ["TrangThaiHoSo", "11", "danh mục"],
    ["LoaiDoiTuong", "0", "danh mục"],
    ["KenhThucHien", "9", "danh mục"],
    ["TrichYeuHoSo", "x".repeat(1001), "1000"],
    ["SoGiayToChuHoSo", "00000000001", "định dạng"],
    ["MaHoSo", "1", "định dạng"],
    ["MaTTHC", "9.1", "định dạng"],
    ["MaDoiTuong", "abc", "trực tuyến"],
    ["TrangThaiHoSo", 2, "chuỗi"],
    ["KhongCo", "x", "đặc tả"],
    [
      "TaiLieuNop",
      [{ TepDinhKemId: "1", TenTepDinhKem: "x".repeat(4001), DuongDanTaiTepTin: "https://a.vn/1" }],
      "4000",
    ],
    ["TaiLieuNop", "x", "danh sách"],
    ["DinhDanhCHS", [{ LoaiDinhDanh: "2", SoDinhDanh: "000192000001" }], "độ dài"],
    [
      "DanhSachLePhi",
      [{ TenPhiLePhi: "Lệ phí", HinhThucThu: "3", Gia: "8000", LoaiPhiLePhi: "2" }],
      "danh mục",
    ],
  ])("%s = %j is refused", async (name, value, why) => {
    const answer = await synchronise(dossier({ [name]: value }));
    expect(answer).toMatchObject({ error_code: "-1" });
    expect(answer.message).toContain(why);
    expect(answer.message).not.toContain("000192000001");
  });

  test.each([
    ["3", "NgayTuChoi"],
    ["7", "NgayKetThucXuLy"],
    ["8", "NgayKetThucXuLy"],
    ["9", "NgayKetThucXuLy"],
    ["10", "NgayTra"],
    ["5", "DanhSachHoSoBoSung"],
  ])("state %s asks for %s", async (state, name) => {
    expect((await synchronise(dossier({ TrangThaiHoSo: state }))).message).toContain(name);
  });

  test("what has ended stays ended; a list is taken whole or not at all", async () => {
    const ended = { TrangThaiHoSo: "8", NgayKetThucXuLy: "20220306083000" };
    await synchronise(dossier(ended));
    expect((await synchronise(dossier({ TrangThaiHoSo: "4" }), "True")).message).toContain("đã kết thúc");
    const second = dossier({ MaHoSo: "000.00.36.H34-220305-0002" });
    const both = await call("DongBoHoSoMC", { isUpdating: "False", data: [second, dossier()] });
    expect(both.error_code).toBe("3");
    expect(adapter.kept("000.00.36.H34-220305-0002")).toBeUndefined();
  });

  test("progress is kept in order, once each, and only of a dossier that is there", async () => {
    const send = (line: unknown) => call("CapNhatTienDoHoSoMC", { data: [line] });
    expect((await send(progress())).message).toContain("chưa tồn tại");
    await synchronise(dossier());
    expect((await send(progress())).error_code).toBe("0");
    expect((await send(progress())).error_code).toBe("1");
    expect((await send(progress({ NguoiXuLy: "x".repeat(51) }))).message).toContain("NguoiXuLy");
    expect((await send(progress({ TrangThai: "9", NoiDungXuLy: "Xong" }))).error_code).toBe("0");
    expect(adapter.kept(CODE)?.progress.map(({ TrangThai }) => TrangThai)).toEqual(["4", "9"]);
    expect((await call("DongBoDanhGia", { data: [{ MaHoSo: CODE, TongDiem: "18" }] })).error_code).toBe("0");
    expect((await call("DongBoDanhGia", { data: [{ MaHoSo: CODE, TongDiem: "18" }] })).error_code).toBe("1");
    expect((await call("DongBoDanhGia", { data: [{ MaHoSo: "x" }] })).error_code).toBe("-1");
  });

  test("everything is there after a restart, and the page says what it is", async () => {
    await synchronise(dossier());
    await adapter.close();
    adapter = await start();
    expect(adapter.kept(CODE)?.record.ChuHoSo).toBe("Y Mai");
    const page = await (await fetch(adapter.url)).text();
    expect(page).toContain("Đây là hệ thống mô phỏng");
    expect(page).toContain(CODE);
    expect(await (await fetch(`${adapter.url}/ho-so/${CODE}`)).text()).toContain(
      "TaiKhoanDuocXacThucVoiVNeID",
    );
  });
});

describe("calls that go wrong", () => {
  test.each([
    ["http-500", 0],
    ["cut", 0],
    ["lost", 1],
    ["slow", 1],
  ])("%s has %i effect", async (kind, effects) => {
    const session = await login();
    await faults({ share: 1, kinds: [kind], holdMs: 60_000, times: 1, service: "DongBoHoSoMC" });
    await expect(call("DongBoHoSoMC", { isUpdating: "False", data: [dossier()] }, session)).rejects.toThrow();
    expect(adapter.kept(CODE)?.states.length ?? 0).toBe(effects);
    expect((await call("TraCuuHoSo", { MaHoSo: CODE }, session)).result).toHaveLength(effects);
  });

  test("a share of the calls fails, the same ones for the same seed", async () => {
    const session = await login();
    const round = async () => {
      await faults({ share: 0.3, kinds: ["http-500"], seed: 7 });
      const outcomes: boolean[] = [];
      for (let n = 0; n < 100; n += 1)
        outcomes.push(
          await call("LayDanhSachTTHC", {}, session).then(
            () => true,
            () => false,
          ),
        );
      return outcomes;
    };
    const first = await round();
    expect(first).toEqual(await round());
    const failed = first.filter((good) => !good).length;
    expect(failed).toBeGreaterThan(15);
    expect(failed).toBeLessThan(45);
  });
});

test("a dossier filed at the portal is posted until the province answers", async () => {
  const seen: { authorization: string | undefined; body: string }[] = [];
  const province = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      seen.push({ authorization: request.headers.authorization, body });
      if (seen.length === 1) response.destroy();
      else response.end(JSON.stringify({ error_code: "1", message: "đã có" }));
    });
  });
  await new Promise<void>((resolve) => province.listen(0, "127.0.0.1", resolve));
  const address = province.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/nhan`;
  await adapter.close();
  adapter = await start({ accounts: [{ ...ACCOUNT, receiver: { url, key: "khoa" } }] });
  const answer = await fetch(`${adapter.url}/nop`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ MaHoSo: CODE, MaTTHC: "1.001193", TechID: "t" }),
  });
  expect(await answer.json()).toEqual({ error_code: "1", message: "đã có" });
  expect(seen).toHaveLength(2);
  expect(seen[0]).toEqual(seen[1]);
  expect(seen[0]?.authorization).toBe("Bearer khoa");
  province.close();
});
