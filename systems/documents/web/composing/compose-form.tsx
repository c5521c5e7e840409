import {
  Actions,
  Button,
  Card,
  ErrorSummary,
  type FieldErrors,
  FileDrop,
  Form,
  SelectField,
  TextArea,
  TextField,
  useText,
} from "../../../../core/ui/index.ts";
import type { KeptText } from "../../composing/texts.ts";
import { formOfType, hasBases } from "../../composing/type-forms.ts";
import { MOST_CHARACTERS, type TypedText } from "../../composing/typed-text.ts";
import type { DraftChoices } from "../outgoing/draft-choices.ts";
import { Handling, keptFile, Recipients } from "../outgoing/draft-form.tsx";
import type { TypedDraft } from "../outgoing/typed-draft.ts";
import { coSignerLabel, MARKS } from "./words.ts";

export interface ComposeFormProps {
  readonly text: Pick<KeptText, "id" | "outgoing_id">;
  readonly version: number;
  readonly content: TypedText;
  /** The same as the parts shared with uploaded drafts want it. */
  readonly draft: TypedDraft;
  readonly errors: FieldErrors;
  readonly choices: DraftChoices;
  readonly transactionId: string;
  readonly maxBytes: number;
}

/** Everything the author types, at the left of the preview. */
export function ComposeForm(props: ComposeFormProps) {
  const text = useText();
  const { content, draft, errors, choices } = props;
  const address = `/compose/${props.text.id}`;
  return (
    <>
      <ErrorSummary errors={errors} />
      <Form
        action={address}
        method="post"
        id="compose"
        className="compose-form"
        files
        keep={`compose:${props.text.id}`}
        later={["submit", "save"]}
        island="compose"
        transactionId={props.transactionId}
      >
        <input type="hidden" name="version" value={props.version} />
        <input type="hidden" name="answers" value={content.answers} />
        <input type="hidden" name="affects" value={content.affects} />
        <input type="hidden" name="businessType" value={content.businessType} />
        {/* Enter in a field keeps the text; without this first button it would press the one that searches. */}
        <button
          type="submit"
          name="do"
          value="keep"
          class="visually-hidden"
          tabIndex={-1}
          aria-hidden="true"
        />
        <Card title={{ vi: "Nội dung", en: "Content" }}>
          <Content content={content} errors={errors} choices={choices} />
        </Card>
        <Card title={{ vi: "Nơi nhận", en: "Recipients" }}>
          <Recipients typed={draft} errors={errors} choices={choices} />
        </Card>
        <Card title={{ vi: "Người ký và cách xử lý", en: "Signer and handling" }}>
          <Handling typed={draft} errors={errors} choices={choices} />
          <Printed content={content} errors={errors} />
        </Card>
        <Card title={{ vi: "Tệp kèm theo", en: "Attachments" }}>
          <FileDrop
            name="attachments"
            label={{ vi: "Tệp kèm theo", en: "Attachments" }}
            optional
            multiple
            maxBytes={props.maxBytes}
            kept={draft.attachments.map(keptFile)}
            error={errors.attachments}
          />
        </Card>
        <div class="compose-actions">
          <Actions>
            <Button kind="primary" name="do" value="submit">
              {text({ vi: "Lưu và trình kiểm tra", en: "Save and submit for check" })}
            </Button>
            <Button name="do" value="save">
              {text({ vi: "Lưu thành dự thảo", en: "Save as a draft" })}
            </Button>
            <Button name="do" value="keep" icon="document">
              {text({ vi: "Lưu và xem trước", en: "Keep and preview" })}
            </Button>
            {props.text.outgoing_id === null ? (
              <Button kind="quiet" name="do" value="discard">
                {text({ vi: "Bỏ bản soạn", en: "Discard" })}
              </Button>
            ) : (
              <a class="button button-quiet" href={`/outgoing/${props.text.outgoing_id}`}>
                {text({ vi: "Về trang văn bản", en: "Back to the document" })}
              </a>
            )}
          </Actions>
        </div>
      </Form>
    </>
  );
}

interface PartProps {
  readonly content: TypedText;
  readonly errors: FieldErrors;
}

function Content({ content, errors, choices }: PartProps & { readonly choices: DraftChoices }) {
  const form = formOfType(content.documentType);
  return (
    <>
      <SelectField
        name="documentType"
        label={{ vi: "Loại văn bản", en: "Document type" }}
        options={choices.types}
        value={content.documentType}
        error={errors.documentType}
      />
      <TextArea
        name="abstract"
        label={{ vi: "Trích yếu", en: "Abstract" }}
        rows={2}
        maxLength={500}
        value={content.abstract}
        error={errors.abstract}
      />
      <TextArea
        name="addressees"
        label={{ vi: "Kính gửi", en: "Addressed to" }}
        hint={{
          vi: "Mỗi dòng một nơi; bỏ trống với nghị quyết, quyết định.",
          en: "One a line; leave empty for decisions and resolutions.",
        }}
        optional
        rows={2}
        value={content.addressees}
        error={errors.addressees}
      />
      {hasBases(form) || form === "telegram" ? (
        <TextField
          name="authority"
          label={{ vi: "Thẩm quyền ban hành", en: "Who decides" }}
          hint={{
            vi: "Bỏ trống: hệ thống ghi theo cơ quan và người đứng đầu.",
            en: "Empty: taken from the organisation.",
          }}
          optional
          value={content.authority}
          error={errors.authority}
        />
      ) : (
        <input type="hidden" name="authority" value={content.authority} />
      )}
      <TextArea
        name="body"
        label={{ vi: "Nội dung văn bản", en: "Text of the document" }}
        hint={{
          vi: "Mỗi lần xuống dòng là một đoạn. Gõ như vẫn viết: Điều 1., 1., a), -; dấu **đậm**, *nghiêng*.",
          en: "Every line is a paragraph. Type as you write: Điều 1., 1., a), -; **bold**, *italics*.",
        }}
        rows={22}
        maxLength={MOST_CHARACTERS}
        value={content.body}
        error={errors.body}
      />
      <Marks />
      {content.businessType !== "0" && (
        <TextArea
          name="businessReason"
          label={{ vi: "Lý do cập nhật, thay thế", en: "Reason for the update or replacement" }}
          maxLength={500}
          value={content.businessReason}
          error={errors.businessReason ?? errors.affects}
        />
      )}
    </>
  );
}

function Marks() {
  const text = useText();
  return (
    <details class="compose-help">
      <summary>
        {text({
          vi: "Cách gõ phần, điều, khoản, bảng, phụ lục",
          en: "How to type articles, tables, appendices",
        })}
      </summary>
      <dl>
        {MARKS.map(({ typed, words }) => (
          <div key={typed}>
            <dt>
              <code>{typed}</code>
            </dt>
            <dd>{text(words)}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** Less usual things that are printed; always in the form, so that nothing is lost while it is folded. */
function Printed({ content, errors }: PartProps) {
  const text = useText();
  const form = formOfType(content.documentType);
  const open = form === "minutes" || form === "agreement" || content.coSignerLines !== "";
  return (
    <details class="compose-more" open={open}>
      <summary>{text({ vi: "Thông tin khác in trên văn bản", en: "Other things printed" })}</summary>
      <TextArea
        name="coSignerLines"
        label={coSignerLabel(form)}
        hint={{ vi: "Mỗi dòng một cấp, như in trên văn bản.", en: "As printed, a line each." }}
        optional
        rows={2}
        value={content.coSignerLines}
        error={errors.coSignerLines}
      />
      <TextField
        name="coSignerName"
        label={{ vi: "Họ và tên người ký bên trái", en: "Full name of who signs at the left" }}
        optional
        value={content.coSignerName}
        error={errors.coSignerName}
      />
      <TextArea
        name="coIssuers"
        label={{ vi: "Cơ quan cùng ban hành", en: "Joint issuers" }}
        hint={{ vi: "Văn bản liên tịch: mỗi dòng một cơ quan.", en: "One a line." }}
        optional
        rows={2}
        value={content.coIssuers}
        error={errors.coIssuers}
      />
      <SelectField
        name="circulation"
        label={{ vi: "Phạm vi lưu hành", en: "Circulation" }}
        options={[
          { value: "", label: { vi: "Không ghi", en: "None" } },
          { value: "return", label: "Xem xong trả lại" },
          { value: "internal", label: "Lưu hành nội bộ" },
        ]}
        value={content.circulation}
      />
      <SelectField
        name="size"
        label={{ vi: "Cỡ chữ", en: "Size of letters" }}
        options={[
          { value: "14", label: "14" },
          { value: "13", label: "13" },
        ]}
        value={content.size}
      />
      <TextField
        name="typist"
        label={{ vi: "Ký hiệu người soạn và số lượng bản", en: "Mark of the drafter and number of copies" }}
        hint={{ vi: "Ví dụ: PL.(30)", en: "For example PL.(30)" }}
        optional
        value={content.typist}
      />
      <TextArea
        name="address"
        label={{
          vi: "Địa chỉ, điện thoại, thư điện tử ở chân trang đầu",
          en: "Address at the foot of page 1",
        }}
        optional
        rows={2}
        value={content.address}
      />
    </details>
  );
}
