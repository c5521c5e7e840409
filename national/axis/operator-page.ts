import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { integer, type Row, text } from "../wire/rows.ts";
import { formatDateTime } from "../wire/vietnam-time.ts";
import { readSmallBody } from "./calls.ts";
import type { AxisContext } from "./context.ts";
import type { FaultSettings } from "./faults.ts";
import { AxisRefusal } from "./protocol.ts";

/** What is not protocol: the page at `/` and the fault switches at `/faults`. */
export async function serveOperatorPage(
  context: AxisContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname } = new URL(request.url ?? "/", "http://axis");
  if (pathname === "/faults" && request.method === "POST") return changeFaults(context, request, response);
  if (request.method !== "GET") return answer(response, 405, "text/plain", "Method not allowed");
  if (pathname === "/faults") return answerJson(response, 200, context.faults.settings);
  if (pathname === "/healthz") return answerJson(response, 200, { status: "ok", ...figures(context) });
  if (pathname === "/") return answer(response, 200, "text/html", page(context));
  answer(response, 404, "text/plain", "Not found");
}

async function changeFaults(
  context: AxisContext,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isForm = (request.headers["content-type"] ?? "").startsWith("application/x-www-form-urlencoded");
  try {
    const body = await readSmallBody(request);
    const change = isForm ? fromForm(new URLSearchParams(body)) : jsonObject.parse(JSON.parse(body));
    const settings = context.faults.change(change);
    if (!isForm) return answerJson(response, 200, settings);
    response.writeHead(303, { location: "/" }).end();
  } catch (error) {
    const isInput =
      error instanceof z.ZodError || error instanceof SyntaxError || error instanceof AxisRefusal;
    if (!isInput) throw error;
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : error.message;
    answerJson(response, 400, { error: reason });
  }
}

const jsonObject = z.record(z.string(), z.unknown());

function fromForm(form: URLSearchParams): Record<string, unknown> {
  const lockAgency = (form.get("lockAgency") ?? "").split(/[\s,;]+/).filter((code) => code !== "");
  const rates = ["slowMs", "errorRate", "cutRate", "duplicateRate", "badJsonRate"];
  return {
    ...Object.fromEntries(rates.map((name) => [name, form.get(name) ?? "0"])),
    shuffle: form.has("shuffle"),
    lockAgency,
  };
}

function figures(context: AxisContext): Record<string, number> {
  const row = context.statements.figures.get() ?? {};
  return Object.fromEntries(Object.keys(row).map((name) => [name, integer(row, name)]));
}

function page(context: AxisContext): string {
  const counts = figures(context);
  return `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Trục liên thông thử nghiệm</title>
<style>
body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1rem;color:#1b2430;background:#fff}
.warn{background:#fff3cd;border:1px solid #8a6d00;padding:.75rem 1rem;border-radius:6px}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #8b95a1;padding:.35rem .5rem;text-align:left}
label{display:block;margin:.5rem 0}input{font:inherit;min-height:2rem}button{font:inherit;min-height:2.75rem;padding:0 1rem}
.scroll{overflow-x:auto}
</style></head><body><main>
<h1>Trục liên thông thử nghiệm — không phải hệ thống thật</h1>
<p class="warn">Đây là bản thay thế của Trục liên thông văn bản quốc gia, chỉ dùng để thử nghiệm và trình diễn. Không có
văn bản nào ở đây được gửi tới cơ quan thật.</p>
<p>Cơ quan: ${counts.agencies ?? 0} · Văn bản: ${counts.documents ?? 0} · Trạng thái: ${counts.statuses ?? 0} · Chờ nhận:
${counts.waiting ?? 0} · Nhận lỗi: ${counts.failed ?? 0}</p>
<h2>20 gói tin mới nhất</h2>
<div class="scroll" tabindex="0" role="region" aria-label="20 gói tin mới nhất"><table><thead><tr><th scope="col">Thời điểm</th>
<th scope="col">Loại</th><th scope="col">Từ</th><th scope="col">Đến</th><th scope="col">Số, ký hiệu</th>
<th scope="col">Trích yếu</th></tr></thead><tbody>${context.statements.latest.all().map(messageRow).join("")}</tbody></table></div>
<h2>Gây lỗi có chủ ý</h2>
${faultForm(context.faults.settings)}
</main></body></html>`;
}

const BUSINESS_TYPE = ["Văn bản mới", "Thu hồi", "Cập nhật", "Thay thế"];

function messageRow(row: Row): string {
  const isStatus = text(row, "kind") === "status";
  const kind = isStatus
    ? `Trạng thái ${text(row, "status_code")}`
    : (BUSINESS_TYPE[integer(row, "business_type")] ?? "");
  const cells = [
    formatDateTime(new Date(integer(row, "created"))),
    kind,
    text(row, "from_code"),
    text(row, "receivers"),
    text(row, "notation"),
    text(row, "title"),
  ];
  return `<tr>${cells.map((cell) => `<td>${escapeHtml(cell)}</td>`).join("")}</tr>`;
}

function faultForm(settings: FaultSettings): string {
  const number = (name: string, label: string, value: number, step: string, max: number) =>
    `<label>${label} <input type="number" name="${name}" value="${value}" min="0" max="${max}" step="${step}"></label>`;
  return `<form method="post" action="/faults">
${number("slowMs", "Trả lời chậm (mili giây)", settings.slowMs, "1", 600_000)}
${number("errorRate", "Tỷ lệ trả lỗi máy chủ 5xx (0–1)", settings.errorRate, "any", 1)}
${number("cutRate", "Tỷ lệ ngắt kết nối giữa chừng (0–1)", settings.cutRate, "any", 1)}
${number("duplicateRate", "Tỷ lệ phát trùng (0–1)", settings.duplicateRate, "any", 1)}
${number("badJsonRate", "Tỷ lệ trả JSON hỏng (0–1)", settings.badJsonRate, "any", 1)}
<label><input type="checkbox" name="shuffle"${settings.shuffle ? " checked" : ""}> Danh sách không theo thứ tự</label>
<label>Cơ quan bị khóa (mã, cách nhau dấu phẩy) <input name="lockAgency" size="40"
value="${escapeHtml(settings.lockAgency.join(", "))}"></label>
<button>Áp dụng</button></form>`;
}

function escapeHtml(value: string): string {
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

function answerJson(response: ServerResponse, status: number, value: unknown): void {
  answer(response, status, "application/json", JSON.stringify(value));
}

function answer(response: ServerResponse, status: number, type: string, body: string): void {
  response.writeHead(status, { "content-type": `${type};charset=UTF-8` });
  response.end(body);
}
