import { FormRefusal } from "../../../../core/errors.ts";
import { value } from "../../../../core/http/index.ts";
import type { House } from "../../../../core/system.ts";
import { transact } from "../../../../core/transaction/index.ts";
import { ConfirmQuestion, TextArea } from "../../../../core/ui/index.ts";
import { cancelDocument } from "../../outgoing/cancel-document.ts";
import { checkDraft } from "../../outgoing/check-draft.ts";
import type { Outgoing } from "../../outgoing/outgoing.ts";
import { returnDraft } from "../../outgoing/return-draft.ts";
import { submitDraft } from "../../outgoing/submit-draft.ts";
import { MIN_REASON } from "../../reason.ts";
import type { ActionInput, ActionPage, ActionView } from "./action-page.tsx";

const nothing = async (_house: House, _document: Outgoing): Promise<null> => null;

export const submitPage: ActionPage<null> = {
  path: "submit",
  actions: ["submit"],
  title: { vi: "Trình kiểm tra", en: "Submit for check" },
  load: nothing,
  draw: (view) => (
    <ConfirmQuestion
      {...addresses(view)}
      question={{ vi: "Trình dự thảo này?", en: "Submit this draft?" }}
      consequences={[
        {
          vi: "Trưởng đơn vị kiểm tra nội dung rồi chuyển người ký.",
          en: "The head of the unit checks it and passes it on to the signer.",
        },
        {
          vi: "Trong lúc chờ, bạn không sửa được; nếu cần sửa, nhờ người đang giữ trả lại.",
          en: "Meanwhile you cannot change it; whoever has it can return it to you.",
        },
      ]}
      confirmLabel={{ vi: "Trình kiểm tra", en: "Submit" }}
    />
  ),
  run: async (input) => {
    await inTransaction(input, (tx) => submitDraft(tx, input.actor, input.id));
    return {
      vi: "Đã trình dự thảo. Trưởng đơn vị sẽ kiểm tra rồi chuyển ký.",
      en: "The draft is submitted. The head of the unit checks it next.",
    };
  },
};

export const checkPage: ActionPage<null> = {
  path: "check",
  actions: ["check"],
  title: { vi: "Kiểm tra, chuyển ký", en: "Check and pass on" },
  load: nothing,
  draw: (view) => (
    <ConfirmQuestion
      {...addresses(view)}
      question={{ vi: "Nội dung đã đúng, chuyển ký?", en: "Is the content right? Pass it on?" }}
      consequences={[
        {
          vi: `Dự thảo chuyển đến ${view.document.signer_name}, ${view.document.signer_position} để ký.`,
          en: `It goes to ${view.document.signer_name}, ${view.document.signer_position} for signature.`,
        },
        {
          vi: "Bạn chịu trách nhiệm về nội dung đã kiểm tra (Nghị định 30/2020, Điều 11).",
          en: "You answer for the content you checked (Decree 30/2020, Article 11).",
        },
      ]}
      confirmLabel={{ vi: "Chuyển ký", en: "Pass on for signature" }}
    >
      <TextArea
        name="opinion"
        label={{ vi: "Ý kiến kiểm tra", en: "Opinion" }}
        hint={{ vi: "Người ký đọc được ý kiến này.", en: "The signer reads it." }}
        optional
        maxLength={500}
        value={view.typed("opinion")}
        error={view.errors.opinion}
      />
    </ConfirmQuestion>
  ),
  run: async (input) => {
    const opinion = value(input.form, "opinion");
    if (opinion.length > 500) {
      throw new FormRefusal({
        opinion: { vi: "Ý kiến tối đa 500 ký tự.", en: "The opinion has at most 500 characters." },
      });
    }
    const document = await inTransaction(input, (tx) => checkDraft(tx, input.actor, input.id, opinion));
    return {
      vi: `Đã chuyển ký. ${document.signer_name} sẽ thấy văn bản trong việc cần xử lý.`,
      en: `Passed on. ${document.signer_name} finds it among the work that waits.`,
    };
  },
};

export const returnPage: ActionPage<null> = {
  path: "return",
  actions: ["return"],
  title: { vi: "Trả lại người soạn", en: "Return to the author" },
  load: nothing,
  draw: (view) => (
    <ConfirmQuestion
      {...addresses(view)}
      question={{
        vi: `Trả lại dự thảo cho ${view.document.drafted_by_name}?`,
        en: `Return the draft to ${view.document.drafted_by_name}?`,
      }}
      consequences={[
        {
          vi: "Người soạn sửa rồi trình lại từ đầu: kiểm tra, ký đều làm lại.",
          en: "The author changes it and submits again; check and signature are done anew.",
        },
        ...(view.document.state === "signed"
          ? [
              {
                vi: "Chữ ký vừa rồi bị bỏ cùng tệp đã ký; dự thảo trước khi ký trở lại.",
                en: "The signature is dropped with the signed file; the draft before it comes back.",
              },
            ]
          : []),
      ]}
      confirmLabel={{ vi: "Trả lại", en: "Return" }}
    >
      <ReasonField view={view} hint={{ vi: "Nói rõ cần sửa chỗ nào.", en: "Say what to change." }} />
    </ConfirmQuestion>
  ),
  run: async (input) => {
    const document = await inTransaction(input, (tx) =>
      returnDraft(tx, input.actor, input.id, value(input.form, "reason")),
    );
    return {
      vi: `Đã trả lại cho ${document.drafted_by_name} kèm lý do.`,
      en: `Returned to ${document.drafted_by_name} with the reason.`,
    };
  },
};

export const cancelPage: ActionPage<null> = {
  path: "cancel",
  actions: ["cancel"],
  title: { vi: "Hủy văn bản", en: "Cancel" },
  load: nothing,
  draw: (view) => (
    <ConfirmQuestion
      {...addresses(view)}
      question={{ vi: "Hủy văn bản này?", en: "Cancel this document?" }}
      consequences={
        view.document.code_number_text === null
          ? [{ vi: "Dự thảo bị bỏ; không mở lại được.", en: "The draft is given up for good." }]
          : [
              {
                vi: `Số ${view.document.code_number_text} đã cấp vẫn nằm trong sổ với ghi chú hủy, để sổ liên tục không thiếu số.`,
                en: `Number ${view.document.code_number_text} stays in the register as cancelled, so that no number is missing.`,
              },
              { vi: "Văn bản không được phát hành và không mở lại được.", en: "It will not be issued." },
            ]
      }
      confirmLabel={{ vi: "Hủy văn bản", en: "Cancel it" }}
      danger
    >
      <ReasonField view={view} hint={{ vi: "Lý do ghi vào sổ.", en: "The register keeps it." }} />
    </ConfirmQuestion>
  ),
  run: async (input) => {
    await inTransaction(input, (tx) =>
      cancelDocument(tx, input.actor, input.id, value(input.form, "reason")),
    );
    return { vi: "Đã hủy văn bản.", en: "The document is cancelled." };
  },
};

/** A reason another person will read, at least ten characters. */
export function ReasonField({
  view,
  hint,
}: {
  view: Pick<ActionView<unknown>, "typed" | "errors">;
  hint: { readonly vi: string; readonly en: string };
}) {
  return (
    <TextArea
      name="reason"
      label={{ vi: "Lý do", en: "Reason" }}
      hint={{
        vi: `${hint.vi} Ít nhất ${MIN_REASON} ký tự.`,
        en: `${hint.en} At least ${MIN_REASON} characters.`,
      }}
      maxLength={500}
      value={view.typed("reason")}
      error={view.errors.reason}
    />
  );
}

/** Where the question leads, for `ConfirmQuestion`. */
export function addresses(view: ActionView<unknown>) {
  return { action: view.action, cancelHref: view.cancelHref, transactionId: view.transactionId };
}

/** One use case in one transaction, repeatable under the form's transaction id. */
export function inTransaction(
  { house, actor, requestId }: ActionInput,
  work: Parameters<typeof transact<Outgoing>>[2],
): Promise<Outgoing> {
  return transact(house, { actor, ...(requestId ? { requestId } : {}) }, work);
}
