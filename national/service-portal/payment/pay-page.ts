import type { Payment } from "./payments.ts";

const STATES = {
  "khoi-tao": "Chờ thanh toán",
  "thanh-cong": "Đã thanh toán",
  "that-bai": "Không thành công",
};

/** What the payer sees: the sum, and in place of a bank two buttons. */
export function payPage(payment: Payment): string {
  const lines = payment.lines
    .map(
      (line) => `<tr><td>${escapeHtml(line.text)}</td><td>${line.amount.toLocaleString("vi-VN")} đ</td></tr>`,
    )
    .join("");
  const buttons =
    payment.state === "khoi-tao"
      ? `<form method="post" action="/payment/pay/${payment.id}"><button name="outcome" value="thanh-cong">Thanh toán ${payment.amount.toLocaleString("vi-VN")} đồng</button>
<button name="outcome" value="that-bai">Không thanh toán</button></form>`
      : payment.returnTo &&
        `<p><a href="${escapeHtml(payment.returnTo)}">Quay lại dịch vụ công của tỉnh</a></p>`;
  return `<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Thanh toán mô phỏng</title></head>
<body><main style="font:1rem/1.6 system-ui,sans-serif;max-width:32rem;margin:1rem auto;padding:0 1rem">
<h1>Nền tảng thanh toán mô phỏng</h1>
<p><strong>Đây là hệ thống mô phỏng.</strong> Không có tiền thật nào được chuyển. <span lang="en">A stand-in: no money moves.</span></p>
<p>${escapeHtml(payment.purpose)}</p>
<table>${lines}</table>
<p data-state="${payment.state}">${STATES[payment.state]}</p>
${buttons}
</main></body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
