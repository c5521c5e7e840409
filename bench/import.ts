import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { samplePdf } from "../core/signing/testing/sample-pdf.ts";
import { drawing } from "../setup/load/drawing.ts";
import { readBodies } from "../setup/load/read-bodies.ts";
import { removeDataDirectory, temporaryDataDirectory } from "../setup/running-province.ts";
import { importDocuments } from "../systems/documents/import/import-documents.ts";
import { withHistoryHouse } from "./house/history.ts";
import { clock, ownCpuSeconds, type Report } from "./support.ts";

const DOCUMENTS = 30_000;
const FILES = 200;

/**
 * The import of another system's documents as an operator starts it: CSV read and judged line by line, files taken into
 * the store, rows, numbers, keys and search written with every index in place, each batch durable.
 */
export async function run(report: Report): Promise<void> {
  const data = temporaryDataDirectory();
  const folder = mkdtempSync(join(tmpdir(), "ngoc-linh-import-"));
  try {
    await withHistoryHouse(data, async (house, serverCpu) => {
      const pdf = await samplePdf();
      for (let file = 0; file < FILES; file += 1)
        writeFileSync(join(folder, `${file}.pdf`), Buffer.concat([pdf, Buffer.from(`\n% ${file}\n`)]));
      await writeDocuments(folder, await readBodies(house.database.queries));
      const cpu = { own: ownCpuSeconds(), server: serverCpu() };
      const began = clock();
      const result = await importDocuments(house, { folder, system: "bench" });
      const seconds = (clock() - began) / 1_000;
      if (result.documents !== DOCUMENTS)
        throw new Error(`${result.documents} documents, ${result.refused} refused`);
      report.note(
        `import: ${result.documents} documents in ${seconds.toFixed(1)} s; CPU node ${(ownCpuSeconds() - cpu.own).toFixed(1)} s, postgres ${(serverCpu() - cpu.server).toFixed(1)} s`,
      );
      report.figure({
        figure: "import.documents",
        value: result.documents / seconds,
        unit: "documents/s",
        target: { at: "≥", limit: 1_000 },
      });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    removeDataDirectory(data);
  }
}

async function writeDocuments(folder: string, bodies: Awaited<ReturnType<typeof readBodies>>): Promise<void> {
  const out = createWriteStream(join(folder, "documents.csv"));
  out.write(
    "key,direction,organisation,number,notation,date,type,abstract,issuer,signer,arrival_number,unit,file\n",
  );
  const draw = drawing(5);
  const numbers = new Map<string, number>();
  for (let index = 0; index < DOCUMENTS; index += 1) {
    const body = draw.pick(bodies);
    const number = (numbers.get(body.id) ?? 0) + 1;
    numbers.set(body.id, number);
    const { abstract } = draw.subject(
      bodies.map((each) => each.name),
      2020,
    );
    const cells = [
      `old-${index}`,
      "incoming",
      body.code,
      String(1 + draw.below(999)),
      "UBND-VX",
      `2020-0${1 + draw.below(9)}-1${draw.below(10)}`,
      "Công văn",
      abstract,
      draw.pick(bodies).name,
      draw.person(),
      String(number),
      draw.pick(body.units).name,
      `${draw.below(FILES)}.pdf`,
    ];
    out.write(`${cells.map((cell) => `"${cell}"`).join(",")}\n`);
  }
  out.end();
  await finished(out);
}
