import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CHECKPOINT_FILE, VERIFIER_FILE, WITNESS_FILE } from "./log-key.ts";
import {
  type Checkpoint,
  CheckpointError,
  type NoteVerifier,
  noteVerifier,
  openCheckpoint,
} from "./signed-note.ts";
import type { Finding } from "./verify-findings.ts";

/** A signed tree head the log must be a growth of. */
export interface Anchor extends Checkpoint {
  /** Where it was found, for people. */
  readonly where: string;
}

export interface LogState {
  readonly verifier: NoteVerifier | undefined;
  /** What the checkpoint file promises. */
  readonly checkpoint: Checkpoint | undefined;
  readonly anchors: readonly Anchor[];
}

/** A tree head kept outside the log: its text and where it came from. */
export interface KeptCheckpoint {
  readonly where: string;
  readonly note: string;
}

/**
 * Reads the public key and opens every tree head the log must agree with.
 *
 * @param note text of the checkpoint file, read before the rows
 * @param stored tree heads in the database
 * @param kept tree heads given by hand
 */
export async function readLogState(
  folder: string,
  note: string | undefined,
  stored: readonly KeptCheckpoint[],
  kept: readonly KeptCheckpoint[],
  findings: Finding[],
): Promise<LogState> {
  const verifier = await readVerifier(folder, findings);
  const witness = await readText(join(folder, WITNESS_FILE));
  const heads: KeptCheckpoint[] = [
    ...(note === undefined ? [] : [{ where: CHECKPOINT_FILE, note }]),
    ...(witness === undefined ? [] : [{ where: WITNESS_FILE, note: witness }]),
    ...stored,
    ...kept,
  ];
  const anchors = verifier ? heads.flatMap((head) => open(verifier, head, findings)) : [];
  return { verifier, checkpoint: anchors.find((anchor) => anchor.where === CHECKPOINT_FILE), anchors };
}

function open(verifier: NoteVerifier, head: KeptCheckpoint, findings: Finding[]): Anchor[] {
  try {
    return [{ ...openCheckpoint(verifier, head.note), where: head.where }];
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    findings.push({ kind: "checkpoint-damaged", file: head.where });
    return [];
  }
}

async function readVerifier(folder: string, findings: Finding[]): Promise<NoteVerifier | undefined> {
  const text = await readText(join(folder, VERIFIER_FILE));
  if (text === undefined) return undefined;
  try {
    if (!/^[^\n]+\n$/.test(text)) throw new CheckpointError("the key file must be one line");
    return noteVerifier(text);
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    findings.push({ kind: "key-damaged", file: VERIFIER_FILE });
    return undefined;
  }
}

/** The text of a file, undefined when there is none. */
export async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}
