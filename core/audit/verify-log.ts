import { join } from "node:path";
import type pg from "pg";
import { CHECKPOINT_FILE } from "./log-key.ts";
import { type Anchor, type KeptCheckpoint, readLogState, readText } from "./read-log-state.ts";
import { recordKeyOf } from "./record-key.ts";
import { FileJudge } from "./verify-files.ts";
import type { Finding } from "./verify-findings.ts";
import { judgeRecords } from "./verify-records.ts";
import { judgeSequencer, judgeWaiting } from "./verify-waiting.ts";

export interface VerifyOptions {
  /** A connection of its own; the whole check reads one snapshot. */
  readonly client: pg.ClientBase;
  /** DATA_DIR/audit. */
  readonly folder: string;
  /** The platform's secret, to tell foreign records in the part that is not signed yet; may be absent. */
  readonly secret?: Buffer | undefined;
  /** Tree heads kept elsewhere: the log must be a growth of each. */
  readonly kept?: readonly KeptCheckpoint[];
}

export interface VerifyReport {
  readonly intact: boolean;
  /** Records with a place in the log. */
  readonly sealed: number;
  /** Records under the newest signed tree head. */
  readonly signed: number;
  /** Records that wait for sealing: not an error. */
  readonly waiting: number;
  /** Records whose personal part was erased by the rules. */
  readonly erased: number;
  /** Root of the signed tree, hexadecimal. */
  readonly root: string | null;
  /** All that is wrong, the first bad record first; at most 100. */
  readonly findings: readonly Finding[];
  /** The signed tree head this check was made against: to be kept as a witness when the log is intact. */
  readonly note: string | undefined;
}

const MOST_FINDINGS = 100;

/**
 * Proves that no sealed record was changed, removed, inserted or moved, and that the log only grew: every record is
 * hashed again, the tree is built again and compared with the tiles, the bundles and every tree head known.
 * Needs nothing of the running platform but the rows and the files; may run beside it.
 */
export async function verifyLog(options: VerifyOptions): Promise<VerifyReport> {
  const { client, folder } = options;
  const findings: Finding[] = [];
  const recordKey = options.secret && recordKeyOf(options.secret);
  // The file before the snapshot: a running sealer writes the database first, so the rows can only be ahead.
  const note = await readText(join(folder, CHECKPOINT_FILE));
  await client.query("begin isolation level repeatable read, read only");
  try {
    const stored = await storedHeads(client, findings);
    const later = await readText(join(folder, CHECKPOINT_FILE));
    const state = await readLogState(folder, note, stored, options.kept ?? [], findings);
    const signed = state.checkpoint?.size ?? 0;
    const files = new FileJudge(folder, signed);
    const waiting = await judgeWaiting(client, recordKey, findings);
    const { anchors } = state;
    const judged = await judgeRecords({
      client,
      files,
      anchors,
      recordKey,
      erasures: waiting.erasures,
      findings,
    });

    const newest = Math.max(0, ...stored.map((head) => head.size));
    if (note === undefined && (judged.size > 0 || newest > 0)) {
      findings.push({ kind: "checkpoint-missing", file: CHECKPOINT_FILE });
    } else if (!state.verifier && judged.size > 0) {
      findings.push({ kind: "key-damaged" });
    }
    // The file is always written before the row that repeats it.
    const inFile = sizeOf(later);
    if (state.checkpoint && inFile < newest) {
      findings.push({
        kind: "rolled-back",
        index: inFile,
        file: CHECKPOINT_FILE,
        detail: `${inFile} < ${newest}`,
      });
    }
    findings.push(...(await lostGrowth(anchors, judged.size, files)));
    await judgeSequencer(client, judged.size, findings);
    return {
      intact: findings.length === 0,
      sealed: judged.size,
      signed,
      waiting: waiting.count,
      erased: judged.erased,
      root: state.checkpoint?.root.toString("hex") ?? null,
      findings: [...findings].sort(byPlace).slice(0, MOST_FINDINGS),
      note,
    };
  } finally {
    await client.query("rollback");
  }
}

interface StoredHead extends KeptCheckpoint {
  readonly size: number;
}

/** One head a day; the columns repeat what the signed text says. */
async function storedHeads(client: pg.ClientBase, findings: Finding[]): Promise<StoredHead[]> {
  const { rows } = await client.query<{ day: string; size: string; root: Buffer; note: string }>(
    "select day::text, size::text, root, note from audit.checkpoint order by size",
  );
  return rows.map((row) => {
    const where = `audit.checkpoint ${row.day}`;
    const [, size, root] = row.note.split("\n");
    if (size !== row.size || root !== row.root.toString("base64")) {
      findings.push({ kind: "checkpoint-damaged", file: where });
    }
    return { where, note: row.note, size: Number(row.size) };
  });
}

/** Tree heads that were signed over more records than there are. */
async function lostGrowth(anchors: readonly Anchor[], size: number, files: FileJudge): Promise<Finding[]> {
  const lost = anchors.filter((anchor) => anchor.size > size);
  const name = lost.length > 0 ? await files.nameOf(size) : {};
  return lost.map((anchor) => ({
    kind: anchor.where === CHECKPOINT_FILE ? "log-truncated" : "rolled-back",
    index: size,
    ...name,
    file: anchor.where,
    detail: `${size} < ${anchor.size}`,
  }));
}

function sizeOf(note: string | undefined): number {
  return Number(note?.split("\n")[1] ?? 0);
}

/** The first bad record first; what has no place in the log last. */
function byPlace(a: Finding, b: Finding): number {
  const last = Number.MAX_SAFE_INTEGER;
  return (a.index ?? last) - (b.index ?? last);
}
