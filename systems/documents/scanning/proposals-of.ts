import { setTimeout as sleep } from "node:timers/promises";
import type { Sentence } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import { askReading } from "./ask-reading.ts";
import { readingOf, type ScanRow } from "./find-reading.ts";
import type { Proposals } from "./propose-fields.ts";
import "./read-scan.ts";
import { failureOf } from "./scan-words.ts";

/** Reading one page takes about two seconds; whoever has to wait longer gets the form back and asks again. */
const PATIENCE_MS = 12_000;
const LOOK_EVERY_MS = 150;

/** What came of reading a scan: proposals for the form, or why there are none. */
export type ScanReading =
  | { readonly state: "done"; readonly proposals: Proposals }
  | { readonly state: "waiting" | "unreadable" | "not-installed"; readonly sentence: Sentence };

const UNREADABLE: Sentence = {
  vi: "Không đọc được chữ nào trên trang đầu của bản quét. Quét lại thẳng, rõ, ít nhất 200 điểm trên inch, hoặc nhập các ô bằng tay.",
  en: "No text could be read on the first page of the scan. Scan it again straight and clear with at least 200 dpi, or fill the fields in by hand.",
};

/** Has the first page of a stored scan read in a job, and waits a little for it; the other pages follow in passing. */
export async function proposalsOf(
  house: House,
  sha256: string,
  patienceMs = PATIENCE_MS,
): Promise<ScanReading> {
  const end = Date.now() + patienceMs;
  let row = await readingOf(house.database.queries, sha256);
  // One that waits in passing comes before the others now.
  if (!row || row.state === "not-installed" || row.state === "waiting") {
    await transact(house, { actor: { kind: "system", name: "documents.read-scan" } }, (tx) =>
      askReading(tx, sha256, "waited-for"),
    );
    row = await readingOf(house.database.queries, sha256);
  }
  while (row?.state === "waiting" && Date.now() < end) {
    await sleep(LOOK_EVERY_MS);
    row = await readingOf(house.database.queries, sha256);
  }
  if (row?.state === "done") return { state: "done", proposals: row.proposals };
  const state = row?.state ?? "waiting";
  return { state, sentence: sentenceOf(row) };
}

function sentenceOf(row: ScanRow | undefined): Sentence {
  if (!row || row.state === "waiting") {
    const ahead = row?.ahead ?? 0;
    return {
      vi: `Đang đọc bản quét, chưa xong${ahead > 0 ? ` (còn ${ahead} bản trước)` : ""}. Cứ nhập tiếp, hoặc đợi một lát rồi bấm Đọc bản quét lần nữa; tệp vẫn còn trong biểu mẫu.`,
      en: `The scan is still being read${ahead > 0 ? ` (${ahead} before it)` : ""}. Go on typing, or wait a moment and press Read the scan again; the file stays in the form.`,
    };
  }
  return row.code === null || row.code === "no-words" || row.code === "stuck"
    ? UNREADABLE
    : failureOf(row.code);
}
