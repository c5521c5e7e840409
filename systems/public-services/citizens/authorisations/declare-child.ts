import { localDateOf } from "../../../../core/calendar/index.ts";
import { FormRefusal, notFound, Refusal, type Sentence } from "../../../../core/errors.ts";
import { type TransactionHost, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import { parseDay } from "../../../../core/ui/index.ts";
import { type Citizen, citizenActor } from "../citizen.ts";
import { readPersonalNumber } from "../identifiers.ts";
import { birthday } from "./authorisation.ts";

/** What a parent typed about a child. */
export interface ChildInput {
  readonly relation: string;
  readonly name: string;
  readonly identifier: string;
  readonly birthDate: string;
  readonly sex: string;
}

const MOST_CHILDREN = 20;

/**
 * Declares a child under 18 to file for (BLDS 91/2015/QH13 Art. 21 and 136). It is a declaration: whoever handles the
 * dossier still checks the papers of the child.
 *
 * @returns id of the child
 * @throws FormRefusal beside the fields; Refusal 403 for a business
 */
export async function declareChild(
  host: TransactionHost,
  parent: Citizen,
  input: ChildInput,
  options: { readonly requestId?: string; readonly now?: Date } = {},
): Promise<string> {
  if (parent.kind !== 1) {
    throw new Refusal("citizens.not-a-person", 403, {
      vi: "Chỉ cá nhân khai con được. Hãy đăng nhập bằng tài khoản cá nhân.",
      en: "Only a person can declare a child. Sign in with a personal account.",
    });
  }
  const now = options.now ?? new Date();
  const child = readInput(input, localDateOf(now));
  return await transact(host, { actor: citizenActor(parent), ...options, now }, async (tx) => {
    // Two forms at once must not pass the same look at what is there.
    await tx.queries
      .selectFrom("public_services.citizen")
      .select("id")
      .where("id", "=", parent.id)
      .forUpdate()
      .execute();
    const present = await tx.queries
      .selectFrom("public_services.child")
      .select("identifier")
      .where("parent_id", "=", parent.id)
      .where("removed_at", "is", null)
      .execute();
    if (child.identifier !== null && present.some(({ identifier }) => identifier === child.identifier)) {
      throw new FormRefusal({
        identifier: { vi: "Bạn đã khai con có số này.", en: "You have declared this child." },
      });
    }
    if (present.length >= MOST_CHILDREN) {
      throw new FormRefusal({
        name: {
          vi: `Mỗi người khai tối đa ${MOST_CHILDREN} con.`,
          en: `At most ${MOST_CHILDREN} children are kept.`,
        },
      });
    }
    const id = uuidv7(tx.now);
    await tx.queries
      .insertInto("public_services.child")
      .values({
        id,
        parent_id: parent.id,
        relation: child.relation,
        name: child.name,
        identifier: child.identifier,
        birth_date: child.birthDate,
        sex: child.sex,
        added_at: tx.now,
        removed_at: null,
      })
      .execute();
    tx.record({
      action: "citizens.add-child",
      objectKind: "citizen",
      objectId: parent.id,
      data: { child: id, relation: child.relation },
      personal: { name: child.name },
    });
    return id;
  });
}

/** Takes a declared child away. @throws Refusal 404 when it is not one's own */
export async function removeChild(host: TransactionHost, parent: Citizen, id: string): Promise<void> {
  await transact(host, { actor: citizenActor(parent) }, async (tx) => {
    const removed = await tx.queries
      .updateTable("public_services.child")
      .set({ removed_at: tx.now })
      .where("id", "=", id)
      .where("parent_id", "=", parent.id)
      .where("removed_at", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (!removed) throw notFound();
    tx.record({
      action: "citizens.remove-child",
      objectKind: "citizen",
      objectId: parent.id,
      data: { child: id },
    });
  });
}

function readInput(input: ChildInput, today: string) {
  const problems: Record<string, Sentence> = {};
  const relation = (["mother", "father", "guardian"] as const).find((each) => each === input.relation);
  const sex = (["male", "female"] as const).find((each) => each === input.sex);
  const name = input.name.replace(/\s+/g, " ").trim();
  const identifier = input.identifier.replace(/[\s.]/g, "") || null;
  const birthDate = parseDay(input.birthDate);
  if (relation === undefined)
    problems.relation = { vi: "Chọn quan hệ của bạn với con.", en: "Choose who you are." };
  if (sex === undefined) problems.sex = { vi: "Chọn giới tính của con.", en: "Choose the sex of the child." };
  if (name.length < 2 || name.length > 200) {
    problems.name = { vi: "Nhập họ, chữ đệm và tên của con.", en: "Type the full name of the child." };
  }
  if (birthDate === undefined || birthDate > today) {
    problems.birthDate = { vi: "Nhập ngày sinh của con, không sau hôm nay.", en: "Type the date of birth." };
  } else if (birthday(birthDate, 18) <= today) {
    problems.birthDate = {
      vi: "Con đã đủ 18 tuổi nên tự nộp hồ sơ, hoặc ủy quyền cho bạn bằng tài khoản của mình.",
      en: "At 18 they file for themselves, or authorise you from their own account.",
    };
  }
  const wrong = identifier !== null ? wrongNumber(identifier, birthDate, sex) : undefined;
  if (wrong) problems.identifier = wrong;
  if (Object.keys(problems).length > 0 || !relation || !sex || !birthDate) throw new FormRefusal(problems);
  return { relation, sex, name, identifier, birthDate };
}

/** The number has no check digit, but it names the year of birth and the sex. */
function wrongNumber(
  identifier: string,
  birthDate: string | undefined,
  sex: "male" | "female" | undefined,
): Sentence | undefined {
  const number = readPersonalNumber(identifier);
  if (number === undefined) {
    return {
      vi: "Số định danh cá nhân có 12 chữ số, ghi trong giấy khai sinh. Để trống nếu con chưa có.",
      en: "A personal identifier has 12 digits; it is on the birth certificate. Leave it empty if there is none.",
    };
  }
  const fits =
    (birthDate === undefined || Number(birthDate.slice(0, 4)) === number.birthYear) &&
    (sex === undefined || sex === number.sex);
  if (fits) return undefined;
  return {
    vi: "Số này không khớp với năm sinh hoặc giới tính đã nhập. Kiểm tra lại từng chữ số.",
    en: "This number does not fit the year of birth or the sex typed. Check each digit.",
  };
}
