import type { Selectable } from "kysely";
import type { Queries, Tables } from "../../../core/database/index.ts";
import { notFound, Refusal } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { formatDateTime } from "../../../core/ui/format.ts";
import { asState, type DossierState } from "./states.ts";
import "./tables.ts";
import { ACTION_WORDS } from "./words.ts";

export type DossierRow = Selectable<Tables["public_services.dossier"]>;

/** One dossier. @throws Refusal 404 */
export async function getDossier(queries: Queries, id: string): Promise<DossierRow> {
  const row = isUuid(id)
    ? await queries.selectFrom("public_services.dossier").selectAll().where("id", "=", id).executeTakeFirst()
    : undefined;
  if (!row) throw notFound();
  return row;
}

/**
 * The dossier, locked until the transaction ends.
 *
 * @param seen the version the person saw; undefined: whatever it is now
 * @throws Refusal 404; 409 that names who did what meanwhile
 */
export async function lockDossier(tx: Transaction, id: string, seen?: number): Promise<DossierRow> {
  const row = isUuid(id)
    ? await tx.queries
        .selectFrom("public_services.dossier")
        .selectAll()
        .where("id", "=", id)
        .forUpdate()
        .executeTakeFirst()
    : undefined;
  if (!row) throw notFound();
  if (seen !== undefined && seen !== row.version) throw await changedBy(tx.queries, row);
  return row;
}

export function stateOf(row: Pick<DossierRow, "state">): DossierState {
  return asState(row.state);
}

export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}

async function changedBy(queries: Queries, row: DossierRow): Promise<Refusal> {
  const last = await queries
    .selectFrom("public_services.dossier_trace")
    .select(["name", "action", "at"])
    .where("dossier_id", "=", row.id)
    .orderBy("id", "desc")
    .executeTakeFirst();
  const who = last
    ? {
        vi: `${last.name} vừa thực hiện “${ACTION_WORDS[last.action].vi}” lúc ${formatDateTime(last.at)}`,
        en: `${last.name} did “${ACTION_WORDS[last.action].en}” at ${formatDateTime(last.at)}`,
      }
    : { vi: "Hồ sơ vừa thay đổi", en: "The dossier has just changed" };
  return new Refusal("dossiers.changed-meanwhile", 409, {
    vi: `${who.vi}. Việc của bạn chưa được ghi; hãy xem trạng thái mới rồi quyết định lại. Những gì bạn đã gõ vẫn còn.`,
    en: `${who.en}. Nothing of yours was recorded; look at the new state and decide again. What you typed is kept.`,
  });
}
