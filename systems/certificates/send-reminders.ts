import { may } from "../../core/access/index.ts";
import { localDateOf } from "../../core/calendar/index.ts";
import { notifyAll } from "../../core/notify/index.ts";
import type { PersonActor, Transaction } from "../../core/transaction/index.ts";
import { reminderOf } from "./alerts.ts";
import { tellCertificates } from "./certificate.ts";
import type { CertificateFilter } from "./list-certificates.ts";
import { itUnitsOn, subjectOf } from "./managers.ts";
import { maySubmit } from "./permissions.ts";
import { whoMustAct } from "./who-must-act.ts";

const AT_ONCE = 500;

/**
 * Reminds everybody who must act on the certificates of a list: holders, heads of unit and IT units; each person once a day
 * and certificate. Certificates the actor may see but not act on are left out.
 *
 * @returns how many certificates were reminded of, and how many notifications that made
 */
export async function sendReminders(
  tx: Transaction,
  actor: PersonActor,
  filter: CertificateFilter,
): Promise<{ readonly certificates: number; readonly told: number }> {
  const units = await itUnitsOn(tx.queries, tx.now);
  const seen = await whoMustAct(tx.queries, actor, units, filter);
  const due = seen.filter((each) => may(actor, maySubmit, subjectOf(each, units)));
  const day = localDateOf(tx.now);
  let told = 0;
  for (let from = 0; from < due.length; from += AT_ONCE) {
    const part = due.slice(from, from + AT_ONCE);
    told += await notifyAll(
      tx,
      part.map((each) => {
        const named = units.byOrganisation.get(each.organisation_id) ?? [];
        const people = each.holder_kind === "person" && each.holderInOffice ? [each.holder_id] : [];
        return {
          ...reminderOf(each, tx.now),
          to: {
            people: each.headId === null ? people : [...people, each.headId],
            organisations: named.length > 0 ? named : [each.organisation_id],
            roles: named.length > 0 ? ["head-of-unit", "specialist"] : ["clerk"],
          },
          urgency: "urgent" as const,
          dedupeKey: `certificates.reminder:${each.id}:${day}`,
        };
      }),
    );
    await tellCertificates(
      tx,
      part.map((each) => each.id),
      "remind",
    );
  }
  tx.record({
    action: "certificates.remind",
    objectKind: "register-of-certificates",
    objectId: actor.organisationId,
    data: { certificates: due.length, told },
  });
  return { certificates: due.length, told };
}
