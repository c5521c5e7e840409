import { anyone, assertMay, permission } from "../../../core/access/index.ts";
import { nameActions } from "../../../core/audit/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { WRITE } from "../permissions.ts";
import "./tables.ts";

export const mayChooseDigest = permission(
  "documents.choose-digest",
  {
    vi: "Mỗi người được xem, dừng và nhận lại thư việc hằng ngày của chính mình",
    en: "Everybody may see, stop and resume their own daily digest",
  },
  anyone(),
  { scope: WRITE },
);

nameActions({
  "documents.choose-digest": {
    vi: "Dừng hoặc nhận thư việc hằng ngày",
    en: "Stopped or resumed the daily digest",
  },
});

/** A person stops their own daily letter, or takes it again. Letters already on their way still come. */
export async function chooseDigest(tx: Transaction, actor: PersonActor, byMail: boolean): Promise<void> {
  assertMay(actor, mayChooseDigest, undefined);
  await tx.queries
    .insertInto("documents.digest_choice")
    .values({ person_id: actor.personId, by_mail: byMail, changed_at: tx.now })
    .onConflict((conflict) =>
      conflict.column("person_id").doUpdateSet({ by_mail: byMail, changed_at: tx.now }),
    )
    .execute();
  tx.record({
    action: "documents.choose-digest",
    objectKind: "person",
    objectId: actor.personId,
    data: { byMail },
  });
}

/** Whether a person takes the letter; everybody does who has not said otherwise. */
export async function takesDigest(queries: Queries, personId: string): Promise<boolean> {
  const choice = await queries
    .selectFrom("documents.digest_choice")
    .select("by_mail")
    .where("person_id", "=", personId)
    .executeTakeFirst();
  return choice?.by_mail ?? true;
}
