import type { Queries } from "../../../core/database/index.ts";
import { notFound, Refusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { assertReadsSource } from "../copies/read-copy.ts";
import { getIncoming } from "../incoming/incoming.ts";
import { getOutgoing } from "../outgoing/outgoing.ts";
import { askReading } from "./ask-reading.ts";
import { readingsOf, type ScanRow } from "./find-reading.ts";
import { MOST_SCAN_PAGES } from "./read-scan.ts";

/** A document whose files may be scans. */
export interface ScannedDocument {
  readonly kind: "incoming" | "outgoing";
  readonly id: string;
}

/** A file of a document that is a scan, and how far its reading is. */
export interface DocumentScan extends ScanRow {
  readonly name: string;
}

/** The scans among the files of a document, the main file first; the caller has checked the rights. */
export async function scansOf(
  queries: Queries,
  {
    id,
    file,
  }: { readonly id: string; readonly file: { readonly sha256: string; readonly name: string } | undefined },
): Promise<readonly DocumentScan[]> {
  const attached = await queries
    .selectFrom("documents.attachment")
    .select(["file_sha256 as sha256", "name"])
    .where("document_id", "=", id)
    .where("file_type", "=", "application/pdf")
    .orderBy("position")
    .execute();
  const files = [...(file ? [file] : []), ...attached];
  const readings = await readingsOf(
    queries,
    files.map(({ sha256 }) => sha256),
  );
  return [...new Map(files.map((each) => [each.sha256, each.name]))].flatMap(([sha256, name]) => {
    const row = readings.get(sha256);
    return row ? [{ ...row, name }] : [];
  });
}

/** The same by kind and number of a document, for a person who may read it. @throws Refusal not-found, access.denied */
export async function readableScans(
  queries: Queries,
  actor: PersonActor,
  { kind, id }: ScannedDocument,
): Promise<{ readonly scans: readonly DocumentScan[]; readonly confidentiality: number }> {
  await assertReadsSource(queries, actor, { kind, id });
  const document = kind === "incoming" ? await getIncoming(queries, id) : await getOutgoing(queries, id);
  const file =
    document.file_sha256 === null
      ? undefined
      : { sha256: document.file_sha256, name: document.file_name ?? "van-ban.pdf" };
  return { scans: await scansOf(queries, { id, file }), confidentiality: document.confidentiality };
}

/**
 * Has a scan of a document read again that could not be read, or not all of it. Whoever reads the document may.
 *
 * @throws Refusal not-found, access.denied, documents.scan-read (nothing is left to read)
 */
export async function readScanAgain(
  tx: Transaction,
  actor: PersonActor,
  input: ScannedDocument & { readonly sha256: string },
): Promise<{ readonly id: string }> {
  const { scans } = await readableScans(tx.queries, actor, input);
  const scan = scans.find(({ sha256 }) => sha256 === input.sha256);
  if (!scan) throw notFound();
  if (!mayBeReadAgain(scan))
    throw new Refusal("documents.scan-read", 409, {
      vi: "Bản quét này đang được đọc hoặc đã đọc xong; tải lại trang để xem kết quả.",
      en: "This scan is being read or has been read; reload the page to see what came of it.",
    });
  await askReading(tx, input.sha256, "in-passing");
  tx.record({
    action: "documents.ask-reading",
    objectKind: `${input.kind}-document`,
    objectId: input.id,
    data: { file: input.sha256 },
  });
  return { id: input.id };
}

/** Something is left that another reading might find. */
export function mayBeReadAgain(scan: ScanRow): boolean {
  return (
    scan.whole === "failed" || (scan.whole === "done" && scan.unread.some((page) => page <= MOST_SCAN_PAGES))
  );
}
