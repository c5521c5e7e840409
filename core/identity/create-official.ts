import { assertMay } from "../access/index.ts";
import { localDateOf } from "../calendar/index.ts";
import {
  addAppointments,
  addPeople,
  addPositions,
  findOrganisation,
  getAppointment,
  noteAppointmentChange,
  postAlert,
  RANKS,
  ROLES,
} from "../directory/index.ts";
import { FormRefusal, type Sentence } from "../errors.ts";
import { type PersonActor, transact, uuidv7 } from "../transaction/index.ts";
import { type AccountLink, insertAccount } from "./accounts.ts";
import { requestOf } from "./change-password.ts";
import type { IdentityHost } from "./host.ts";
import { makeLink, type OneTimeLink } from "./one-time-link.ts";
import { manageAccounts } from "./permissions.ts";
import { parseUsername } from "./username.ts";

export interface CreateOfficialInput {
  readonly actor: PersonActor;
  readonly fullName: string;
  readonly username: string;
  /** The unit of the post, or the organisation itself. */
  readonly unitId: string;
  /** Name of the post: "Phó Trưởng phòng". */
  readonly title: string;
  readonly rank: string;
  readonly roles: readonly string[];
  readonly requestId?: string;
}

/**
 * A new official: person, post, appointment from today and account, with the link to set the first password.
 * @throws AccessDeniedError, FormRefusal by field, Refusal on `username`
 */
export async function createOfficial(
  host: IdentityHost,
  input: CreateOfficialInput,
  now: Date = new Date(),
): Promise<AccountLink> {
  assertMay(input.actor, manageAccounts, undefined);
  const today = localDateOf(now);
  const unit = isUuid(input.unitId)
    ? await findOrganisation(host.database.queries, input.unitId, today)
    : undefined;
  const problems: Record<string, Sentence> = {};
  const fullName = tidy(input.fullName);
  const title = tidy(input.title);
  const rank = RANKS.find((each) => each === input.rank);
  const roles = ROLES.filter((role) => input.roles.includes(role));
  if (fullName.length < 2 || fullName.length > 100) {
    problems.fullName = { vi: "Hãy nhập họ và tên đầy đủ.", en: "Give the full name." };
  }
  if (!unit) problems.unit = { vi: "Hãy chọn cơ quan hoặc đơn vị.", en: "Choose an organisation or unit." };
  if (title.length < 2 || title.length > 150) {
    problems.title = {
      vi: "Hãy nhập tên chức vụ, ví dụ: Chuyên viên.",
      en: "Give the name of the position.",
    };
  }
  if (!rank) problems.rank = { vi: "Hãy chọn bậc của chức vụ.", en: "Choose the rank of the position." };
  if (roles.length === 0 || roles.length !== new Set(input.roles).size) {
    problems.roles = { vi: "Hãy chọn ít nhất một vai trò.", en: "Choose at least one role." };
  }
  if (!unit || !rank || Object.keys(problems).length > 0) throw new FormRefusal(problems);
  parseUsername(input.username);
  let link: OneTimeLink | null = null;
  const accountId = await transact(host, { actor: input.actor, now, ...requestOf(input) }, async (tx) => {
    const [personId, positionId] = [uuidv7(now), uuidv7(now)];
    await addPeople(tx.queries, [{ id: personId, fullName }]);
    await addPositions(tx.queries, [
      { id: positionId, unitId: unit.id, bodyId: unit.bodyId, title, rank, roles, validFrom: today },
    ]);
    const appointmentId = uuidv7(now);
    await addAppointments(tx.queries, [
      { id: appointmentId, personId, positionId, kind: "primary", validFrom: today },
    ]);
    // A first post gives rights like any other: it stands as an alert until somebody else confirms it.
    const held = await getAppointment(tx.queries, appointmentId, today);
    await noteAppointmentChange(tx, held, { action: "given", day: today, basis: NEW_OFFICIAL });
    await postAlert(tx, held, { action: "given", day: today, basis: NEW_OFFICIAL, validTo: null });
    const id = await insertAccount(tx, personId, input.username);
    link = await makeLink(tx, host, "set-password", id);
    return id;
  });
  return { accountId, link };
}

/** The decision behind a new account is not asked for: whoever confirms it knows it. */
const NEW_OFFICIAL = "Cán bộ mới, tạo cùng tài khoản";

function tidy(text: string): string {
  return text.normalize("NFC").trim().replace(/\s+/g, " ");
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);
}
