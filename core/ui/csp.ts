/**
 * The Content-Security-Policy every page is written for: no inline script without the nonce, no eval, nothing from
 * other machines. `blob:` images are page pictures made by the PDF viewer; `data:` images are small marks in the
 * stylesheet. Style attributes set by script go through the CSSOM, which the policy permits.
 * @param sockets addresses of programs on the reader's own computer that pages may call
 * @param nonce base64 or hex, fresh for every answer; the same one goes to `Shell.nonce`.
 */
export function contentSecurityPolicy(nonce: string, sockets: readonly string[] = []): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    ["connect-src 'self'", ...sockets].join(" "),
    "worker-src 'self'",
    "object-src 'self'",
    "frame-src 'self'",
    "frame-ancestors 'self'",
    "form-action 'self'",
    "base-uri 'none'",
  ].join("; ");
}
