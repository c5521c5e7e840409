import { sql } from "kysely";
import { assertMay } from "../access/index.ts";
import { localDateOf } from "../calendar/vietnam-time.ts";
import { FormRefusal, notFound, Refusal, type Sentence } from "../errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../transaction/index.ts";
import { noteAppointmentChange } from "./appointment-changes.ts";
import { NO_BASIS, readBasis } from "./end-appointment.ts";
import { findOrganisation } from "./find-organisations.ts";
import {
  type Appointment,
  type AppointmentKind,
  findPerson,
  getAppointment,
  RANKS,
  ROLES,
} from "./people.ts";
import { mayManageAppointments } from "./permissions.ts";
import { postAlert } from "./post-alerts.ts";
import { addAppointments, addPositions } from "./seed-directory.ts";

export interface GiveAppointment {
  readonly personId: string;
  /** The unit of the post, or the body itself. */
  readonly unitId: string;
  /** Name of the post: "Phó Trưởng phòng". */
  readonly title: string;
  readonly rank: string;
  readonly roles: readonly string[];
  readonly kind: string;
  /** Number and date of the decision, 5 to 300 characters. */
  readonly basis: string;
}

const KINDS: readonly AppointmentKind[] = ["primary", "concurrent", "acting", "seconded"];

/**
 * Gives an official a post from today: a move to another unit, a second post, an acting one.
 *
 * @throws AccessDeniedError, FormRefusal by field, Refusal not-found, directory.own-appointment
 */
export async function giveAppointment(
  tx: Transaction,
  actor: PersonActor,
  input: GiveAppointment,
): Promise<Appointment> {
  assertMay(actor, mayManageAppointments, undefined);
  if (!isId(input.personId)) throw notFound();
  if (input.personId === actor.personId) {
    throw new Refusal("directory.own-appointment", 409, {
      vi: "Không tự giao chức vụ cho chính mình. Hãy nhờ một quản trị viên khác.",
      en: "Nobody gives themselves a post. Ask another administrator.",
    });
  }
  const person = await findPerson(tx.queries, input.personId);
  if (!person) throw notFound();
  const today = localDateOf(tx.now);
  const unit = isId(input.unitId) ? await findOrganisation(tx.queries, input.unitId, today) : undefined;
  const title = input.title.normalize("NFC").trim().replace(/\s+/g, " ");
  const rank = RANKS.find((each) => each === input.rank);
  const roles = ROLES.filter((role) => input.roles.includes(role));
  const kind = KINDS.find((each) => each === input.kind);
  const basis = readBasis(input.basis);
  const problems: Record<string, Sentence> = {};
  if (!unit) problems.unit = { vi: "Hãy chọn cơ quan hoặc đơn vị.", en: "Choose an organisation or unit." };
  if (title.length < 2 || title.length > 150)
    problems.title = {
      vi: "Hãy nhập tên chức vụ, ví dụ: Chuyên viên.",
      en: "Give the name of the position.",
    };
  if (!rank) problems.rank = { vi: "Hãy chọn bậc của chức vụ.", en: "Choose the rank of the position." };
  if (roles.length === 0 || roles.length !== new Set(input.roles).size)
    problems.roles = { vi: "Hãy chọn ít nhất một vai trò.", en: "Choose at least one role." };
  if (!kind) problems.kind = { vi: "Hãy chọn loại bổ nhiệm.", en: "Choose the kind of appointment." };
  if (kind === "primary" && (await holdsMainPost(tx, person.id)))
    problems.kind = {
      vi: "Người này đang giữ một chức vụ chính. Kết thúc chức vụ đó trước, hoặc chọn kiêm nhiệm.",
      en: "This person holds a main post. End it first, or choose a concurrent one.",
    };
  if (basis === undefined) problems.basis = NO_BASIS;
  if (!unit || !rank || !kind || basis === undefined || Object.keys(problems).length > 0)
    throw new FormRefusal(problems);
  const [positionId, id] = [uuidv7(tx.now), uuidv7(tx.now)];
  await addPositions(tx.queries, [
    { id: positionId, unitId: unit.id, bodyId: unit.bodyId, title, rank, roles, validFrom: today },
  ]);
  await addAppointments(tx.queries, [{ id, personId: person.id, positionId, kind, validFrom: today }]);
  const held = await getAppointment(tx.queries, id, today);
  await noteAppointmentChange(tx, held, { action: "given", day: today, basis });
  await postAlert(tx, held, { action: "given", day: today, basis, validTo: null });
  return held;
}

async function holdsMainPost(tx: Transaction, personId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from directory.appointment
    where person_id = ${personId}::uuid and kind = 'primary'
      and valid && daterange(${localDateOf(tx.now)}::date, null)`.execute(tx.queries);
  return rows.length > 0;
}

function isId(typed: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(typed);
}
