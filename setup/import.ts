/**
 * `npm run import -- documents FOLDER --system NAME`: takes documents of another system over (docs/import.md).
 * `npm run import -- procedures [FILE]`: takes national records of procedures, or those of the province's data. Exit code
 * 0 when every line was taken, 1 when lines were refused (they are in the report), 2 when nothing could be imported.
 */
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { importDocuments, NothingToImport } from "../systems/documents/import/import-documents.ts";
import { CsvError } from "../systems/documents/import/read-csv.ts";
import { workFileParts } from "../systems/records/index.ts";
import { importProcedureCommand } from "./import-procedures.ts";
import { AlreadyRunningError } from "./instance.ts";
import { withStoppedHouse } from "./load/with-stopped-house.ts";

const USAGE = `npm run import -- documents FOLDER --system NAME [--data DIR]
npm run import -- procedures [FILE] [--data DIR]

Nhập văn bản, tệp, quyền, sổ và hồ sơ công việc từ một thư mục CSV (xem docs/import.md). Bị ngắt thì chạy lại lệnh này.
Imports documents, files, rights, registers and work files from a folder of CSV files; run it again when it was interrupted.

procedures: nhập thủ tục hành chính từ tệp JSON của cơ sở dữ liệu quốc gia; không có tệp thì nhập thủ tục của tỉnh.
Takes procedures from a JSON file of the national database; without a file, those of the province's data.

  --system NAME  tên hệ thống cũ, ví dụ ioffice / name of the old system
  --data DIR     thư mục dữ liệu / data folder (default: DATA_DIR, else ./data)
Nền tảng phải dừng trong lúc nhập. / The platform must be stopped meanwhile.`;

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (
    !(error instanceof NothingToImport || error instanceof CsvError || error instanceof AlreadyRunningError)
  )
    throw error;
  process.stderr.write(`${error.message} (${error.code})\n`);
  process.exitCode = 2;
}

async function main(args: readonly string[]): Promise<number> {
  const procedures = await importProcedureCommand(args);
  if (procedures !== undefined) return procedures;
  const command = parseCommand(args);
  if (!command) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  return await withStoppedHouse(command.data, async (house) => {
    let told = 0;
    const began = performance.now();
    const report = await importDocuments(house, {
      folder: resolve(process.env.INIT_CWD ?? process.cwd(), command.folder),
      system: command.system,
      parts: workFileParts,
      onProgress({ file, documents, refused }) {
        if (performance.now() - told < 2_000) return;
        told = performance.now();
        say(`${file}: ${documents} văn bản / documents, ${refused} dòng bị từ chối / lines refused`);
      },
    });
    const seconds = Math.round((performance.now() - began) / 1_000);
    say(
      `Xong sau ${seconds} giây: ${report.documents} văn bản, ${report.refused} dòng bị từ chối (báo cáo: /administration/imports/${report.runId}).`,
    );
    say(`Done in ${seconds} s: ${report.documents} documents, ${report.refused} lines refused.`);
    return report.refused > 0 ? 1 : 0;
  });
}

function parseCommand(
  args: readonly string[],
): { readonly folder: string; readonly system: string; readonly data: string | undefined } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { data: { type: "string" }, system: { type: "string" } },
    });
    const [what, folder] = positionals;
    const system = values.system?.normalize("NFC").trim() ?? "";
    if (what !== "documents" || !folder || positionals.length !== 2 || system === "") return undefined;
    return { folder, system: system.slice(0, 100), data: values.data };
  } catch {
    return undefined;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
