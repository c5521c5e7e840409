import { localDateOf } from "../../../core/calendar/index.ts";
import { MailRefused } from "../../../core/notify/index.ts";
import { type House, type JobRun, job } from "../../../core/system.ts";
import "./tables.ts";

/**
 * Hands one written letter to the mail server and notes when, or why not. A letter sent before a crash and not noted
 * goes again under the same id. Yesterday's news is not sent.
 */
export const sendDigest = job("documents.send-digest", async (house, { personId, day }, run) => {
  const digest = await house.database.queries
    .selectFrom("documents.digest")
    .select(["subject", "body", "email"])
    .where("person_id", "=", personId)
    .where("day", "=", day)
    .where("state", "=", "waiting")
    .executeTakeFirst();
  if (!digest?.email) return;
  const { mailer, config } = { mailer: house.services.mailer, config: house.config };
  if (mailer === undefined || localDateOf(new Date()) !== day) {
    const failure = mailer === undefined ? "no mail server is set" : "the day was over";
    return await note(house, personId, day, { state: "failed", failure });
  }
  try {
    await mailer.send({
      to: digest.email,
      subject: digest.subject,
      text: digest.body,
      messageId: `<digest.${day}.${personId}@${new URL(config.baseUrl).hostname}>`,
    });
  } catch (error) {
    if (!(error instanceof MailRefused) && !isLast(run)) throw error;
    const failure = error instanceof Error ? error.message : String(error);
    return await note(house, personId, day, { state: "failed", failure: failure.slice(0, 500) });
  }
  await note(house, personId, day, { state: "sent", sent_at: new Date() });
});

function isLast({ attempt, maxAttempts }: JobRun): boolean {
  return attempt >= maxAttempts;
}

async function note(
  house: House,
  personId: string,
  day: string,
  done:
    | { readonly state: "sent"; readonly sent_at: Date }
    | { readonly state: "failed"; readonly failure: string },
): Promise<void> {
  await house.database.queries
    .updateTable("documents.digest")
    .set(done)
    .where("person_id", "=", personId)
    .where("day", "=", day)
    .where("state", "=", "waiting")
    .execute();
}
