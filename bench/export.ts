import { fork } from "node:child_process";
import { createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { writeXlsx } from "../systems/documents/export/write-xlsx.ts";
import { INCOMING_BOOK } from "../systems/documents/web/registers/book-columns.ts";
import { clock, type Report } from "./support.ts";

const ROWS = 100_000;
const TARGET_SECONDS = 5;
const TARGET_MEGABYTES = 256;

/**
 * The register of incoming documents as XLSX, 100,000 lines in its ten legal columns, in a process of its own whose
 * resident memory is read every 50 ms.
 */
export async function run(report: Report): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), ["--child"], { execArgv: ["--import", "tsx"] });
  const result = await new Promise<{ seconds: number; megabytes: number }>((resolve, reject) => {
    child.once("message", (message) => {
      if (typeof message === "object" && message !== null && "seconds" in message && "megabytes" in message)
        resolve({ seconds: Number(message.seconds), megabytes: Number(message.megabytes) });
    });
    child.once("exit", (code) => reject(new Error(`the export ended with ${code}`)));
  });
  report.figure({
    figure: "export.xlsx-100k",
    value: result.seconds,
    unit: "s",
    target: { at: "≤", limit: TARGET_SECONDS },
  });
  report.figure({
    figure: "export.xlsx-100k.rss",
    value: result.megabytes,
    unit: "MB",
    target: { at: "≤", limit: TARGET_MEGABYTES },
  });
}

async function exportRows(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "ngoc-linh-export-"));
  let highest = 0;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage.rss());
  }, 50);
  try {
    const began = clock();
    const book = writeXlsx({
      title: "Sổ đăng ký văn bản đến",
      subtitle: "Năm 2021",
      organisation: "UBND tỉnh Kon Tum",
      placeAndDate: "Ngày 01 tháng 01 năm 2022",
      columns: INCOMING_BOOK.map(({ key, label, width, kind }) => ({ key, label: label.vi, width, kind })),
      rows: lines(),
    });
    await pipeline(book, createWriteStream(join(folder, "book.xlsx")));
    const seconds = (clock() - began) / 1_000;
    process.send?.({ seconds, megabytes: Math.max(highest, process.memoryUsage.rss()) / 2 ** 20 });
  } finally {
    clearInterval(watch);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function* lines(): AsyncGenerator<Readonly<Record<string, string>>> {
  for (let number = 1; number <= ROWS; number += 1)
    yield {
      arrived: "05/05/2021",
      number: String(number),
      author: "Ủy ban nhân dân huyện Đăk Hà",
      symbol: `${number % 4_000}/UBND-VX`,
      date: "04/05/2021",
      abstract: `Công văn: V/v báo cáo kết quả thực hiện cải cách hành chính quý I năm 2021 đợt ${number}`,
      receiver: "Phòng Công nghệ thông tin (Nguyễn Thị Vân); phối hợp: Văn phòng Sở",
      passed: "06/05/2021",
      signed: "Nguyễn Thị Vân (nhận trên hệ thống)",
      note: "",
    };
}

if (process.argv.includes("--child")) await exportRows();
