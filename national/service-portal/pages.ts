import type { AuthorizationRequest } from "./grants.ts";
import { type Account, PASSWORD } from "./people.ts";

const NAMES = {
  portal: { vi: "Cổng Dịch vụ công quốc gia", en: "National service portal" },
  vneid: { vi: "VNeID", en: "VNeID" },
};

/** The first page: what this is, who can sign in, what can be made to go wrong. */
export function firstPage(people: readonly Account[]): string {
  return page(
    "Cổng Dịch vụ công quốc gia mô phỏng",
    `<p>Người dân và doanh nghiệp chứng minh mình là ai tại đây khi đăng nhập dịch vụ công của tỉnh.
<span lang="en">Where citizens and businesses prove who they are.</span></p>
<p>Mật khẩu chung: <code>${PASSWORD}</code></p>
<table><caption>Người và doanh nghiệp mô phỏng, không ai có thật</caption>
<thead><tr><th scope="col">Số định danh hoặc mã số thuế</th><th scope="col">Tên</th></tr></thead>
<tbody>${people.map(({ identifier, name }) => `<tr><td><code>${escapeHtml(identifier)}</code></td><td>${escapeHtml(name)}</td></tr>`).join("")}</tbody></table>
<p><a href="/payment">Nền tảng thanh toán mô phỏng</a></p>
<p><code>POST /faults</code> bật thử lỗi: chậm, đứt, sai nonce.</p>`,
  );
}

/** The sign-in page of a provider for one request of a client. */
export function signInPage(
  request: AuthorizationRequest,
  people: readonly Account[],
  wrong?: { readonly username: string },
): string {
  const name = NAMES[request.provider];
  const kept = {
    provider: request.provider,
    client_id: request.clientId,
    redirect_uri: request.redirectUri,
    state: request.state,
    nonce: request.nonce,
    code_challenge: request.codeChallenge,
  };
  const hidden = Object.entries(kept)
    .flatMap(([key, text]) =>
      text === undefined ? [] : [`<input type="hidden" name="${key}" value="${escapeHtml(text)}">`],
    )
    .join("");
  const buttons = people
    .map(
      ({ identifier, name: who }) =>
        `<li><button name="person" value="${escapeHtml(identifier)}">${escapeHtml(who)}</button></li>`,
    )
    .join("");
  return page(
    `Đăng nhập ${name.vi} (mô phỏng)`,
    `${wrong ? '<p role="alert"><strong>Số định danh hoặc mật khẩu chưa đúng.</strong> <span lang="en">Wrong identifier or password.</span></p>' : ""}
<form method="post" action="/sign-in">${hidden}
<p><label for="username">Số định danh cá nhân hoặc mã số thuế</label><br><input id="username" name="username" autocomplete="off" value="${escapeHtml(wrong?.username ?? "")}"></p>
<p><label for="password">Mật khẩu (${PASSWORD})</label><br><input id="password" name="password" type="password" autocomplete="off"></p>
<p><button name="do" value="sign-in">Đăng nhập và đồng ý chia sẻ thông tin</button>
<button name="do" value="cancel">Không đồng ý, quay lại</button></p>
</form>
<h2>Hoặc bấm một người mô phỏng</h2>
<form method="post" action="/sign-in">${hidden}<ul>${buttons}</ul></form>`,
  );
}

/** A request that must not be answered by going back to where it says. */
export function refusalPage(reason: string): string {
  return page("Yêu cầu đăng nhập không hợp lệ", `<p role="alert">${escapeHtml(reason)}</p>`);
}

export function signedOutPage(): string {
  return page("Đã đăng xuất", "<p>Phiên tại nhà cung cấp định danh mô phỏng đã kết thúc.</p>");
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>body{font:1rem/1.6 system-ui,sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}
button,input{font:inherit;padding:.5rem .75rem}ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.5rem}
input{width:100%;max-width:24rem;box-sizing:border-box}.note{border-left:4px solid #b4231f;padding:.25rem .75rem;background:#fff4f2}
td,th{text-align:left;padding:.25rem .75rem .25rem 0}</style></head>
<body><main><h1>${title}</h1>
<p class="note"><strong>Đây là hệ thống mô phỏng.</strong> Không nhập số định danh hay mật khẩu thật của mình.
<span lang="en">A stand-in: never type a real identifier or password here.</span></p>
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
