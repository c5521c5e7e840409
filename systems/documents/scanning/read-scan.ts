import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { searchOrganisations } from "../../../core/directory/index.ts";
import type { ReadPage } from "../../../core/ocr/index.ts";
import { fold, putBodies } from "../../../core/search/index.ts";
import { type House, job } from "../../../core/system.ts";
import { transact } from "../../../core/transaction/index.ts";
import { bodyKey } from "../search/document-items.ts";
import { type Proposals, proposeFields } from "./propose-fields.ts";
import "../search/tables.ts";
import "./tables.ts";

const ACTOR = { kind: "system", name: "documents.read-scan" } as const;
/** Pages beyond are not read: a page costs about two seconds of one core. */
const MOST_PAGES = 30;

/**
 * Reads a stored scan: first the first page, whose fields somebody waits for, then all of it, so that the document is
 * found by its words.
 */
export const readScan = job("documents.read-scan", async (house, { sha256 }, run) => {
  const reader = house.services.scanReader;
  const pdf = await house.files.bytes(sha256);
  const first = await reader?.read(pdf, { pages: 1, signal: run.signal });
  if (!first) return await settle("not-installed", {});
  const lines = first.flatMap((page) => page.lines);
  await settle(lines.length > 0 ? "done" : "unreadable", await fieldsOf(house, first));
  const pages = (await reader?.read(pdf, { pages: MOST_PAGES, signal: run.signal })) ?? [];
  await keepText(textOf(pages));

  async function settle(state: "done" | "unreadable" | "not-installed", proposals: Proposals): Promise<void> {
    await house.database.queries
      .updateTable("documents.scan_reading")
      .set({ state, proposals: JSON.stringify(proposals), finished_at: new Date() })
      .where("sha256", "=", sha256)
      .execute();
  }

  /** A text layer that the file itself has is better than what was read from its picture. */
  async function keepText(text: string): Promise<void> {
    if (text === "") return;
    await transact(house, { actor: ACTOR }, async (tx) => {
      const kept = await tx.queries
        .insertInto("documents.file_text")
        .values({ file_sha256: sha256, content: text, read_at: tx.now })
        .onConflict((conflict) =>
          conflict
            .column("file_sha256")
            .doUpdateSet({ content: text, read_at: tx.now })
            .where("documents.file_text.content", "=", ""),
        )
        .returning("file_sha256")
        .executeTakeFirst();
      if (kept) await putBodies(tx.queries, [{ key: bodyKey(sha256), text }]);
    });
  }
});

function textOf(pages: readonly ReadPage[]): string {
  return pages
    .flatMap((page) => page.lines.map((line) => line.text))
    .join("\n")
    .slice(0, 200_000);
}

async function fieldsOf(house: House, pages: readonly ReadPage[]): Promise<Proposals> {
  const { queries } = house.database;
  const types = await queries
    .selectFrom("documents.document_type")
    .select(["name", "abbreviation"])
    .orderBy("position")
    .execute();
  const proposals = proposeFields(pages, types);
  const name = proposals.fromName && (await asInDirectory(queries, proposals.fromName.value));
  return {
    ...proposals,
    ...(name && proposals.fromName ? { fromName: { ...proposals.fromName, value: name } } : {}),
  };
}

/** The organisation's name as the directory writes it; documents print it in capitals and shortened. */
async function asInDirectory(queries: Queries, printed: string): Promise<string | undefined> {
  const wanted = fold(spelledOut(printed));
  const found = await searchOrganisations(queries, spelledOut(printed), {
    asOf: localDateOf(new Date()),
    limit: 10,
  });
  return found.find((organisation) => fold(organisation.name) === wanted)?.name;
}

function spelledOut(name: string): string {
  return name.replace(/^UBND\b/u, "ỦY BAN NHÂN DÂN").replace(/^HĐND\b/u, "HỘI ĐỒNG NHÂN DÂN");
}

declare module "../../../core/transaction/transact.ts" {
  interface JobTypes {
    "documents.read-scan": { readonly sha256: string };
  }
}
