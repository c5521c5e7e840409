import { sql } from "kysely";
import { assertMay } from "../../../../core/access/index.ts";
import { FormRefusal, type Sentence } from "../../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../../core/transaction/index.ts";
import { problemOfField } from "../mapping/check-ho-so.ts";
import { mayCorrect } from "../permissions.ts";
import type { Corrections } from "../tables.ts";
import { correctableFields } from "./correctable.ts";
import { lockRefused, sendAgain } from "./resend.ts";

/** What a person typed, by field. */
export interface CorrectMessage {
  readonly id: string;
  readonly values: ReadonlyMap<string, string>;
}

/** The longest text of a field. */
const LONGEST = 2_000;

/**
 * A person puts right what a refused message describes, and sends it again. What was corrected of a record counts for every
 * later record of that dossier as well; state, times, channel and everything counted stay what they are.
 *
 * @throws AccessDeniedError; FormRefusal beside the fields; Refusal 404, 409 when it is not refused any more
 */
export async function correctMessage(
  tx: Transaction,
  actor: PersonActor,
  input: CorrectMessage,
): Promise<void> {
  const message = await lockRefused(tx, input.id);
  assertMay(actor, mayCorrect, { organisationId: message.organisation_id });
  const problems: Record<string, Sentence> = {};
  const changed = new Map<string, { readonly before: string; readonly after: string }>();
  for (const { name, needed } of correctableFields(message.kind)) {
    const typed = input.values.get(name)?.trim();
    if (typed === undefined) continue;
    const before = fieldOf(message.payload, name);
    const problem =
      problemOfField(name, typed) ??
      (typed === "" && needed ? EMPTY : [...typed].length > LONGEST ? TOO_LONG : undefined);
    if (problem) problems[name] = problem;
    else if (typed !== before) changed.set(name, { before, after: typed });
  }
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const corrections: Corrections = Object.fromEntries(
    [...changed].map(([name, { after }]) => [
      name,
      { value: after, by: actor.fullName, at: tx.now.toISOString() },
    ]),
  );
  const added = JSON.stringify(corrections);
  if (message.kind === "record")
    await sql`update public_services.portal_dossier set corrections = corrections || ${added}::jsonb
      where dossier_id = ${message.dossier_id}::uuid`.execute(tx.queries);
  else
    await sql`update public_services.portal_message set corrections = corrections || ${added}::jsonb
      where id = ${message.id}::uuid`.execute(tx.queries);
  tx.record({
    action: "portal.correct",
    objectKind: "dossier",
    objectId: message.dossier_id,
    data: { message: message.id, kind: message.kind, state: message.state, fields: [...changed.keys()] },
    personal: Object.fromEntries(changed),
  });
  await sendAgain(tx, message);
}

function fieldOf(payload: unknown, name: string): string {
  const value: unknown =
    typeof payload === "object" && payload !== null ? Reflect.get(payload, name) : undefined;
  return typeof value === "string" ? value : "";
}

const EMPTY: Sentence = { vi: "Cổng bắt buộc có mục này.", en: "The portal needs this." };
const TOO_LONG: Sentence = {
  vi: `Dài hơn ${LONGEST} ký tự. Hãy viết ngắn lại.`,
  en: `Longer than ${LONGEST} characters. Make it shorter.`,
};
