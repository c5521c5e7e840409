import { randomUUID } from "node:crypto";
import {
  Actions,
  DateField,
  ErrorSummary,
  Field,
  type FieldErrors,
  FileDrop,
  Form,
  fieldWiring,
  Icon,
  type KeptFile,
  SelectField,
  TextField,
  useText,
  type Words,
} from "../../../../core/ui/index.ts";
import { MAX_SCAN } from "../incoming/paper-form.ts";
import { SECRECY_WORDS, URGENCY_WORDS } from "../shared/words.ts";

interface QuickPaperFormProps {
  /** New with every answer, so that a saved form never comes back with what was typed. */
  readonly formId: string;
  readonly errors: FieldErrors;
  readonly typed: (name: string) => string;
  readonly keep: boolean;
  readonly duplicateSeen?: string;
  readonly types: readonly string[];
  readonly issuers: readonly string[];
  readonly kept: readonly KeptFile[];
}

/** All fields on one screen in the order in which they stand on the paper; the first that is to be typed has the focus. */
export function QuickPaperForm(props: QuickPaperFormProps) {
  const { errors, typed, keep, kept, types, issuers, duplicateSeen } = props;
  const text = useText();
  const field = (name: string) => ({ name, value: typed(name), error: errors[name] });
  const wrong = Object.keys(errors).length > 0;
  return (
    <div class="quick-form">
      <ErrorSummary errors={errors} still={duplicateSeen !== undefined} />
      <Form
        id={props.formId}
        action="/incoming/quick"
        method="post"
        files
        transactionId={randomUUID()}
        keep="paper:quick"
        island="duplicates"
      >
        {/* Enter in a field presses the first button of a form: save and go on. */}
        <button type="submit" class="visually-hidden" tabIndex={-1} aria-hidden="true" />
        {duplicateSeen && <input type="hidden" name="duplicateSeen" value={duplicateSeen} />}
        <div class="quick-grid">
          <DateField {...field("receivedDate")} label={{ vi: "Ngày đến", en: "Received on" }} />
          <SelectField
            {...field("confidentiality")}
            label={{ vi: "Sổ", en: "Register" }}
            options={SECRECY_WORDS.map((label, index) => ({
              value: String(index),
              label: index === 0 ? COMMON_BOOK : { vi: `Sổ mật: ${label.vi}`, en: `Secret: ${label.en}` },
            }))}
          />
          <div class="quick-wide">
            <IssuerField
              value={typed("fromName")}
              error={errors.fromName}
              issuers={issuers}
              focus={!wrong && typed("fromName") === ""}
            />
            <label class="quick-keep">
              <input type="checkbox" name="keep" value="1" checked={keep} accesskey="g" />{" "}
              {text({ vi: "Giữ cho văn bản sau (Alt+G)", en: "Keep for the next (Alt+G)" })}
            </label>
          </div>
          <TextField
            {...field("codeNumber")}
            label={{ vi: "Số văn bản", en: "Number" }}
            size={11}
            maxLength={11}
            autocomplete="off"
            autofocus={!wrong && typed("fromName") !== ""}
          />
          <div>
            <TextField
              {...field("codeNotation")}
              label={{ vi: "Ký hiệu", en: "Notation" }}
              size={18}
              maxLength={30}
              autocomplete="off"
            />
            <p class="quick-duplicate" role="status" data-duplicate data-island-own="" />
          </div>
          <DateField {...field("issuedDate")} label={{ vi: "Ngày văn bản", en: "Date of the document" }} />
          <SelectField
            {...field("typeName")}
            label={{ vi: "Loại văn bản", en: "Type" }}
            optional
            prompt={{ vi: "Chọn loại văn bản", en: "Choose a type" }}
            options={types.map((name) => ({ value: name, label: name }))}
          />
          <div class="quick-wide">
            <AbstractField value={typed("abstract")} error={errors.abstract} />
          </div>
          <TextField
            {...field("signerName")}
            label={{ vi: "Người ký", en: "Signed by" }}
            optional
            maxLength={50}
            autocomplete="off"
          />
          <SelectField
            {...field("urgency")}
            label={{ vi: "Độ khẩn", en: "Urgency" }}
            options={URGENCY_WORDS.map((label, index) => ({ value: String(index), label }))}
          />
          <DateField
            {...field("dueDate")}
            label={{ vi: "Nơi gửi đề nghị trả lời trước ngày", en: "Answer wanted by" }}
            optional
          />
        </div>
        <Actions>
          <button type="submit" class="button button-primary" accesskey="l" aria-keyshortcuts="Alt+L">
            <Icon name="check" />
            {text({ vi: "Lưu và nhập tiếp (Alt+L)", en: "Save, next (Alt+L)" })}
          </button>
          <button type="submit" class="button" name="do" value="open" accesskey="m" aria-keyshortcuts="Alt+M">
            {text({ vi: "Lưu và mở văn bản (Alt+M)", en: "Save and open (Alt+M)" })}
          </button>
        </Actions>
        <FileDrop
          name="scan"
          label={{ vi: "Bản quét (PDF hoặc ảnh)", en: "Scan (PDF or picture)" }}
          error={errors.scan}
          accept=".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"
          maxBytes={MAX_SCAN}
          kept={kept}
          optional
        />
      </Form>
    </div>
  );
}

const COMMON_BOOK: Words = { vi: "Sổ văn bản đến", en: "Common register" };

interface IssuerProps {
  readonly value: string;
  readonly error: FieldErrors[string];
  readonly issuers: readonly string[];
  readonly focus: boolean;
}

/** Without script the browser offers the frequent issuers by itself; the island looks through the directory too. */
function IssuerField({ value, error, issuers, focus }: IssuerProps) {
  const field = {
    name: "fromName",
    label: { vi: "Cơ quan ban hành (tác giả)", en: "Issuing organisation" },
    error,
  };
  return (
    <Field field={field}>
      <span class="suggest" data-island="suggest" data-suggest="/incoming/issuers">
        <input
          {...fieldWiring(field)}
          class="input"
          type="text"
          value={value}
          maxLength={200}
          autocomplete="off"
          list="issuers"
          accesskey="c"
          autofocus={focus}
        />
        <datalist id="issuers">
          {issuers.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      </span>
    </Field>
  );
}

/** One line, not an area: Enter saves, as in every other field. */
function AbstractField({ value, error }: Pick<IssuerProps, "value" | "error">) {
  const field = { name: "abstract", label: { vi: "Trích yếu nội dung", en: "Abstract" }, error };
  return (
    <Field field={field}>
      <input
        {...fieldWiring(field)}
        class="input"
        type="text"
        value={value}
        maxLength={500}
        autocomplete="off"
        accesskey="t"
      />
    </Field>
  );
}
