import { z } from "zod";
import type { SignerRole } from "../types.ts";

const TIMEOUT_MS = 10_000;
const MAXIMUM_BYTES = 256 * 1024;

/** The demo certificate authority could not be reached, or answered something else than its wire promises. */
export class DemoAuthorityError extends Error {
  readonly code = "signing.demo-authority";
}

const enrolled = z.object({ chain: z.array(z.base64().min(1)).min(2).max(6) });

/** The root certificate of the demo authority (DER), `GET /root.crt`. @throws DemoAuthorityError */
export async function fetchDemoRoot(address: string): Promise<Uint8Array> {
  return await ask(new URL("/root.crt", address), {});
}

/**
 * Has a certificate issued, `POST /enrol`.
 *
 * @param request PKCS#10, DER
 * @returns DER: the certificate itself first, the root last
 * @throws DemoAuthorityError
 */
export async function enrolAtDemoAuthority(
  address: string,
  request: Uint8Array,
  kind: SignerRole,
): Promise<Uint8Array[]> {
  const answer = await ask(new URL("/enrol", address), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ request: Buffer.from(request).toString("base64"), kind }),
  });
  const parsed = enrolled.safeParse(parseJson(answer));
  if (!parsed.success)
    throw new DemoAuthorityError(`not the answer of /enrol: ${z.prettifyError(parsed.error)}`);
  return parsed.data.chain.map((text) => new Uint8Array(Buffer.from(text, "base64")));
}

async function ask(url: URL, init: RequestInit): Promise<Uint8Array> {
  try {
    const response = await fetch(url, {
      ...init,
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const parts: Uint8Array[] = [];
    let size = 0;
    for await (const part of response.body ?? []) {
      size += part.length;
      if (size > MAXIMUM_BYTES) throw new DemoAuthorityError(`${url.href}: the answer is too large`);
      parts.push(part);
    }
    const body = Buffer.concat(parts);
    if (!response.ok)
      throw new DemoAuthorityError(
        `${url.href} answered ${response.status}: ${body.toString("utf8").slice(0, 300)}`,
      );
    return new Uint8Array(body);
  } catch (error) {
    if (error instanceof DemoAuthorityError) throw error;
    throw new DemoAuthorityError(`${url.href}: ${String(error)}`, { cause: error });
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
