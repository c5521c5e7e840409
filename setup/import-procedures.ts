import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";
import { localDateOf } from "../core/calendar/index.ts";
import { Refusal } from "../core/errors.ts";
import { importProcedures, takeProvinceProcedures } from "../systems/public-services/catalogue/index.ts";
import { withStoppedHouse } from "./load/with-stopped-house.ts";

/** `procedures [FILE] [--data DIR]`: the exit code, or undefined when the arguments mean another command. */
export async function importProcedureCommand(args: readonly string[]): Promise<number | undefined> {
  const command = parse(args);
  if (!command) return undefined;
  const { file } = command;
  return await withStoppedHouse(command.data, async (house) => {
    if (file === undefined) {
      const told = await takeProvinceProcedures(house, localDateOf(new Date()));
      say(`${told.taken} thủ tục mới, ${told.unchanged} không đổi, ${told.inWork} đang được soạn.`);
      say(`${told.taken} taken, ${told.unchanged} unchanged, ${told.inWork} being written.`);
      return told.inWork > 0 ? 1 : 0;
    }
    try {
      const report = await importProcedures(
        house,
        { kind: "system", name: "procedures" },
        {
          fileName: basename(file),
          content: await readFile(resolve(process.env.INIT_CWD ?? process.cwd(), file)),
          by: "npm run import",
        },
      );
      for (const { line, code, outcome, reason } of report.lines) {
        if (outcome === "refused") say(`${line} ${code}: ${reason.vi} / ${reason.en}`);
      }
      say(`${report.taken} thủ tục mới, ${report.unchanged} không đổi, ${report.refused} bị từ chối.`);
      say(`${report.taken} taken, ${report.unchanged} unchanged, ${report.refused} refused.`);
      return report.refused > 0 ? 1 : 0;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      say(`${error.sentence.vi} / ${error.sentence.en}`);
      return 2;
    }
  });
}

function parse(
  args: readonly string[],
): { readonly file: string | undefined; readonly data: string | undefined } | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { data: { type: "string" } },
    });
    const [what, file, more] = positionals;
    return what === "procedures" && more === undefined ? { file, data: values.data } : undefined;
  } catch {
    return undefined;
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
