import type { KeyObject } from "node:crypto";
import type pg from "pg";
import { parseExactJson } from "./canonical-json.ts";
import { erasedBy } from "./erasure-action.ts";
import {
  contentOf,
  hasGoodMac,
  leafBytes,
  personalDigest,
  RECORD_COLUMNS,
  type RecordRow,
  readLeaf,
} from "./leaf.ts";
import { type Hash, leafHash } from "./merkle.ts";
import type { Anchor } from "./read-log-state.ts";
import { EXACT_TIME } from "./sequence-records.ts";
import { type LogFile, TILE_WIDTH, TileTree, tilePath } from "./tile-tree.ts";
import { type FileJudge, type FileWitness, named } from "./verify-files.ts";
import type { Finding } from "./verify-findings.ts";

interface JudgeInput {
  readonly client: pg.ClientBase;
  readonly files: FileJudge;
  readonly anchors: readonly Anchor[];
  readonly recordKey: KeyObject | undefined;
  /** Records erased by acts that wait for sealing. */
  readonly erasures: readonly string[];
  readonly findings: Finding[];
}

interface Row extends RecordRow {
  readonly index: string;
  readonly record_id: string;
  readonly leaf_hash: Buffer;
  readonly sealed_at: string;
  /** False: the record is gone and its columns are null. */
  readonly present: boolean;
  readonly personal: string | null;
  readonly salt: Buffer | null;
}

interface Judged {
  /** Places in the log. */
  readonly size: number;
  readonly erased: number;
}

const PAGE = 5_000;

/**
 * Hashes every sealed record again and builds the tree again: each record against its seal, the whole against every
 * signed tree head, and every file against what it must be.
 */
export async function judgeRecords(input: JudgeInput): Promise<Judged> {
  const judge = new LogJudge(input);
  for (let after = -1; ; ) {
    const { rows } = await input.client.query<Row>(
      `select s.index::text as index, s.record_id::text as record_id, s.leaf_hash,
              to_char(s.sealed_at at time zone 'UTC', ${EXACT_TIME}) as sealed_at, r.id is not null as present,
              r.personal::text as personal, r.salt, ${RECORD_COLUMNS}
         from audit.sealed s left join audit.record r on r.id = s.record_id
        where s.index > $1 order by s.index limit ${PAGE}`,
      [after],
    );
    for (const row of rows) await judge.take(row);
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return await judge.finish();
    after = Number(last.index);
  }
}

class LogJudge {
  readonly #input: JudgeInput;
  readonly #tree = new TileTree();
  readonly #damaged: Finding[] = [];
  /** Rows that agree with their seals but not with the tile: one of both was rewritten. */
  #disputed: Finding | undefined;
  #disagreeing = false;
  /** Lowest place with a finding of its own: it explains every root after it. */
  #explained = Number.POSITIVE_INFINITY;
  readonly #withoutPersonal = new Map<string, Finding>();
  readonly #erased: Set<string>;

  constructor(input: JudgeInput) {
    this.#input = input;
    this.#erased = new Set(input.erasures);
  }

  async take(row: Row): Promise<void> {
    const index = Number(row.index);
    if (!(await this.#fillGap(index))) {
      this.#report({ kind: "seal-inserted", index, recordId: row.record_id });
      return;
    }
    const witness = await this.#input.files.at(index);
    const { finding, hash, entry } = judgeRow(row, index, witness);
    if (finding) this.#report(finding);
    else this.#judgeContent(row, index);
    if (witness.hash && !hash.equals(witness.hash) && !finding) {
      this.#disputed ??= {
        kind: "record-altered",
        index,
        recordId: row.record_id,
        action: row.action,
        at: row.at,
      };
    }
    await this.#append(hash, entry);
  }

  async finish(): Promise<Judged> {
    const { files, findings, anchors } = this.#input;
    // What the files know beyond the last row is only needed to check the files themselves.
    const size = this.#tree.size;
    if (this.#disagreeing && this.#disputed) findings.push(this.#disputed);
    else if (this.#disputed) {
      const index = this.#disputed.index ?? 0;
      this.#damaged.push({ kind: "file-damaged", index, file: tilePath(0, Math.floor(index / TILE_WIDTH)) });
    }
    if (this.#disagreeing && !this.#disputed && this.#explained === Number.POSITIVE_INFINITY) {
      for (const anchor of anchors.filter((found) => found.size <= size && this.#wrong.has(found))) {
        findings.push({ kind: "root-mismatch", file: anchor.where, detail: String(anchor.size) });
      }
    }
    // Files that differ because the rows were rewritten are right; they are the proof.
    if (!this.#disagreeing && files.signed <= size) findings.push(...oneEach(this.#damaged));
    let erased = 0;
    for (const [id, finding] of this.#withoutPersonal) {
      if (this.#erased.has(id)) erased += 1;
      else findings.push(finding);
    }
    return { size, erased };
  }

  readonly #wrong = new Set<Anchor>();

  #report(finding: Finding): void {
    this.#explained = Math.min(this.#explained, finding.index ?? 0);
    this.#input.findings.push(finding);
  }

  /** Places without a row, as far as the files know them. False: the row stands where none can be. */
  async #fillGap(index: number): Promise<boolean> {
    const { files } = this.#input;
    while (this.#tree.size < index) {
      const place = this.#tree.size;
      if (place >= files.signed) return false;
      const { hash, entry } = await files.at(place);
      this.#report({ kind: "seal-removed", index: place, ...(await files.nameOf(place)) });
      await this.#append(hash ?? leafHash(Buffer.alloc(0)), entry ?? Buffer.alloc(0));
    }
    return true;
  }

  #judgeContent(row: Row, index: number): void {
    const names = { index, recordId: row.record_id, action: row.action, at: row.at };
    const { recordKey, files } = this.#input;
    // Under a signature the leaf itself says whether the platform wrote the record.
    if (index >= files.signed && recordKey && !hasGoodMac(recordKey, row)) {
      this.#report({ kind: "record-foreign", ...names });
    }
    if (row.personal !== null || row.salt !== null) {
      const digest =
        row.salt && row.personal !== null ? personalDigest(row.salt, parseExactJson(row.personal)) : "";
      if (digest !== row.personal_digest) this.#report({ kind: "personal-altered", ...names });
    } else if (row.personal_digest !== null) {
      this.#withoutPersonal.set(row.id, { kind: "personal-erased", ...names });
    }
    for (const id of erasedBy(row)) this.#erased.add(id);
  }

  async #append(hash: Hash, entry: Buffer): Promise<void> {
    const { files, anchors } = this.#input;
    this.#tree.append(hash, entry);
    const size = this.#tree.size;
    for (const file of this.#tree.takeComplete()) {
      if (size <= files.signed && !(await files.isWhole(file))) this.#damaged.push(this.#damage(file));
    }
    if (size === files.signed) {
      for (const file of this.#tree.partialFiles()) {
        if (!(await files.hasPartial(file))) this.#damaged.push(this.#damage(file));
      }
    }
    for (const anchor of anchors) {
      if (anchor.size !== size || anchor.root.equals(this.#tree.root())) continue;
      this.#wrong.add(anchor);
      this.#disagreeing = true;
    }
  }

  #damage(file: LogFile): Finding {
    return { kind: "file-damaged", file: file.path };
  }
}

interface RowVerdict {
  readonly finding?: Finding;
  /** Hash and leaf bytes that belong in the tree as far as can be told. */
  readonly hash: Hash;
  readonly entry: Buffer;
}

/** One record against its seal; the files decide which of both was changed. */
function judgeRow(row: Row, index: number, witness: FileWitness): RowVerdict {
  const kept =
    witness.entry && leafHash(witness.entry).equals(row.leaf_hash) ? witness.entry : Buffer.alloc(0);
  if (!row.present) {
    const name = witness.entry ? named(readLeaf(witness.entry)) : {};
    const finding: Finding = { kind: "record-deleted", index, recordId: row.record_id, ...name };
    return { finding, hash: row.leaf_hash, entry: kept };
  }
  const content = contentOf(row);
  const names = { index, recordId: row.record_id, action: row.action, at: row.at };
  const bytes = leafBytes(row, { sealedAt: row.sealed_at, foreign: false }, content);
  const hash = leafHash(bytes);
  if (hash.equals(row.leaf_hash)) return { hash, entry: bytes };
  const foreign = leafBytes(row, { sealedAt: row.sealed_at, foreign: true }, content);
  if (leafHash(foreign).equals(row.leaf_hash)) {
    return { finding: { kind: "record-foreign", ...names }, hash: row.leaf_hash, entry: foreign };
  }
  if (witness.hash?.equals(hash)) return { finding: { kind: "seal-altered", ...names }, hash, entry: bytes };
  const told =
    witness.entry && witness.hash?.equals(leafHash(witness.entry)) ? readLeaf(witness.entry) : undefined;
  // The record is as it was sealed; the row of the seal points elsewhere or names another time.
  if (told && (told.id !== row.record_id || sealedUnchanged(row, told.sealed, witness.hash))) {
    return {
      finding: { kind: "seal-altered", index, ...named(told) },
      hash: witness.hash ?? row.leaf_hash,
      entry: witness.entry ?? kept,
    };
  }
  const finding: Finding = { kind: "record-altered", ...names, ...(told && named(told)) };
  return { finding, hash: row.leaf_hash, entry: kept };
}

function sealedUnchanged(row: Row, sealedAt: string, expected: Hash | undefined): boolean {
  return [false, true].some(
    (foreign) => expected?.equals(leafHash(leafBytes(row, { sealedAt, foreign }))) === true,
  );
}

function oneEach(damaged: readonly Finding[]): Finding[] {
  return [...new Map(damaged.map((finding) => [finding.file, finding])).values()];
}
