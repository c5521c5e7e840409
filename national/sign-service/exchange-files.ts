import { z } from "zod";

/** Who asks for a file to be moved. */
export interface Caller {
  /** Of the page that calls; undefined when no browser does. */
  readonly origin: string | undefined;
  readonly ended: AbortSignal;
}

export interface UploadReply {
  readonly ok: boolean;
  readonly message: string;
  readonly fileServer: string;
}

const MAXIMUM_BYTES = 100 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

const replySchema = z.object({
  Status: z.boolean(),
  Message: z.string().default(""),
  FileServer: z.string().default(""),
});

/**
 * Fetches the file that is to be signed.
 * @throws Error whose message the person is shown
 */
export async function fetchFile(address: string, caller: Caller): Promise<Uint8Array> {
  const response = await ask(address, {}, caller);
  if (!response.ok) throw new Error(`Không tải được tệp cần ký: máy chủ trả lời ${response.status}.`);
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > MAXIMUM_BYTES) throw new Error("Tệp cần ký lớn hơn 100 MB.");
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}

/**
 * Brings the signed file back, as multipart/form-data.
 * @throws Error whose message the person is shown
 */
export async function uploadFile(
  address: string,
  signed: Uint8Array,
  fileName: string,
  caller: Caller,
): Promise<UploadReply> {
  const body = new FormData();
  body.set("uploadfile", new Blob([Uint8Array.from(signed)], { type: "application/pdf" }), fileName);
  const response = await ask(address, { method: "POST", body }, caller);
  if (!response.ok) throw new Error(`Không gửi được tệp đã ký: máy chủ trả lời ${response.status}.`);
  const parsed = replySchema.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success) throw new Error("Máy chủ nhận tệp đã ký trả lời không đúng mẫu.");
  const { Status, Message, FileServer } = parsed.data;
  return { ok: Status, message: Message, fileServer: FileServer };
}

async function ask(address: string, init: RequestInit, caller: Caller): Promise<Response> {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url === undefined || !mayReach(url, caller.origin))
    throw new Error("Trang gọi phần mềm ký chỉ được nêu địa chỉ tệp của chính hệ thống đó.");
  try {
    const signal = AbortSignal.any([caller.ended, AbortSignal.timeout(TIMEOUT_MS)]);
    return await fetch(url, { ...init, redirect: "error", signal });
  } catch (error) {
    throw new Error("Không kết nối được tới máy chủ của hệ thống văn bản.", { cause: error });
  }
}

/** Any page of the browser may call a program on this computer: it must not fetch for one page from another's server. */
function mayReach(url: URL, origin: string | undefined): boolean {
  if (url.protocol !== "http:" && url.protocol !== "https:") return false;
  if (origin === undefined || origin === url.origin) return true;
  return isLoopback(url) && URL.canParse(origin) && isLoopback(new URL(origin));
}

function isLoopback({ hostname }: URL): boolean {
  return ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}
