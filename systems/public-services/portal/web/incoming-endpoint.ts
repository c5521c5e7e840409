import { createHash, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { Refusal } from "../../../../core/errors.ts";
import { type HttpEnv, readText } from "../../../../core/http/index.ts";
import { filingSchema, MOST_BODY_BYTES, problemsOfFiling } from "../incoming/filing.ts";
import { type FilingAnswer, receiveFiling } from "../incoming/receive-filing.ts";

/**
 * POST /portal/incoming — a dossier filed at the national portal, as JSON with `Authorization: Bearer`. Answers in the portal's
 * own way: `{error_code, message}` with 0 taken, 1 taken before, -1 not taken.
 */
export async function incomingEndpoint(c: Context<HttpEnv>): Promise<Response> {
  const { house } = c.var;
  const key = house.config.portal?.incomingKey;
  if (key === undefined || !isKey(key, c.req.header("authorization") ?? ""))
    return answer(c, 401, { error_code: "-1", message: "Khóa kết nối không đúng" });
  try {
    const text = await readText(c, MOST_BODY_BYTES);
    const body = parseJson(text);
    if (body === undefined) return answer(c, 400, { error_code: "-1", message: "Nội dung không phải JSON" });
    const filing = filingSchema.safeParse(body);
    if (!filing.success) return answer(c, 200, { error_code: "-1", message: problemsOfFiling(filing.error) });
    return answer(c, 200, await receiveFiling(house, filing.data));
  } catch (error) {
    if (error instanceof Refusal)
      return answer(c, error.status === 413 ? 413 : 400, { error_code: "-1", message: error.sentence.vi });
    house.log.error({ error: String(error) }, "a dossier of the portal could not be taken in");
    return answer(c, 500, { error_code: "-1", message: "Lỗi hệ thống, đề nghị gửi lại sau" });
  }
}

function answer(c: Context<HttpEnv>, status: 200 | 400 | 401 | 413 | 500, body: FilingAnswer): Response {
  return c.json(body, status);
}

/** Digests of equal length are compared: neither the key nor its length can be found out by timing. */
function isKey(key: string, authorization: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(`Bearer ${key}`), digest(authorization));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Told to the portal as what it is.
    return undefined;
  }
}
