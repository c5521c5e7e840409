import { assertMay } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { tell } from "../history.ts";
import { type Incoming, lockIncoming } from "../incoming/incoming.ts";
import { mayLinkOrigin } from "./permissions.ts";
import "./audit-words.ts";
import "./tables.ts";

export interface LinkToOrigin {
  readonly incomingId: string;
  /** Number and notation of the directive, as in the register of this organisation. */
  readonly symbol: string;
  /** Its date `yyyy-MM-dd`; needed where several documents bear the same number and notation. */
  readonly issuedDate?: string;
}

/**
 * A clerk or a leader says from which directive the tasks of a document come. A directive that itself comes from another
 * hands on to that one: there is one origin. Linked anew, the later link holds.
 *
 * @throws FormRefusal on `originSymbol`, `originDate`
 */
export async function linkToOrigin(
  tx: Transaction,
  actor: PersonActor,
  input: LinkToOrigin,
): Promise<Incoming> {
  const document = await lockIncoming(tx, input.incomingId);
  assertMay(actor, mayLinkOrigin, { organisationId: document.organisation_id });
  const named = await findNamed(tx, document, input);
  const origin = await rootOf(tx.queries, named.id);
  const followers = await tx.queries
    .selectFrom("documents.origin_link")
    .select("incoming_id")
    .where("origin_id", "=", document.id)
    .execute();
  if (origin === document.id || followers.length > 0) {
    throw refused({
      vi: "Văn bản này đang là gốc của các nhiệm vụ khác nên không gắn vào văn bản khác được.",
      en: "Other tasks already come from this document, so it cannot come from another.",
    });
  }
  const link = { origin_id: origin, linked_by_name: actor.fullName, linked_at: tx.now };
  await tx.queries
    .insertInto("documents.origin_link")
    .values({ incoming_id: document.id, ...link })
    .onConflict((conflict) => conflict.column("incoming_id").doUpdateSet(link))
    .execute();
  await tell(tx, document.id, "task.link-origin", named.symbol);
  tx.record({
    action: "documents.link-origin",
    objectKind: "incoming-document",
    objectId: document.id,
    data: { origin },
  });
  return document;
}

async function findNamed(
  tx: Transaction,
  document: Incoming,
  { symbol, issuedDate }: LinkToOrigin,
): Promise<{ readonly id: string; readonly symbol: string }> {
  const wanted = symbol.normalize("NFC").trim();
  let query = tx.queries
    .selectFrom("documents.incoming")
    .select(["id", "symbol"])
    .where("organisation_id", "=", document.organisation_id)
    .where("symbol", "=", wanted)
    .where("id", "<>", document.id)
    .where("arrival_number", "is not", null);
  if (issuedDate !== undefined) query = query.where("issued_date", "=", issuedDate);
  const [found, ...others] = await query.limit(2).execute();
  if (!found) {
    throw refused({
      vi: "Không có văn bản đến nào đã vào sổ với số, ký hiệu (và ngày) này.",
      en: "No registered incoming document bears this number and notation (and date).",
    });
  }
  if (others.length > 0) {
    throw new FormRefusal({
      originDate: {
        vi: "Có nhiều văn bản cùng số, ký hiệu. Nhập ngày văn bản để chọn đúng.",
        en: "Several documents bear this number and notation. Enter the date of the right one.",
      },
    });
  }
  return found;
}

async function rootOf(queries: Queries, id: string): Promise<string> {
  const above = await queries
    .selectFrom("documents.origin_link")
    .select("origin_id")
    .where("incoming_id", "=", id)
    .executeTakeFirst();
  return above?.origin_id ?? id;
}

function refused(sentence: Sentence): FormRefusal {
  return new FormRefusal({ originSymbol: sentence });
}
