import type { Desk } from "./desk.ts";
import { FAULTS } from "./faults.ts";
import type { Holder } from "./tokens.ts";

const KINDS: Readonly<Record<Holder["kind"], string>> = { person: "cá nhân", organisation: "cơ quan" };

/** The window of the program: which token is plugged in, what shall go wrong, what was signed lately. */
export function signServicePage(desk: Desk, known: readonly Holder[]): string {
  const { inserted, faults } = desk;
  const tokens = known.map((holder) => {
    const chosen = holder.name === inserted?.name && holder.kind === inserted.kind;
    return radio("token", JSON.stringify(holder), `${holder.name} (${KINDS[holder.kind]})`, chosen);
  });
  const isKnown = tokens.some((line) => line.includes(" checked"));
  const notes = desk
    .notes()
    .map(
      ({ at, action, fileName, signer, outcome }) =>
        `<tr><td>${at.toLocaleTimeString("vi-VN", { timeZone: "Asia/Ho_Chi_Minh" })}</td><td>${escapeHtml(action)}</td><td>${escapeHtml(fileName)}</td><td>${escapeHtml(signer)}</td><td>${escapeHtml(outcome)}</td></tr>`,
    );
  return `<!doctype html>
<html lang="vi">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Phần mềm ký số mô phỏng</title>
<style>
body { font: 1rem/1.6 "Be Vietnam Pro", system-ui, sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; color: #1d2733; }
strong.mark { background: #fff3c4; padding: .1rem .4rem; }
fieldset { border: 1px solid #8797a8; margin: 0 0 1rem; overflow-wrap: anywhere; }
fieldset label { display: block; padding: .25rem 0; }
input, select, button { font: inherit; min-height: 2.25rem; max-width: 100%; }
input[type="radio"] { min-height: 0; }
div.wide { overflow-x: auto; }
table { border-collapse: collapse; } th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; }
</style>
</head>
<body>
<main>
<h1>Phần mềm ký số mô phỏng</h1>
<p><strong class="mark">Đây là hệ thống mô phỏng.</strong> Ở ngoài đời, VGCA Sign Service của Ban Cơ yếu Chính phủ chạy trên máy của
người ký, khóa nằm trong thiết bị (token) và người ký nhập mã PIN. Chữ ký làm ở đây không có giá trị pháp lý.
<span lang="en">A stand-in of the signing program at the signer's computer; its signatures have no legal value.</span></p>
<h2>Thiết bị đang cắm</h2>
<form method="post" action="/choose">
<fieldset><legend>Token của ai</legend>
${radio("token", "", "Tự chọn theo người ký mà trang gọi nêu tên", inserted === undefined)}
${tokens.join("\n")}
${radio("token", "other", "Của người hoặc cơ quan khác:", inserted !== undefined && !isKnown)}
<label>Họ tên hoặc tên cơ quan <input name="name" value="${isKnown ? "" : escapeHtml(inserted?.name ?? "")}" autocomplete="off"></label>
<label>Loại chứng thư số <select name="kind"><option value="person">cá nhân</option><option value="organisation">cơ quan</option></select></label>
</fieldset>
<fieldset><legend>Điều gì xảy ra khi ký</legend>
${radio("fault", "", "Mọi việc suôn sẻ", faults.fault === undefined)}
${Object.entries(FAULTS)
  .map(([code, words]) => radio("fault", code, words, faults.fault === code))
  .join("\n")}
</fieldset>
<p><button>Áp dụng</button></p>
</form>
<h2>Các lượt gọi gần đây</h2>
${
  notes.length === 0
    ? "<p>Chưa có lượt gọi nào.</p>"
    : `<div class="wide" role="region" aria-label="Các lượt gọi gần đây" tabindex="0"><table><thead><tr><th scope="col">Lúc</th><th scope="col">Chức năng</th><th scope="col">Tệp</th><th scope="col">Token</th><th scope="col">Kết quả</th></tr></thead><tbody>${notes.join("\n")}</tbody></table></div>`
}
</main>
</body>
</html>
`;
}

function radio(name: string, value: string, words: string, isChosen: boolean): string {
  return `<label><input type="radio" name="${name}" value="${escapeHtml(value)}"${isChosen ? " checked" : ""}> ${escapeHtml(words)}</label>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
