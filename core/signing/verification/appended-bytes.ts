import { type Revision, readStreamBody, withWindow } from "../pdf/cross-reference.ts";
import type { PdfDocument } from "../pdf/document.ts";
import { PdfError } from "../pdf/errors.ts";
import { isWhitespace } from "../pdf/parser.ts";
import type { Change, ChangeCode } from "./change.ts";

/**
 * Accounts for every byte of an appended revision: objects one after another, each where its cross-reference says,
 * then the cross-reference itself. What lenient readers might pick up and strict ones do not see is reported.
 */
export function findUnaccountedBytes(document: PdfDocument, index: number): Change[] {
  const revision = document.revisions[index];
  if (revision === undefined) return [];
  const changes: Change[] = [];
  const report = (code: ChangeCode, detail: string): void => {
    changes.push({ level: 4, code, detail, revision: index + 1 });
  };
  const seen = new Set<number>();
  const hybrid = revision.kind === "hybrid" ? revision.trailer.get("XRefStm") : undefined;
  let at = revision.start;
  while (at < revision.end) {
    const step = nextObject(document, index, at);
    if (step === undefined) {
      report("foreign-bytes", `bytes at offset ${at} are not an object`);
      break;
    }
    if (step === "cross-reference") break;
    const { number, offset, end } = step;
    const entry = revision.entries.get(number);
    const listed = entry?.kind === "offset" && entry.offset === offset;
    if (seen.has(number)) report("object-defined-twice", `object ${number} is defined twice`);
    else if (!listed && offset !== revision.crossReference && offset !== hybrid)
      report("object-unlisted", `object ${number} at offset ${offset} is in no cross-reference`);
    seen.add(number);
    if (offset === revision.crossReference) break;
    at = end;
  }
  changes.push(...misplacedEntries(revision, index, seen));
  return changes;
}

/** Entries must point at objects that the walk met, or into earlier revisions; never into streams or behind the end. */
function misplacedEntries(revision: Revision, index: number, seen: ReadonlySet<number>): Change[] {
  const changes: Change[] = [];
  for (const [number, entry] of revision.entries) {
    if (entry.kind !== "offset" || entry.offset < revision.start) continue;
    if (!seen.has(number) || entry.offset >= revision.end) {
      const detail = `entry of object ${number} points at offset ${entry.offset}`;
      changes.push({ level: 4, code: "object-redirected", detail, revision: index + 1 });
    }
  }
  return changes;
}

type Step = { readonly number: number; readonly offset: number; readonly end: number } | "cross-reference";

/** The object at or after an offset (white space and comments between), undefined when there is something else. */
function nextObject(document: PdfDocument, index: number, at: number): Step | undefined {
  const view = document.view(index);
  document.budget.spend();
  try {
    return withWindow<Step | undefined>(
      document.source,
      at,
      (parser) => {
        parser.skipSpace();
        const offset = parser.base + parser.pos;
        if (parser.accept("xref") || parser.accept("startxref")) return "cross-reference";
        const number = parser.unsigned();
        const generation = parser.unsigned();
        if (number === undefined || generation === undefined || !parser.accept("obj")) return undefined;
        if (!parser.accept("endobj")) {
          readStreamBody(parser, parser.object(), (length) => view.number(length) ?? -1);
          if (!parser.accept("endobj")) return undefined;
        }
        while (isWhitespace(parser.data[parser.pos])) parser.pos += 1;
        return { number, offset, end: parser.base + parser.pos };
      },
      document.budget.limits.depth,
    );
  } catch (error) {
    if (error instanceof PdfError) return undefined;
    throw error;
  }
}
