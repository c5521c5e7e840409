import { createHash } from "node:crypto";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { FileMissingError, type FileStore } from "../../../core/files/index.ts";
import { ContainerError } from "../../../core/signing/container/index.ts";
import { writeZip } from "../../../core/signing/container/zip/write-zip.ts";
import { type ByteSource, memorySource, openFileSource } from "../../../core/signing/pdf/source.ts";
import { type House, job } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import { getWorkFile, tellFile } from "../work-files/work-file.ts";
import "../events.ts";
import { describeFile, vietnamTime } from "./describe-file.ts";
import { MANIFEST, type PackageDescription, type PackagedEntry } from "./description.ts";
import { writeFilePdf } from "./file-pdf.ts";
import { writeFileXml, writeMets, writePremis } from "./metadata-xml.ts";
import { writeReaderPage } from "./reader-page.ts";
import type { ArchivePackage } from "./request-package.ts";

/** Makes a package that was asked for: streamed, whatever its size; once, however often the job runs. */
export const buildPackage = job("records.build-package", async (house, { packageId }) => {
  const { queries } = house.database;
  const asked = await queries
    .selectFrom("records.package")
    .selectAll()
    .where("id", "=", packageId)
    .executeTakeFirst();
  if (asked?.state !== "waiting") return;
  try {
    const description = await describe(house, asked);
    const made = await write(house.files, description);
    await settle(house, asked, {
      state: "ready",
      made_at: new Date(),
      sha256: made.sha256,
      size: made.size,
      entries: JSON.stringify(made.entries),
      description: JSON.stringify(description),
    });
  } catch (error) {
    // What is wrong with the content stays wrong; anything else (a full disk) is tried again by the queue.
    const problem = problemOf(error);
    if (!problem) throw error;
    await settle(house, asked, { state: "failed", problem_vi: problem.vi, problem_en: problem.en });
  }
});

/** A content is not what it was when it was put into the file or the package. */
class ContentChanged extends Error {
  readonly code = "records.content-changed";
  readonly path: string;
  constructor(path: string) {
    super(`the content of ${path} is not what was recorded`);
    this.path = path;
  }
}

function problemOf(error: unknown): { readonly vi: string; readonly en: string } | undefined {
  if (error instanceof ContentChanged) {
    return {
      vi: `Nội dung tệp ${error.path} trong kho không còn đúng với SHA-256 đã ghi. Báo quản trị để khôi phục từ bản sao lưu.`,
      en: `The stored content of ${error.path} does not fit its SHA-256. Have it restored from the backup.`,
    };
  }
  if (error instanceof FileMissingError) {
    return {
      vi: "Một tệp của hồ sơ không còn trong kho. Báo quản trị để khôi phục từ bản sao lưu.",
      en: "A content of the file is missing in the store. Have it restored from the backup.",
    };
  }
  if (error instanceof ContainerError && error.code === "container.limit") {
    return {
      vi: "Hồ sơ lớn hơn 4 GB. Hãy chia thành nhiều tập rồi nộp.",
      en: "The file is larger than 4 GB. Divide it into volumes.",
    };
  }
  return undefined;
}

async function describe(house: House, asked: ArchivePackage): Promise<PackageDescription> {
  const { queries } = house.database;
  const head = {
    identifier: asked.id,
    kind: asked.kind,
    madeAt: vietnamTime(new Date()),
    madeBy: asked.asked_by_name,
    purpose: asked.purpose,
  };
  const file = await getWorkFile(queries, asked.file_id);
  const now = await describeFile(queries, file);
  if (asked.made_from === null) return { ...head, madeFrom: null, ...now };
  const source = await queries
    .selectFrom("records.package")
    .select(["id", "sha256", "description"])
    .where("id", "=", asked.made_from)
    .executeTakeFirstOrThrow();
  if (source.description === null || source.sha256 === null)
    throw new FileMissingError(`package ${source.id}`);
  return {
    ...head,
    madeFrom: { identifier: source.id, sha256: source.sha256 },
    // What was handed over, not what has become of it since; only the story goes on.
    file: source.description.file,
    documents: source.description.documents,
    // A reader gets the documents; how they were kept is the archive's matter.
    events: asked.kind === "dip" ? [] : now.events,
  };
}

interface Written {
  readonly sha256: string;
  readonly size: number;
  readonly entries: readonly PackagedEntry[];
}

async function write(files: FileStore, description: PackageDescription): Promise<Written> {
  const open: { close(): void }[] = [];
  try {
    const parts: { readonly entry: PackagedEntry; readonly content: ByteSource }[] = [];
    const add = (path: string, bytes: Uint8Array, type: string): void => {
      parts.push({
        entry: { path, sha256: sha256Of(bytes), size: bytes.length, type },
        content: memorySource(bytes),
      });
    };
    for (const content of description.documents.flatMap((document) => document.contents)) {
      await checkContent(files, content);
      const { path, sha256, size, type } = content;
      parts.push({ entry: { path, sha256, size, type }, content: await sourceOf(files, sha256, open) });
    }
    add("ho-so.pdf", await buffer(writeFilePdf(description)), "application/pdf");
    add("metadata/descriptive/ho-so.xml", writeFileXml(description), "application/xml");
    if (description.kind !== "dip") {
      add("metadata/preservation/premis.xml", writePremis(description), "application/xml");
    }
    add(
      "index.html",
      writeReaderPage(
        description,
        parts.map(({ entry }) => entry),
      ),
      "text/html",
    );
    add(
      "METS.xml",
      writeMets(
        description,
        parts.map(({ entry }) => entry),
      ),
      "application/xml",
    );
    const entries = parts.map(({ entry }) => entry);
    add(
      MANIFEST,
      Buffer.from(entries.map(({ path, sha256 }) => `${sha256}  ${path}\n`).join("")),
      "text/plain",
    );
    const zip = await writeZip(parts.map(({ entry, content }) => ({ name: entry.path, content })));
    const stored = await files.put(piecesOf(zip));
    return { sha256: stored.sha256, size: stored.size, entries };
  } finally {
    for (const source of open) source.close();
  }
}

/** Nothing is packed that is not exactly what was recorded: each content is read once for its checksum alone. */
async function checkContent(
  files: FileStore,
  content: { readonly path: string; readonly sha256: string; readonly size: number },
): Promise<void> {
  const hash = createHash("sha256");
  let size = 0;
  const stream: Readable = await files.read(content.sha256);
  for await (const chunk of stream) {
    hash.update(chunk);
    size += chunk.length;
  }
  if (size !== content.size || hash.digest("hex") !== content.sha256) throw new ContentChanged(content.path);
}

async function sourceOf(files: FileStore, sha256: string, open: { close(): void }[]): Promise<ByteSource> {
  const path = files.localPath(sha256);
  if (path === undefined) return memorySource(await files.bytes(sha256));
  const source = openFileSource(path);
  open.push(source);
  return source;
}

const PIECE = 1024 * 1024;

async function* piecesOf(source: ByteSource): AsyncGenerator<Uint8Array, void> {
  for (let at = 0; at < source.length; at += PIECE) {
    yield source.read(at, Math.min(source.length, at + PIECE));
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

type Outcome = Partial<Pick<ArchivePackage, "made_at" | "sha256" | "size" | "problem_vi" | "problem_en">> & {
  readonly state: "ready" | "failed";
  /** JSON. */
  readonly entries?: string;
  readonly description?: string;
};

/** Only a package that still waits is settled: one whose file was returned meanwhile stays void. */
async function settle(house: House, asked: ArchivePackage, outcome: Outcome): Promise<void> {
  await transact(house, { actor: { kind: "system", name: "records.packages" } }, async (tx) => {
    const settled = await tx.queries
      .updateTable("records.package")
      .set(outcome)
      .where("id", "=", asked.id)
      .where("state", "=", "waiting")
      .returning("id")
      .executeTakeFirst();
    if (!settled) return;
    const ready = outcome.state === "ready";
    const what = ready ? "package-made" : "package-failed";
    const note = `${asked.kind.toUpperCase()}${outcome.problem_vi ? `: ${outcome.problem_vi}` : ""}`;
    await tellFile(tx, asked.file_id, what, note);
    tx.record({
      action: `records.${what}`,
      objectKind: "archive-package",
      objectId: asked.id,
      data: {
        file: asked.file_id,
        kind: asked.kind,
        ...(ready ? { sha256: outcome.sha256, size: outcome.size } : { problem: outcome.problem_en }),
      },
    });
    if (ready) {
      const { id: packageId, file_id: fileId, kind } = asked;
      const file = await getWorkFile(tx.queries, fileId);
      tx.emit({
        type: "records.package-made",
        subjectId: fileId,
        organisations: [file.organisation_id],
        data: { packageId, fileId, kind },
      });
    }
  });
}
