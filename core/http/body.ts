import type { Context } from "hono";
import { Refusal } from "../errors.ts";
import type { HttpEnv } from "./env.ts";

/** What is too large is still read and dropped this far: a browser that is cut off while sending shows no answer. */
const DRAIN_BYTES = 64 * 1024 * 1024;

/**
 * The body as text, never more of it in memory than allowed.
 *
 * @param maxBytes largest body taken
 * @throws Refusal 413 when it is larger, 400 when it is not UTF-8 or the connection was cut
 */
export async function readText(c: Context<HttpEnv>, maxBytes: number): Promise<string> {
  if (Number(c.req.header("content-length") ?? 0) > DRAIN_BYTES) throw bodyTooLarge(maxBytes);
  const body = c.req.raw.body;
  if (!body) return "";
  const kept: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of limited(body, DRAIN_BYTES)) {
      size += chunk.length;
      if (size <= maxBytes) kept.push(chunk);
    }
    if (size <= maxBytes) return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(kept));
  } catch (error) {
    if (!(error instanceof Refusal)) throw unreadable();
  }
  throw bodyTooLarge(maxBytes);
}

/**
 * A body piece by piece, as long as it stays within the limit.
 * @throws Refusal 413 at the piece that goes beyond it
 */
export async function* limited(
  body: ReadableStream<Uint8Array>,
  maxBytes: number,
): AsyncGenerator<Uint8Array, void> {
  const reader = body.getReader();
  try {
    let size = 0;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      size += value.length;
      if (size > maxBytes) throw bodyTooLarge(maxBytes);
      yield value;
    }
  } finally {
    // Not cancelled: that would cut the connection before the answer is written. The server discards the rest.
    reader.releaseLock();
  }
}

/** The body is larger than this address takes. */
export function bodyTooLarge(limit: number): Refusal {
  const size =
    limit >= 1024 * 1024 ? `${Math.floor(limit / 1024 / 1024)} MB` : `${Math.floor(limit / 1024)} KB`;
  return new Refusal("http.too-large", 413, {
    vi: `Nội dung gửi lên lớn hơn mức cho phép (${size}). Hãy giảm dung lượng hoặc chia nhỏ rồi gửi lại.`,
    en: `What was sent is larger than allowed (${size}). Make it smaller or split it and send again.`,
  });
}

/** The body broke off or is not what it says. */
export function unreadable(): Refusal {
  return new Refusal("http.bad-form", 400, {
    vi: "Máy chủ không đọc được nội dung gửi lên (đường truyền có thể bị ngắt giữa chừng). Hãy gửi lại.",
    en: "What was sent could not be read (the connection may have been cut). Please send it again.",
  });
}
