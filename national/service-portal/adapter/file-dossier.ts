import { z } from "zod";
import { DOSSIER_CODE, PROCEDURE_CODE } from "./fields.ts";
import type { Account } from "./sessions.ts";
import type { AdapterStore, FiledDossier } from "./store.ts";

const MAXIMUM_TRIES = 6;
const RETRY_MS = 300;
const ANSWER_MS = 30_000;

/** A dossier that somebody files at the portal and the province is to receive. */
export const filingSchema = z.object({
  MaHoSo: z.string().regex(DOSSIER_CODE),
  MaTTHC: z.string().regex(PROCEDURE_CODE),
  MaSoThue: z.string().optional(),
  TechID: z.string().optional(),
  TaiLieuNop: z.array(z.object({ TenTepDinhKem: z.string().min(1), Base64: z.string() })).default([]),
  // What the portal may send beside the fields of the description.
  ChuHoSo: z.string().optional(),
  SoGiayToChuHoSo: z.string().optional(),
  SoDienThoai: z.string().optional(),
  Email: z.string().optional(),
});
type Filing = z.infer<typeof filingSchema>;

const answerSchema = z.object({
  error_code: z.union([z.string(), z.number()]),
  message: z.string().default(""),
});

/**
 * Posts a dossier to the province until it is taken, is known there already or is refused. A lost answer is followed by
 * the same post again, as the real portal does.
 */
export async function fileDossier(
  store: AdapterStore,
  account: Account,
  filing: Filing,
): Promise<FiledDossier> {
  const { receiver } = account;
  const body = JSON.stringify(filing);
  let filed: FiledDossier = { code: filing.MaHoSo, body, answer: "", message: "Không gửi được" };
  store.file(filed);
  if (!receiver) return filed;
  for (let attempt = 1; attempt <= MAXIMUM_TRIES; attempt += 1) {
    const answer = await post(receiver, body);
    if (answer) {
      filed = { ...filed, answer: String(answer.error_code), message: answer.message };
      store.file(filed);
      return filed;
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS * attempt));
  }
  return filed;
}

async function post(receiver: NonNullable<Account["receiver"]>, body: string) {
  try {
    const response = await fetch(receiver.url, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${receiver.key}` },
      body,
      redirect: "error",
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return answerSchema.parse(await response.json());
  } catch {
    // Nobody there, or no answer that can be read: the next try tells.
    return undefined;
  }
}
