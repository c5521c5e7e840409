import type { Context } from "hono";
import { Refusal } from "../../errors.ts";
import type { HttpEnv } from "../../http/index.ts";

const MAX_BYTES = 4 * 1024 * 1024;
/** What is too large is still read (and dropped) this far: a browser that is cut off while sending shows no answer. */
const DRAIN_BYTES = 64 * 1024 * 1024;

/** A posted form held in memory, for files that must not lie in the file store: a private key is no content. */
export interface SmallUpload {
  text(name: string): string;
  /** Undefined when nothing was chosen. */
  file(name: string): Promise<Uint8Array | undefined>;
}

/**
 * Reads a form of at most 4 MB.
 * @throws Refusal 413 when it is larger, 400 when the body is not a form
 */
export async function readSmallUpload(c: Context<HttpEnv>): Promise<SmallUpload> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of c.req.raw.body ?? []) {
    size += part.length;
    if (size <= MAX_BYTES) parts.push(part);
    if (size > DRAIN_BYTES) break;
  }
  if (size > MAX_BYTES) {
    throw new Refusal("files.too-large", 413, {
      vi: "Các tệp gửi lên lớn hơn 4 MB. Tệp chứng thư số và hình chữ ký thường chỉ vài trăm KB; hãy kiểm tra lại.",
      en: "The files are larger than 4 MB. Key files and pictures usually have a few hundred KB; check them.",
    });
  }
  const body = new Response(Buffer.concat(parts), {
    headers: { "content-type": c.req.header("content-type") ?? "" },
  });
  const form = await body.formData().catch((error: unknown) => {
    throw new Refusal("http.bad-form", 400, {
      vi: `Máy chủ không đọc được biểu mẫu (${error instanceof Error ? error.name : "lỗi"}). Hãy gửi lại.`,
      en: "The form could not be read. Please send it again.",
    });
  });
  return {
    text(name) {
      const value = form.get(name);
      return typeof value === "string" ? value : "";
    },
    async file(name) {
      const value = form.get(name);
      if (value === null || typeof value === "string" || value.size === 0) return undefined;
      return new Uint8Array(await value.arrayBuffer());
    },
  };
}
