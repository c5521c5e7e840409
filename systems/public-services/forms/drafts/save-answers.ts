import { Refusal } from "../../../../core/errors.ts";
import type { House } from "../../../../core/system.ts";
import { transact } from "../../../../core/transaction/index.ts";
import type { FormPage } from "../definition/definition.ts";
import { controlsOf, countOf, entryLeaves, leavesOf, type Typed } from "../definition/leaves.ts";
import type { Origin } from "../tables.ts";
import { FILING_ACTOR } from "./actor.ts";
import { type Draft, findDraft } from "./draft.ts";
import type { Filer } from "./filer.ts";
import { expiryFrom } from "./start-draft.ts";

/** Longest text of one control; what a field allows is checked and told beside it. */
const MOST_TEXT = 20_000;

/**
 * Keeps what was typed on one page, right or wrong. Only controls of that page that were on the screen change, so two
 * windows on different pages do not undo each other.
 *
 * @param asked paths of the questions that were on the screen
 */
export async function saveAnswers(
  house: House,
  filer: Filer,
  id: string,
  page: FormPage,
  posted: {
    readonly asked: readonly string[];
    readonly typed: Typed;
    readonly counts: Readonly<Record<string, number>>;
  },
): Promise<void> {
  await transact(house, { actor: FILING_ACTOR }, async (tx) => {
    const draft = await findDraft(tx.queries, filer, id, { lock: true, now: tx.now });
    assertOpen(draft);
    const typed: Record<string, readonly string[]> = { ...draft.typed };
    const origins: Record<string, Origin> = { ...draft.origins };
    const asked = new Set(posted.asked);
    for (const leaf of everyLeaf(page)) {
      if (!asked.has(leaf.path)) continue;
      for (const control of controlsOf(leaf)) {
        const given = (posted.typed[control] ?? []).map((each) => each.slice(0, MOST_TEXT));
        if (JSON.stringify(given) !== JSON.stringify(typed[control] ?? [])) delete origins[leaf.path];
        if (given.length === 0) delete typed[control];
        else typed[control] = given;
      }
    }
    for (const field of page.fields) {
      const count = posted.counts[field.key];
      if (field.type === "group" && count !== undefined) typed[countOf(field.key)] = [String(count)];
    }
    await tx.queries
      .updateTable("public_services.form_draft")
      .set({
        typed: JSON.stringify(typed),
        origins: JSON.stringify(origins),
        seen: [...new Set([...draft.seen, page.key])],
        changed_at: tx.now,
        expires_at: expiryFrom(tx.now),
      })
      .where("id", "=", id)
      .execute();
  });
}

/** Takes one entry out of a group; those behind it move up. */
export async function removeEntry(
  house: House,
  filer: Filer,
  id: string,
  page: FormPage,
  key: string,
  index: number,
): Promise<void> {
  const field = page.fields.find((each) => each.key === key);
  if (field?.type !== "group") return;
  await transact(house, { actor: FILING_ACTOR }, async (tx) => {
    const draft = await findDraft(tx.queries, filer, id, { lock: true, now: tx.now });
    assertOpen(draft);
    const typed: Record<string, readonly string[]> = { ...draft.typed };
    for (let entry = index; entry < field.most; entry += 1) {
      const [here, next] = [entryLeaves(field, entry), entryLeaves(field, entry + 1)];
      here.forEach((leaf, n) => {
        const from = next[n] ? controlsOf(next[n]) : [];
        controlsOf(leaf).forEach((control, m) => {
          const moved = draft.typed[from[m] ?? ""];
          if (moved && entry + 1 < field.most) typed[control] = moved;
          else delete typed[control];
        });
      });
    }
    const count = Number(draft.typed[countOf(key)]?.[0] ?? "1");
    typed[countOf(key)] = [String(Math.max(0, count - 1))];
    await tx.queries
      .updateTable("public_services.form_draft")
      .set({ typed: JSON.stringify(typed), changed_at: tx.now, expires_at: expiryFrom(tx.now) })
      .where("id", "=", id)
      .execute();
  });
}

function everyLeaf(page: FormPage) {
  return page.fields.flatMap((field) =>
    field.type === "group"
      ? Array.from({ length: field.most }, (_, index) => entryLeaves(field, index)).flat()
      : leavesOf(field, {}),
  );
}

/** @throws Refusal `forms.sent` when the application has gone */
export function assertOpen(draft: Draft): void {
  if (draft.state === "open") return;
  throw new Refusal("forms.sent", 409, {
    vi: `Hồ sơ này đã nộp, mã ${draft.dossier?.code ?? ""}; không sửa được nữa.`,
    en: `This application has been sent as ${draft.dossier?.code ?? ""} and can no longer be changed.`,
  });
}
