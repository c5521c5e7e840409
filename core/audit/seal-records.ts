import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type pg from "pg";
import type { Database } from "../database/index.ts";
import { readEdge, removeStalePartials, writeLogFiles } from "./log-files.ts";
import { AuditKeyError, CHECKPOINT_FILE, openLogKey, WITNESS_FILE } from "./log-key.ts";
import { recordKeyOf } from "./record-key.ts";
import { type SealedBatch, type SealedLeaf, sealBatch, sealedLeaves } from "./sequence-records.ts";
import {
  type Checkpoint,
  CheckpointError,
  type NoteSigner,
  noteVerifier,
  openCheckpoint,
  signCheckpoint,
} from "./signed-note.ts";
import { TileTree } from "./tile-tree.ts";
import { writeDurably } from "./write-durably.ts";

export interface SealerOptions {
  readonly database: Database;
  /** Folder of tiles, checkpoint and key: DATA_DIR/audit. */
  readonly folder: string;
  /** The platform's secret, 32 bytes. */
  readonly secret: Buffer;
  /** Records taken at once, default 5,000. */
  readonly batch?: number;
}

/** What one run did. */
export interface SealRun {
  readonly sealed: number;
  /** Another batch is waiting. */
  readonly more: boolean;
  /** Size of the last signed tree. */
  readonly signed: number;
}

export interface Sealer {
  /**
   * Seals what is committed and waiting (at most one batch) and signs the grown tree. Does nothing while another
   * process is the sequencer.
   *
   * @throws AuditHaltedError when the log in the database is not the one that was signed
   */
  run(): Promise<SealRun>;
}

/**
 * The log does not fit what was signed before, so growing it would hide that. Sealing stands still until a person has
 * looked (`npm run audit:verify`) and the platform is started again; records keep being written.
 */
export class AuditHaltedError extends Error {
  readonly code = "audit.halted";
}

/** One sequencer for the whole database, whichever process. */
const LOCK = 7_340_035;

/**
 * The sequencer and sealer of the audit log: gives records their place in the Merkle log after their commit
 * (RFC 9162; C2SP tlog-tiles; signed note checkpoints). The database is written first; files are made out of it and
 * can be made again, so a crash at any point loses nothing.
 */
export function createSealer(options: SealerOptions): Sealer {
  const recordKey = recordKeyOf(options.secret);
  const batch = options.batch ?? 5_000;
  let log: OpenLog | undefined;
  let halted: AuditHaltedError | undefined;

  return {
    async run() {
      if (halted) throw halted;
      const client = await options.database.pool.connect();
      let broken: Error | undefined;
      try {
        if (!(await tryLock(client))) return { sealed: 0, more: false, signed: log?.tree.size ?? 0 };
        try {
          log ??= await openLog(client, options);
          const sealed = await sealBatch(client, recordKey, batch);
          const grown = await publish(client, options.folder, log, sealed);
          return { sealed: sealed.leaves.length, more: sealed.full, signed: grown };
        } finally {
          await client.query("select pg_advisory_unlock($1)", [LOCK]);
        }
      } catch (error) {
        // Whatever was half done is read again from the database and the files.
        log = undefined;
        if (error instanceof AuditHaltedError) {
          halted = error;
          await options.database.pool.query("update audit.sequencer set halted = $1", [error.message]);
        } else {
          broken = error instanceof Error ? error : new Error(String(error));
        }
        throw error;
      } finally {
        client.release(broken);
      }
    },
  };
}

interface OpenLog {
  readonly signer: NoteSigner;
  readonly tree: TileTree;
  /** Tree heads signed or seen before that the tree has not reached yet. */
  readonly anchors: readonly Checkpoint[];
  /** Size whose files and checkpoint are on disk; -1 when they must be made again. */
  signed: number;
}

async function tryLock(client: pg.PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>("select pg_try_advisory_lock($1) as locked", [
    LOCK,
  ]);
  return rows[0]?.locked === true;
}

/** Reads the right edge from the tiles, or builds all files again from the database when they do not fit. */
async function openLog(client: pg.PoolClient, { folder, secret }: SealerOptions): Promise<OpenLog> {
  const signer = await keyOrHalt(folder, secret);
  const anchors = await readAnchors(client, folder, signer);
  const size = await sealedSize(client);
  const last = anchors.at(-1);
  if (last && last.size > size) {
    throw new AuditHaltedError(`a tree of ${last.size} records was signed, but the database holds ${size}`);
  }
  await client.query("update audit.sequencer set halted = null where halted is not null");
  const file = await checkpointIn(join(folder, CHECKPOINT_FILE), signer);
  if (file) {
    const edge = await readEdge(folder, file.size).catch(() => undefined);
    const tree = new TileTree(edge);
    if (edge && tree.root().equals(file.root)) {
      if (anchors.some((anchor) => anchor.size === file.size && !anchor.root.equals(file.root)))
        throw forked(file.size);
      return {
        signer,
        tree,
        anchors: anchors.filter((anchor) => anchor.size > file.size),
        signed: file.size,
      };
    }
  }
  return { signer, tree: new TileTree(), anchors, signed: -1 };
}

async function keyOrHalt(folder: string, secret: Buffer): Promise<NoteSigner> {
  try {
    return await openLogKey(folder, secret);
  } catch (error) {
    if (error instanceof AuditKeyError) throw new AuditHaltedError(error.message, { cause: error });
    throw error;
  }
}

async function readAnchors(client: pg.PoolClient, folder: string, signer: NoteSigner): Promise<Checkpoint[]> {
  const { rows } = await client.query<{ note: string }>(
    "select note from audit.checkpoint order by size desc limit 1",
  );
  const stored = rows.map((row) => openOrHalt(signer, row.note, "the tree head in the database"));
  const files = await Promise.all(
    [CHECKPOINT_FILE, WITNESS_FILE].map((name) => checkpointIn(join(folder, name), signer)),
  );
  const anchors = [...stored, ...files.filter((found) => found !== undefined)];
  return anchors.sort((a, b) => a.size - b.size);
}

async function checkpointIn(path: string, signer: NoteSigner): Promise<Checkpoint | undefined> {
  const note = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return note === undefined ? undefined : openOrHalt(signer, note, path);
}

function openOrHalt(signer: NoteSigner, note: string, where: string): Checkpoint {
  try {
    return openCheckpoint(noteVerifier(signer.verifierKey), note);
  } catch (error) {
    if (error instanceof CheckpointError)
      throw new AuditHaltedError(`${where}: ${error.message}`, { cause: error });
    throw error;
  }
}

async function sealedSize(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ size: number }>(
    "select coalesce((select index + 1 from audit.sealed order by index desc limit 1), 0) as size",
  );
  return rows[0]?.size ?? 0;
}

/**
 * Brings files and checkpoint up to the database: complete tiles first, then the partial ones, then the checkpoint
 * that needs them, then away with what the former checkpoint needed.
 */
async function publish(
  client: pg.PoolClient,
  folder: string,
  log: OpenLog,
  sealed: SealedBatch,
): Promise<number> {
  const { tree, signer } = log;
  const size = sealed.first + sealed.leaves.length;
  if (size === log.signed || size === 0) return size;
  while (tree.size < size) {
    const leaves: readonly SealedLeaf[] =
      tree.size >= sealed.first
        ? sealed.leaves.slice(tree.size - sealed.first)
        : await sealedLeaves(client, tree.size, Math.min(sealed.first, tree.size + 5_000));
    if (leaves.length === 0) throw new AuditHaltedError(`the place ${tree.size} of the log is empty`);
    for (const leaf of leaves) {
      tree.append(leaf.hash, leaf.bytes);
      const anchor = log.anchors.find((found) => found.size === tree.size);
      if (anchor && !anchor.root.equals(tree.root())) throw forked(anchor.size);
    }
    await writeLogFiles(folder, tree.takeComplete());
  }
  const root = tree.root();
  const note = signCheckpoint(signer, size, root);
  const partial = tree.partialFiles();
  await writeLogFiles(folder, partial);
  await writeDurably(join(folder, CHECKPOINT_FILE), Buffer.from(note));
  log.signed = size;
  await removeStalePartials(folder, size, partial);
  await client.query(
    `insert into audit.checkpoint (day, size, root, note, signed_at)
     values ((now() at time zone 'Asia/Ho_Chi_Minh')::date, $1, $2, $3, now())
     on conflict (day) do update set size = excluded.size, root = excluded.root, note = excluded.note,
       signed_at = excluded.signed_at`,
    [size, root, note],
  );
  return size;
}

function forked(size: number): AuditHaltedError {
  return new AuditHaltedError(`the first ${size} records are not those that were signed`);
}
