import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../database/testing.ts";
import { type Actor, transact } from "../transaction/index.ts";
import { AuditHaltedError, createSealer, erasePersonalData, type VerifyReport, verifyLog } from "./index.ts";
import { tileSource } from "./log-files.ts";
import { consistencyProof, inclusionProof, verifyConsistency, verifyInclusion } from "./merkle.ts";
import { noteVerifier, openCheckpoint } from "./signed-note.ts";

const secret = Buffer.alloc(32, 7);
const clerk: Actor = {
  kind: "person",
  personId: "01900000-0000-7000-8000-000000000001",
  appointmentId: "01900000-0000-7000-8000-000000000002",
  organisationId: "01900000-0000-7000-8000-000000000003",
  unitId: "01900000-0000-7000-8000-000000000003",
  fullName: "Y Vân",
  positionTitle: "Văn thư",
  roles: ["clerk"],
};

let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  database = await testDatabase();
  folder = join(mkdtempSync(join(tmpdir(), "audit-")), "audit");
});
afterEach(async () => {
  await database.drop();
  rmSync(join(folder, ".."), { recursive: true, force: true });
});

async function write(count: number, from = 0): Promise<void> {
  const host = { database, subscriptions: new Map(), config: { secret } };
  for (let done = 0; done < count; done += 500) {
    await transact(host, { actor: clerk }, async (tx) => {
      for (let n = from + done; n < from + Math.min(count, done + 500); n += 1) {
        tx.record({
          action: "documents.register",
          objectKind: "document",
          objectId: `doc-${n}`,
          data: { n, ratio: n / 7 },
        });
      }
    });
  }
}

/** Seals until nothing waits: transactions of other tests on this server hold the sequencer back for a moment. */
async function seal(): Promise<number> {
  const sealer = createSealer({ database, folder, secret });
  for (;;) {
    const { signed } = await sealer.run();
    if ((await waiting()) === 0) return signed;
    await sleep(20);
  }
}

async function waiting(): Promise<number> {
  const { rows } = await database.pool.query<{ n: number }>(
    "select count(*)::int as n from audit.record r where not exists (select from audit.sealed s where s.record_id = r.id)",
  );
  return rows[0]?.n ?? -1;
}

async function verify(kept: { where: string; note: string }[] = []): Promise<VerifyReport> {
  const client = await database.pool.connect();
  try {
    return await verifyLog({ client, folder, secret, kept });
  } finally {
    client.release();
  }
}

/** What a superuser can do: triggers and checks switched off. */
async function tamper(statement: string): Promise<number> {
  const client = await database.pool.connect();
  try {
    await client.query("set session_replication_role = replica");
    return (await client.query(statement)).rowCount ?? 0;
  } finally {
    await client.query("reset session_replication_role");
    client.release();
  }
}

const idAt = (index: number): string => `(select record_id from audit.sealed where index = ${index})`;

describe("sealing", () => {
  test("committed records get places, tiles and a signed tree head; the verifier finds all in order", async () => {
    await write(700);
    expect(await seal()).toBe(700);
    await write(5, 700);
    const before = await verify();
    expect(before).toMatchObject({ intact: true, sealed: 700, signed: 700, waiting: 5 });
    expect(await seal()).toBe(705);
    expect(await verify()).toMatchObject({
      intact: true,
      sealed: 705,
      signed: 705,
      waiting: 0,
      findings: [],
    });
    expect(readdirSync(join(folder, "tile/0")).sort()).toEqual(["000", "001", "002.p"]);
    expect(readdirSync(join(folder, "tile/0/002.p"))).toEqual(["193"]);
    expect(statSync(join(folder, "key")).mode & 0o777).toBe(0o600);
  });

  test("a record committed late, by a transaction that began early, still gets its place", async () => {
    const late = await database.pool.connect();
    await late.query("begin");
    await late.query("select pg_current_xact_id()");
    await write(10);
    await createSealer({ database, folder, secret }).run();
    expect((await verify()).sealed).toBe(0);
    await late.query("commit");
    late.release();
    expect(await seal()).toBe(10);
  });

  test("the tiles prove inclusion of records and growth from every earlier head", async () => {
    const heads: { size: number; root: Buffer }[] = [];
    const verifier = () => noteVerifier(readFileSync(join(folder, "verifier.pub"), "utf8"));
    for (const count of [3, 254, 1, 300]) {
      await write(count, heads.at(-1)?.size ?? 0);
      await seal();
      heads.push(openCheckpoint(verifier(), readFileSync(join(folder, "checkpoint"), "utf8")));
    }
    const last = heads.at(-1) ?? { size: 0, root: Buffer.alloc(0) };
    const source = tileSource(folder, last.size);
    const leaves = await database.pool.query<{ index: number; leaf_hash: Buffer }>(
      "select index, leaf_hash from audit.sealed",
    );
    for (const { index, leaf_hash } of leaves.rows.filter((row) => row.index % 13 === 0 || row.index > 550)) {
      const proof = await inclusionProof(source, index, last.size);
      expect(verifyInclusion(leaf_hash, index, last.size, proof, last.root)).toBe(true);
    }
    for (const head of heads) {
      const proof = await consistencyProof(source, head.size, last.size);
      expect(verifyConsistency(head.size, head.root, last.size, last.root, proof)).toBe(true);
    }
  });

  test("files lost or half written by a crash are made again from the database, under the same root", async () => {
    await write(600);
    await seal();
    const checkpoint = readFileSync(join(folder, "checkpoint"), "utf8");
    const whole = join(folder, "..", "whole");
    cpSync(folder, whole, { recursive: true });
    // Killed after the commit, before any file.
    await write(50, 600);
    await seal();
    rmSync(folder, { recursive: true });
    cpSync(whole, folder, { recursive: true });
    await write(1, 650);
    expect(await seal()).toBe(651);
    expect(await verify()).toMatchObject({ intact: true, signed: 651 });
    // All tiles gone.
    rmSync(join(folder, "tile"), { recursive: true });
    await write(1, 651);
    expect(await seal()).toBe(652);
    expect(await verify([{ where: "kept", note: checkpoint }])).toMatchObject({ intact: true, signed: 652 });
  });

  test("a log that was cut or rewritten is not signed again: sealing halts and says so", async () => {
    await write(20);
    await seal();
    await tamper(`update audit.record set data = '{}' where id = ${idAt(4)}`);
    await tamper("update audit.sealed set leaf_hash = sha256('x') where index = 4");
    rmSync(join(folder, "tile"), { recursive: true });
    await write(1, 20);
    await expect(seal()).rejects.toThrow(AuditHaltedError);
    const halted = await database.pool.query("select halted from audit.sequencer");
    expect(halted.rows[0]?.halted).toContain("not those that were signed");
  });

  test("two sequencers at once give every record one place", async () => {
    await write(1500);
    const sealer = () => createSealer({ database, folder, secret, batch: 100 });
    const [one, two] = [sealer(), sealer()];
    while ((await waiting()) > 0) await Promise.all([one.run(), two.run()]);
    expect(await verify()).toMatchObject({ intact: true, sealed: 1500, waiting: 0 });
  });
});

describe("erasing personal data", () => {
  test("the name goes, the proof stays; erasing without a record of it is found", async () => {
    await write(3);
    await seal();
    const host = { database, subscriptions: new Map(), config: { secret } };
    const { rows } = await database.pool.query<{ id: string }>(
      "select id::text from audit.record order by id",
    );
    await transact(host, { actor: clerk }, (tx) =>
      erasePersonalData(tx, [rows[0]?.id ?? ""], "Yêu cầu của công dân"),
    );
    expect(await verify()).toMatchObject({ intact: true });
    await seal();
    expect(await verify()).toMatchObject({ intact: true, erased: 1 });
    const left = await sql<{ n: number }>`select count(*)::int as n from audit.record
      where personal is null and actor::text not like '%Vân%'`.execute(database.queries);
    expect(left.rows[0]?.n).toBe(1);
    await database.pool.query("update audit.record set personal = null, salt = null where id = $1", [
      rows[1]?.id,
    ]);
    expect((await verify()).findings[0]).toMatchObject({ kind: "personal-erased", recordId: rows[1]?.id });
  });
});

describe("the verifier names the first bad record", () => {
  beforeEach(async () => {
    await write(600);
    await seal();
  });

  test.each([
    [
      "an altered value",
      `update audit.record set data = jsonb_set(data, '{n}', '0') where id = ${idAt(300)}`,
      "record-altered",
    ],
    [
      "an altered time, by a microsecond",
      `update audit.record set at = at + interval '1 microsecond' where id = ${idAt(300)}`,
      "record-altered",
    ],
    [
      "a number altered below what a double can tell",
      `update audit.record set data = jsonb_set(data, '{n}', '300.00000000000000000001') where id = ${idAt(300)}`,
      "record-altered",
    ],
    [
      "an altered name",
      `update audit.record set personal = jsonb_set(personal, '{actor,name}', '"A Thôn"') where id = ${idAt(300)}`,
      "personal-altered",
    ],
    ["a deleted record", `delete from audit.record where id = ${idAt(300)}`, "record-deleted"],
    [
      "a record deleted with its seal",
      `with s as (delete from audit.sealed where index = 300 returning record_id) delete from audit.record where id in (select record_id from s)`,
      "seal-removed",
    ],
    [
      "two records swapped",
      `update audit.sealed s set record_id = o.record_id from audit.sealed o where s.index in (300, 301) and o.index = 601 - s.index`,
      "seal-altered",
    ],
    [
      "an altered leaf hash",
      "update audit.sealed set leaf_hash = sha256('x') where index = 300",
      "seal-altered",
    ],
    [
      "an altered time of sealing",
      "update audit.sealed set sealed_at = sealed_at + interval '1 microsecond' where index = 300",
      "seal-altered",
    ],
    ["a cut tail", "delete from audit.sealed where index >= 300", "log-truncated"],
    [
      "a tail cut with its records",
      "with s as (delete from audit.sealed where index >= 300 returning record_id) delete from audit.record where id in (select record_id from s)",
      "log-truncated",
    ],
  ])("%s", async (_name, statement, kind) => {
    const action = "documents.register";
    const { rows } = await database.pool.query<{ id: string; n: number }>(`select ${idAt(300)}::text as id`);
    // The unique index is checked row by row: swapping needs it out of the way, as an attacker would do.
    if (kind === "seal-altered")
      await tamper("alter table audit.sealed drop constraint sealed_record_id_key");
    expect(await tamper(statement)).toBeGreaterThan(0);
    const report = await verify();
    expect(report.intact).toBe(false);
    expect(report.findings[0]).toMatchObject({ kind, index: 300, action });
    if (kind !== "log-truncated") expect(report.findings[0]?.recordId).toBe(rows[0]?.id);
  });

  test("a record rewritten together with its seal", async () => {
    const { rows } = await database.pool.query<{ id: string }>(`select ${idAt(300)}::text as id`);
    await tamper(`update audit.record set action = 'documents.read' where id = ${idAt(300)}`);
    const { leafBytes, RECORD_COLUMNS } = await import("./leaf.ts");
    const { leafHash } = await import("./merkle.ts");
    const { EXACT_TIME } = await import("./sequence-records.ts");
    const found = await database.pool.query(
      `select ${RECORD_COLUMNS}, to_char(s.sealed_at at time zone 'UTC', ${EXACT_TIME}) as sealed
         from audit.record r join audit.sealed s on s.record_id = r.id where s.index = 300`,
    );
    const hash = leafHash(leafBytes(found.rows[0], { sealedAt: found.rows[0].sealed, foreign: false }));
    await tamper(`update audit.sealed set leaf_hash = '\\x${hash.toString("hex")}' where index = 300`);
    expect((await verify()).findings).toEqual([
      expect.objectContaining({ kind: "record-altered", index: 300, recordId: rows[0]?.id }),
    ]);
  });

  test("a record inserted by a superuser, before and after the sealer has met it", async () => {
    await tamper(`insert into audit.record (id, at, actor, action, object_kind, object_id, data)
      select gen_random_uuid(), at, actor, action, object_kind, object_id, data from audit.record where id = ${idAt(5)}`);
    expect((await verify()).findings[0]).toMatchObject({
      kind: "record-foreign",
      action: "documents.register",
    });
    await seal();
    expect((await verify()).findings[0]).toMatchObject({ kind: "record-foreign", index: 600 });
  });

  test("a record inserted behind the sequencer", async () => {
    await tamper(`insert into audit.record (id, at, actor, action, object_kind, object_id, data, transaction_id)
      select gen_random_uuid(), at, actor, action, object_kind, object_id, data, transaction_id from audit.record where id = ${idAt(5)}`);
    expect((await verify()).findings[0]).toMatchObject({ kind: "record-inserted" });
  });

  test("a rollback of everything to an earlier state is shown by a tree head kept elsewhere", async () => {
    const before = join(folder, "..", "before");
    cpSync(folder, before, { recursive: true });
    await write(10, 600);
    await seal();
    const kept = readFileSync(join(folder, "checkpoint"), "utf8");
    rmSync(folder, { recursive: true });
    renameSync(before, folder);
    expect((await verify()).findings[0]).toMatchObject({ kind: "rolled-back" });
    await tamper(
      "with s as (delete from audit.sealed where index >= 600 returning record_id) delete from audit.record where id in (select record_id from s)",
    );
    await tamper("update audit.sequencer set size = 600");
    const head = readFileSync(join(folder, "checkpoint"), "utf8");
    await tamper(
      `update audit.checkpoint set size = 600, note = '${head}', root = decode('${head.split("\n")[2]}', 'base64')`,
    );
    expect((await verify()).intact).toBe(true);
    writeFileSync(join(folder, "witness"), kept);
    expect((await verify()).findings[0]).toMatchObject({ kind: "rolled-back", index: 600, file: "witness" });
    rmSync(join(folder, "witness"));
    expect((await verify([{ where: "tủ hồ sơ", note: kept }])).findings[0]).toMatchObject({
      file: "tủ hồ sơ",
    });
  });

  test("any single bit changed in any file of the log", async () => {
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== "key")
      .map((entry) => join(entry.parentPath, entry.name));
    expect(files.length).toBe(9);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.nat(), fc.nat({ max: 7 }), async (file, place, bit) => {
        const bytes = readFileSync(file);
        const changed = Buffer.from(bytes);
        const at = place % bytes.length;
        changed[at] = (changed[at] ?? 0) ^ (1 << bit);
        writeFileSync(file, changed);
        const report = await verify();
        writeFileSync(file, bytes);
        expect(report.intact).toBe(false);
      }),
      { numRuns: 60 },
    );
    expect((await verify()).intact).toBe(true);
  });

  test("any single bit changed in any column of any row", async () => {
    const flips = {
      action: (bit: number) =>
        `action = overlay(action placing chr(ascii(action) # ${1 << (bit % 3)}) from 1)`,
      object_id: (bit: number) =>
        `object_id = overlay(object_id placing chr(ascii(object_id) # ${1 << (bit % 3)}) from 1)`,
      object_kind: (bit: number) =>
        `object_kind = overlay(object_kind placing chr(ascii(object_kind) # ${1 << (bit % 3)}) from 1)`,
      at: (bit: number) => `at = at + ${1 << (bit % 20)} * interval '1 microsecond'`,
      personal_digest: (bit: number) =>
        `personal_digest = set_bit(personal_digest, ${bit}, 1 - get_bit(personal_digest, ${bit}))`,
      mac: (bit: number) => `mac = set_bit(mac, ${bit}, 1 - get_bit(mac, ${bit}))`,
      salt: (bit: number) => `salt = set_bit(salt, ${bit % 128}, 1 - get_bit(salt, ${bit % 128}))`,
      transaction_id: (bit: number) =>
        `transaction_id = (transaction_id::text::bigint # ${1 << (bit % 20)})::text::xid8`,
      data: (bit: number) =>
        `data = jsonb_set(data, '{n}', to_jsonb((data ->> 'n')::int # ${1 << (bit % 20)}))`,
      actor: (bit: number) =>
        `actor = jsonb_set(actor, '{unit}', to_jsonb(overlay(actor ->> 'unit' placing chr(ascii(actor ->> 'unit') # ${1 << (bit % 3)}) from 1)))`,
    };
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.values(flips)),
        fc.nat({ max: 599 }),
        fc.nat({ max: 255 }),
        async (flip, index, bit) => {
          await tamper("create table if not exists public.kept as select * from audit.record with no data");
          await tamper(`insert into public.kept select * from audit.record where id = ${idAt(index)}`);
          await tamper(`update audit.record set ${flip(bit)} where id = ${idAt(index)}`);
          const report = await verify();
          await tamper(`delete from audit.record where id = ${idAt(index)}`);
          await tamper("insert into audit.record select * from public.kept");
          await tamper("truncate public.kept");
          expect(report.findings[0]).toMatchObject({ index });
        },
      ),
      { numRuns: 60 },
    );
    expect((await verify()).intact).toBe(true);
  });
});
