import { findOrganisation } from "../../../../core/directory/index.ts";
import type { House, Subscription } from "../../../../core/system.ts";
import { subscription } from "../../../../core/system.ts";
import { threadOf } from "../../../../core/thread.ts";
import { type EventTypes, type Transaction, uuidv7 } from "../../../../core/transaction/index.ts";
import { factsOf } from "../read-facts.ts";
import type { DossierAction } from "../states.ts";
import type { PaperQuestion } from "./paper-thread.ts";
import { PAPER_NAMES, type PaperKind } from "./papers.ts";

/** Setting a page takes milliseconds in which nobody else would be answered. */
const papers = threadOf<PaperQuestion, Uint8Array | undefined>(new URL("./paper-thread.ts", import.meta.url));

/** Which paper an action brings. */
const PAPER_OF: Partial<Readonly<Record<DossierAction, PaperKind>>> = {
  accept: "receipt",
  refuse: "refusal",
  "ask-supplement": "supplement",
  finish: "control",
  return: "returned",
};

/** Writes the paper of each action beside the dossier, once, whatever else becomes of the dossier meanwhile. */
export const writePapers: Subscription = subscription({
  consumer: "dossiers.write-papers",
  events: ["dossiers.changed", "dossiers.apologised"],
  concerns: (data) => paperOf(data) !== undefined,
  handle: async (tx, event, house) => {
    const kind = paperOf(event.data);
    if (kind) await keepPaper(tx, house, event.subjectId, kind, event);
  },
});

function paperOf(data: EventTypes["dossiers.changed" | "dossiers.apologised"]): PaperKind | undefined {
  return "action" in data ? PAPER_OF[data.action] : "apology";
}

/**
 * Keeps one paper. The file is in the store before the row is committed; when the commit fails, the next try writes the
 * same content again.
 */
export async function keepPaper(
  tx: Transaction,
  house: House,
  dossierId: string,
  kind: PaperKind,
  cause: { readonly at: Date; readonly actor: Record<string, string> },
): Promise<void> {
  const facts = await factsOf(tx.queries, dossierId);
  if (!facts) return;
  const body = await findOrganisation(tx.queries, facts.organisationId, cause.at);
  const above = body?.parentId ? await findOrganisation(tx.queries, body.parentId, cause.at) : undefined;
  const official = cause.actor.name ?? "";
  const context = {
    superior: above?.name ?? "",
    place: placeOf(body?.name ?? ""),
    official,
    phone: await phoneAsked(tx, dossierId),
    baseUrl: house.config.baseUrl,
    at: cause.at,
  };
  const bytes = await papers.ask({ kind, facts, context });
  if (!bytes) return;
  const { sha256, size } = await house.files.put(bytes);
  await tx.queries
    .insertInto("public_services.dossier_file")
    .values({
      id: uuidv7(tx.now),
      dossier_id: dossierId,
      kind: "paper",
      name: `${PAPER_NAMES[kind].file} ${facts.code}.pdf`,
      mime: "application/pdf",
      sha256,
      size,
      at: cause.at,
      by_name: official,
    })
    .execute();
}

/** "UBND xã Đăk Long" → "Đăk Long": the place a body writes from. */
function placeOf(name: string): string {
  return (
    name.replace(/^(?:UBND|Ủy ban nhân dân)\s+(?:xã|phường|thị trấn|huyện|thành phố|tỉnh)\s+/iu, "") ||
    "Kon Tum"
  );
}

/** The telephone the official left with the last request for more papers; empty: none. */
async function phoneAsked(tx: Transaction, dossierId: string): Promise<string> {
  const asked = await tx.queries
    .selectFrom("public_services.dossier_supplement")
    .select("asked_by_phone")
    .where("dossier_id", "=", dossierId)
    .orderBy("id", "desc")
    .executeTakeFirst();
  return asked?.asked_by_phone ?? "";
}
