import {
  Actions,
  Button,
  Card,
  Checkboxes,
  DateField,
  ErrorSummary,
  type FieldErrors,
  FileDrop,
  Form,
  type KeptFile,
  Notice,
  Radios,
  RecipientPicker,
  SelectField,
  TextArea,
  TextField,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { SECRECY_WORDS, URGENCY_WORDS } from "../shared/words.ts";
import type { DraftChoices } from "./draft-choices.ts";
import type { KeptDraftFile, TypedDraft } from "./typed-draft.ts";

export interface DraftFormProps {
  readonly action: string;
  /** Name under which the browser keeps what is typed. */
  readonly keep: string;
  readonly typed: TypedDraft;
  readonly errors: FieldErrors;
  readonly choices: DraftChoices;
  readonly transactionId: string;
  /** Version the author saw; absent for a new draft. */
  readonly version?: number | undefined;
  /** What this draft belongs to: the document it answers, updates or replaces. */
  readonly about?: { readonly words: Words; readonly href: string } | undefined;
  /** Bytes one file may have. */
  readonly maxBytes: number;
  readonly cancelHref: string;
}

/** Everything a draft needs (NĐ 30/2020 Art. 8, 10; PL VI part II). The same form opens and changes it. */
export function DraftForm(props: DraftFormProps) {
  const text = useText();
  const { typed, errors, choices } = props;
  return (
    <>
      <ErrorSummary errors={errors} />
      {props.about && (
        <Notice tone="info">
          <p>
            {text(props.about.words)}{" "}
            <a href={props.about.href}>{text({ vi: "Xem văn bản đó", en: "See that document" })}</a>
          </p>
        </Notice>
      )}
      <Form
        action={props.action}
        method="post"
        id="draft"
        files
        keep={props.keep}
        later={["submit", "save"]}
        transactionId={props.transactionId}
      >
        {props.version !== undefined && <input type="hidden" name="version" value={props.version} />}
        <input type="hidden" name="answers" value={typed.answers} />
        <input type="hidden" name="affects" value={typed.affects} />
        <input type="hidden" name="businessType" value={typed.businessType} />
        {/* Enter in a field saves; without this first button it would press the one that searches. */}
        <button
          type="submit"
          name="do"
          value="save"
          class="visually-hidden"
          tabIndex={-1}
          aria-hidden="true"
        />
        <Card title={{ vi: "Nội dung", en: "Content" }}>
          <Content typed={typed} errors={errors} choices={choices} />
        </Card>
        <Card title={{ vi: "Tệp văn bản", en: "Files" }}>
          <Files typed={typed} errors={errors} maxBytes={props.maxBytes} />
        </Card>
        <Card title={{ vi: "Nơi nhận", en: "Recipients" }}>
          <Recipients typed={typed} errors={errors} choices={choices} />
        </Card>
        <Card title={{ vi: "Người ký và cách xử lý", en: "Signer and handling" }}>
          <Handling typed={typed} errors={errors} choices={choices} />
        </Card>
        <Actions>
          <Button kind="primary" name="do" value="submit">
            {text({ vi: "Lưu và trình kiểm tra", en: "Save and submit for check" })}
          </Button>
          <Button name="do" value="save">
            {text({ vi: "Lưu dự thảo", en: "Save the draft" })}
          </Button>
          <a class="button button-quiet" href={props.cancelHref}>
            {text({ vi: "Không lưu, quay lại", en: "Go back without saving" })}
          </a>
        </Actions>
      </Form>
    </>
  );
}

/** NĐ 30/2020 Art. 13. */
export const SIGNING_FORMS = [
  { value: "own", label: { vi: "Ký theo chức vụ", en: "By post" } },
  { value: "by-order", label: { vi: "Ký thừa lệnh (TL.)", en: "By order (TL.)" } },
  { value: "by-authority", label: { vi: "Ký thừa ủy quyền (TUQ.)", en: "By authority (TUQ.)" } },
];

interface PartProps {
  readonly typed: TypedDraft;
  readonly errors: FieldErrors;
  readonly choices: DraftChoices;
}

function Content({ typed, errors, choices }: PartProps) {
  return (
    <>
      <SelectField
        name="documentType"
        label={{ vi: "Loại văn bản", en: "Document type" }}
        prompt={{ vi: "Chọn loại văn bản", en: "Choose the type" }}
        options={choices.types}
        value={typed.documentType}
        error={errors.documentType}
      />
      <TextArea
        name="abstract"
        label={{ vi: "Trích yếu", en: "Abstract" }}
        hint={{
          vi: "Một câu nói văn bản về việc gì. Ví dụ: V/v báo cáo kết quả chuyển đổi số năm 2022",
          en: "One sentence that says what it is about.",
        }}
        rows={2}
        maxLength={500}
        value={typed.abstract}
        error={errors.abstract}
      />
      <TextArea
        name="summary"
        label={{ vi: "Tóm tắt", en: "Summary" }}
        optional
        rows={2}
        maxLength={500}
        value={typed.summary}
        error={errors.summary}
      />
      {typed.businessType !== "0" && (
        <TextArea
          name="businessReason"
          label={
            typed.businessType === "2"
              ? { vi: "Lý do cập nhật", en: "Reason for the update" }
              : { vi: "Lý do thay thế", en: "Reason for the replacement" }
          }
          hint={{
            vi: "Nơi nhận đọc câu này để quyết định. Nói rõ chỗ nào sai hoặc thay đổi.",
            en: "The receivers read this to decide. Say what was wrong or has changed.",
          }}
          maxLength={500}
          value={typed.businessReason}
          error={errors.businessReason ?? errors.affects}
        />
      )}
    </>
  );
}

function Files({ typed, errors, maxBytes }: { typed: TypedDraft; errors: FieldErrors; maxBytes: number }) {
  return (
    <>
      <FileDrop
        name="file"
        label={{ vi: "Văn bản (Word hoặc PDF)", en: "The document (Word or PDF)" }}
        hint={{
          vi: "Tệp Word (.docx, .doc), OpenDocument (.odt) được chuyển sang PDF khi lưu, bản gốc được giữ bên cạnh; hoặc tệp PDF. Chưa ký, không đặt mật khẩu, không macro. Chừa chỗ trống cho số, ngày và chữ ký.",
          en: "A Word (.docx, .doc) or OpenDocument (.odt) file is converted to PDF on saving and kept beside it; or a PDF. Unsigned, without password or macros, with room for number, date and signature.",
        }}
        accept=".pdf,.docx,.doc,.odt,application/pdf"
        maxBytes={maxBytes}
        kept={typed.file ? [keptFile(typed.file)] : []}
        error={errors.file}
      />
      <FileDrop
        name="attachments"
        label={{ vi: "Tệp kèm theo", en: "Attachments" }}
        optional
        multiple
        maxBytes={maxBytes}
        kept={typed.attachments.map(keptFile)}
        error={errors.attachments}
      />
    </>
  );
}

export function keptFile(file: KeptDraftFile): KeptFile {
  return { id: file.token, name: file.name, size: file.size };
}

/** Receivers by the axis and the other lines of “Nơi nhận”. */
export function Recipients({ typed, errors, choices }: PartProps) {
  const text = useText();
  return (
    <>
      <RecipientPicker
        name="recipients"
        label={{ vi: "Gửi qua trục liên thông đến", en: "Send over the axis to" }}
        hint={{
          vi: "Bỏ trống nếu chỉ lưu nội bộ. Có thể chọn cả nhóm hoặc từng cơ quan.",
          en: "Leave empty when it goes nowhere. Choose groups or single organisations.",
        }}
        optional
        tree={choices.tree}
        groups={choices.groups}
        selected={typed.recipients}
        error={errors.recipients}
      />
      <TextField
        name="find"
        type="search"
        label={{ vi: "Tìm cơ quan ngoài tỉnh", en: "Find an organisation elsewhere" }}
        hint={{
          vi: "Bộ, ngành, tỉnh khác: gõ tên có dấu hoặc không dấu, hoặc mã định danh, rồi bấm Tìm. Kết quả hiện ở đầu danh sách trên, mục Ngoài tỉnh; những gì đã nhập vẫn còn.",
          en: "Ministries and other provinces: type a name or a code and press Find. Results stand at the top of the list above, under Ngoài tỉnh; what you typed is kept.",
        }}
        optional
        value={typed.find}
        error={
          choices.foundNothing
            ? {
                vi: `Không có cơ quan nào tên "${typed.find}". Thử gõ ít chữ hơn.`,
                en: `No organisation is called "${typed.find}". Try fewer words.`,
              }
            : undefined
        }
      />
      <p class="find-elsewhere">
        <Button name="do" value="find" icon="search">
          {text({ vi: "Tìm", en: "Find" })}
        </Button>
      </p>
      <TextArea
        name="toPlaces"
        label={{ vi: "Các dòng nơi nhận khác in trên văn bản", en: "Other lines of “Nơi nhận”" }}
        hint={{
          vi: "Mỗi dòng một nơi. Ví dụ: Như trên / Lưu: VT, CNTT",
          en: "One per line, as printed on the document.",
        }}
        optional
        rows={3}
        value={typed.toPlaces}
        error={errors.toPlaces}
      />
    </>
  );
}

/** Who signs, and how it is handled. */
export function Handling({ typed, errors, choices }: PartProps) {
  return (
    <>
      <SelectField
        name="signer"
        label={{ vi: "Người ký", en: "Signer" }}
        prompt={{ vi: "Chọn lãnh đạo ký", en: "Choose the leader who signs" }}
        options={choices.signers}
        value={typed.signer}
        error={errors.signer}
      />
      <SelectField
        name="signingForm"
        label={{ vi: "Hình thức ký", en: "Form of signing" }}
        hint={{
          vi: "Lãnh đạo ký theo chức vụ (TM., KT., Q. do hệ thống ghi). Trưởng đơn vị ký thừa lệnh hoặc thừa ủy quyền.",
          en: "Leaders sign by their post; heads of units by order or by authority.",
        }}
        options={SIGNING_FORMS}
        value={typed.signingForm}
        error={errors.signingForm}
      />
      <Radios
        name="urgency"
        label={{ vi: "Độ khẩn", en: "Urgency" }}
        options={URGENCY_WORDS.map((label, urgency) => ({ value: String(urgency), label }))}
        value={typed.urgency}
        error={errors.urgency}
      />
      <SelectField
        name="confidentiality"
        label={{ vi: "Độ mật", en: "Secrecy" }}
        hint={{
          vi: "Văn bản mật không được gửi qua trục liên thông: khi chọn độ mật, bỏ hết nơi nhận điện tử.",
          en: "A secret document must not be sent over the axis: remove all electronic recipients.",
        }}
        options={SECRECY_WORDS.map((label, degree) => ({ value: String(degree), label }))}
        value={typed.confidentiality}
        error={errors.confidentiality}
      />
      <DateField
        name="dueDate"
        label={{ vi: "Hạn trả lời", en: "Due date" }}
        optional
        value={typed.dueDate}
        error={errors.dueDate}
      />
      <SelectField
        name="steering"
        label={{ vi: "Tính chất chỉ đạo", en: "Steering" }}
        options={[
          { value: "0", label: { vi: "Không phải văn bản chỉ đạo", en: "Not steering" } },
          { value: "1", label: { vi: "Văn bản chỉ đạo, điều hành", en: "Steering" } },
          { value: "2", label: { vi: "Báo cáo việc được chỉ đạo", en: "Report on steering" } },
        ]}
        value={typed.steering}
        error={errors.steering}
      />
      <Checkboxes
        name="paper"
        label={{ vi: "Bản giấy", en: "Paper" }}
        optional
        options={[
          {
            value: "yes",
            label: { vi: "Gửi kèm cả bản giấy", en: "A paper copy is sent too" },
            hint: {
              vi: "Chỉ chọn khi pháp luật yêu cầu; đã gửi điện tử thì không gửi thêm bản giấy.",
              en: "Only where the law asks for it.",
            },
          },
        ]}
        values={typed.paper ? ["yes"] : []}
      />
    </>
  );
}
