import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { findAppointment } from "../../../core/directory/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayRegister } from "../permissions.ts";
import { secrecyProblem } from "../secrecy/secrecy.ts";
import { type Incoming, lockIncoming, moveIncoming, registering } from "./incoming.ts";

/** The clerk presents a registered document to a leader (trình). NĐ 30/2020 Art. 23. @throws FormRefusal on `leader` */
export async function presentIncomingDocument(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  leaderAppointment: string,
): Promise<Incoming> {
  const document = await lockIncoming(tx, id);
  assertMay(actor, mayRegister, registering(document));
  const leader = await findAppointment(tx.queries, leaderAppointment, localDateOf(tx.now));
  if (!leader || leader.organisationId !== document.organisation_id || !leader.roles.includes("leader")) {
    throw new FormRefusal({
      leader: {
        vi: "Chọn lãnh đạo đang giữ chức vụ của cơ quan.",
        en: "Choose a leader now in office in this organisation.",
      },
    });
  }
  const barred = await secrecyProblem(tx.queries, [leader], document.confidentiality, localDateOf(tx.now));
  if (barred) throw new FormRefusal({ leader: barred });
  return await moveIncoming(
    tx,
    document,
    "present",
    {
      presented_to: leader.id,
      presented_to_name: `${leader.title} ${leader.fullName}`,
      presented_at: tx.now,
    },
    { note: `${leader.title} ${leader.fullName}` },
  );
}
