import { z } from "zod";
import { changedMeanwhile, FormRefusal, type Sentence } from "../../../../core/errors.ts";
import { type CitizenActor, type TransactionHost, transact } from "../../../../core/transaction/index.ts";
import { parseMobile } from "../identifiers.ts";

/** What a person typed about how to reach them. */
export interface ContactInput {
  readonly phone: string;
  readonly email: string;
  readonly notify: { readonly sms: boolean; readonly zalo: boolean; readonly email: boolean };
  /** Version of the account the form was made from. */
  readonly version: number;
}

/**
 * Changes one's own telephone, e-mail and the ways of being told.
 * @throws FormRefusal beside the field; Refusal `conflict` when the account was changed meanwhile
 */
export async function changeContact(
  host: TransactionHost,
  actor: CitizenActor,
  input: ContactInput,
  requestId?: string,
): Promise<void> {
  const { phone, email } = readContact(input);
  await transact(host, { actor, ...(requestId === undefined ? {} : { requestId }) }, async (tx) => {
    const changed = await tx.queries
      .updateTable("public_services.citizen")
      .set((set) => ({
        phone,
        email,
        notify_sms: input.notify.sms,
        notify_zalo: input.notify.zalo,
        notify_email: input.notify.email,
        version: set("version", "+", 1),
      }))
      .where("id", "=", actor.citizenId)
      .where("version", "=", input.version)
      .where("closed_at", "is", null)
      .returning("id")
      .executeTakeFirst();
    if (!changed) throw changedMeanwhile();
    tx.record({
      action: "citizens.change-contact",
      objectKind: "citizen",
      objectId: actor.citizenId,
      data: { notify: input.notify },
      personal: { phone, email },
    });
  });
}

function readContact(input: ContactInput): { phone: string | null; email: string | null } {
  const problems: Record<string, Sentence> = {};
  const phone = input.phone === "" ? null : (parseMobile(input.phone) ?? null);
  const email = input.email === "" ? null : (z.email().max(200).safeParse(input.email).data ?? null);
  if (input.phone !== "" && phone === null) {
    problems.phone = {
      vi: "Đây chưa phải số điện thoại di động. Nhập 10 chữ số bắt đầu bằng 0.",
      en: "This is not a mobile number. Type 10 digits beginning with 0.",
    };
  }
  if (input.email !== "" && email === null) {
    problems.email = {
      vi: "Địa chỉ thư điện tử chưa đúng. Ví dụ: ten@example.vn.",
      en: "The e-mail address is not right. Example: name@example.vn.",
    };
  }
  if (phone === null && problems.phone === undefined && (input.notify.sms || input.notify.zalo)) {
    problems.phone = {
      vi: "Muốn nhận tin nhắn thì cần số điện thoại. Nhập số, hoặc bỏ chọn SMS và Zalo.",
      en: "Messages need a telephone number. Type it, or untick SMS and Zalo.",
    };
  }
  if (email === null && problems.email === undefined && input.notify.email) {
    problems.email = {
      vi: "Muốn nhận thư thì cần địa chỉ. Nhập địa chỉ, hoặc bỏ chọn thư điện tử.",
      en: "Letters need an address. Type it, or untick e-mail.",
    };
  }
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  return { phone, email };
}
