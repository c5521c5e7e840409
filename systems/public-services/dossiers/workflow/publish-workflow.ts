import { assertMay } from "../../../../core/access/index.ts";
import { localDateOf } from "../../../../core/calendar/index.ts";
import { changedMeanwhile, FormRefusal, Refusal } from "../../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../../core/transaction/index.ts";
import { keepersOn } from "../../catalogue/index.ts";
import "../tables.ts";
import "./audit-words.ts";
import { checkWorkflow } from "./check-workflow.ts";
import "./events.ts";
import { getEditedWorkflow } from "./find-workflows.ts";
import { mayPublishWorkflow } from "./permissions.ts";

/**
 * Makes what is being written the version that new dossiers begin with. Dossiers under way keep theirs until a checked
 * plan moves them (migrate-dossiers.ts).
 *
 * @param input.seen what `EditedWorkflow.seen` was on the person's page
 * @param input.note what changed and why, kept with the version
 * @returns id and number of the new version
 * @throws AccessDeniedError; FormRefusal on `note`; Refusal 404; 409 `workflows.nothing-to-publish`,
 *   `workflows.has-problems`, or somebody was quicker
 */
export async function publishWorkflow(
  tx: Transaction,
  actor: PersonActor,
  input: { readonly code: string; readonly seen: number; readonly note: string },
): Promise<{ readonly id: string; readonly number: number }> {
  assertMay(actor, mayPublishWorkflow, await keepersOn(tx.queries, localDateOf(tx.now)));
  const present = await getEditedWorkflow(tx.queries, input.code, { lock: true });
  if (present.seen !== input.seen) throw changedMeanwhile();
  if (!present.changed) {
    throw new Refusal("workflows.nothing-to-publish", 409, {
      vi: "Quy trình không khác phiên bản đang dùng, không có gì để công bố.",
      en: "The workflow does not differ from the version in use: there is nothing to publish.",
    });
  }
  const [first] = checkWorkflow(present.definition);
  if (first) {
    throw new Refusal("workflows.has-problems", 409, {
      vi: `Chưa công bố được: ${first.sentence.vi}`,
      en: `Not published: ${first.sentence.en}`,
    });
  }
  const note = input.note.trim();
  if (note.length < 3 || note.length > 1_000) {
    throw new FormRefusal({
      note: {
        vi: "Ghi đã sửa gì, theo văn bản nào (từ 3 đến 1.000 ký tự).",
        en: "Say what was changed and by which decision (3 to 1,000 characters).",
      },
    });
  }
  const { last } = await tx.queries
    .selectFrom("public_services.workflow_version")
    .select((select) => select.fn.coalesce(select.fn.max("number"), select.val(0)).as("last"))
    .where("code", "=", input.code)
    .executeTakeFirstOrThrow();
  const id = uuidv7(tx.now);
  const number = Number(last) + 1;
  await tx.queries
    .insertInto("public_services.workflow_version")
    .values({
      id,
      code: input.code,
      number,
      definition: JSON.stringify(present.definition),
      published_at: tx.now,
      published_by: actor.fullName,
      note,
    })
    .execute();
  await tx.queries
    .updateTable("public_services.workflow")
    .set({
      working: null,
      working_version: present.seen + 1,
      published_id: id,
      changed_at: tx.now,
      changed_by: actor.fullName,
    })
    .where("code", "=", input.code)
    .execute();
  tx.record({
    action: "workflows.publish",
    objectKind: "workflow",
    objectId: input.code,
    data: { version: id, number, note },
  });
  tx.emit({
    type: "workflows.published",
    subjectId: id,
    data: { code: input.code, versionId: id, number },
  });
  return { id, number };
}
