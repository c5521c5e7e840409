import { localDateOf } from "../../../core/calendar/index.ts";
import { findAppointment, unitsOf } from "../../../core/directory/index.ts";
import { FormRefusal } from "../../../core/errors.ts";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { giveReading } from "../reading/give-reading.ts";
import { secrecyProblem } from "../secrecy/secrecy.ts";
import type { RoundDocument } from "./document-of-round.ts";
import "./tables.ts";

/** Whom to ask: ids of appointments and of inner units of the organisation. */
export interface Addressees {
  readonly people: readonly string[];
  readonly units: readonly string[];
}

/** A round that asks more people is no opinion round but a circular. */
const MOST_ASKED = 200;

/**
 * Asks people and units, gives them reading of the document, each once. The caller holds the locks of round and document.
 *
 * @returns ids of the new rows
 * @throws FormRefusal on `people`, `units`
 */
export async function askPeople(
  tx: Transaction,
  roundId: string,
  document: RoundDocument,
  { people, units }: Addressees,
): Promise<readonly string[]> {
  const today = localDateOf(tx.now);
  if (people.length + units.length === 0)
    throw new FormRefusal({
      people: { vi: "Chọn ít nhất một người hoặc một đơn vị.", en: "Choose at least one person or unit." },
    });
  if (people.length + units.length > MOST_ASKED)
    throw new FormRefusal({
      people: { vi: `Chọn nhiều nhất ${MOST_ASKED} người, đơn vị.`, en: `Choose at most ${MOST_ASKED}.` },
    });
  if (units.length > 0 && document.confidentiality > 0)
    throw new FormRefusal({
      units: {
        vi: "Văn bản mật chỉ hỏi từng người được tiếp cận độ mật đó.",
        en: "About a secret document only cleared people are asked, one by one.",
      },
    });
  const held = await Promise.all([...new Set(people)].map((id) => findAppointment(tx.queries, id, today)));
  const chosen = held.flatMap((each) => (each?.organisationId === document.organisationId ? each : []));
  if (chosen.length !== held.length)
    throw new FormRefusal({
      people: {
        vi: "Có người không còn giữ chức vụ trong cơ quan. Chọn lại.",
        en: "Somebody no longer holds a post in this organisation. Choose again.",
      },
    });
  const own = new Map(
    (await unitsOf(tx.queries, document.organisationId, today)).map(({ id, name }) => [id, name]),
  );
  const named = [...new Set(units)].map((id) => ({ id, name: own.get(id) }));
  if (named.some(({ name }) => name === undefined))
    throw new FormRefusal({
      units: { vi: "Chọn đơn vị của cơ quan trong danh sách.", en: "Choose units of this organisation." },
    });
  const problem = await secrecyProblem(tx.queries, chosen, document.confidentiality, today);
  if (problem) throw new FormRefusal({ people: problem });
  const rows = [
    ...chosen.map((person) => ({
      unit_id: null,
      appointment_id: person.id,
      name: person.fullName,
      position: `${person.title}, ${person.unitName}`,
    })),
    ...named.map(({ id, name }) => ({
      unit_id: id,
      appointment_id: null,
      name: name ?? "",
      position: "",
    })),
  ].map((row) => ({
    ...row,
    id: uuidv7(tx.now),
    round_id: roundId,
    added_at: tx.now,
    withdrawn_reason: null,
  }));
  const written = await tx.queries
    .insertInto("documents.opinion_asked")
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning(["id", "unit_id", "appointment_id"])
    .execute();
  await giveReading(
    tx,
    document,
    "opinion",
    written.map((row) => ({ groundId: row.id, holder: row.unit_id ?? row.appointment_id ?? "" })),
  );
  return written.map(({ id }) => id);
}
