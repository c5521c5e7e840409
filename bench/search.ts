import { sql } from "kysely";
import {
  loadAliases,
  parseQuery,
  type Reader,
  type SearchRequest,
  searchItems,
} from "../core/search/index.ts";
import type { House } from "../core/system.ts";
import { seededRandom } from "../province/kon-tum/names.ts";
import { readBodies } from "../setup/load/read-bodies.ts";
import { TOPICS } from "../setup/load/words.ts";
import { KINDS, TAGS } from "../systems/documents/search/document-items.ts";
import { readerOf } from "../systems/documents/search/readers.ts";
import { rebuildDocumentSearch } from "../systems/documents/search/rebuild-search.ts";
import { historyFolder, withHistoryHouse } from "./house/history.ts";
import { clock, ownCpuSeconds, percentile, type Report } from "./support.ts";

const QUERIES = 200;
const ROUNDS = 3;

interface Question {
  readonly kind: string;
  readonly request: SearchRequest;
}

/**
 * Search over the province's history: the newest 20 hits with the rights of the person inside the query, 200 questions
 * of every kind, one at a time, described and highlighted as the page shows them; then numbers and notations; then the
 * index made anew. The first round warms the caches and is not counted.
 */
export async function run(report: Report): Promise<void> {
  const history = await historyFolder(report);
  try {
    await withHistoryHouse(history.folder, async (house, serverCpu) => {
      const questions = await mixedQuestions(house);
      const cpu = { own: ownCpuSeconds(), server: serverCpu() };
      const times = await ask(house, report, questions);
      const each = 1_000 / (questions.length * (ROUNDS + 1));
      report.note(
        `CPU of a question: node ${((ownCpuSeconds() - cpu.own) * each).toFixed(1)} ms, postgres ${((serverCpu() - cpu.server) * each).toFixed(1)} ms`,
      );
      report.figure({
        figure: "search.p95",
        value: percentile(times, 0.95),
        unit: "ms",
        target: { at: "≤", limit: 50 },
      });
      report.figure({
        figure: "search.p99",
        value: percentile(times, 0.99),
        unit: "ms",
        target: { at: "≤", limit: 150 },
      });
      const codes = await ask(house, report, await codeQuestions(house));
      report.figure({
        figure: "search.code.p95",
        value: percentile(codes, 0.95),
        unit: "ms",
        target: { at: "≤", limit: 3 },
      });
      const began = clock();
      let since = began;
      let step = "texts and items";
      const items = await rebuildDocumentSearch(house.database, (done) => {
        if (done.step !== "index") return;
        report.note(`rebuild: ${step} ${((clock() - since) / 1_000).toFixed(0)} s`);
        [since, step] = [clock(), `index ${done.name}`];
      });
      const minutes = (clock() - began) / 60_000;
      report.note(`search: ${items} documents indexed in ${minutes.toFixed(1)} minutes`);
      report.figure({
        figure: "search.rebuild",
        value: minutes,
        unit: "minutes",
        target: { at: "≤", limit: 8 },
      });
    });
  } finally {
    history.release();
  }
}

async function ask(house: House, report: Report, questions: readonly Question[]): Promise<number[]> {
  const times: number[] = [];
  const ofKind = new Map<string, number[]>();
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { kind, request } of questions) {
      const began = clock();
      await searchItems(house.database.queries, request);
      const took = clock() - began;
      if (round === 0) continue;
      times.push(took);
      ofKind.set(kind, [...(ofKind.get(kind) ?? []), took]);
    }
  }
  for (const [kind, own] of ofKind)
    report.note(
      `${kind}: p50 ${percentile(own, 0.5).toFixed(1)}, p95 ${percentile(own, 0.95).toFixed(1)}, longest ${Math.max(...own).toFixed(1)} ms`,
    );
  return times;
}

/** Clerk, leader and specialist of a large, a middling and a small body, each with the questions of every kind. */
async function mixedQuestions(house: House): Promise<readonly Question[]> {
  const { queries } = house.database;
  const random = seededRandom(7);
  const pick = <Each>(all: readonly Each[]): Each => {
    const found = all[Math.floor(random() * all.length)];
    if (found === undefined) throw new Error("nothing to choose from");
    return found;
  };
  const aliases = await loadAliases(queries);
  const people = await readers(house);
  const { rows: names } = await sql<{ name: string }>`
    select distinct (regexp_match(abstract, '(?:ông|bà) ([^,]+?)(?:,| giữ| tại| đi| có|$)'))[1] as name
      from (select abstract from documents.incoming order by id limit 20000) early where abstract ~ '(ông|bà) '`.execute(
    queries,
  );
  const rare = names
    .map((row) => row.name)
    .filter(Boolean)
    .sort();
  const plain = (text: string) =>
    text.normalize("NFD").replace(/\p{M}/gu, "").replaceAll("đ", "d").replaceAll("Đ", "D");
  const makers: readonly [string, (person: Person) => Partial<SearchRequest> & { readonly typed: string }][] =
    [
      ["common topic, marks", () => ({ typed: TOPICS[Math.floor(random() * 10)] ?? "" })],
      ["common topic, no marks", () => ({ typed: plain(TOPICS[Math.floor(random() * 10)] ?? "") })],
      ["rare name, marks", () => ({ typed: pick(rare) })],
      ["rare name, no marks", () => ({ typed: plain(pick(rare)) })],
      ["phrase in quotes", () => ({ typed: `"${pick(TOPICS)}"` })],
      [
        "words of the content",
        () => ({ typed: pick(["khó khăn vướng mắc", "tien do so lieu chua thong nhat"]) }),
      ],
      [
        "unit and year",
        (person) => {
          const year = 2018 + Math.floor(random() * 4);
          return {
            typed: pick(TOPICS),
            tags: [TAGS.unit(pick(person.units))],
            from: `${year}-01-01`,
            to: `${year}-12-31`,
          };
        },
      ],
      [
        "state and type",
        () => ({ typed: plain(pick(TOPICS)), tags: [TAGS.state("processing"), TAGS.type("Công văn")] }),
      ],
    ];
  return Array.from({ length: QUERIES }, (_, index) => {
    const person = people[index % people.length];
    const [kind, make] = makers[Math.floor(index / people.length) % makers.length] ?? [];
    if (!person || !kind || !make) throw new Error("no question");
    const { typed, ...narrowed } = make(person);
    const query = parseQuery(typed, aliases);
    return { kind, request: { query, reader: person.reader, kinds: Object.values(KINDS), ...narrowed } };
  });
}

async function codeQuestions(house: House): Promise<readonly Question[]> {
  const people = await readers(house);
  const questions: Question[] = [];
  for (const { reader } of people) {
    const [organisation] = reader.organisations;
    if (organisation === undefined) continue;
    const { rows } = await sql<{ symbol: string }>`
      select symbol from search.item where organisation_id = ${organisation}::uuid and symbol is not null
       order by md5(id::text) limit 30`.execute(house.database.queries);
    for (const { symbol } of rows)
      questions.push({
        kind: "number and notation",
        request: { query: parseQuery(symbol), reader, kinds: Object.values(KINDS) },
      });
  }
  return questions;
}

interface Person {
  readonly reader: Reader;
  readonly units: readonly string[];
}

async function readers(house: House): Promise<readonly Person[]> {
  const bodies = [...(await readBodies(house.database.queries))].sort((a, b) => b.weight - a.weight);
  const chosen = [bodies[0], bodies[5], bodies.at(-1)].flatMap((body) => body ?? []);
  return chosen.flatMap((body) => {
    const units = body.units.map((unit) => unit.id);
    const unit = body.units.find((each) => each.specialists.length > 0);
    const reader = (
      appointmentId: string,
      unitId: string,
      roles: readonly ("clerk" | "specialist")[],
    ): Person => ({
      units,
      reader: readerOf({
        kind: "person",
        personId: appointmentId,
        appointmentId,
        organisationId: body.id,
        unitId,
        fullName: "",
        positionTitle: "",
        roles,
      }),
    });
    const clerk = body.clerks[0];
    const specialist = unit?.specialists[0];
    return [
      ...(clerk ? [reader(clerk.appointmentId, body.id, ["clerk"])] : []),
      ...(unit && specialist ? [reader(specialist.appointmentId, unit.id, ["specialist"])] : []),
    ];
  });
}
