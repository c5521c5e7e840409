/** The stand-in's front page: it says what it is, and nobody can take it for a real authority. */
export function authorityPage(numbers: { readonly issued: number; readonly revoked: number }): string {
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>CA thử nghiệm</title>
<style>
body { font: 1rem/1.6 "Be Vietnam Pro", system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #1d2733; }
strong.mark { background: #fff3c4; padding: .1rem .4rem; }
code { background: #eef2f6; padding: .1rem .3rem; overflow-wrap: anywhere; }
</style>
</head>
<body>
<main>
<h1>CA thử nghiệm</h1>
<p><strong class="mark">Đây là hệ thống mô phỏng.</strong> Chứng thư số do trang này cấp chỉ dùng để thử nghiệm,
không có giá trị pháp lý. Hệ thống thật nhận chứng thư số chuyên dùng công vụ của Ban Cơ yếu Chính phủ.</p>
<p>Đã cấp: ${numbers.issued} chứng thư số. Đã thu hồi: ${numbers.revoked}.</p>
<h2>Tải về</h2>
<ul>
<li><a href="/root.crt">Chứng thư số của CA gốc thử nghiệm</a></li>
<li><a href="/sub.crt">Chứng thư số của CA thử nghiệm</a></li>
<li><a href="/crl">Danh sách chứng thư số bị thu hồi</a></li>
<li><a href="/root.crl">Danh sách thu hồi của CA gốc thử nghiệm</a></li>
</ul>
<h2>Dành cho máy</h2>
<ul>
<li><code>POST /enrol</code> — JSON <code>{"request": PKCS#10, "kind": "person" | "organisation"}</code></li>
<li><code>POST /ocsp</code> — RFC 6960, <code>application/ocsp-request</code>; <code>POST /faults</code> bật và tắt các lỗi để thử</li>
<li><code>POST /revoke</code> — JSON <code>{"serialNumber": "…", "reason": "keyCompromise"}</code></li>
</ul>
<p lang="en">This is a stand-in for demonstrations and tests. Its certificates have no legal value.</p>
</main>
</body>
</html>
`;
}
