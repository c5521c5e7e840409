import type { Store, ZaloUser } from "./state.ts";

/** Everybody with a telephone. */
export function peoplePage(store: Store): string {
  const items = store.state.users.map(
    (user) =>
      `<li><a href="/chat/${user.id}">${escapeHtml(user.name)}</a> ${user.follows ? "đang quan tâm" : "chưa quan tâm"}</li>`,
  );
  return page("Zalo mô phỏng", `<p>Chọn một người để cầm điện thoại của họ.</p><ul>${items.join("")}</ul>`);
}

/** The telephone of one person: the chat with the official account. */
export function chatPage(user: ZaloUser): string {
  const messages = user.messages.map((message) => {
    const buttons = message.buttons.map(({ title, type, payload }) =>
      type.startsWith("oa.query")
        ? form(
            user,
            "press",
            `<input type="hidden" name="text" value="${escapeHtml(payload)}"><button>${escapeHtml(title)}</button>`,
          )
        : `<p>${/^https?:/.test(payload) ? `<a href="${escapeHtml(payload)}">${escapeHtml(title)}</a>` : `${escapeHtml(title)}: ${escapeHtml(payload)}`}</p>`,
    );
    return `<li class="${message.from}" data-kind="${message.kind}"><p>${escapeHtml(message.text).replaceAll("\n", "<br>")}</p>${buttons.join("")}</li>`;
  });
  const follow = user.follows
    ? form(user, "unfollow", "<button>Bỏ quan tâm</button>")
    : form(user, "follow", "<button>Quan tâm</button>");
  return page(
    `Điện thoại của ${escapeHtml(user.name)}`,
    `<p><a href="/">Người khác</a></p><ol>${messages.join("")}</ol>
${form(user, "write", '<label for="text">Nhắn cho tỉnh</label><br><input id="text" name="text" maxlength="2000"> <button>Gửi</button>')}
${follow}${form(user, "share", "<button>Chia sẻ tên và số điện thoại</button>")}`,
  );
}

function form({ id }: ZaloUser, action: string, inner: string): string {
  return `<form method="post" action="/chat/${id}/${action}">${inner}</form>`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title>
<style>body{font:1rem/1.6 system-ui,sans-serif;max-width:30rem;margin:1rem auto;padding:0 1rem;color:#1c1c1c;background:#fff}
button,input{font:inherit;padding:.5rem .75rem}ol,ul{list-style:none;padding:0}ol li{padding:.25rem .75rem;margin:.5rem 0;border-radius:.5rem;background:#eef1f4}
ol li.user{background:#dcebff;margin-left:3rem}.note{border-left:4px solid #b4231f;padding:.25rem .75rem;background:#fff4f2}</style></head>
<body><main><h1>${title}</h1>
<p class="note"><strong>Đây là hệ thống mô phỏng.</strong> Không có tin nào đến Zalo thật. <span lang="en">A stand-in: nothing reaches the real Zalo.</span></p>
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
