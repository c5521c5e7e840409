import { textOf, type WireRecord } from "./check-record.ts";
import type { AdapterStore, KeptDossier } from "./store.ts";

const STATE_NAMES: Readonly<Record<string, string>> = {
  "1": "Mới đăng ký",
  "2": "Được tiếp nhận",
  "3": "Không được tiếp nhận",
  "4": "Đang xử lý",
  "5": "Yêu cầu bổ sung giấy tờ",
  "6": "Yêu cầu thực hiện nghĩa vụ tài chính",
  "7": "Công dân yêu cầu rút hồ sơ",
  "8": "Dừng xử lý",
  "9": "Đã xử lý xong",
  "10": "Đã trả kết quả",
};
const NEWEST = 100;

/** What the portal has got, and a form for filing a dossier there. */
export function adapterPage(store: AdapterStore): string {
  const counts = store
    .counts()
    .map(({ state, amount }) => `<li>${stateName(state)}: ${amount}</li>`)
    .join("");
  const rows = store
    .newest(NEWEST)
    .map(
      ({ code, state, record }) =>
        `<tr><td><a href="/ho-so/${encodeURIComponent(code)}">${escapeHtml(code)}</a></td><td>${escapeHtml(textOf(record, "TenTTHC"))}</td><td>${stateName(state)}</td></tr>`,
    )
    .join("");
  const filed = store
    .filed()
    .map(
      ({ code, answer, message }) =>
        `<tr><td>${escapeHtml(code)}</td><td>${escapeHtml(answer || "chưa trả lời")}</td><td>${escapeHtml(message)}</td></tr>`,
    )
    .join("");
  return page(
    "Đồng bộ hồ sơ Cổng Dịch vụ công quốc gia (mô phỏng)",
    `<h2>Hồ sơ đã đồng bộ</h2>
${counts ? `<ul>${counts}</ul>` : "<p>Chưa có hồ sơ nào.</p>"}
<table><thead><tr><th scope="col">Mã hồ sơ</th><th scope="col">Thủ tục</th><th scope="col">Trạng thái</th></tr></thead><tbody>${rows}</tbody></table>
<h2>Nộp một hồ sơ tại cổng này</h2>
<form method="post" action="/nop">
<p><label for="MaHoSo">Mã hồ sơ (bắt đầu bằng mã định danh cơ quan nhận)</label><br><input id="MaHoSo" name="MaHoSo" required></p>
<p><label for="MaTTHC">Mã thủ tục</label><br><input id="MaTTHC" name="MaTTHC" required value="2.000815"></p>
<p><label for="ChuHoSo">Chủ hồ sơ</label><br><input id="ChuHoSo" name="ChuHoSo"></p>
<p><label for="SoGiayToChuHoSo">Số định danh</label><br><input id="SoGiayToChuHoSo" name="SoGiayToChuHoSo" inputmode="numeric"></p>
<p><label for="TechID">TechID</label><br><input id="TechID" name="TechID"></p>
<p><button>Nộp và chuyển về tỉnh</button></p></form>
<table><caption>Đã nộp tại đây</caption><thead><tr><th scope="col">Mã hồ sơ</th><th scope="col">Tỉnh trả lời</th><th scope="col">Nội dung</th></tr></thead><tbody>${filed}</tbody></table>
<p><code>POST /faults</code> bật thử lỗi: <code>{"share":0.2}</code> làm hỏng một phần năm số lời gọi.</p>`,
  );
}

/** One dossier with everything that came of it. */
export function dossierPage(dossier: KeptDossier): string {
  return page(
    `Hồ sơ ${escapeHtml(dossier.code)}`,
    `<p><a href="/">Về danh sách</a></p>
<p>Trạng thái đã nhận: ${dossier.states.map(stateName).join(" → ")}</p>
${recordTable(dossier.record)}
<h2>Tiến trình</h2>${dossier.progress.map(recordTable).join("")}`,
  );
}

function recordTable(record: WireRecord): string {
  const rows = Object.entries(record).map(
    ([name, value]) =>
      `<tr><th scope="row">${escapeHtml(name)}</th><td>${typeof value === "string" ? escapeHtml(value) : value.map(recordTable).join("")}</td></tr>`,
  );
  return `<table><tbody>${rows.join("")}</tbody></table>`;
}

function stateName(state: string): string {
  return `${escapeHtml(state)} ${STATE_NAMES[state] ?? ""}`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>body{font:1rem/1.6 system-ui,sans-serif;max-width:60rem;margin:1rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}
button,input{font:inherit;padding:.5rem .75rem}input{width:100%;max-width:24rem;box-sizing:border-box}
.note{border-left:4px solid #b4231f;padding:.25rem .75rem;background:#fff4f2}
table{border-collapse:collapse;margin:.5rem 0}td,th{text-align:left;padding:.25rem .75rem .25rem 0;vertical-align:top;overflow-wrap:anywhere}</style></head>
<body><main><h1>${title}</h1>
<p class="note"><strong>Đây là hệ thống mô phỏng</strong>, không phải Cổng Dịch vụ công quốc gia. Không nhập dữ liệu của người thật.
<span lang="en">A stand-in: never type anything of a real person.</span></p>
${body}
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
