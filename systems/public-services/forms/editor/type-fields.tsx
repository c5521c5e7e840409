import { type Form as SentForm, values } from "../../../../core/http/index.ts";
import { Checkboxes, type FieldErrors, SelectField, TextArea, TextField } from "../../../../core/ui/index.ts";
import { type FormField, ORGANISATION_PARTS, PERSON_PARTS, TEXT_FORMATS } from "../definition/field.ts";
import { WordingFields } from "./page-edit.tsx";
import { optionLine } from "./read-field-form.ts";
import { FORMAT_WORDS, ORGANISATION_PART_WORDS, PERSON_PART_WORDS } from "./words.ts";

export interface TypeFieldsProps {
  readonly field: FormField;
  readonly typed: (name: string, kept: string) => string;
  readonly errors: FieldErrors;
  readonly form: SentForm | undefined;
}

/** What a question of its type has besides words and conditions. */
export function TypeFields(props: TypeFieldsProps) {
  const { field, typed, errors, form } = props;
  const number = (name: string, kept: number | undefined, label: { vi: string; en: string }) => (
    <TextField
      name={name}
      label={label}
      inputMode="numeric"
      size={10}
      value={typed(name, kept === undefined ? "" : String(kept))}
      error={errors[name]}
      optional
    />
  );
  switch (field.type) {
    case "text":
      return (
        <>
          <SelectField
            name="format"
            label={{ vi: "Kiểm tra như", en: "Checked as" }}
            options={TEXT_FORMATS.map((each) => ({ value: each, label: FORMAT_WORDS[each] }))}
            value={typed("format", field.format ?? "plain")}
          />
          {number("maxLength", field.maxLength, { vi: "Dài nhất (ký tự)", en: "Longest (characters)" })}
        </>
      );
    case "long-text":
      return number("maxLength", field.maxLength, { vi: "Dài nhất (ký tự)", en: "Longest (characters)" });
    case "number":
      return (
        <>
          {number("min", field.min, { vi: "Nhỏ nhất", en: "Least" })}
          {number("max", field.max, { vi: "Lớn nhất", en: "Most" })}
          {number("decimals", field.decimals, {
            vi: "Số chữ số sau dấu phẩy",
            en: "Digits behind the comma",
          })}
          <WordingFields
            name="unit"
            label={{ vi: "Đơn vị tính", en: "Unit" }}
            wording={field.unit}
            typed={typed}
            optional
          />
        </>
      );
    case "money":
      return (
        <>
          {number("min", field.min, { vi: "Ít nhất (đồng)", en: "Least (đồng)" })}
          {number("max", field.max, { vi: "Nhiều nhất (đồng)", en: "Most (đồng)" })}
        </>
      );
    case "date":
      return (
        <SelectField
          name="when"
          label={{ vi: "Ngày phải", en: "The day must be" }}
          options={[
            { value: "any", label: { vi: "Ngày nào cũng được", en: "Any day" } },
            { value: "past", label: { vi: "Hôm nay hoặc đã qua", en: "Today or past" } },
            { value: "future", label: { vi: "Hôm nay hoặc sắp tới", en: "Today or later" } },
          ]}
          value={typed("when", field.when ?? "any")}
        />
      );
    case "choice":
    case "choices":
      return (
        <TextArea
          name="options"
          label={{ vi: "Các câu trả lời", en: "Answers" }}
          hint={{
            vi: "Mỗi dòng một câu; muốn có tiếng Anh thì ghi sau dấu |, ví dụ: Có nhà ở | Owns a house.",
            en: "One a line; English after a |, for example: Có nhà ở | Owns a house.",
          }}
          rows={Math.min(12, field.options.length + 2)}
          value={typed("options", field.options.map(({ label }) => optionLine(label)).join("\n"))}
          error={errors.options}
        />
      );
    case "place":
      return (
        <Checkboxes
          name="detail"
          label={{ vi: "Hỏi thêm", en: "Also ask" }}
          options={[{ value: "yes", label: { vi: "Số nhà, đường, thôn", en: "House, street, village" } }]}
          values={field.detail ? ["yes"] : []}
          optional
        />
      );
    case "person":
      return <Parts {...{ form, errors }} all={PERSON_PARTS} words={PERSON_PART_WORDS} parts={field.parts} />;
    case "organisation":
      return (
        <Parts
          {...{ form, errors }}
          all={ORGANISATION_PARTS}
          words={ORGANISATION_PART_WORDS}
          parts={field.parts}
        />
      );
    case "file":
      return (
        <>
          <TextField
            name="component"
            label={{ vi: "Mã thành phần hồ sơ", en: "Key of the component" }}
            hint={{ vi: "Như trong danh mục thủ tục.", en: "As in the catalogue of procedures." }}
            value={typed("component", field.component ?? "")}
            optional
          />
          {number("most", field.most, { vi: "Nhiều nhất bao nhiêu tệp", en: "Files at most" })}
        </>
      );
    case "information":
      return (
        <WordingFields
          name="body"
          label={{ vi: "Nội dung", en: "Information" }}
          wording={field.body}
          typed={typed}
          error={errors.body}
          long
        />
      );
    case "group":
      return (
        <>
          <WordingFields
            name="item"
            label={{ vi: "Một mục gọi là", en: "One entry is called" }}
            wording={field.item}
            typed={typed}
            error={errors.item}
          />
          {number("least", field.least, { vi: "Ít nhất bao nhiêu mục", en: "Entries at least" })}
          {number("most", field.most, { vi: "Nhiều nhất bao nhiêu mục", en: "Entries at most" })}
        </>
      );
    default:
      return null;
  }
}

function Parts<Part extends string>({
  all,
  words,
  parts,
  form,
  errors,
}: {
  readonly all: readonly Part[];
  readonly words: Readonly<Record<Part, { readonly vi: string; readonly en: string }>>;
  readonly parts: readonly { readonly part: Part; readonly optional?: boolean | undefined }[];
  readonly form: SentForm | undefined;
  readonly errors: FieldErrors;
}) {
  const options = all.map((part) => ({ value: part, label: words[part] }));
  return (
    <>
      <Checkboxes
        name="parts"
        label={{ vi: "Hỏi những gì", en: "What is asked" }}
        options={options}
        values={form ? values(form, "parts") : parts.map(({ part }) => part)}
        error={errors.parts}
      />
      <Checkboxes
        name="optionalParts"
        label={{ vi: "Trong đó có thể bỏ trống", en: "Of these, may be left empty" }}
        options={options}
        values={
          form
            ? values(form, "optionalParts")
            : parts.flatMap(({ part, optional }) => (optional ? [part] : []))
        }
        optional
      />
    </>
  );
}
