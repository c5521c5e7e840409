import { type RawBuilder, sql } from "kysely";
import { clearanceByRoles } from "../../../core/access/index.ts";
import type { LocalDate } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { type Appointment, clearancesOf } from "../../../core/directory/index.ts";
import type { Sentence } from "../../../core/errors.ts";

const DEGREES: readonly Sentence[] = [
  { vi: "Không mật", en: "Not secret" },
  { vi: "Mật", en: "Confidential" },
  { vi: "Tối mật", en: "Secret" },
  { vi: "Tuyệt mật", en: "Top secret" },
];

/**
 * The abstract of a row in a list. Reading a secret document is in the audit log, and a list is not read document by
 * document: what it is about stands on its own page only.
 *
 * @param row name of the table in the query, written by the programmer
 */
export function listedAbstract(row: "i" | "o"): RawBuilder<string> {
  return sql`case when ${sql.ref(`${row}.confidentiality`)} = 0 then ${sql.ref(`${row}.abstract`)}
    else 'Văn bản mật, mở để đọc' end`;
}

/** Độ mật, 0–3, in words. */
export function degreeWords(confidentiality: number): Sentence {
  return DEGREES[confidentiality] ?? { vi: `Độ mật ${confidentiality}`, en: `Secrecy ${confidentiality}` };
}

/** The highest degree each of these people may see on a day: as decided for the appointment, else by its roles. */
export async function clearancesOfPeople(
  queries: Queries,
  people: readonly Appointment[],
  day: LocalDate,
): Promise<ReadonlyMap<string, number>> {
  const decided = await clearancesOf(
    queries,
    people.map((person) => person.id),
    day,
  );
  return new Map(
    people.map((person) => [person.id, decided.get(person.id)?.level ?? clearanceByRoles(person.roles)]),
  );
}

/**
 * Why a document of this degree cannot be given to somebody; undefined when everybody may see it. Who is given what he
 * may not open would leave it lying.
 */
export async function secrecyProblem(
  queries: Queries,
  people: readonly Appointment[],
  confidentiality: number,
  day: LocalDate,
): Promise<Sentence | undefined> {
  if (confidentiality === 0 || people.length === 0) return undefined;
  const clearances = await clearancesOfPeople(queries, people, day);
  const barred = people.find((person) => (clearances.get(person.id) ?? 0) < confidentiality);
  if (!barred) return undefined;
  const degree = degreeWords(confidentiality);
  return {
    vi: `${barred.title} ${barred.fullName} chưa được tiếp cận văn bản ${degree.vi}. Lãnh đạo cơ quan quyết định việc này ở trang Quyền tiếp cận văn bản mật, hoặc chọn người khác.`,
    en: `${barred.title} ${barred.fullName} may not see ${degree.en.toLowerCase()} documents. A leader decides this on the page Access to secret documents; or choose somebody else.`,
  };
}
