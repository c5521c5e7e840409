import { setTimeout as sleep } from "node:timers/promises";
import type { Sentence } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import type { Proposals } from "./propose-fields.ts";
import "./read-scan.ts";
import "./tables.ts";

/** Reading one page takes about two seconds; whoever has to wait longer gets the form back and asks again. */
const PATIENCE_MS = 12_000;
const LOOK_EVERY_MS = 150;

/** What came of reading a scan: proposals for the form, or why there are none. */
export type ScanReading =
  | { readonly state: "done"; readonly proposals: Proposals }
  | { readonly state: "waiting" | "unreadable" | "not-installed"; readonly sentence: Sentence };

const SENTENCES: Readonly<Record<"waiting" | "unreadable" | "not-installed", Sentence>> = {
  waiting: {
    vi: "Đang đọc bản quét, chưa xong. Cứ nhập tiếp, hoặc đợi một lát rồi bấm Đọc bản quét lần nữa; tệp vẫn còn trong biểu mẫu.",
    en: "The scan is still being read. Go on typing, or wait a moment and press Read the scan again; the file stays in the form.",
  },
  unreadable: {
    vi: "Không đọc được chữ nào trên trang đầu của bản quét. Quét lại thẳng, rõ, ít nhất 200 điểm trên inch, hoặc nhập các ô bằng tay.",
    en: "No text could be read on the first page of the scan. Scan it again straight and clear with at least 200 dpi, or fill the fields in by hand.",
  },
  "not-installed": {
    vi: "Máy chủ chưa cài chương trình đọc chữ (tesseract-ocr, tesseract-ocr-vie) nên chưa đọc được bản quét. Nhập các ô bằng tay, hoặc báo quản trị.",
    en: "The text reader (tesseract-ocr, tesseract-ocr-vie) is not installed on the server, so the scan cannot be read. Fill the fields in by hand or tell the administrator.",
  },
};

/** Has a stored scan read in a job, and waits a little for it. */
export async function proposalsOf(
  house: House,
  sha256: string,
  patienceMs = PATIENCE_MS,
): Promise<ScanReading> {
  const end = Date.now() + patienceMs;
  let row = await find(house, sha256);
  if (!row || row.state === "not-installed") {
    await ask(house, sha256);
    row = await find(house, sha256);
  }
  while (row?.state === "waiting" && Date.now() < end) {
    await sleep(LOOK_EVERY_MS);
    row = await find(house, sha256);
  }
  if (row?.state === "done") return { state: "done", proposals: row.proposals };
  const state = row?.state ?? "waiting";
  return { state, sentence: SENTENCES[state] };
}

async function find(house: House, sha256: string) {
  return await house.database.queries
    .selectFrom("documents.scan_reading")
    .select(["state", "proposals"])
    .where("sha256", "=", sha256)
    .executeTakeFirst();
}

async function ask(house: House, sha256: string): Promise<void> {
  await transact(house, { actor: { kind: "system", name: "documents.read-scan" } }, async (tx) => {
    await tx.queries
      .insertInto("documents.scan_reading")
      .values({ sha256, state: "waiting", requested_at: tx.now })
      .onConflict((conflict) =>
        conflict.column("sha256").doUpdateSet({ state: "waiting", requested_at: tx.now }),
      )
      .execute();
    tx.enqueue(
      "documents.read-scan",
      { sha256 },
      { key: `read-scan:${sha256}`, queue: "documents.read-scan", maxAttempts: 4 },
    );
  });
}
