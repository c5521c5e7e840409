/**
 * `npm run load -- documents N`: fills the registers with the history of a province. `npm run load -- search`: makes
 * the search index anew. Exit code 0 when it is done, 1 when it was refused, 2 when the command was not understood.
 */
import { parseArgs } from "node:util";
import { rebuildDocumentSearch } from "../systems/documents/search/rebuild-search.ts";
import { AlreadyRunningError } from "./instance.ts";
import type { HistoryPlan } from "./load/history.ts";
import { type LoadStep, loadHistory, RegistersInUse } from "./load/load-history.ts";
import { withStoppedHouse } from "./load/with-stopped-house.ts";

const USAGE = `npm run load -- documents N [--data DIR] [--seed S] [--from YYYY-MM-DD] [--until YYYY-MM-DD]
npm run load -- search [--data DIR]

documents N  nạp lịch sử N văn bản (dữ liệu trình diễn, lặp lại được, chạy tiếp được sau khi bị ngắt)
             fills the registers with N documents of a made-up history; goes on where it was stopped
search       dựng lại chỉ mục tìm kiếm từ văn bản / makes the search index anew from the documents

  --data DIR   thư mục dữ liệu / data folder (default: DATA_DIR, else ./data)
  --seed S     số khởi tạo ngẫu nhiên / seed of the drawing (default 2021)
  --from, --until   khoảng thời gian / period (default 2018-01-01 to 2021-12-31)
Nền tảng phải dừng trong lúc nạp. / The platform must be stopped meanwhile.`;

const WORDS = {
  files: "tệp / files",
  documents: "văn bản / documents",
  search: "tìm kiếm / search",
} as const;

type Command =
  | { readonly do: "documents"; readonly plan: HistoryPlan; readonly data: string | undefined }
  | { readonly do: "search"; readonly data: string | undefined };

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof RegistersInUse || error instanceof AlreadyRunningError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

async function main(args: readonly string[]): Promise<number> {
  const command = parseCommand(args);
  if (!command) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  await withStoppedHouse(command.data, async (house) => {
    const began = performance.now();
    if (command.do === "documents") {
      const written = await loadHistory(house, command.plan, progress());
      say(
        written === 0
          ? "Đã nạp từ trước, không có gì phải làm. / Loaded before; nothing to do."
          : `Đã nạp ${written} văn bản trong ${secondsSince(began)} giây. / ${written} documents in ${secondsSince(began)} s.`,
      );
    } else {
      const show = progress();
      const items = await rebuildDocumentSearch(house.database, (step) => {
        if (step.step === "items") show({ step: "search", done: step.items, of: 0 });
        else show({ step: "indexes", name: step.name });
      });
      say(
        `Đã lập chỉ mục ${items} văn bản trong ${secondsSince(began)} giây. / ${items} documents indexed in ${secondsSince(began)} s.`,
      );
    }
  });
  return 0;
}

function parseCommand(args: readonly string[]): Command | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        data: { type: "string" },
        seed: { type: "string", default: "2021" },
        from: { type: "string", default: "2018-01-01" },
        until: { type: "string", default: "2021-12-31" },
      },
    });
    const [what, count] = positionals;
    if (what === "search" && positionals.length === 1) return { do: "search", data: values.data };
    const plan = { amount: Number(count), seed: Number(values.seed), from: values.from, until: values.until };
    const right =
      what === "documents" &&
      positionals.length === 2 &&
      Number.isSafeInteger(plan.amount) &&
      plan.amount > 0 &&
      Number.isSafeInteger(plan.seed) &&
      isDay(plan.from) &&
      isDay(plan.until) &&
      plan.from < plan.until;
    return right ? { do: "documents", plan, data: values.data } : undefined;
  } catch {
    return undefined;
  }
}

function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/** A line each second at most: a load of millions runs for minutes, and a log keeps every line. */
function progress(): (step: LoadStep) => void {
  const began = performance.now();
  let last = 0;
  let stepBegan = began;
  let name = "";
  return (step) => {
    const now = performance.now();
    if (step.step !== name) {
      name = step.step;
      stepBegan = now;
    } else if (now - last < 2_000 && step.step !== "indexes") return;
    last = now;
    if (step.step === "indexes") return say(`[${secondsSince(began)} s] chỉ mục / index ${step.name}`);
    const rate = Math.round(step.done / Math.max(0.001, (now - stepBegan) / 1_000));
    const of = step.of > 0 ? `/${step.of}` : "";
    say(`[${secondsSince(began)} s] ${WORDS[step.step]} ${step.done}${of} (${rate}/s)`);
  };
}

function secondsSince(began: number): string {
  return ((performance.now() - began) / 1_000).toFixed(0);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
