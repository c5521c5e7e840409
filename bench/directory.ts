/** Looking organisations up by name and code in a directory of the size of the national one. */
import { sql } from "kysely";
import { type AxisAgency, searchOrganisations, upsertAgencies } from "../core/directory/index.ts";
import { loadAliases } from "../core/search/index.ts";
import { seedKonTum } from "../province/kon-tum/index.ts";
import { type BenchOptions, benchDatabase, clock, percentile, type Report } from "./support.ts";

const AGENCIES = 120_000;
const DAY = "2022-03-05";
const KINDS = [
  "UBND xã",
  "UBND phường",
  "Trường Tiểu học",
  "Trường Trung học cơ sở",
  "Trạm Y tế xã",
  "Phòng Giáo dục và Đào tạo huyện",
  "Chi cục Thuế huyện",
];
const SYLLABLES = "An Bình Cường Đông Hòa Khánh Lạc Minh Ngọc Phú Quảng Sơn Tân Vĩnh Xuân".split(" ");
/** Rare and common words, begun words, codes, with and without marks, and one that nothing matches. */
const QUESTIONS = [
  "UBND huyện Đắk Hà",
  "ubnd huyen dak ha",
  "sở thông tin",
  "so thong tin va truyen thong",
  "000.00.13.H34",
  "H34.36",
  "ubnd xa",
  "UBND xã Hòa Bình Phú 12",
  "truong tieu hoc",
  "truong",
  "xa",
  "x",
  "tram y te xa ngoc son",
  "hoa binh 5",
  "Chi cục Thuế huyện Xuân Vĩnh Xuân",
  "khong co gi nhu the",
];

export async function run(report: Report, options: BenchOptions): Promise<void> {
  const rooms = ["calendar", "search", "directory"].map((room) => ({
    room: `core/${room}`,
    folder: new URL(`../core/${room}/migrations/`, import.meta.url),
  }));
  const server = await benchDatabase(rooms);
  const { queries } = server.database;
  try {
    const seeded = clock();
    await queries.transaction().execute(seedKonTum);
    report.figure({
      figure: "directory.seed",
      value: (clock() - seeded) / 1000,
      unit: "s",
      target: { at: "≤", limit: 6 },
    });
    report.note(`importing ${AGENCIES} organisations of the axis list`);
    const imported = clock();
    await queries.transaction().execute((tx) => upsertAgencies(tx, agencies(), DAY));
    report.figure({
      figure: "directory.import",
      value: AGENCIES / ((clock() - imported) / 1000),
      unit: "rows/s",
    });
    await sql`vacuum analyze directory.organisation_version`.execute(queries);
    const aliases = await loadAliases(queries);
    const milliseconds: number[] = [];
    const end = clock() + (options.seconds ?? 10) * 1000;
    for (let i = 0; clock() < end || i < QUESTIONS.length; i++) {
      const began = clock();
      await searchOrganisations(queries, QUESTIONS[i % QUESTIONS.length] ?? "", { asOf: DAY, aliases });
      // The first round reads the tables from disk.
      if (i >= QUESTIONS.length) milliseconds.push(clock() - began);
    }
    report.figure({ figure: "directory.lookup.p50", value: percentile(milliseconds, 0.5), unit: "ms" });
    report.figure({
      figure: "directory.lookup.p99",
      value: percentile(milliseconds, 0.99),
      unit: "ms",
      target: { at: "≤", limit: 50 },
    });
  } finally {
    await server.stop();
  }
}

function agencies(): AxisAgency[] {
  return Array.from({ length: AGENCIES }, (_, i) => {
    const place = [1, 15, 225].map((step) => SYLLABLES[Math.floor(i / step) % SYLLABLES.length]).join(" ");
    const province = `H${String(1 + (i % 63)).padStart(2, "0")}`;
    return {
      id: `n-${i}`,
      code: `${province}.${100 + (i % 900)}.${i}`,
      name: `${KINDS[i % KINDS.length]} ${place} ${i % 97}`,
    };
  });
}
