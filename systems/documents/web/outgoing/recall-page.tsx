import { FormRefusal } from "../../../../core/errors.ts";
import { value, values } from "../../../../core/http/index.ts";
import { Checkboxes, ConfirmQuestion, Notice, useText } from "../../../../core/ui/index.ts";
import { askRecall } from "../../outgoing/ask-recall.ts";
import { type Recipient, recipientsOf } from "../../outgoing/read-outgoing.ts";
import { recipientLook } from "../shared/words.ts";
import type { ActionPage, ActionView } from "./action-page.tsx";
import { addresses, inTransaction, ReasonField } from "./simple-actions.tsx";

/** States in which a receiver can be asked to give the document back. */
const CLOSED: readonly Recipient["state"][] = ["recall-asked", "recalled", "refused"];

/** Asking receivers to give an issued document back: 13, answered with 15 or 16 (NĐ 30/2020 Art. 18.4). */
export const recallPage: ActionPage<readonly Recipient[]> = {
  path: "recall",
  actions: ["recall"],
  title: { vi: "Thu hồi văn bản", en: "Recall" },
  load: async (house, document) => await recipientsOf(house.database.queries, document.id),
  draw: (view) => <RecallForm view={view} />,
  run: async (input) => {
    const organisations = values(input.form, "organisations");
    if (organisations.length === 0) {
      throw new FormRefusal({
        organisations: {
          vi: "Chọn ít nhất một nơi nhận để yêu cầu trả lại.",
          en: "Choose at least one receiver to ask.",
        },
      });
    }
    await inTransaction(input, (tx) =>
      askRecall(tx, input.actor, {
        id: input.id,
        organisations,
        reason: value(input.form, "reason"),
      }),
    );
    return {
      vi: `Đã gửi yêu cầu thu hồi đến ${organisations.length} nơi nhận. Câu trả lời của từng nơi hiện ở bảng nơi nhận.`,
      en: `${organisations.length} receivers are asked. Their answers appear in the table of receivers.`,
    };
  },
};

function RecallForm({ view }: { view: ActionView<readonly Recipient[]> }) {
  const text = useText();
  const { document, extra, errors } = view;
  const open = extra.filter((each) => !CLOSED.includes(each.state));
  if (open.length === 0) {
    return (
      <Notice tone="info">
        <p>
          {text({
            vi: "Không còn nơi nhận nào để yêu cầu thu hồi: các nơi nhận đã từ chối, đã trả lại hoặc đang chờ trả lời.",
            en: "There is no receiver left to ask: they have refused, given it back, or are still to answer.",
          })}{" "}
          <a href={view.cancelHref}>{text({ vi: "Về văn bản", en: "Back to the document" })}</a>
        </p>
      </Notice>
    );
  }
  const ticked = view.ticked("organisations") ?? open.map((each) => each.organisation_id);
  return (
    <ConfirmQuestion
      {...addresses(view)}
      question={{
        vi: `Yêu cầu trả lại văn bản ${document.code_number_text}/${document.code_notation}?`,
        en: `Ask for document ${document.code_number_text}/${document.code_notation} back?`,
      }}
      consequences={[
        {
          vi: "Nơi nhận được chọn thấy yêu cầu ngay và phải tạm dừng xử lý (yêu cầu lấy lại, mã 13).",
          en: "The receivers chosen see the request at once and stop their work (request to take back, 13).",
        },
        {
          vi: "Nơi nào đồng ý thì hủy văn bản trên hệ thống của họ và trả lời đồng ý (mã 15).",
          en: "Whoever agrees destroys the document in their system and says so (15).",
        },
        {
          vi: "Nơi nào không đồng ý thì nêu lý do và tiếp tục dùng văn bản (mã 16).",
          en: "Whoever declines gives a reason and goes on using it (16).",
        },
        {
          vi: "Văn bản vẫn còn trong sổ văn bản đi của cơ quan bạn.",
          en: "It stays in your own register of outgoing documents.",
        },
      ]}
      confirmLabel={{ vi: "Gửi yêu cầu thu hồi", en: "Ask for it back" }}
      danger
    >
      <Checkboxes
        name="organisations"
        label={{ vi: "Nơi nhận", en: "Receivers" }}
        options={open.map((each) => {
          const { label } = recipientLook(each.state);
          return {
            value: each.organisation_id,
            label: {
              vi: `${each.organ_name} (${label.vi.toLowerCase()})`,
              en: `${each.organ_name} (${label.en.toLowerCase()})`,
            },
          };
        })}
        values={ticked}
        error={errors.organisations}
      />
      <ReasonField
        view={view}
        hint={{ vi: "Nơi nhận đọc lý do này để quyết định.", en: "The receivers read it to decide." }}
      />
    </ConfirmQuestion>
  );
}
