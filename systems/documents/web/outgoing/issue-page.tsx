import { localDateOf } from "../../../../core/calendar/index.ts";
import type { PdfVerdict } from "../../../../core/signing/index.ts";
import {
  Card,
  ConfirmQuestion,
  Facts,
  formatBytes,
  formatDate,
  Notice,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import type { NamedFile } from "../../outgoing/create-draft.ts";
import { issueDocument } from "../../outgoing/issue-document.ts";
import type { Outgoing } from "../../outgoing/outgoing.ts";
import {
  attachmentsOf,
  fileNameOf,
  type Recipient,
  recipientsOf,
  verdictOf,
} from "../../outgoing/read-outgoing.ts";
import { SignaturesView } from "../shared/signatures-view.tsx";
import type { ActionPage, ActionView } from "./action-page.tsx";
import { addresses, inTransaction } from "./simple-actions.tsx";

interface Leaving {
  readonly recipients: readonly Recipient[];
  readonly attachments: readonly NamedFile[];
  readonly verdict: PdfVerdict | undefined;
}

/** What will leave and to whom, before it leaves (NĐ 30/2020 Art. 17, 18; QĐ 28/2018 Art. 6.2). */
export const issuePage: ActionPage<Leaving> = {
  path: "issue",
  actions: ["issue"],
  title: { vi: "Phát hành", en: "Issue" },
  load: async (house, document) => ({
    recipients: await recipientsOf(house.database.queries, document.id),
    attachments: await attachmentsOf(house.database.queries, document.id),
    verdict: await verdictOf(house, document),
  }),
  draw: (view) => <IssueForm view={view} />,
  run: async (input) => {
    const document = await inTransaction(input, (tx) => issueDocument(tx, input.actor, input.id));
    return {
      vi: `Đã phát hành ${document.code_number_text}/${document.code_notation}. Trạng thái từng nơi nhận tự cập nhật bên dưới.`,
      en: `Issued ${document.code_number_text}/${document.code_notation}. The state of every receiver updates below.`,
    };
  },
};

function IssueForm({ view }: { view: ActionView<Leaving> }) {
  const text = useText();
  const { document, extra } = view;
  const { recipients, attachments, verdict } = extra;
  const bytes = attachments.reduce((sum, file) => sum + file.size, Number(document.file_size));
  return (
    <div class="stack">
      {warningsOf(document, extra).map((warning) => (
        <Notice key={warning.vi} tone="attention">
          {text(warning)}
        </Notice>
      ))}
      <Card title={{ vi: "Những gì được gửi đi", en: "What leaves" }}>
        <Facts
          facts={[
            {
              term: { vi: "Số, ký hiệu", en: "Number, notation" },
              value: `${document.code_number_text}/${document.code_notation}`,
            },
            {
              term: { vi: "Ngày văn bản", en: "Date" },
              value: document.issued_date && formatDate(document.issued_date),
            },
            {
              term: { vi: "Tệp", en: "Files" },
              value: [fileNameOf(document), ...attachments.map((file) => file.name)].join("; "),
            },
            { term: { vi: "Tổng dung lượng", en: "Size" }, value: formatBytes(bytes) },
            {
              term: { vi: "Gửi đến", en: "To" },
              value:
                recipients.length === 0 ? (
                  text({ vi: "Không gửi đi đâu, chỉ vào sổ", en: "Nowhere; it is only registered" })
                ) : (
                  <ul>
                    {recipients.map((each) => (
                      <li key={each.organisation_id}>{each.organ_name}</li>
                    ))}
                  </ul>
                ),
            },
          ]}
        />
      </Card>
      {verdict && <SignaturesView verdict={verdict} />}
      <ConfirmQuestion
        {...addresses(view)}
        question={{
          vi: `Phát hành văn bản ${document.code_number_text}/${document.code_notation}?`,
          en: `Issue document ${document.code_number_text}/${document.code_notation}?`,
        }}
        consequences={[
          recipients.length > 0
            ? {
                vi: `Văn bản gửi ngay qua trục liên thông đến ${recipients.length} nơi nhận. Đã gửi thì không sửa được; chỉ còn thu hồi, cập nhật hoặc thay thế.`,
                en: `It leaves at once over the axis for ${recipients.length} receivers. Afterwards it can only be recalled, updated or replaced.`,
              }
            : {
                vi: "Văn bản được ghi là đã phát hành trong sổ văn bản đi.",
                en: "The register says it is issued.",
              },
        ]}
        confirmLabel={{ vi: "Phát hành", en: "Issue" }}
      />
    </div>
  );
}

function warningsOf(document: Outgoing, { recipients, verdict }: Leaving): Words[] {
  const warnings: Words[] = [];
  if (verdict?.status !== "valid-both") {
    warnings.push({
      vi: "Chữ ký trên tệp chưa được xác nhận là hợp lệ đủ cả hai (người ký và cơ quan). Nơi nhận có thể trả lại; hãy xem kết luận bên dưới trước khi phát hành.",
      en: "The file is not confirmed as validly signed by both person and organisation. Receivers may send it back; read the conclusion below first.",
    });
  }
  if (document.confidentiality > 0) {
    warnings.push({
      vi: "Văn bản mật: không gửi qua trục liên thông. Gửi bản giấy theo đường văn bản mật.",
      en: "A secret document never travels over the axis. Send it by the secret route.",
    });
  }
  if (recipients.length === 0 && document.confidentiality === 0) {
    warnings.push({
      vi: "Chưa chọn nơi nhận điện tử nào: văn bản chỉ được vào sổ.",
      en: "There are no electronic recipients: it is only registered.",
    });
  }
  const today = localDateOf(new Date());
  if (document.issued_date !== null && document.issued_date < today) {
    warnings.push({
      vi: `Văn bản ghi ngày ${formatDate(document.issued_date)}: phải gửi trong ngày ký, chậm nhất sáng ngày làm việc tiếp theo.`,
      en: `It is dated ${formatDate(document.issued_date)}: it must leave on that day, at the latest the next working morning.`,
    });
  }
  if (document.due_date !== null && document.due_date < today) {
    warnings.push({
      vi: `Hạn trả lời ${formatDate(document.due_date)} đã qua: nơi nhận không kịp làm.`,
      en: `The due date ${formatDate(document.due_date)} has passed.`,
    });
  }
  return warnings;
}
