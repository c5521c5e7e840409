import { sql } from "kysely";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openRebuild, parseQuery, searchItems } from "../../../core/search/index.ts";
import { transact, uuidv7 } from "../../../core/transaction/index.ts";
import { type ReceivedDocument, receiveDocument } from "../incoming/receive-document.ts";
import { refuseIncomingDocument } from "../incoming/refuse-incoming-document.ts";
import { registerIncomingDocument } from "../incoming/register-incoming-document.ts";
import { DAK_HA, STTTT, type TestProvince, testProvince } from "../testing.ts";
import { KINDS } from "./document-items.ts";
import { fillParts } from "./fill-parts.ts";
import { indexIncoming } from "./index-documents.ts";
import { partsOfDocuments, rebuildPart } from "./rebuild-parts.ts";
import { rebuildDocumentSearch } from "./rebuild-search.ts";

/** Workers that are started on a busy machine take their time, twice. */
const WORKERS_START = 120_000;

let world: TestProvince;
let organisationId: string;
beforeAll(async () => {
  world = await testProvince();
  organisationId = await world.organisation(DAK_HA);
});
afterAll(() => world.close());

async function arrived(abstract: string): Promise<string> {
  const letter = await world.letter();
  const document: ReceivedDocument = {
    organisationId,
    wireId: uuidv7(new Date()),
    fromOrganisationId: null,
    fromCode: STTTT,
    fromName: "Sở Thông tin và Truyền thông",
    codeNumber: "15",
    codeNotation: "STTTT-CNTT",
    issuedDate: "2026-03-04",
    typeName: "Công văn",
    abstract,
    summary: "",
    signerName: "",
    signerPosition: "",
    urgency: 0,
    dueDate: null,
    steering: 0,
    paper: false,
    pageAmount: 1,
    toPlaces: [],
    file: { description: "", ...letter },
    attachments: [],
    verdict: "valid-both",
    verdictDetails: null,
    responseFor: [],
  };
  const actor = { kind: "system", name: "test" } as const;
  const { incomingId } = await transact(world.house, { actor }, (tx) => receiveDocument(tx, document));
  return incomingId;
}

async function found(typed: string): Promise<readonly string[]> {
  const reader = { organisations: [organisationId], readers: [], clearance: 3 };
  const page = await searchItems(world.database.queries, { query: parseQuery(typed), reader });
  return page.hits.map((hit) => hit.id).sort();
}

it(
  "a rebuild that is killed among its workers goes on; searches and steps of documents go on meanwhile",
  async () => {
    const { queries } = world.database;
    const ids: string[] = [];
    for (const number of ["một", "hai", "ba", "bốn", "năm", "sáu"])
      ids.push(await arrived(`Về việc rà soát số ${number}`));
    const [first = "", last = ""] = [ids[0], ids.at(-1)];
    await transact(world.house, { actor: { kind: "system", name: "test" } }, (tx) =>
      indexIncoming(tx, first),
    );
    expect(await found("ra soat")).toEqual([first]);

    const plan = {
      kinds: Object.values(KINDS),
      parts: () => partsOfDocuments(queries, 1),
      readPart: (kept: unknown) => rebuildPart.parse(kept),
    };
    const { open } = await openRebuild(queries, plan);
    // One part for each document and an open end behind the last of both tables.
    expect(open).toHaveLength(ids.length + 2);
    let filled = 0;
    const killed = fillParts(world.database, open, () => {
      filled += 1;
      if (filled === 3) throw new Error("killed");
    });
    await expect(killed).rejects.toThrow("killed");
    expect(await found("ra soat")).toEqual([first]);

    const rest = await openRebuild(queries, plan);
    expect(rest.open.length).toBeLessThan(open.length - 2);
    // Meanwhile a document that may be filled already is refused, and another one arrives.
    const clerk = await world.actor("clerk", organisationId);
    await transact(world.house, { actor: clerk }, (tx) =>
      refuseIncomingDocument(tx, clerk, last, "Gửi nhầm nơi nhận"),
    );
    const late = await arrived("Về việc rà soát đến sau");
    await transact(world.house, { actor: clerk }, (tx) => registerIncomingDocument(tx, clerk, first));

    await rebuildDocumentSearch(world.database);
    expect(await found("ra soat")).toEqual([...ids.filter((id) => id !== last), late].sort());
    const { rows } = await sql<{ left: number }>`
    select (select count(*)::int from search.rebuild) + (select count(*)::int from search.rebuild_part) as left`.execute(
      queries,
    );
    expect(rows).toEqual([{ left: 0 }]);
  },
  WORKERS_START,
);

it("brings every document and every text back into an empty index", async () => {
  const { queries } = world.database;
  await sql`truncate search.item, search.body`.execute(queries);
  const { rows } = await sql<{ id: string; file_sha256: string }>`
    select id, file_sha256 from documents.incoming where state <> 'refused' order by id`.execute(queries);
  await sql`insert into documents.file_text (file_sha256, content, read_at)
    select ${rows[0]?.file_sha256}, 'dự toán thuỷ lợi', now()`.execute(queries);
  expect(await rebuildDocumentSearch(world.database)).toBe(7);
  expect(await found("ra soat")).toEqual(rows.map((row) => row.id));
  const sameFile = rows.filter((row) => row.file_sha256 === rows[0]?.file_sha256).map((row) => row.id);
  expect(await found("du toan thuy loi")).toEqual(sameFile);
});
