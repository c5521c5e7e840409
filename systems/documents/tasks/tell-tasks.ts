import { notify, notifyAll } from "../../../core/notify/index.ts";
import { subscription } from "../../../core/system.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import { formatDateTime } from "../../../core/ui/index.ts";
import { nameOf } from "../notifications.ts";
import type { ReminderKind, ReminderTone } from "./tables.ts";
import { TONE_WORDS } from "./urge-tasks.ts";
import "./events.ts";
import "./tables.ts";

/** Tells people of reminders, and of what happens to requests for a later deadline. */
export const tellTasks = subscription({
  consumer: "documents.tell-tasks",
  events: ["documents.reminded", "documents.task-moved"],
  async handle(tx, event) {
    const { data } = event;
    if ("reminders" in data) await tellReminders(tx, data.reminders);
    else if (data.extensionId) await tellExtension(tx, data.extensionId, data.action, event.id);
    else if (data.action === "report-part") await tellPart(tx, data.assignmentId, event.id);
  },
});

/** Writes the notifications and, in the same transaction, when each person was told. */
export async function tellReminders(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await tx.queries
    .selectFrom("documents.reminder_recipient as to")
    .innerJoin("documents.reminder as r", "r.id", "to.reminder_id")
    .innerJoin("documents.assignment as a", "a.id", "r.assignment_id")
    .innerJoin("documents.incoming as i", "i.id", "a.incoming_id")
    .select(["r.id", "r.kind", "r.tone", "r.content", "r.by_name", "r.number", "to.person_id"])
    .select(["a.deadline", "a.person_deadline", "a.unit_name"])
    .select(["i.id as incoming_id", "i.symbol", "i.from_name", "i.abstract", "i.confidentiality"])
    .where("r.id", "in", [...ids])
    .where("to.told_at", "is", null)
    .execute();
  await notifyAll(
    tx,
    rows.map((row) => ({
      to: { people: [row.person_id] },
      kind: `documents.${row.kind}`,
      title: wordsOf(row),
      href: `/incoming/${row.incoming_id}`,
      urgency: row.kind === "before" ? ("normal" as const) : ("urgent" as const),
      dedupeKey: `documents.reminder:${row.id}`,
    })),
  );
  await tx.queries
    .updateTable("documents.reminder_recipient")
    .set({ told_at: tx.now })
    .where("reminder_id", "in", [...ids])
    .where("told_at", "is", null)
    .execute();
}

interface Told {
  readonly kind: ReminderKind;
  readonly tone: ReminderTone | null;
  readonly content: string;
  readonly by_name: string;
  readonly number: number;
  readonly unit_name: string;
  readonly deadline: Date | null;
  readonly person_deadline: Date | null;
  readonly symbol: string;
  readonly from_name: string;
  readonly abstract: string;
  readonly confidentiality: number;
}

function wordsOf(row: Told): { readonly vi: string; readonly en: string } {
  const name = nameOf(row);
  const due = row.person_deadline ?? row.deadline;
  const at = due ? formatDateTime(due) : "";
  switch (row.kind) {
    case "before":
      return { vi: `Sắp đến hạn ${at}: ${name}`, en: `Due soon, ${at}: ${name}` };
    case "on-day":
      return { vi: `Đến hạn hôm nay, ${at}: ${name}`, en: `Due today, ${at}: ${name}` };
    case "overdue":
      return { vi: `Quá hạn từ ${at}: ${name}`, en: `Overdue since ${at}: ${name}` };
    case "escalated-unit":
    case "escalated-leader":
      return {
        vi: `${row.unit_name} quá hạn từ ${at}: ${name}`,
        en: `${row.unit_name} is overdue since ${at}: ${name}`,
      };
    case "urged": {
      const tone = TONE_WORDS[row.tone ?? "remind"];
      // What a leader writes about a secret document stays inside it.
      const content = row.confidentiality > 0 ? "" : ` — ${row.content}`;
      return {
        vi: `${tone.vi} lần ${row.number} của ${row.by_name}: ${name}${content}`,
        en: `${tone.en} no. ${row.number} from ${row.by_name}: ${name}${content}`,
      };
    }
  }
}

async function tellExtension(tx: Transaction, id: string, action: string, key: string): Promise<void> {
  const request = await tx.queries
    .selectFrom("documents.extension as e")
    .innerJoin("documents.assignment as a", "a.id", "e.assignment_id")
    .innerJoin("documents.incoming as i", "i.id", "a.incoming_id")
    .select(["e.asked_by", "e.asked_by_name", "e.decider", "e.wanted_deadline", "e.granted_deadline"])
    .select(["i.id as incoming_id", "i.symbol", "i.from_name", "i.abstract", "i.confidentiality"])
    .where("e.id", "=", id)
    .executeTakeFirst();
  if (!request) return;
  const name = nameOf(request);
  const asked = action === "ask-extension";
  const wanted = formatDateTime(request.wanted_deadline);
  const granted = request.granted_deadline && formatDateTime(request.granted_deadline);
  await notify(tx, {
    to: { appointments: [asked ? request.decider : request.asked_by] },
    kind: `documents.${action}`,
    title: asked
      ? {
          vi: `${request.asked_by_name} xin gia hạn đến ${wanted}: ${name}`,
          en: `${request.asked_by_name} asks for ${wanted}: ${name}`,
        }
      : granted
        ? { vi: `Được gia hạn đến ${granted}: ${name}`, en: `Extended to ${granted}: ${name}` }
        : { vi: `Không được gia hạn: ${name}`, en: `Not extended: ${name}` },
    href: asked ? `/tasks/extensions/${id}` : `/incoming/${request.incoming_id}`,
    urgency: "normal",
    dedupeKey: key,
  });
}

/** The lead unit waits for the parts of the others. */
async function tellPart(tx: Transaction, assignmentId: string, key: string): Promise<void> {
  const part = await tx.queries
    .selectFrom("documents.assignment as a")
    .innerJoin("documents.incoming as i", "i.id", "a.incoming_id")
    .innerJoin("documents.assignment as lead", (join) =>
      join.onRef("lead.incoming_id", "=", "i.id").on("lead.role", "=", "lead"),
    )
    .select(["a.unit_name", "lead.appointment_id", "lead.unit_id"])
    .select(["i.id as incoming_id", "i.symbol", "i.from_name", "i.abstract", "i.confidentiality"])
    .where("a.id", "=", assignmentId)
    .executeTakeFirst();
  if (!part) return;
  const name = nameOf(part);
  await notify(tx, {
    to: part.appointment_id
      ? { appointments: [part.appointment_id] }
      : { organisations: [part.unit_id], roles: ["head-of-unit"] },
    kind: "documents.part-reported",
    title: {
      vi: `${part.unit_name} đã xong phần phối hợp: ${name}`,
      en: `${part.unit_name} has done its part: ${name}`,
    },
    href: `/incoming/${part.incoming_id}`,
    dedupeKey: key,
  });
}
