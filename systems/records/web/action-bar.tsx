import type { Sentence } from "../../../core/errors.ts";
import { Actions, LinkButton, useText } from "../../../core/ui/index.ts";
import type { FileAction } from "../states.ts";
import type { WorkFile } from "../work-files/work-file.ts";

const BUTTONS: readonly (readonly [FileAction, Sentence])[] = [
  ["close", { vi: "Kết thúc hồ sơ", en: "Close" }],
  ["ask-deposit", { vi: "Nộp vào lưu trữ", en: "Deposit" }],
  ["accept", { vi: "Tiếp nhận", en: "Accept" }],
  ["return", { vi: "Trả lại", en: "Return" }],
  ["unfreeze", { vi: "Mở đóng băng", en: "Release" }],
  ["edit", { vi: "Sửa thông tin", en: "Change" }],
  ["reopen", { vi: "Mở lại", en: "Reopen" }],
  ["keep-back", { vi: "Giữ lại", en: "Keep back" }],
  ["withdraw-deposit", { vi: "Rút khỏi đợt nộp", en: "Withdraw" }],
  ["freeze", { vi: "Đóng băng", en: "Freeze" }],
];

/** What the person may do now; the first is the step the file waits for. */
export function ActionBar({
  file,
  actions,
}: {
  readonly file: WorkFile;
  readonly actions: readonly FileAction[];
}) {
  const text = useText();
  const shown = BUTTONS.filter(
    ([action]) => actions.includes(action) && !(action === "freeze" && file.frozen),
  );
  if (shown.length === 0) return null;
  return (
    <Actions>
      {shown.map(([action, label], index) => (
        <LinkButton
          key={action}
          kind={index === 0 && action !== "freeze" ? "primary" : "secondary"}
          href={
            action === "ask-deposit" ? `/files/deposits/new?file=${file.id}` : `/files/${file.id}/${action}`
          }
        >
          {text(label)}
        </LinkButton>
      ))}
    </Actions>
  );
}
