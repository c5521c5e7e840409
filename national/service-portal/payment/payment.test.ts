import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type RunningServicePortal, startServicePortal } from "../index.ts";
import { authenticationCode } from "./authentication-code.ts";

const SECRET = "dummy-secret";
const notice = z.record(z.string(), z.string());
const answerSchema = z.object({ error_code: z.string(), message: z.string() });

let folder: string;
let portal: RunningServicePortal;
let province: Server;
let received: z.infer<typeof notice>[] = [];
let busy = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "payment-"));
  province = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => {
      busy -= 1;
      if (busy >= 0) return void response.writeHead(503).end();
      received.push(notice.parse(JSON.parse(body)));
      response.end("{}");
    });
  });
  await new Promise<void>((resolve) => province.listen(0, "127.0.0.1", resolve));
  const address = province.address();
  const confirmUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}/confirm`;
  const partners = [{ code: "DEMO", secret: SECRET, confirmUrl }];
  portal = await startServicePortal({ port: 0, dataDir: folder, clients: [], partners });
});
afterAll(async () => {
  await portal.close();
  province.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(async () => {
  received = [];
  busy = 0;
  await send("/payment/faults", {});
});

async function send(path: string, body: unknown) {
  return await fetch(portal.url + path, { method: "POST", body: JSON.stringify(body) });
}

let sequence = 0;
function init(over: Record<string, unknown> = {}): Record<string, unknown> {
  sequence += 1;
  const message = {
    LoaiBanTin: "INIT",
    PhienBan: "1.0.6",
    MaDoiTac: "DEMO",
    MaThamChieu: `dvc-${sequence}`,
    SoTien: "50000",
    LoaiHinhThanhToan: "PAY",
    MaKenhThanhToan: "1",
    MaThietBi: "1",
    NgonNgu: "vi-VN",
    MaTienTe: "VND",
    MaNganHang: "PAYMENT",
    ThongTinGiaoDich: "THANH TOAN HO SO 000.00.16.H34-220305-0001",
    ThoiGianGD: "20220305153000",
    Ip: "10.0.0.1",
    ThongTinBienLai: {
      MaDichVu: "2",
      MaDVC: "1.001193.01",
      MaTTHC: "1.001193",
      TenTTHC: "Đăng ký khai sinh",
      MaDonVi: "H34.33.1",
      TenDonVi: "UBND xã Đăk Hà",
      MaHoSo: "000.00.16.H34-220305-0001",
      TKThuHuong: "1234567890",
      MaNHThuHuong: "970405",
      TenTKThuHuong: "UBND xa Dak Ha",
      HoTenNguoiNop: "Y Mai",
      PhiLePhi: [{ LoaiPhiLePhi: "1", MaPhiLePhi: "LP01", TenPhiLePhi: "Lệ phí", SoTien: "50000" }],
    },
    ...over,
  };
  return { ...message, MaXacThuc: authenticationCode("INIT", message, SECRET) };
}

const call = async (message: unknown) => answerSchema.parse(await (await send("/payment", message)).json());

async function begin(message = init()): Promise<string> {
  const { message: text } = await call(message);
  return new URL(z.object({ UrlThanhToan: z.url() }).parse(JSON.parse(text)).UrlThanhToan).pathname;
}

const press = (path: string, outcome: string) =>
  fetch(portal.url + path, { method: "POST", body: new URLSearchParams({ outcome }), redirect: "manual" });

function question(kind: "QUERY" | "GET_BILL", reference: unknown) {
  const message = {
    LoaiBanTin: kind,
    PhienBan: "1.0.6",
    MaDoiTac: "DEMO",
    MaThamChieu: String(reference),
    ThoiGianGD: "20220305160000",
  };
  return { ...message, MaXacThuc: authenticationCode(kind, message, SECRET) };
}

test("MaXacThuc of the published vectors", () => {
  const vector = {
    LoaiBanTin: "INIT",
    PhienBan: "1.0.6",
    MaDoiTac: "DEMO",
    MaThamChieu: "dvc0000016H34220305000120220305103000",
    SoTien: "50000",
    LoaiHinhThanhToan: "PAY",
    MaKenhThanhToan: "1",
    MaThietBi: "1",
    NgonNgu: "vi-VN",
    MaTienTe: "VND",
    MaNganHang: "PAYMENT",
    ThongTinGiaoDich: "THANH TOAN HO SO 000.00.16.H34-220305-0001",
    ThoiGianGD: "20220305103000",
    Ip: "10.0.0.1",
  };
  expect(authenticationCode("INIT", vector, SECRET)).toBe(
    "dc623e3cef948cf81fdfc30136108e39f7ea5885fd9e25c2692528a667ebfd96",
  );
  expect(authenticationCode("QUERY", { ...vector, LoaiBanTin: "QUERY" }, SECRET)).toBe(
    "995b2c5e090dbbcb689a85108166d92500063917073208e3c939f92af1270ad7",
  );
});

describe("a payment", () => {
  test("is begun, paid on the page, told to the partner once, and asked about", async () => {
    const message = init();
    const path = await begin(message);
    expect(await (await fetch(portal.url + path)).text()).toContain("Không có tiền thật");
    const before = await call(question("QUERY", message.MaThamChieu));
    expect(JSON.parse(before.message)).toMatchObject({ TrangThai: "khoi-tao", SoTien: "50000" });
    await press(path, "thanh-cong");
    await press(path, "that-bai");
    const told = () => received.filter(({ MaThamChieu }) => MaThamChieu === message.MaThamChieu);
    await expect.poll(() => told().length).toBe(1);
    const [confirm = {}] = told();
    expect(confirm).toMatchObject({ LoaiBanTin: "CONFIRM", MaLoi: "00" });
    expect(confirm.MaXacThuc).toBe(authenticationCode("CONFIRM", confirm, SECRET));
    const after = await call(question("QUERY", message.MaThamChieu));
    expect(JSON.parse(after.message)).toMatchObject({
      TrangThai: "thanh-cong",
      MaGiaoDich: confirm.MaGiaoDich,
    });
  });

  test("with the same reference is the same payment; with another sum it is refused", async () => {
    const message = init();
    expect(await begin(message)).toBe(await begin(message));
    const bien = { ...z.record(z.string(), z.unknown()).parse(message.ThongTinBienLai) };
    const other = init({
      MaThamChieu: message.MaThamChieu,
      SoTien: "60000",
      ThongTinBienLai: {
        ...bien,
        PhiLePhi: [{ LoaiPhiLePhi: "1", MaPhiLePhi: "LP01", TenPhiLePhi: "Lệ phí", SoTien: "60000" }],
      },
    });
    expect((await call(other)).error_code).toBe("07");
  });

  test("has a receipt once it is paid", async () => {
    const message = init();
    const path = await begin(message);
    expect((await call(question("GET_BILL", message.MaThamChieu))).error_code).toBe("05");
    await press(path, "thanh-cong");
    const bill = await send("/payment", question("GET_BILL", message.MaThamChieu));
    expect(bill.headers.get("content-type")).toBe("application/pdf");
    expect(
      Buffer.from(await bill.arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe("%PDF-");
  });

  test("stands in the list of its day once it is decided; the page says that it is a stand-in", async () => {
    const message = init();
    const path = await begin(message);
    const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10).replaceAll("-", "");
    const list = async () => await (await fetch(`${portal.url}/payment/days/${today}.csv`)).text();
    expect(await list()).not.toContain(String(message.MaThamChieu));
    await press(path, "thanh-cong");
    const line = new RegExp(`^${message.MaThamChieu},MP\\w+,50000,thanh-cong,${today}\\d{6}\r$`, "m");
    expect(await list()).toMatch(line);
    expect(await (await fetch(`${portal.url}/payment`)).text()).toContain("Đây là hệ thống mô phỏng");
  });

  test("that fails is told as failed", async () => {
    const message = init();
    await press(await begin(message), "that-bai");
    // What the payments of other tests are told may still come in.
    const told = () => received.find(({ MaThamChieu }) => MaThamChieu === message.MaThamChieu);
    await expect.poll(() => told()?.MaLoi).toBe("01");
  });
});

describe("refusals", () => {
  test.each([
    ["another partner", { MaDoiTac: "AI" }, "02"],
    ["a sum that is not its parts", { SoTien: "50001" }, "06"],
    ["a time of the 12-hour clock spelt wrongly", { ThoiGianGD: "20220305253000" }, "-1"],
    ["no whole đồng", { SoTien: "50000.5" }, "-1"],
    ["accents in the purpose", { ThongTinGiaoDich: "Thanh toán" }, "-1"],
  ])("%s", async (_, over, code) => {
    expect((await call(init(over))).error_code).toBe(code);
  });

  test("a changed message, an unknown reference, what is no JSON", async () => {
    expect((await call({ ...init(), Ip: "10.0.0.2" })).error_code).toBe("03");
    expect((await call(question("QUERY", "khong-co"))).error_code).toBe("04");
    expect((await fetch(`${portal.url}/payment`, { method: "POST", body: "x" })).status).toBe(400);
  });
});

describe("notifications", () => {
  test("are lost on demand: the state is there to be asked", async () => {
    await send("/payment/faults", { lose: 1 });
    const message = init();
    await press(await begin(message), "thanh-cong");
    const second = init();
    await press(await begin(second), "thanh-cong");
    await expect.poll(() => received.map(({ MaThamChieu }) => MaThamChieu)).toEqual([second.MaThamChieu]);
    const state = await call(question("QUERY", message.MaThamChieu));
    expect(JSON.parse(state.message).TrangThai).toBe("thanh-cong");
  });

  test("come several times on demand, and with a wrong code", async () => {
    await send("/payment/faults", { repeat: 3, wrongCode: true });
    await press(await begin(), "thanh-cong");
    await expect.poll(() => received.length).toBe(3);
    for (const confirm of received)
      expect(confirm.MaXacThuc).not.toBe(authenticationCode("CONFIRM", confirm, SECRET));
  });

  test("come again when the partner was busy", { timeout: 20_000 }, async () => {
    busy = 1;
    await press(await begin(), "thanh-cong");
    await expect.poll(() => received.length, { timeout: 15_000 }).toBe(1);
  });
});
