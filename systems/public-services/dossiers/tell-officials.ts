import type { Queries } from "../../../core/database/index.ts";
import { notify, type Recipients } from "../../../core/notify/index.ts";
import { type Subscription, subscription } from "../../../core/system.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { type DossierRow, getDossier } from "./dossier.ts";
import type { DossierAction } from "./states.ts";
import { stepOf } from "./steps.ts";
import { ACTION_WORDS } from "./words.ts";

const COMES_TO_A_STEP: readonly DossierAction[] = ["forward", "finish", "recall"];
const DONE_BY_OTHERS: readonly DossierAction[] = ["answer-supplement", "settle-payment", "withdraw"];
const TOLD_AT = [...COMES_TO_A_STEP, ...DONE_BY_OTHERS];

/**
 * Officials hear of what waits for them: the desk of what is filed online and of what citizens answer, pay or take back,
 * whoever the step names of what came to it. Each once, by the event.
 */
export const tellOfficials: Subscription = subscription({
  consumer: "dossiers.tell-officials",
  events: ["dossiers.filed", "dossiers.changed"],
  // What is taken in at the counter is in the clerk's hands already.
  concerns: (data) => ("action" in data ? TOLD_AT.includes(data.action) : data.channel !== 1),
  handle: async (tx, event) => {
    const row = await getDossier(tx.queries, event.subjectId);
    const { data } = event;
    if (!("action" in data)) {
      await tellDesk(tx, row, event.id, {
        vi: "Hồ sơ trực tuyến mới, tiếp nhận trong 8 giờ làm việc",
        en: "Filed online, accept within 8 working hours",
      });
      return;
    }
    if (COMES_TO_A_STEP.includes(data.action)) return await tellStep(tx, row, event.id);
    if (event.actor.kind === "person") return;
    await tellDesk(tx, row, event.id, ACTION_WORDS[data.action]);
    if (row.step_organisation_id !== null && row.state === 4) await tellStep(tx, row, `${event.id}:step`);
  },
});

async function tellDesk(
  tx: Transaction,
  row: DossierRow,
  key: string,
  what: { readonly vi: string; readonly en: string },
): Promise<void> {
  await notify(tx, {
    to: { organisations: [row.organisation_id], roles: ["clerk"] },
    kind: "dossiers.desk",
    title: { vi: `${what.vi}: ${row.code}`, en: `${what.en}: ${row.code}` },
    href: `/dossiers/${row.id}`,
    dedupeKey: key,
  });
}

/** Nothing of the citizen stands in a notice: it is shown on locked screens. */
async function tellStep(tx: Transaction, row: DossierRow, key: string): Promise<void> {
  const [step, to] = [await stepOf(tx.queries, row), await peopleAtStep(tx.queries, row)];
  if (!step || !to) return;
  await notify(tx, {
    to,
    kind: "dossiers.step",
    title: { vi: `${step.name}: ${row.code}`, en: `${step.name}: ${row.code}` },
    href: `/dossiers/${row.id}`,
    dedupeKey: key,
  });
}

/** Who has the dossier: the chosen person, or whoever holds the role of the step there; undefined at no step. */
export async function peopleAtStep(queries: Queries, row: DossierRow): Promise<Recipients | undefined> {
  const step = await stepOf(queries, row);
  if (!step || row.step_organisation_id === null) return undefined;
  if (row.step_person_id !== null) return { people: [row.step_person_id] };
  return {
    organisations: [row.step_unit_id ?? row.step_organisation_id],
    roles: [step.role === "desk" ? "clerk" : step.role],
  };
}
