import { PageFingerprints } from "../pages/page-fingerprint.ts";
import type { PdfDocument, PdfView } from "../pdf/document.ts";
import type { PdfDict } from "../pdf/objects.ts";
import { docMdpLevel, type FieldLock, isLocked, signatureLocks } from "../pdf/permissions.ts";
import type { Change, ChangeLevel } from "./change.ts";
import { compareWithPrevious } from "./compare-revisions.ts";
import { findDamagedPages } from "./damaged-pages.ts";
import { findPageDifferences, type PageDifference } from "./page-differences.ts";

/** Compares the revisions of one document, each step once however many signatures ask. */
export class RevisionHistory {
  readonly #document: PdfDocument;
  readonly #steps = new Map<number, readonly Change[]>();
  readonly #fingerprints: PageFingerprints;

  constructor(document: PdfDocument) {
    this.#document = document;
    this.#fingerprints = new PageFingerprints(document);
  }

  /**
   * Everything that happened to the document after a signed revision, judged by what that signature forbids: its
   * certification (DocMDP) and its locks (FieldMDP, /Lock).
   *
   * @param revision index of the signed revision
   */
  after(revision: number, view: PdfView, field: PdfDict, signature: PdfDict): Change[] {
    const certification = docMdpLevel(view, signature);
    const locks = signatureLocks(view, field, signature);
    const changes: Change[] = [];
    for (let index = revision + 1; index < this.#document.revisions.length; index += 1) {
      for (const change of this.#step(index)) changes.push(judge(change, certification, locks));
    }
    const tail = this.#document.foreignTail();
    if (tail !== undefined) {
      const detail = `${tail.end - tail.start} bytes behind the last %%EOF`;
      changes.push({ level: 4, code: "foreign-bytes", detail, revision: this.#document.revisions.length });
    }
    return changes.sort((a, b) => b.level - a.level);
  }

  /** Which pages of a revision bear traces of edited bytes. */
  damagedPages(revision: number): PageDifference[] {
    return findDamagedPages(this.#document.view(revision));
  }

  /** Which pages of the present document are not those of a signed revision. */
  pageDifferences(revision: number): PageDifference[] {
    return findPageDifferences(this.#fingerprints, this.#document.view(revision), this.#document.latest);
  }

  #step(index: number): readonly Change[] {
    let changes = this.#steps.get(index);
    if (changes === undefined) {
      changes = compareWithPrevious(this.#document, index);
      this.#steps.set(index, changes);
    }
    return changes;
  }
}

export function highestLevel(changes: readonly Change[]): ChangeLevel {
  let highest: ChangeLevel = 0;
  for (const { level } of changes) if (level > highest) highest = level;
  return highest;
}

/** P = 1 allows long-term data only, P = 2 filling and invisible signing, P = 3 also notes (ISO 32000-2 table 257). */
function judge(change: Change, certification: 1 | 2 | 3 | undefined, locks: readonly FieldLock[]): Change {
  if (change.level === 4) return change;
  const { field } = change;
  if (field !== undefined && locks.some((lock) => isLocked(lock, field)))
    return { ...change, level: 4, code: "lock-broken", detail: `${change.code}: ${field}` };
  const forbidden =
    (certification === 1 && change.level >= 2) ||
    (certification === 2 && change.level >= 3) ||
    (certification !== undefined && change.code === "visible-signature-added");
  return forbidden
    ? { ...change, level: 4, code: "certification-broken", detail: `${change.code}: ${change.detail}` }
    : change;
}
