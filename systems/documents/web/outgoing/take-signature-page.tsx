import { transact } from "../../../../core/transaction/index.ts";
import { ConfirmQuestion } from "../../../../core/ui/index.ts";
import { takeSignature } from "../../outgoing/take-signature.ts";
import type { ActionPage } from "./action-page.tsx";

/** /outgoing/:id/take-signature: whoever the signer delegated signing to becomes the signer. */
export const takeSignaturePage: ActionPage<null> = {
  path: "take-signature",
  actions: ["take-signature"],
  title: { vi: "Nhận ký thay theo ủy quyền", en: "Sign under the delegation" },
  load: async () => null,
  draw: ({ document, action, cancelHref, transactionId }) => (
    <ConfirmQuestion
      action={action}
      cancelHref={cancelHref}
      transactionId={transactionId}
      question={{
        vi: `Bạn ký văn bản này thay ${document.signer_name}?`,
        en: `Sign this document in place of ${document.signer_name}?`,
      }}
      consequences={[
        {
          vi: "Phần ký in quyền hạn, chức vụ và họ tên của bạn (KT., TL. hoặc TUQ.), nên dự thảo về người soạn để sửa phần ký rồi trình lại.",
          en: "The block shows your authority, position and name (KT., TL. or TUQ.), so the draft goes to its author, who changes the block and submits it again.",
        },
        {
          vi: "Diễn biến văn bản và nhật ký ghi cả hai người: người ủy quyền và bạn.",
          en: "The card and the audit log name both: whoever delegated, and you.",
        },
      ]}
      confirmLabel={{ vi: "Nhận ký thay", en: "Take it over" }}
    />
  ),
  run: async ({ house, actor, id, requestId }) => {
    const document = await transact(house, { actor, ...(requestId ? { requestId } : {}) }, (tx) =>
      takeSignature(tx, actor, id),
    );
    return {
      vi: `Bạn là người ký. ${document.drafted_by_name} sửa phần ký rồi trình lại.`,
      en: `You are the signer. ${document.drafted_by_name} changes the block and submits it again.`,
    };
  },
};
