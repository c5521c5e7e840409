/** The alerts about posts: what a post lets its holder do, and how a contested change is put back. */
import { sql } from "kysely";
import { z } from "zod";
import { ROLE_WORDS } from "../access/index.ts";
import { localDateOf } from "../calendar/vietnam-time.ts";
import type { Sentence } from "../errors.ts";
import type { Transaction } from "../transaction/index.ts";
import { noteAppointmentChange } from "./appointment-changes.ts";
import { undoesRights } from "./decide-rights-alert.ts";
import { findDelegation } from "./delegations.ts";
import { restoreDelegations } from "./end-delegation.ts";
import type { LocalDate } from "./organisation.ts";
import type { Appointment } from "./people.ts";
import { raiseRightsAlert } from "./rights-alerts.ts";

const GIVEN = "directory.post-given";
const ENDED = "directory.post-ended";

/** Raises the alert of a post that was given or ended. */
export async function postAlert(
  tx: Transaction,
  held: Appointment,
  change: {
    readonly action: "given" | "ended";
    readonly day: LocalDate;
    readonly basis: string;
    /** End of the appointment before the change. */
    readonly validTo: LocalDate | null;
    /** Delegations that ended with the post. */
    readonly delegations?: readonly string[];
  },
): Promise<void> {
  const given = change.action === "given";
  const rights = rightsOf(held);
  await raiseRightsAlert(tx, {
    organisationId: held.organisationId,
    kind: given ? GIVEN : ENDED,
    objectId: held.id,
    holderPerson: held.personId,
    holderName: held.fullName,
    what: given
      ? {
          vi: `Giao chức vụ ${held.title}, ${held.unitName}`,
          en: `Post given: ${held.title}, ${held.unitName}`,
        }
      : {
          vi: `Thôi chức vụ ${held.title}, ${held.unitName}`,
          en: `Post ended: ${held.title}, ${held.unitName}`,
        },
    before: given ? NONE : rights,
    after: given
      ? rights
      : { vi: `Không còn quyền sau ngày ${shown(change.day)}`, en: `No rights after ${change.day}` },
    why: change.basis,
    href: `/directory/people/${held.personId}`,
    undo: { validTo: change.validTo, delegations: change.delegations ?? [] },
  });
}

undoesRights(GIVEN, async (tx, _actor, alert) => {
  const today = localDateOf(tx.now);
  // A post given today and taken back today was held by nobody for no day: an empty range is no history.
  await sql`update directory.appointment
      set valid = daterange(lower(valid), greatest(${today}::date, lower(valid) + 1))
    where id = ${alert.objectId}::uuid and (upper_inf(valid) or upper(valid) > ${today}::date)`.execute(
    tx.queries,
  );
  // Until the day is over the roles are taken from the post itself, so that nothing can be done with it from now on.
  await sql`update directory.position set roles = '{}' where id in
    (select position_id from directory.appointment where id = ${alert.objectId}::uuid)
      and not exists (select from directory.appointment o where o.position_id = directory.position.id
                         and o.id <> ${alert.objectId}::uuid)`.execute(tx.queries);
  await noteAppointmentChange(tx, holderOf(alert), {
    action: "ended",
    day: today,
    basis: "Không đồng ý thay đổi quyền",
  });
  return {
    vi: "Chức vụ vừa giao bị thu lại ngay: không còn vai trò nào, hết hiệu lực trong ngày.",
    en: "The post is taken back at once: it has no role left and ends today.",
  };
});

undoesRights(ENDED, async (tx, _actor, alert) => {
  const validTo = typeof alert.undo.validTo === "string" ? alert.undo.validTo : null;
  const taken = await sql`select 1 from directory.appointment a, directory.appointment o
    where a.id = ${alert.objectId}::uuid and a.kind = 'primary' and o.person_id = a.person_id and o.id <> a.id
      and o.kind = 'primary' and o.valid && daterange(lower(a.valid), ${validTo}::date)`.execute(tx.queries);
  if (taken.rows.length > 0) {
    return {
      vi: "Người này đã giữ chức vụ chính khác nên không khôi phục được chức vụ cũ; quản trị viên được báo để xử lý.",
      en: "The person holds another main post by now, so the old one cannot be restored; the administrators are told.",
    };
  }
  await sql`update directory.appointment set valid = daterange(lower(valid), ${validTo}::date)
    where id = ${alert.objectId}::uuid`.execute(tx.queries);
  await noteAppointmentChange(tx, holderOf(alert), {
    action: "restored",
    day: localDateOf(tx.now),
    basis: "Không đồng ý thay đổi quyền",
  });
  const { delegations } = z.object({ delegations: z.array(z.uuid()).default([]) }).parse(alert.undo);
  const back = await restoreDelegations(tx, delegations);
  if (back.length === delegations.length) {
    return back.length === 0
      ? { vi: "Chức vụ được khôi phục như trước.", en: "The post is restored as before." }
      : {
          vi: `Chức vụ và ${back.length} ủy quyền kết thúc cùng chức vụ được khôi phục như trước.`,
          en: `The post and ${back.length} delegations that ended with it are restored as before.`,
        };
  }
  const lost = delegations.filter((id) => !back.includes(id));
  const names: string[] = [];
  for (const id of lost) {
    const held = await findDelegation(tx.queries, id);
    if (held) names.push(`${held.fromName} → ${held.toName}`);
  }
  return {
    vi: `Chức vụ được khôi phục như trước, cùng ${back.length} ủy quyền. Không khôi phục được vì đã hết hạn hoặc người kia không còn giữ chức vụ: ${names.join("; ")}.`,
    en: `The post is restored as before, with ${back.length} delegations. Not restored, as they are over or the other holds no post: ${names.join("; ")}.`,
  };
});

function holderOf(alert: {
  readonly objectId: string;
  readonly holderName: string;
  readonly organisationId: string;
}): Pick<Appointment, "id" | "fullName" | "organisationId"> {
  return { id: alert.objectId, fullName: alert.holderName, organisationId: alert.organisationId };
}

function rightsOf(held: Appointment): Sentence {
  const words = (language: "vi" | "en") => held.roles.map((role) => ROLE_WORDS[role][language]).join(", ");
  return { vi: `Vai trò: ${words("vi")}`, en: `Roles: ${words("en")}` };
}

const NONE: Sentence = { vi: "Chưa giữ chức vụ này", en: "Did not hold this post" };

function shown(day: LocalDate): string {
  const [year, month, date] = day.split("-");
  return `${date}/${month}/${year}`;
}
