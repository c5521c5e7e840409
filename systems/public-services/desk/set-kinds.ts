import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { kindsOf, type TicketKind } from "./kinds.ts";
import { maySetDesk } from "./permissions.ts";

/** A kind as typed; without a name it is left out. */
export type TypedKind = Pick<TicketKind, "prefix" | "name" | "english" | "active"> & {
  /** Of a kind that is there; empty: a new one. */
  readonly key: string;
};

const MOST = 12;

/**
 * Sets the kinds of tickets of one's body. A kind that has been used is switched off, never taken away: the tickets of
 * earlier days keep its letter.
 *
 * @throws AccessDeniedError, FormRefusal on `prefix-N`, `name-N`
 */
export async function setKinds(
  tx: Transaction,
  actor: PersonActor,
  typed: readonly TypedKind[],
): Promise<void> {
  const { organisationId } = actor;
  assertMay(actor, maySetDesk, { organisationId });
  const before = await kindsOf(tx.queries, organisationId);
  const kept = typed
    .map((kind, position) => ({ ...kind, position }))
    .filter(({ key, name }) => key !== "" || name.trim() !== "");
  const problems: Record<string, Sentence> = {};
  const prefixes = new Set<string>();
  for (const { prefix, name, position } of kept) {
    const letter = prefix.trim().toUpperCase();
    if (!/^[A-Z]$/.test(letter) || prefixes.has(letter))
      problems[`prefix-${position}`] = {
        vi: "Mỗi loại một chữ cái riêng, từ A đến Z.",
        en: "Every kind has a letter of its own, A to Z.",
      };
    prefixes.add(letter);
    if (name.trim() === "" || name.trim().length > 80)
      problems[`name-${position}`] = {
        vi: "Ghi tên loại số, tối đa 80 ký tự.",
        en: "Write a name of at most 80 characters.",
      };
  }
  const [head] = kept;
  if (kept.length > MOST || !head || !kept.some(({ active }) => active))
    problems["name-0"] = {
      vi: `Giữ ít nhất một loại đang dùng, nhiều nhất ${MOST} loại.`,
      en: `Keep at least one kind in use, at most ${MOST}.`,
    };
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const rows = kept.map(({ key, prefix, name, english, active, position }) => {
    const letter = prefix.trim().toUpperCase();
    return {
      organisation_id: organisationId,
      key: before.find((kind) => kind.key === key)?.key ?? freeKey(letter, before),
      prefix: letter,
      name: name.trim(),
      english: english.trim() || name.trim(),
      position,
      active,
    };
  });
  await tx.queries
    .deleteFrom("public_services.desk_kind")
    .where("organisation_id", "=", organisationId)
    .execute();
  await tx.queries.insertInto("public_services.desk_kind").values(rows).execute();
  tx.record({
    action: "desk.set-kinds",
    objectKind: "organisation",
    objectId: organisationId,
    data: { kinds: rows.map(({ key, prefix, name, active }) => ({ key, prefix, name, active })) },
  });
}

/** A key no kind of the body has had under another letter. */
function freeKey(letter: string, before: readonly TicketKind[]): string {
  const taken = new Set(before.map(({ key }) => key));
  for (let number = 1; ; number += 1) {
    const key = `loai-${letter.toLowerCase()}-${number}`;
    if (!taken.has(key)) return key;
  }
}
