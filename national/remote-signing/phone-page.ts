import type { Account } from "./accounts.ts";
import type { Pending } from "./transactions.ts";

/** What the holder would see on the phone. */
export function phonePage(
  waiting: readonly { readonly account: Account; readonly pending: Pending }[],
): string {
  const items = waiting.map(({ account, pending }) => {
    const left = Math.max(0, Math.round((pending.expiresAt - Date.now()) / 1000));
    const code =
      pending.otp === undefined
        ? `<p>${pending.hashes.length} văn bản chờ ký. <span lang="en">${pending.hashes.length} documents to sign.</span></p>
<form method="post" action="/phone/confirm"><input type="hidden" name="id" value="${pending.id}"><button name="answer" value="yes">Đồng ý ký</button> <button name="answer" value="no">Từ chối</button></form>`
        : `<p>Mã xác nhận (OTP): <strong data-otp="${pending.otp}">${pending.otp}</strong></p>
<form method="post" action="/phone/confirm"><input type="hidden" name="id" value="${pending.id}"><button name="answer" value="no">Không phải tôi, từ chối</button></form>`;
    return `<li data-pending="${pending.id}"><h2>${escapeHtml(account.name)}</h2>${code}<p>Còn ${left} giây.</p></li>`;
  });
  return `<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta http-equiv="refresh" content="3"><title>Điện thoại ký số mô phỏng</title></head>
<body>
<main style="font:1rem/1.6 system-ui,sans-serif;max-width:30rem;margin:1rem auto;padding:0 1rem">
<h1>Điện thoại ký số mô phỏng</h1>
<p><strong>Đây là hệ thống mô phỏng.</strong> Ở ngoài đời, mã và nút này nằm trên điện thoại của người ký, không ai khác thấy được.
<span lang="en">A stand-in: in reality each holder sees this on their own phone alone.</span></p>
${items.length === 0 ? "<p>Không có lượt ký nào đang chờ.</p>" : `<ul style="list-style:none;padding:0">${items.join("\n")}</ul>`}
</main>
</body>
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
