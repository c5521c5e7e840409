import {
  Checkboxes,
  FieldGroup,
  fieldId,
  fieldWiring,
  formatBytes,
  Icon,
  Radios,
  SelectField,
  TextArea,
  TextField,
  useText,
  type Wording,
} from "../../../../core/ui/index.ts";
import { ACCEPT, MOST_BYTES } from "../attachments/judge-file.ts";
import type { Leaf, Typed } from "../definition/leaves.ts";
import { ELSEWHERE, type PlaceUnit } from "../definition/read-leaf.ts";
import type { DraftFile } from "../drafts/draft.ts";
import type { Origin } from "../tables.ts";

/** Up to this many answers are all shown; more go into a list. */
const MOST_RADIOS = 7;

export interface ControlProps {
  readonly leaf: Leaf;
  readonly typed: Typed;
  readonly places: readonly PlaceUnit[];
  readonly error: Wording | undefined;
  readonly origin: Origin | undefined;
  readonly disabled: boolean;
  /** Files of this question. */
  readonly files: readonly DraftFile[];
  /** Address of the draft. */
  readonly base: string;
}

/** One question as the citizen answers it. */
export function LeafControl(props: ControlProps) {
  const text = useText();
  const { leaf, typed, error, disabled, origin } = props;
  const { field, path } = leaf;
  const value = typed[path]?.[0] ?? "";
  const mark = origin && text(ORIGIN_WORDS[origin]);
  const hint = [field.hint && text(field.hint), mark].filter(Boolean).join(" ");
  const common = {
    name: path,
    label: field.label,
    hint: hint === "" ? undefined : hint,
    error,
    optional: field.optional,
    disabled,
  };
  switch (field.type) {
    case "information":
      return (
        <section class="form-information">
          <h2>{text(field.label)}</h2>
          {text(field.body)
            .split("\n")
            .map((line) => (
              <p key={line}>{line}</p>
            ))}
        </section>
      );
    case "text":
      return (
        <TextField
          {...common}
          value={value}
          type={field.format === "phone" ? "tel" : field.format === "email" ? "email" : "text"}
          inputMode={field.format === "identity" ? "numeric" : undefined}
          size={
            field.format === "identity" || field.format === "tax-code" || field.format === "phone"
              ? 18
              : undefined
          }
          autocomplete={field.format === "phone" ? "tel" : field.format === "email" ? "email" : undefined}
        />
      );
    case "long-text":
      return <TextArea {...common} value={value} rows={5} maxLength={field.maxLength} />;
    case "number":
    case "money":
      return (
        <TextField
          {...common}
          label={unitLabel(text, field.label, field.type === "money" ? "đồng" : field.unit)}
          value={value}
          inputMode="decimal"
          size={14}
        />
      );
    case "yes-no":
      return (
        <Radios
          {...common}
          value={value}
          inline
          options={[
            { value: "yes", label: { vi: "Có", en: "Yes" } },
            { value: "no", label: { vi: "Không", en: "No" } },
          ]}
        />
      );
    case "choice":
      return field.options.length <= MOST_RADIOS ? (
        <Radios {...common} value={value} options={field.options} />
      ) : (
        <SelectField
          {...common}
          value={value}
          options={field.options}
          prompt={{ vi: "Chọn một câu trả lời", en: "Choose an answer" }}
        />
      );
    case "choices":
      return <Checkboxes {...common} values={typed[path] ?? []} options={field.options} />;
    case "agreement":
      return (
        <Checkboxes
          {...common}
          values={value === "" ? [] : [value]}
          options={[{ value: "yes", label: { vi: "Tôi đồng ý", en: "I agree" } }]}
        />
      );
    case "date":
      return <DateParts {...props} hint={common.hint} />;
    case "place":
      return <PlaceControl {...props} hint={common.hint} />;
    case "file":
      return <FileControl {...props} hint={common.hint} />;
  }
}

const ORIGIN_WORDS: Readonly<Record<Origin, Wording>> = {
  account: {
    vi: "Lấy từ tài khoản định danh của bạn (đã xác thực).",
    en: "From your identity account (verified).",
  },
  earlier: {
    vi: "Lấy từ hồ sơ trước của bạn; hãy xem lại còn đúng không.",
    en: "From your earlier application; see whether it still holds.",
  },
};

function unitLabel(text: (words: Wording) => string, label: Wording, unit: Wording | undefined): string {
  return unit === undefined ? text(label) : `${text(label)} (${text(unit)})`;
}

type Hinted = ControlProps & { readonly hint: string | undefined };

/** Day, month and year apart: nothing to get wrong about their order, and no calendar to leaf through for a birthday. */
function DateParts({ leaf, typed, error, disabled, hint }: Hinted) {
  const text = useText();
  const { field, path } = leaf;
  const id = fieldId(path);
  const parts = [
    { name: "day", label: { vi: "Ngày", en: "Day" }, size: 3 },
    { name: "month", label: { vi: "Tháng", en: "Month" }, size: 3 },
    { name: "year", label: { vi: "Năm", en: "Year" }, size: 5 },
  ] as const;
  const example = hint ?? text({ vi: "Ví dụ: 4 3 2022", en: "For example: 4 3 2022" });
  return (
    <FieldGroup field={{ name: path, label: field.label, hint: example, error, optional: field.optional }}>
      <div class="date-parts">
        {parts.map((part, index) => {
          const partId = index === 0 ? id : `${id}-${part.name}`;
          return (
            <div key={part.name}>
              <label for={partId}>{text(part.label)}</label>
              <input
                id={partId}
                class="input input-sized"
                type="text"
                inputMode="numeric"
                autocomplete="off"
                name={`${path}.${part.name}`}
                size={part.size}
                maxLength={part.name === "year" ? 4 : 2}
                value={typed[`${path}.${part.name}`]?.[0] ?? ""}
                disabled={disabled}
                aria-invalid={error ? "true" : undefined}
              />
            </div>
          );
        })}
      </div>
    </FieldGroup>
  );
}

function PlaceControl({ leaf, typed, places, error, disabled, hint }: Hinted) {
  const text = useText();
  const { field, path } = leaf;
  const id = fieldId(path);
  const chosen = typed[`${path}.unit`]?.[0] ?? "";
  const districts = [...new Set(places.map(({ district }) => district ?? ""))];
  const inputs = { class: "input", disabled, autocomplete: "off" };
  return (
    <FieldGroup field={{ name: path, label: field.label, hint, error, optional: field.optional }}>
      <div class="place-parts">
        <label for={id}>{text({ vi: "Xã, phường, thị trấn", en: "Commune, ward or town" })}</label>
        <select id={id} name={`${path}.unit`} class="input" disabled={disabled}>
          <option value="">
            {text({ vi: "Chọn nơi trong tỉnh", en: "Choose a place in the province" })}
          </option>
          <option value={ELSEWHERE} selected={chosen === ELSEWHERE}>
            {text({ vi: "Nơi khác, ngoài danh sách", en: "Elsewhere, not in the list" })}
          </option>
          {districts.map((district) => {
            const options = places
              .filter((place) => (place.district ?? "") === district)
              .map(({ code, name }) => (
                <option key={code} value={code} selected={code === chosen}>
                  {name}
                </option>
              ));
            return district === "" ? (
              options
            ) : (
              <optgroup key={district} label={district}>
                {options}
              </optgroup>
            );
          })}
        </select>
        <label for={`${id}-elsewhere`}>
          {text({
            vi: "Nếu ở nơi khác: xã, huyện, tỉnh (hoặc nước)",
            en: "If elsewhere: commune, district, province (or country)",
          })}
        </label>
        <input
          {...inputs}
          type="text"
          id={`${id}-elsewhere`}
          name={`${path}.elsewhere`}
          maxLength={300}
          value={typed[`${path}.elsewhere`]?.[0] ?? ""}
        />
        {field.type === "place" && field.detail && (
          <>
            <label for={`${id}-detail`}>
              {text({ vi: "Số nhà, đường, thôn, tổ dân phố", en: "House, street, village" })}
            </label>
            <input
              {...inputs}
              type="text"
              id={`${id}-detail`}
              name={`${path}.detail`}
              maxLength={300}
              value={typed[`${path}.detail`]?.[0] ?? ""}
            />
          </>
        )}
      </div>
    </FieldGroup>
  );
}

function FileControl({ leaf, files, base, error, disabled, hint }: Hinted) {
  const text = useText();
  const { field, path } = leaf;
  const id = fieldId(path);
  const limit = text({
    vi: `Ảnh JPG, PNG hoặc tệp PDF, mỗi tệp không quá ${formatBytes(MOST_BYTES)}. Chụp rõ cả bốn góc tờ giấy.`,
    en: `JPG or PNG pictures or PDF, each at most ${formatBytes(MOST_BYTES)}. All four corners of the paper in view.`,
  });
  const about = {
    name: path,
    label: field.label,
    hint: [hint, limit].filter(Boolean).join(" "),
    error,
    optional: field.optional,
  };
  return (
    <FieldGroup field={about}>
      {files.length > 0 && (
        <ul class="file-list">
          {files.map((file) => (
            <li key={file.id}>
              <Icon name="document" />
              <a href={`${base}/file/${file.id}`} data-turbo="false" class="file-name">
                {file.name}
              </a>
              <span class="file-size">{formatBytes(file.size)}</span>
              <button type="submit" class="button button-quiet" name="do" value={`drop:${file.id}`}>
                {text({ vi: "Bỏ", en: "Remove" })}
                <span class="visually-hidden"> {file.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <div class="file-ways">
        <div data-island="photo">
          <label for={id}>{text({ vi: "Chọn ảnh hoặc tệp có sẵn", en: "Choose pictures or files" })}</label>
          <input
            {...fieldWiring(about)}
            type="file"
            class="input"
            accept={ACCEPT}
            multiple={(field.type === "file" ? (field.most ?? 2) : 1) > 1}
            disabled={disabled}
          />
        </div>
        <div data-island="photo">
          <label for={`${id}-camera`}>
            {text({ vi: "Hoặc chụp bằng điện thoại", en: "Or take a picture" })}
          </label>
          <input
            id={`${id}-camera`}
            type="file"
            class="input"
            name={path}
            accept="image/jpeg,image/png"
            capture="environment"
            disabled={disabled}
          />
        </div>
        <button type="submit" class="button button-secondary" name="do" value="upload">
          <Icon name="upload" />
          {text({ vi: "Tải tệp lên", en: "Upload" })}
        </button>
      </div>
    </FieldGroup>
  );
}
