import { localDateOf } from "../../../../core/calendar/index.ts";
import { FormRefusal, type Sentence } from "../../../../core/errors.ts";
import { type TransactionHost, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import { parseDay } from "../../../../core/ui/index.ts";
import { type Citizen, citizenActor } from "../citizen.ts";
import { isTaxCode, readPersonalNumber } from "../identifiers.ts";
import { birthday } from "./authorisation.ts";

/** What the giver typed. */
export interface AuthorisationInput {
  readonly takerIdentifier: string;
  readonly takerName: string;
  /** Every procedure, or only the codes typed. */
  readonly scope: "all" | "some";
  readonly procedures: string;
  readonly from: string;
  readonly until: string;
}

/** An authorisation lasts no longer than this: one that is forgotten must end by itself. */
const MOST_YEARS = 1;
const MOST_PROCEDURES = 50;

/**
 * Offers somebody to file in one's name; it counts once they have accepted. Nothing tells whether the number typed has
 * an account here: the offer waits for whoever signs in with it.
 *
 * @returns id of the authorisation
 * @throws FormRefusal beside the fields
 */
export async function giveAuthorisation(
  host: TransactionHost,
  giver: Citizen,
  input: AuthorisationInput,
  options: { readonly requestId?: string; readonly now?: Date } = {},
): Promise<string> {
  const now = options.now ?? new Date();
  const read = readInput(giver, input, localDateOf(now));
  return await transact(host, { actor: citizenActor(giver), ...options, now }, async (tx) => {
    const id = uuidv7(tx.now);
    await tx.queries
      .insertInto("public_services.authorisation")
      .values({
        id,
        giver_id: giver.id,
        taker_identifier: read.identifier,
        taker_name: read.name,
        taker_id: null,
        procedures: read.procedures,
        from_day: read.from,
        until_day: read.until,
        state: "offered",
        created_at: tx.now,
        answered_at: null,
        ended_at: null,
      })
      .execute();
    tx.record({
      action: "citizens.authorise",
      objectKind: "citizen",
      objectId: giver.id,
      data: { authorisation: id, procedures: read.procedures, from: read.from, until: read.until },
      personal: { taker: read.name },
    });
    return id;
  });
}

function readInput(giver: Citizen, input: AuthorisationInput, today: string) {
  const problems: Record<string, Sentence> = {};
  const identifier = input.takerIdentifier.replace(/[\s.]/g, "");
  if (readPersonalNumber(identifier) === undefined && !isTaxCode(identifier)) {
    problems.takerIdentifier = {
      vi: "Nhập số định danh cá nhân 12 chữ số, hoặc mã số thuế 10 chữ số của tổ chức.",
      en: "Type the 12 digits of a personal identifier, or the 10 of an organisation's tax code.",
    };
  } else if (identifier === giver.identifier) {
    problems.takerIdentifier = {
      vi: "Đây là số của chính bạn. Nhập số của người bạn ủy quyền.",
      en: "This is your own number. Type that of whom you authorise.",
    };
  }
  const name = input.takerName.replace(/\s+/g, " ").trim();
  if (name.length < 2 || name.length > 200) {
    problems.takerName = {
      vi: "Nhập họ và tên người được ủy quyền.",
      en: "Type the name of whom you authorise.",
    };
  }
  const procedures =
    input.scope === "all" ? [] : [...new Set(input.procedures.split(/[\s,;]+/).filter(Boolean))];
  if (
    input.scope === "some" &&
    (procedures.length === 0 ||
      procedures.length > MOST_PROCEDURES ||
      procedures.some((code) => !/^[1-3]\.\d{6}$/.test(code)))
  ) {
    problems.procedures = {
      vi: "Nhập mã thủ tục, ví dụ 1.001193; nhiều mã cách nhau bằng dấu phẩy.",
      en: "Type the codes of procedures, e.g. 1.001193, separated by commas.",
    };
  }
  const from = parseDay(input.from);
  const until = parseDay(input.until);
  if (from === undefined || from < today) {
    problems.from = {
      vi: "Nhập ngày bắt đầu, từ hôm nay trở đi.",
      en: "Type the first day, today or later.",
    };
  }
  if (until === undefined || (from !== undefined && (until < from || until > birthday(from, MOST_YEARS)))) {
    problems.until = {
      vi: "Nhập ngày kết thúc, không trước ngày bắt đầu và không quá một năm sau đó.",
      en: "Type the last day, not before the first and at most a year after it.",
    };
  }
  if (from === undefined || until === undefined || Object.keys(problems).length > 0) {
    throw new FormRefusal(problems);
  }
  return { identifier, name, procedures, from, until };
}
