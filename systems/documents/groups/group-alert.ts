import { z } from "zod";
import { localDateOf } from "../../../core/calendar/index.ts";
import { findOrganisations, raiseRightsAlert, undoesRights } from "../../../core/directory/index.ts";
import type { Sentence } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import type { GroupKind } from "./tables.ts";
import "./tables.ts";

const GROUP = "documents.recipient-group";

/** More names say less. */
const MOST_NAMES = 8;

/** A group as far as it concerns who gets documents. */
interface GroupState {
  readonly owner: string | null;
  readonly kind: GroupKind;
  readonly name: string;
  readonly members: readonly string[];
}

/**
 * Members of a forwarding group of the organisation get what anybody forwards by its name: changing them changes who is
 * given documents. An own group is used by nobody but its owner, who sees its members.
 */
export async function groupAlert(
  tx: Transaction,
  before: GroupState | undefined,
  after: GroupState & { readonly id: string; readonly organisationId: string },
): Promise<void> {
  const earlier = before?.owner === null ? before.members : [];
  const now = after.owner === null ? after.members : [];
  if (earlier.length === now.length && now.every((member) => earlier.includes(member))) return;
  await raiseRightsAlert(tx, {
    organisationId: after.organisationId,
    kind: GROUP,
    objectId: after.id,
    holderName: after.name,
    what: { vi: "Thành viên nhóm chuyển văn bản", en: "Members of a forwarding group" },
    before: await namesOf(tx, earlier),
    after: await namesOf(tx, now),
    why: "",
    href: "/groups",
    undo: before
      ? { owner: before.owner, members: before.members, name: before.name }
      : { owner: null, members: [], name: after.name },
  });
}

async function namesOf(tx: Transaction, ids: readonly string[]): Promise<Sentence> {
  if (ids.length === 0) return { vi: "Chưa có", en: "None" };
  const found = await findOrganisations(tx.queries, ids, localDateOf(tx.now));
  const names = found
    .slice(0, MOST_NAMES)
    .map(({ name }) => name)
    .join(", ");
  const more = found.length - MOST_NAMES;
  if (more <= 0) return { vi: names, en: names };
  return { vi: `${names} và ${more} nơi khác`, en: `${names} and ${more} others` };
}

const undone = z.object({ owner: z.uuid().nullable(), members: z.array(z.uuid()), name: z.string() });

undoesRights(GROUP, async (tx, _actor, alert) => {
  const { owner, members, name } = undone.parse(alert.undo);
  if (members.length === 0) {
    await tx.queries.deleteFrom("documents.recipient_group").where("id", "=", alert.objectId).execute();
    return {
      vi: `Nhóm “${name}” được bỏ: trước đó chưa có.`,
      en: `The group “${name}” is removed: there was none before.`,
    };
  }
  const kept = await tx.queries
    .updateTable("documents.recipient_group")
    .set({ owner, members })
    .where("id", "=", alert.objectId)
    .executeTakeFirst();
  return kept.numUpdatedRows > 0n
    ? { vi: "Thành viên nhóm trở lại như trước.", en: "The members of the group are as before." }
    : { vi: "Nhóm đã được xóa trước đó.", en: "The group was removed before." };
});
