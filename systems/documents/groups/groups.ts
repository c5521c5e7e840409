import type { Selectable } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries, Tables } from "../../../core/database/index.ts";
import { findOrganisations, lapseRightsAlerts } from "../../../core/directory/index.ts";
import { FormRefusal, notFound, type Sentence } from "../../../core/errors.ts";
import { fold } from "../../../core/search/index.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import { groupAlert } from "./group-alert.ts";
import { type GroupSubject, mayKeepGroup } from "./permissions.ts";
import type { GroupKind } from "./tables.ts";
import "../audit-words.ts";

export type RecipientGroupRow = Selectable<Tables["documents.recipient_group"]>;

/** More is a list of everybody, which the branches of the tree are for. */
const MOST_MEMBERS = 500;

/** The groups a person chooses from: the organisation's, then the own ones, each by name. */
export async function groupsFor(
  queries: Queries,
  actor: Pick<PersonActor, "organisationId" | "appointmentId">,
  kind?: GroupKind,
): Promise<readonly RecipientGroupRow[]> {
  const rows = await queries
    .selectFrom("documents.recipient_group")
    .selectAll()
    .where("organisation_id", "=", actor.organisationId)
    .where((where) => where.or([where("owner", "is", null), where("owner", "=", actor.appointmentId)]))
    .$if(kind !== undefined, (query) => query.where("kind", "=", kind ?? "units"))
    .execute();
  return rows.sort(
    (a, b) => Number(a.owner !== null) - Number(b.owner !== null) || fold(a.name).localeCompare(fold(b.name)),
  );
}

export interface KeepGroup {
  /** Absent: a new one. */
  readonly id?: string;
  readonly kind: GroupKind;
  readonly own: boolean;
  readonly name: string;
  readonly members: readonly string[];
}

/**
 * Makes a group or changes it. Members of a group of units are inner units of the organisation, those of a group of
 * recipients other organisations.
 *
 * @throws FormRefusal on `name`, `recipients`, `units`; Refusal not-found
 */
export async function keepGroup(tx: Transaction, actor: PersonActor, input: KeepGroup): Promise<string> {
  const { organisationId } = actor;
  const existing = input.id === undefined ? undefined : await lockGroup(tx, organisationId, input.id);
  if (existing) assertMay(actor, mayKeepGroup, subjectOfGroup(existing));
  const owner = input.own ? actor.appointmentId : null;
  assertMay(actor, mayKeepGroup, { organisationId, owner });
  const name = input.name.normalize("NFC").trim().replace(/\s+/g, " ");
  const members = [...new Set(input.members)].filter(isUuid);
  const problems: Record<string, Sentence> = {};
  if (name.length < 2 || name.length > 80)
    problems.name = { vi: "Nhập tên nhóm, từ 2 đến 80 ký tự.", en: "Enter a name, 2 to 80 characters." };
  else if (await nameTaken(tx.queries, { organisationId, owner, kind: input.kind, name, id: input.id }))
    problems.name = { vi: "Đã có nhóm mang tên này.", en: "There is a group of this name." };
  const found = await findOrganisations(tx.queries, members, localDateOf(tx.now));
  const fitting = found.filter((each) =>
    input.kind === "units"
      ? each.bodyId === organisationId && each.id !== organisationId
      : each.id !== organisationId && each.kind !== "unit",
  );
  if (members.length === 0 || members.length > MOST_MEMBERS || fitting.length !== members.length)
    problems[input.kind] =
      input.kind === "units"
        ? {
            vi: "Chọn ít nhất một đơn vị trong cơ quan.",
            en: "Choose at least one unit of this organisation.",
          }
        : {
            vi: `Chọn từ 1 đến ${MOST_MEMBERS} cơ quan khác đang có trong danh bạ.`,
            en: `Choose 1 to ${MOST_MEMBERS} other organisations of the directory.`,
          };
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const id = existing?.id ?? uuidv7(tx.now);
  const row = { owner, kind: input.kind, name, members, changed_by_name: actor.fullName, changed_at: tx.now };
  await tx.queries
    .insertInto("documents.recipient_group")
    .values({ id, organisation_id: organisationId, ...row })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
    .execute();
  tx.record({
    action: "documents.keep-group",
    objectKind: "recipient-group",
    objectId: id,
    data: { name, kind: input.kind, own: input.own, members },
  });
  await groupAlert(tx, existing, { id, organisationId, ...row });
  return id;
}

/** Removes a group; what was sent by it stays sent. @throws Refusal not-found */
export async function removeGroup(
  tx: Transaction,
  actor: PersonActor,
  id: string,
): Promise<RecipientGroupRow> {
  const group = await lockGroup(tx, actor.organisationId, id);
  assertMay(actor, mayKeepGroup, subjectOfGroup(group));
  await tx.queries.deleteFrom("documents.recipient_group").where("id", "=", group.id).execute();
  tx.record({
    action: "documents.remove-group",
    objectKind: "recipient-group",
    objectId: group.id,
    data: { name: group.name, kind: group.kind, members: group.members },
  });
  await lapseRightsAlerts(tx, [group.id]);
  return group;
}

/** @throws Refusal not-found */
export async function getGroup(
  queries: Queries,
  organisationId: string,
  id: string,
): Promise<RecipientGroupRow> {
  const found = isUuid(id)
    ? await queries
        .selectFrom("documents.recipient_group")
        .selectAll()
        .where("id", "=", id)
        .where("organisation_id", "=", organisationId)
        .executeTakeFirst()
    : undefined;
  if (!found) throw notFound();
  return found;
}

export function subjectOfGroup(group: RecipientGroupRow): GroupSubject {
  return { organisationId: group.organisation_id, owner: group.owner };
}

async function lockGroup(tx: Transaction, organisationId: string, id: string): Promise<RecipientGroupRow> {
  const { id: known } = await getGroup(tx.queries, organisationId, id);
  const locked = await tx.queries
    .selectFrom("documents.recipient_group")
    .selectAll()
    .where("id", "=", known)
    .forUpdate()
    .executeTakeFirst();
  if (!locked) throw notFound();
  return locked;
}

async function nameTaken(
  queries: Queries,
  of: { organisationId: string; owner: string | null; kind: GroupKind; name: string; id: string | undefined },
): Promise<boolean> {
  const rows = await queries
    .selectFrom("documents.recipient_group")
    .select(["id", "name", "owner"])
    .where("organisation_id", "=", of.organisationId)
    .where("kind", "=", of.kind)
    .execute();
  return rows.some((row) => row.owner === of.owner && row.id !== of.id && fold(row.name) === fold(of.name));
}
