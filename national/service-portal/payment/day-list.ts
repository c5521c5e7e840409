import type { Payment } from "./payments.ts";

/**
 * What a partner downloads to compare a day with: its decided payments of the day as CSV. The published protocol has no
 * message for it; a platform hands it out on its pages.
 *
 * @param day `yyyyMMdd`
 */
export function dayList(payments: readonly Payment[], day: string): string {
  const lines = payments
    .filter(({ state, time }) => state !== "khoi-tao" && time.startsWith(day))
    .map(({ reference, transaction, amount, state, time }) =>
      [reference, transaction, amount, state, time].join(","),
    );
  return `${["MaThamChieu,MaGiaoDich,SoTien,TrangThai,ThoiGianGD", ...lines].join("\r\n")}\r\n`;
}

/** The first page of the payment platform: what it is, and the lists of the days. */
export function platformPage(payments: readonly Payment[]): string {
  const counts = new Map<string, number>();
  for (const { state, time } of payments)
    if (state !== "khoi-tao") counts.set(time.slice(0, 8), (counts.get(time.slice(0, 8)) ?? 0) + 1);
  const days = [...counts]
    .toSorted(([a], [b]) => b.localeCompare(a))
    .slice(0, 60)
    .map(
      ([day, count]) =>
        `<li><a href="/payment/days/${day}.csv">${day.slice(6)}/${day.slice(4, 6)}/${day.slice(0, 4)}</a>: ${count} giao dịch</li>`,
    );
  return `<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Nền tảng thanh toán mô phỏng</title></head>
<body><main style="font:1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem">
<h1>Nền tảng thanh toán mô phỏng</h1>
<p><strong>Đây là hệ thống mô phỏng.</strong> Không có tiền thật nào được chuyển. <span lang="en">A stand-in: no money moves.</span></p>
<h2>Danh sách đối soát theo ngày</h2>
${days.length === 0 ? "<p>Chưa có giao dịch nào.</p>" : `<ul>${days.join("")}</ul>`}
<p><code>POST /payment/faults</code> bật thử lỗi: mất, lặp, chậm, sai mã xác thực.</p>
</main></body>
</html>
`;
}
