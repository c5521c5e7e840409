import type { Readable } from "node:stream";
import { Refusal } from "../../../../core/errors.ts";
import { fold } from "../../../../core/search/index.ts";
import { CsvError, type CsvRecord, readCsv } from "../../../documents/index.ts";

/** One payment of the list that the platform hands out for a day. */
export interface ListedPayment {
  readonly line: number;
  /** MaThamChieu */
  readonly reference: string;
  /** MaGiaoDich */
  readonly transaction: string;
  /** Whole đồng. */
  readonly amount: number;
  readonly paid: boolean;
}

const MOST_LINES = 50_000;
/** Names of the columns as the protocol writes them, and as people write them. */
const COLUMNS = {
  reference: ["mathamchieu"],
  transaction: ["magiaodich", "sogiaodich"],
  amount: ["sotien"],
  state: ["trangthai"],
} as const;
const PAID = ["thanhcong", "dathanhtoan", "00"];

/**
 * Reads a day's list (CSV): MaThamChieu, MaGiaoDich, SoTien, and TrangThai where not everything in it is paid.
 *
 * @returns by reference; of a reference that stands there twice the line that is paid
 * @throws Refusal 422 with the line that cannot be read
 */
export async function readList(file: Readable): Promise<ReadonlyMap<string, ListedPayment>> {
  const listed = new Map<string, ListedPayment>();
  try {
    for await (const record of readCsv(file, [])) {
      const payment = paymentOf(record);
      const known = listed.get(payment.reference);
      if (!known?.paid) listed.set(payment.reference, payment);
      if (listed.size > MOST_LINES) throw unreadable(record.line, `quá ${MOST_LINES} dòng`);
    }
  } catch (error) {
    if (error instanceof CsvError) throw unreadable(error.line, error.message);
    throw error;
  }
  return listed;
}

function paymentOf({ line, cells }: CsvRecord): ListedPayment {
  const named = new Map(Object.entries(cells).map(([name, cell]) => [bare(name), cell]));
  const cell = (names: readonly string[]): string | undefined =>
    names.map((name) => named.get(name)).find((found) => found !== undefined);
  const reference = cell(COLUMNS.reference);
  const amount = cell(COLUMNS.amount);
  if (reference === undefined || amount === undefined)
    throw unreadable(line, "thiếu cột MaThamChieu hoặc SoTien");
  // "5.000", "5,000", "5000 đ": whole đồng however they are grouped.
  const digits = amount.replace(/[.,\s]|đ|vnd/giu, "");
  if (reference === "" || !/^\d{1,15}$/.test(digits))
    throw unreadable(line, "mã tham chiếu trống hoặc số tiền không đúng");
  const state = cell(COLUMNS.state);
  return {
    line,
    reference,
    transaction: cell(COLUMNS.transaction) ?? "",
    amount: Number(digits),
    paid: state === undefined || PAID.includes(bare(state)),
  };
}

/** "Mã tham chiếu", "MaThamChieu" and "thanh-cong": letters and digits only. */
function bare(text: string): string {
  return fold(text).replace(/[^a-z0-9]/g, "");
}

function unreadable(line: number, why: string): Refusal {
  return new Refusal(
    "payments.unreadable-list",
    422,
    {
      vi: `Không đọc được danh sách ở dòng ${line}: ${why}. Tệp cần là CSV có các cột MaThamChieu, MaGiaoDich, SoTien, TrangThai.`,
      en: `The list cannot be read at line ${line}: ${why}. It must be CSV with the columns MaThamChieu, MaGiaoDich, SoTien, TrangThai.`,
    },
    "files",
  );
}
