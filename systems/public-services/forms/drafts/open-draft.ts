import { localDateOf } from "../../../../core/calendar/index.ts";
import type { House } from "../../../../core/system.ts";
import { type Transaction, transact } from "../../../../core/transaction/index.ts";
import { carryOver } from "../definition/carry-over.ts";
import { wholeForm } from "../definition/standard-pages.ts";
import { type FormVersion, publishedForm } from "../versions/find-forms.ts";
import { FILING_ACTOR } from "./actor.ts";
import { type Draft, findDraft } from "./draft.ts";
import type { Filer } from "./filer.ts";
import { placesToday } from "./places.ts";
import { prefill } from "./prefill.ts";

/**
 * A draft as it is worked on: brought over to the form's version in use when that is newer, and joined to the citizen
 * who has signed in since it was begun.
 *
 * @throws Refusal 404
 */
export async function openDraft(house: House, filer: Filer, id: string): Promise<Draft> {
  const draft = await findDraft(house.database.queries, filer, id);
  if (draft.state !== "open" || draft.versionId === null) return draft;
  const newest = await publishedForm(house.database.queries, draft.formCode);
  const outdated = newest !== undefined && newest.id !== draft.versionId;
  const unclaimed = filer.citizen !== undefined && draft.citizenId === null;
  if (!outdated && !unclaimed) return draft;
  await transact(house, { actor: FILING_ACTOR }, async (tx) => {
    const locked = await findDraft(tx.queries, filer, id, { lock: true });
    if (locked.state !== "open") return;
    const moved = outdated ? await bringOver(tx, house, locked, newest) : locked;
    if (filer.citizen && moved.citizenId === null) await claim(tx, house, moved, filer.citizen);
  });
  return await findDraft(house.database.queries, filer, id);
}

async function bringOver(tx: Transaction, house: House, draft: Draft, newest: FormVersion): Promise<Draft> {
  const files: Record<string, number> = {};
  for (const { path } of draft.files) files[path] = 1;
  const carried = carryOver(wholeForm(draft.definition), wholeForm(newest.definition), draft.typed, {
    today: localDateOf(tx.now),
    places: await placesToday(house.database),
    files,
  });
  const leftovers = [...draft.leftovers, ...carried.leftovers];
  await tx.queries
    .updateTable("public_services.form_draft")
    .set({
      version_id: newest.id,
      typed: JSON.stringify(carried.typed),
      leftovers: JSON.stringify(leftovers),
      added: JSON.stringify(carried.added),
      carried_at: tx.now,
    })
    .where("id", "=", draft.id)
    .execute();
  tx.record({
    action: "forms.carry-over",
    objectKind: "form-draft",
    objectId: draft.id,
    data: { from: draft.versionId, to: newest.id, leftovers: carried.leftovers.length },
  });
  return { ...draft, definition: newest.definition, versionId: newest.id, typed: carried.typed };
}

async function claim(
  tx: Transaction,
  house: House,
  draft: Draft,
  citizen: NonNullable<Filer["citizen"]>,
): Promise<void> {
  const places = await placesToday(house.database);
  const known = await prefill(tx.queries, draft.definition, citizen, draft.typed, places);
  await tx.queries
    .updateTable("public_services.form_draft")
    .set({
      citizen_id: citizen.id,
      typed: JSON.stringify(known.typed),
      origins: JSON.stringify({ ...draft.origins, ...known.origins }),
    })
    .where("id", "=", draft.id)
    .execute();
}
