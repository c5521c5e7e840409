import type { Context } from "hono";
import type { HttpEnv } from "./env.ts";

/** Network address of the caller; a proxy's header is only believed from loopback. */
export function clientAddress(c: Context<HttpEnv>): string {
  const direct = c.env.incoming?.socket.remoteAddress ?? "";
  const loopback = direct === "127.0.0.1" || direct === "::1" || direct === "::ffff:127.0.0.1";
  const forwarded = loopback ? c.req.header("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  return forwarded && /^[0-9a-f.:]{3,45}$/i.test(forwarded) ? forwarded : direct;
}

/** A path of this site to return to; anything that could lead elsewhere becomes the fallback. */
export function localPath(candidate: string | undefined, fallback = "/"): string {
  if (candidate === undefined || !/^\/(?![/\\])[\x21-\x7e]*$/.test(candidate) || candidate.includes("\\"))
    return fallback;
  return candidate;
}

/** A query parameter, trimmed, NFC, without control characters; empty when absent; cut at `max` characters. */
export function queryText(c: Context<HttpEnv>, name: string, max = 300): string {
  const text = (c.req.query(name) ?? "")
    .toWellFormed()
    .normalize("NFC")
    .replace(/\p{Cc}+/gu, " ");
  return [...text.trim()].slice(0, max).join("");
}

/** A whole number from the query inside bounds, or the fallback. */
export function queryNumber(
  c: Context<HttpEnv>,
  name: string,
  bounds: { min: number; max: number; fallback: number },
): number {
  const text = c.req.query(name);
  const number = text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : bounds.fallback;
  return number < bounds.min || number > bounds.max ? bounds.fallback : number;
}

/** Content-Disposition that every browser reads, with the Vietnamese name kept (RFC 6266, RFC 8187). */
export function attachment(name: string, how: "attachment" | "inline" = "attachment"): string {
  const wellFormed = name.toWellFormed();
  const plain = wellFormed
    .normalize("NFD")
    .replace(/\p{M}+/gu, "")
    .replace(/đ/g, "d")
    .replace(/Đ/g, "D")
    .replace(/[^A-Za-z0-9 ._()-]/g, "_");
  const encoded = encodeURIComponent(wellFormed).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${how}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
