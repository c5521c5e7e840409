import { localDateOf } from "../../../../core/calendar/index.ts";
import { changedMeanwhile } from "../../../../core/errors.ts";
import { type TransactionHost, transact } from "../../../../core/transaction/index.ts";
import { type Citizen, citizenActor } from "../citizen.ts";
import type { AuthorisationState } from "./authorisation.ts";

export type AuthorisationAction = "accept" | "refuse" | "end";
export type AuthorisationSide = "giver" | "taker";

/** State × action × side → next state; everything else is refused. */
export const AUTHORISATION_STEPS: readonly {
  readonly from: AuthorisationState;
  readonly action: AuthorisationAction;
  readonly sides: readonly AuthorisationSide[];
  readonly to: AuthorisationState;
}[] = [
  { from: "offered", action: "accept", sides: ["taker"], to: "accepted" },
  { from: "offered", action: "refuse", sides: ["taker"], to: "refused" },
  { from: "offered", action: "end", sides: ["giver"], to: "ended" },
  { from: "accepted", action: "end", sides: ["giver", "taker"], to: "ended" },
];

/**
 * Accepts, refuses or ends an authorisation.
 * @throws Refusal `conflict` when it is not (any more) in a state in which this citizen may: nothing else is told
 */
export async function answerAuthorisation(
  host: TransactionHost,
  citizen: Citizen,
  id: string,
  action: AuthorisationAction,
  now: Date = new Date(),
): Promise<void> {
  await transact(host, { actor: citizenActor(citizen), now }, async (tx) => {
    const row = await tx.queries
      .selectFrom("public_services.authorisation")
      .select(["giver_id", "taker_identifier", "state", "until_day"])
      .where("id", "=", id)
      .forUpdate()
      .executeTakeFirst();
    const side = row && sideOf(row, citizen);
    const step = AUTHORISATION_STEPS.find(
      (each) =>
        each.from === row?.state && each.action === action && side !== undefined && each.sides.includes(side),
    );
    const over = action === "accept" && row !== undefined && row.until_day < localDateOf(tx.now);
    if (!row || !step || over) throw changedMeanwhile();
    await tx.queries
      .updateTable("public_services.authorisation")
      .set({
        state: step.to,
        ...(step.to === "ended" ? { ended_at: tx.now } : { answered_at: tx.now }),
        ...(step.to === "accepted" ? { taker_id: citizen.id, taker_name: citizen.name } : {}),
      })
      .where("id", "=", id)
      .execute();
    const data = { authorisation: id, state: step.to, side };
    if (step.to === "ended")
      tx.record({
        action: "citizens.end-authorisation",
        objectKind: "citizen",
        objectId: row.giver_id,
        data,
      });
    else
      tx.record({
        action: "citizens.answer-authorisation",
        objectKind: "citizen",
        objectId: row.giver_id,
        data,
      });
  });
}

function sideOf(
  row: { readonly giver_id: string; readonly taker_identifier: string },
  citizen: Citizen,
): AuthorisationSide | undefined {
  if (row.giver_id === citizen.id) return "giver";
  return row.taker_identifier === citizen.identifier ? "taker" : undefined;
}
