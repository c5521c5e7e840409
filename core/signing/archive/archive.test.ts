import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PermanentJobError } from "../../jobs/index.ts";
import type { House } from "../../system.ts";
import { transact } from "../../transaction/index.ts";
import { DEMO_PIN } from "../demo/demo-pin.ts";
import { signPdf } from "../pdf/sign-pdf.ts";
import { samplePdf } from "../testing/sample-pdf.ts";
import { openSigningHouse, type SigningHouse } from "../testing/signing-house.ts";
import { archiveFile } from "./archive-file.ts";
import { exportArchive } from "./export-archive.ts";
import { getArchivedFile, listArchivedFiles, runArchiveAgain } from "./list-archived-files.ts";
import { queueDueArchives } from "./renew-archives.ts";
import type { ArchivedFile } from "./tables.ts";

const DAY = 86_400_000;
let world: SigningHouse;
let house: House;
let signedFile: string;

beforeAll(async () => {
  world = await openSigningHouse();
  house = await world.open();
  const person = await world.person("Nguyễn Văn Ứng", ["leader"]);
  const { signatures } = house.services;
  if (signatures?.timestampAuthority === undefined) throw new Error("no signing service");
  const { signer } = await signatures.openKey({ kind: "person", id: person.personId }, DEMO_PIN);
  const request = { signer, level: "B-T", timestampAuthority: signatures.timestampAuthority } as const;
  const pdf = await signPdf(await samplePdf(), { ...request, signedAt: new Date() });
  signedFile = (await house.files.put(pdf)).sha256;
});
afterAll(() => world.close());
beforeEach(async () => {
  await sql`delete from signing.archived_file`.execute(house.database.queries);
  await sql`delete from graphile_worker._private_jobs`.execute(house.database.queries);
  await sql`delete from events.event where type = 'signing.file-archived'`.execute(house.database.queries);
});

const system = { actor: { kind: "system", name: "test" } } as const;
const ask = (sha256: string, notBefore?: Date) =>
  transact(house, system, async (tx) => house.services.signatures?.archive(tx, sha256, notBefore));
const jobs = async () => {
  const found = await sql<{ key: string; run_at: Date; queue: string | null }>`
    select j.key, j.run_at, q.queue_name as queue from graphile_worker._private_jobs j
      left join graphile_worker._private_job_queues q on q.id = j.job_queue_id`.execute(
    house.database.queries,
  );
  return found.rows;
};
const rows = () => house.database.queries.selectFrom("signing.archived_file").selectAll().execute();
const onlyRow = async (): Promise<ArchivedFile> => {
  const [row] = await rows();
  if (row === undefined) throw new Error("no row");
  return row;
};
const work = async (attempt = 1, where = house) =>
  archiveFile.run(
    where,
    { id: (await onlyRow()).id },
    { attempt, maxAttempts: 12, signal: new AbortController().signal },
  );
const events = async () => {
  const found = await sql<{ data: { from: string; to: string } }>`
    select data from events.event where type = 'signing.file-archived' order by id`.execute(
    house.database.queries,
  );
  return found.rows.map((row) => row.data);
};

describe("a file in the archive's care", () => {
  it("is queued once however often it is asked, in one of four lanes, not before its time", async () => {
    const tomorrow = new Date(Date.now() + DAY);
    for (let i = 0; i < 3; i += 1) await ask(signedFile, tomorrow);
    expect(await rows()).toHaveLength(1);
    const [job, ...others] = await jobs();
    expect(others).toEqual([]);
    expect(job?.run_at.getTime()).toBe(tomorrow.getTime());
    expect(job?.queue).toMatch(/^signing\.archive-[0-3]$/);
  });

  it("gets its proof, keeps every earlier content, and tells who points at it", async () => {
    await ask(signedFile);
    await work();
    const row = await onlyRow();
    expect(row).toMatchObject({ state: "archived", level: "B-LTA", problem: null });
    expect(row.contents).toEqual([signedFile, row.current_sha256]);
    expect(await events()).toEqual([{ from: signedFile, to: row.current_sha256 }]);
    const [before, after] = await Promise.all(row.contents.map((sha256) => house.files.bytes(sha256)));
    expect(before && after?.subarray(0, before.length).equals(before)).toBe(true);
    const margin = (row.archived_until?.getTime() ?? 0) - (row.due_at?.getTime() ?? 0);
    expect(margin).toBe(90 * DAY);
    const verdict = await house.services.signatures?.verifyStored(row.current_sha256);
    expect(verdict?.signatures[0]).toMatchObject({ counts: true, level: "B-LTA" });
  });

  it("is known by any of its contents, and a job that runs twice has one effect", async () => {
    await ask(signedFile);
    await work();
    const { current_sha256 } = await onlyRow();
    await work();
    await ask(current_sha256);
    await ask(signedFile);
    expect(await rows()).toHaveLength(1);
    expect((await onlyRow()).current_sha256).toBe(current_sha256);
    expect(await events()).toHaveLength(1);
  });

  it("is renewed when it falls due, not before, and every content stays", async () => {
    await ask(signedFile);
    await work();
    const first = await onlyRow();
    const due = first.due_at ?? new Date(0);
    expect(await queueDueArchives(house, new Date(due.getTime() - 1))).toBe(0);
    expect(await queueDueArchives(house, due)).toBe(1);
    expect(await queueDueArchives(house, due)).toBe(0);
    await work();
    const renewed = await onlyRow();
    expect(renewed.contents).toEqual([...first.contents, renewed.current_sha256]);
    expect(renewed.state).toBe("archived");
    const verdict = await house.services.signatures?.verifyStored(renewed.current_sha256);
    expect(verdict?.signatures.map((one) => one.counts)).toEqual([true, true, true]);
  });
});

describe("what goes wrong stands in the register and is tried again", () => {
  it("no timestamp authority: the file waits, after the last attempt it has failed, later it succeeds", async () => {
    const away = await world.open("production");
    await ask(signedFile);
    await expect(work(1, away)).rejects.toMatchObject({ code: "timestamp.no-authority" });
    expect(await onlyRow()).toMatchObject({
      state: "waiting",
      problem: "timestamp.no-authority",
      attempts: 1,
    });
    await expect(work(12, away)).rejects.toMatchObject({ code: "timestamp.no-authority" });
    expect(await onlyRow()).toMatchObject({ state: "failed", attempts: 12 });
    expect(await events()).toEqual([]);
    await work();
    expect(await onlyRow()).toMatchObject({ state: "archived", problem: null, attempts: 0 });
  });

  it("a file without signatures can never succeed: a dead letter at once", async () => {
    const { sha256 } = await house.files.put(await samplePdf());
    await ask(sha256);
    await expect(work()).rejects.toBeInstanceOf(PermanentJobError);
    expect(await onlyRow()).toMatchObject({ state: "failed", problem: "long-term.no-signature" });
  });

  it("an administrator finds it, runs it again and takes the list out; nobody else may", async () => {
    await ask(signedFile);
    const actor = async (name: string, role: "administrator" | "specialist") => {
      const person = await world.person(name, [role]);
      return {
        kind: "person",
        ...person,
        organisationId: world.organisationId,
        unitId: world.organisationId,
        positionTitle: "Chuyên viên",
        roles: [role],
      } as const;
    };
    const administrator = await actor("Quản Trị", "administrator");
    const specialist = await actor("Chuyên Viên", "specialist");
    const { queries } = house.database;
    const filter = {
      text: "",
      state: undefined,
      sort: "due_at",
      descending: false,
      limit: 9,
      offset: 0,
    } as const;
    const { id } = await onlyRow();
    expect(await listArchivedFiles(queries, administrator, { ...filter, text: signedFile })).toHaveLength(1);
    expect(await listArchivedFiles(queries, administrator, { ...filter, state: "failed" })).toEqual([]);
    expect((await getArchivedFile(queries, administrator, id)).current_sha256).toBe(signedFile);
    await sql`delete from graphile_worker._private_jobs`.execute(queries);
    await runArchiveAgain(house, administrator, id, undefined);
    expect(await jobs()).toHaveLength(1);
    const sheet = await exportArchive(house, administrator, filter);
    expect(Buffer.from(sheet.subarray(0, 2)).toString("latin1")).toBe("PK");
    await expect(listArchivedFiles(queries, specialist, filter)).rejects.toMatchObject({
      code: "access.denied",
    });
    await expect(runArchiveAgain(house, specialist, id, undefined)).rejects.toMatchObject({
      code: "access.denied",
    });
    await expect(exportArchive(house, specialist, filter)).rejects.toMatchObject({ code: "access.denied" });
  });
});
