import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { convertSentence, isConvertErrorCode } from "../../../core/convert/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import type { FileType } from "../../../core/files/index.ts";
import type { House } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import type { NamedFile } from "../outgoing/create-draft.ts";
import "./convert-file.ts";
import "./tables.ts";

/** What the first bytes of a Word or OpenDocument file look like. */
const OFFICE: readonly FileType[] = [
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  "application/msword",
  "application/zip",
];
/** A conversion takes about a second; whoever has to wait longer gets the form back and asks again. */
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 120;
/** Reasons that lie in this machine and moment, not in the file: asked again, it is tried again. */
const PASSING = new Set(["convert.not-installed", "convert.failed", "convert.too-slow"]);

export function isOfficeFile(file: Pick<NamedFile, "type">): boolean {
  return OFFICE.includes(file.type);
}

/**
 * The PDF of a Word file, converted in a job.
 *
 * @returns the PDF, with the Word file as its `source`
 * @throws FormRefusal on the field `file`: why it cannot be converted, or that it still waits
 */
export async function convertedFile(
  house: House,
  file: NamedFile,
  patienceMs = PATIENCE_MS,
): Promise<NamedFile & { readonly source: NamedFile }> {
  const end = Date.now() + patienceMs;
  let row = await find(house, file.sha256);
  if (!row || (row.state === "failed" && PASSING.has(row.code ?? ""))) {
    await ask(house, file.sha256);
    row = await find(house, file.sha256);
  }
  while (row?.state === "waiting" && Date.now() < end) {
    await sleep(LOOK_EVERY_MS);
    row = await find(house, file.sha256);
  }
  if (row?.state === "done" && row.result_sha256 !== null) {
    return {
      sha256: row.result_sha256,
      size: Number(row.result_size),
      type: "application/pdf",
      name: `${file.name.replace(/\.(docx?|odt)$/i, "")}.pdf`,
      source: file,
    };
  }
  if (row?.state === "failed") {
    const code = row.code ?? "";
    const sentence = convertSentence(isConvertErrorCode(code) ? code : "convert.failed");
    throw new FormRefusal({ file: { vi: `${sentence.vi}.`, en: `${sentence.en}.` } });
  }
  const ahead = await waitingBefore(house, file.sha256);
  throw new FormRefusal({
    file: {
      vi: `Tệp Word đang ${ahead === 0 ? "được chuyển" : `chờ chuyển, còn ${ahead} tệp trước,`} sang PDF. Những gì đã nhập và tệp vừa gửi vẫn còn; đợi một lát rồi bấm lưu lại.`,
      en: `The Word file is ${ahead === 0 ? "being converted" : `waiting to be converted, ${ahead} before it,`} to PDF. What you typed and the file are kept; wait a moment and save again.`,
    },
  });
}

async function find(house: House, sha256: string) {
  return await house.database.queries
    .selectFrom("documents.conversion")
    .select(["state", "result_sha256", "result_size", "code"])
    .where("source_sha256", "=", sha256)
    .executeTakeFirst();
}

/** Files that were sent before this one and are not converted yet. */
async function waitingBefore(house: House, sha256: string): Promise<number> {
  const { rows } = await sql<{ ahead: number }>`
    select count(*)::integer as ahead from documents.conversion o join documents.conversion c on o.requested_at < c.requested_at
     where c.source_sha256 = ${sha256} and o.state = 'waiting'`.execute(house.database.queries);
  return rows[0]?.ahead ?? 0;
}

async function ask(house: House, sha256: string): Promise<void> {
  await transact(house, { actor: { kind: "system", name: "documents.convert" } }, async (tx) => {
    await tx.queries
      .insertInto("documents.conversion")
      .values({ source_sha256: sha256, state: "waiting", requested_at: tx.now })
      .onConflict((conflict) =>
        conflict.column("source_sha256").doUpdateSet({ state: "waiting", code: null, requested_at: tx.now }),
      )
      .execute();
    tx.enqueue(
      "documents.convert-file",
      { sha256 },
      { key: `convert-file:${sha256}`, queue: "documents.convert", maxAttempts: 4 },
    );
  });
}
