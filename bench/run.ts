import { readdirSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Bench, Figure, Report } from "./support.ts";

/** `npm run bench -- <name> [--json] [--seconds N]`: runs one file of this folder and prints its figures. */
async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, seconds: { type: "string" } },
  });
  const names = benches();
  const [name] = positionals;
  const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
  if (name === undefined || !names.includes(name) || (seconds !== undefined && !(seconds > 0))) {
    console.error(`npm run bench -- <${names.join(" | ")}> [--json] [--seconds N]`);
    return 2;
  }
  const bench: Bench = await import(new URL(`${name}.ts`, import.meta.url).href);
  const figures: Figure[] = [];
  const report: Report = {
    figure(figure) {
      figures.push(figure);
      if (values.json) console.log(JSON.stringify(asLine(figure)));
    },
    note(line) {
      console.error(line);
    },
  };
  await bench.run(report, seconds === undefined ? {} : { seconds });
  if (!values.json) console.log(asTable(figures));
  return figures.every(meets) ? 0 : 1;
}

const HELPERS = new Set(["run.ts", "support.ts"]);

function benches(): string[] {
  return readdirSync(new URL(".", import.meta.url))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !HELPERS.has(file))
    .map((file) => file.slice(0, -3))
    .sort();
}

/** The line other programs read; `reference` and `ratio` are null when nothing was measured beside it. */
function asLine({ figure, value, unit, reference }: Figure): object {
  return {
    figure,
    value: rounded(value),
    unit,
    reference: reference === undefined ? null : rounded(reference),
    ratio: reference === undefined ? null : rounded(value / reference),
  };
}

function asTable(figures: readonly Figure[]): string {
  const head = [
    "Chỉ số / figure",
    "Giá trị / value",
    "Cần / target",
    "Đối chứng / reference",
    "Tỉ lệ / ratio",
    "",
  ];
  const rows = figures.map((figure) => [
    figure.figure,
    `${rounded(figure.value)} ${figure.unit}`,
    figure.target === undefined ? "" : `${figure.target.at} ${figure.target.limit}`,
    figure.reference === undefined ? "" : String(rounded(figure.reference)),
    figure.reference === undefined ? "" : String(rounded(figure.value / figure.reference)),
    figure.target === undefined ? "" : meets(figure) ? "đạt / met" : "CHƯA ĐẠT / NOT MET",
  ]);
  const table = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function meets({ value, target }: Figure): boolean {
  if (target === undefined) return true;
  return target.at === "≥" ? value >= target.limit : value <= target.limit;
}

/** Four digits that count. */
function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(4));
}

process.exitCode = await main();
// A bench may leave sockets of servers it killed; its figures are printed, so nothing is worth waiting for.
process.exit();
