import { describe, expect, test } from "vitest";
import { amountInWords } from "./amount-in-words.ts";
import { isAuthentic, messageCode, momentOf, platformTime } from "./online/platform-messages.ts";
import { crc16, vietQr } from "./vietqr.ts";
import { writeCsv } from "./write-csv.ts";

describe("the wire", () => {
  test("MaXacThuc of the published vectors, times by the 24-hour clock", () => {
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
    expect(messageCode("INIT", vector, "dummy-secret")).toBe(
      "dc623e3cef948cf81fdfc30136108e39f7ea5885fd9e25c2692528a667ebfd96",
    );
    expect(messageCode("QUERY", { ...vector, LoaiBanTin: "QUERY" }, "dummy-secret")).toBe(
      "995b2c5e090dbbcb689a85108166d92500063917073208e3c939f92af1270ad7",
    );
    const signed = { ...vector, MaXacThuc: messageCode("CONFIRM", vector, "dummy-secret") };
    expect(isAuthentic("CONFIRM", signed, "dummy-secret")).toBe(true);
    expect(isAuthentic("CONFIRM", { ...signed, SoTien: "6000" }, "dummy-secret")).toBe(false);
    expect(isAuthentic("CONFIRM", signed, "another-secret")).toBe(false);
    expect(isAuthentic("CONFIRM", vector, "dummy-secret")).toBe(false);
    const afternoon = new Date("2022-03-05T15:30:00+07:00");
    expect(platformTime(afternoon)).toBe("20220305153000");
    expect(momentOf("20220305153000")).toEqual(afternoon);
    for (const none of ["", "20220230120000", "20220305253000", "2022-03-05"])
      expect(momentOf(none)).toBeUndefined();
  });

  test("VietQR as NAPAS prints it", () => {
    expect(crc16("123456789").toString(16)).toBe("29b1");
    expect(vietQr({ bankBin: "970416", account: "257678859" })).toBe(
      "00020101021138530010A0000007270123000697041601092576788590208QRIBFTTA53037045802VN6304AE9F",
    );
    expect(
      vietQr({ bankBin: "970415", account: "113366668888" }, 50_000, "HS 000.00.16.H34-220305-0001"),
    ).toBe(
      "00020101021238560010A0000007270126000697041501121133666688880208QRIBFTTA53037045405500005802VN62320828HS 000.00.16.H34-220305-0001630434CD",
    );
  });

  test("sums in words", () => {
    expect(
      [8_000, 15_000, 101_000, 1_000_005, 21_021_021, 55_000, 10, 2_000_000_000].map(amountInWords),
    ).toEqual([
      "Tám nghìn đồng",
      "Mười lăm nghìn đồng",
      "Một trăm lẻ một nghìn đồng",
      "Một triệu không trăm lẻ năm đồng",
      "Hai mươi mốt triệu không trăm hai mươi mốt nghìn không trăm hai mươi mốt đồng",
      "Năm mươi lăm nghìn đồng",
      "Mười đồng",
      "Hai tỷ đồng",
    ]);
  });

  test("CSV that a spreadsheet reads and does not run", async () => {
    async function* rows() {
      yield { name: 'Y "Mai", A', sum: "5000" };
      yield { name: "=1+1", sum: "-1" };
    }
    const columns = [
      { key: "name", label: "Người nộp" },
      { key: "sum", label: "Số tiền" },
    ];
    const lines = await Array.fromAsync(writeCsv(columns, rows()));
    expect(lines.join("")).toBe('\ufeffNgười nộp,Số tiền\r\n"Y ""Mai"", A",5000\r\n\'=1+1,\'-1\r\n');
  });
});
