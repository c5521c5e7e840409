/** How much a download may take. */
export interface DownloadLimits {
  readonly timeoutMs: number;
  readonly maximumBytes: number;
}

/**
 * Fetches bytes over HTTP, or posts a question and fetches its answer. Redirects are refused: the address comes from a
 * verified certificate, the place it would lead to does not.
 *
 * @throws Error with a short reason
 */
export async function download(
  url: string,
  limits: DownloadLimits,
  question?: { readonly type: string; readonly body: Uint8Array },
): Promise<Uint8Array> {
  const response = await fetch(url, {
    signal: AbortSignal.timeout(limits.timeoutMs),
    redirect: "error",
    ...(question && {
      method: "POST",
      headers: { "content-type": question.type },
      body: Uint8Array.from(question.body),
    }),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`HTTP ${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of response.body ?? []) {
    size += part.length;
    if (size > limits.maximumBytes) throw new Error(`larger than ${limits.maximumBytes} bytes`);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
