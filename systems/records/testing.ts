import { migrate } from "../../core/database/index.ts";
import { type PersonActor, transact, uuidv7 } from "../../core/transaction/index.ts";
import type { NamedFile } from "../documents/outgoing/create-draft.ts";
import { STTTT, type TestProvince, testProvince } from "../documents/testing.ts";
import { buildPackage } from "./packages/build-package.ts";
import { addDocuments } from "./work-files/add-items.ts";
import { createWorkFile } from "./work-files/create-work-file.ts";
import { filesOfDocument } from "./work-files/files-of-document.ts";
import { searchWorkFiles } from "./work-files/search-work-files.ts";
import type { WorkFile } from "./work-files/work-file.ts";

export { STTTT };

const room = (name: string) => ({
  room: name,
  folder: new URL(`../../${name}/migrations/`, import.meta.url),
});

/** The real province with the room of work files. */
export async function testRecords(): Promise<TestProvince> {
  const world = await testProvince();
  await migrate(world.database, ["core/notify", "systems/records"].map(room));
  world.house.services.workFiles = {
    ofDocument: (actor, id) => filesOfDocument(world.database.queries, actor, id),
    find: (actor, typed, limit) => searchWorkFiles(world.database.queries, actor, typed, limit),
    listHref: (typed) => `/files?${new URLSearchParams({ place: "all", q: typed })}`,
    addHref: (kind, id) => `/files/add?kind=${kind}&document=${id}`,
  };
  return world;
}

/** A document that was issued, with its file, as the history of a department is full of them. */
export async function issuedDocument(
  world: TestProvince,
  author: PersonActor,
  given: {
    readonly abstract?: string;
    readonly confidentiality?: number;
    readonly state?: "issued" | "draft";
    readonly file?: Pick<NamedFile, "sha256" | "size" | "name">;
  } = {},
): Promise<string> {
  const id = uuidv7(new Date());
  const file = given.file ?? (await world.letter());
  const { rows } = await countOf(world);
  const number = String((rows[0]?.n ?? 0) + 1).padStart(2, "0");
  await world.database.queries
    .insertInto("documents.outgoing")
    .values({
      id,
      organisation_id: author.organisationId,
      unit_id: author.unitId,
      state: given.state ?? "issued",
      document_type: "CV",
      abstract: given.abstract ?? "V/v triển khai kế hoạch chuyển đổi số",
      confidentiality: given.confidentiality ?? 0,
      due_date: null,
      drafted_by: author.appointmentId,
      drafted_by_name: author.fullName,
      drafted_at: new Date(),
      signer_appointment: author.appointmentId,
      signer_position: author.positionTitle,
      signer_name: author.fullName,
      affects: null,
      answers: null,
      file_sha256: file.sha256,
      file_size: file.size,
      file_name: file.name,
      page_amount: 2,
      code_number: given.state === "draft" ? null : Number(number),
      code_number_text: given.state === "draft" ? null : number,
      code_notation: given.state === "draft" ? null : "STTTT-VP",
      issued_date: given.state === "draft" ? null : "2026-03-04",
      issued_by_name: null,
      cancelled_reason: null,
    })
    .execute();
  return id;
}

async function countOf({ database }: TestProvince): Promise<{ rows: { n: number }[] }> {
  const rows = await database.queries
    .selectFrom("documents.outgoing")
    .select((each) => each.fn.countAll<string>().as("n"))
    .execute();
  return { rows: rows.map(({ n }) => ({ n: Number(n) })) };
}

let notations = 0;

/** An open file of a person, with these documents. */
export async function openFile(
  world: TestProvince,
  keeper: PersonActor,
  documents: readonly string[] = [],
  given: Partial<Parameters<typeof createWorkFile>[2]> = {},
): Promise<WorkFile> {
  notations += 1;
  const notation = `${notations}-T`;
  return await transact(world.house, { actor: keeper }, async (tx) => {
    const file = await createWorkFile(tx, keeper, {
      year: 2026,
      notation,
      title: "Hồ sơ về chuyển đổi số năm 2026",
      permanent: false,
      years: 10,
      kind: "ordinary",
      access: "named",
      language: "Tiếng Việt",
      keywords: "",
      description: "",
      ...given,
    });
    if (documents.length > 0) await addDocuments(tx, keeper, file.id, documents);
    return file;
  });
}

/** Runs every package job that waits. */
export async function buildWaiting(world: TestProvince): Promise<void> {
  const waiting = await world.database.queries
    .selectFrom("records.package")
    .select("id")
    .where("state", "=", "waiting")
    .orderBy("asked_at")
    .execute();
  for (const { id } of waiting) {
    await buildPackage.run(
      world.house,
      { packageId: id },
      { attempt: 1, maxAttempts: 1, signal: new AbortController().signal },
    );
  }
}
