import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { LogFileError, tileSource } from "./log-files.ts";
import { CHECKPOINT_FILE, VERIFIER_FILE } from "./log-key.ts";
import { inclusionProof, verifyInclusion } from "./merkle.ts";
import { CheckpointError, noteVerifier, openCheckpoint } from "./signed-note.ts";

/** What anyone needs to check that a record is in the signed log (RFC 9162 section 2.1.3). */
export interface RecordProof {
  readonly index: number;
  /** Hexadecimal. */
  readonly leafHash: string;
  /** Sibling hashes from the leaf to the root, hexadecimal. */
  readonly path: readonly string[];
  /** The signed tree head, as text. */
  readonly checkpoint: string;
  /** Does the path lead from the leaf to the signed root? */
  readonly holds: boolean;
}

/**
 * Proof that a record is in the log under its newest signed tree head, out of the tiles.
 *
 * @param folder DATA_DIR/audit
 * @returns undefined while the record is not under a signed tree head, or when files are missing or damaged
 */
export async function proveRecord(
  queries: Queries,
  folder: string,
  recordId: string,
): Promise<RecordProof | undefined> {
  const { rows } = await sql<{ index: number; leaf_hash: Buffer }>`select index, leaf_hash from audit.sealed
    where record_id = ${recordId}::uuid`.execute(queries);
  const [leaf] = rows;
  if (!leaf) return undefined;
  try {
    const note = await readFile(join(folder, CHECKPOINT_FILE), "utf8");
    const verifier = noteVerifier(await readFile(join(folder, VERIFIER_FILE), "utf8"));
    const { size, root } = openCheckpoint(verifier, note);
    if (leaf.index >= size) return undefined;
    const path = await inclusionProof(tileSource(folder, size), leaf.index, size);
    return {
      index: leaf.index,
      leafHash: leaf.leaf_hash.toString("hex"),
      path: path.map((hash) => hash.toString("hex")),
      checkpoint: note,
      holds: verifyInclusion(leaf.leaf_hash, leaf.index, size, path, root),
    };
  } catch (error) {
    const missing = error instanceof Error && "code" in error && error.code === "ENOENT";
    if (missing || error instanceof LogFileError || error instanceof CheckpointError) return undefined;
    throw error;
  }
}
