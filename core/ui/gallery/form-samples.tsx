import { Actions, Button, LinkButton } from "../button.tsx";
import { Checkboxes, Radios } from "../choice-fields.tsx";
import { DateField } from "../date-field.tsx";
import { ErrorSummary } from "../error-summary.tsx";
import { FileDrop } from "../file-drop.tsx";
import { Form } from "../form.tsx";
import { useText } from "../language.ts";
import { RecipientPicker } from "../recipient-picker.tsx";
import { SelectField } from "../select-field.tsx";
import { TextArea } from "../text-area.tsx";
import { TextField } from "../text-field.tsx";
import { sampleGroups, sampleTree } from "./samples.ts";

/** Buttons in every kind and state. */
export function ButtonSamples() {
  const text = useText();
  return (
    <Actions>
      <Button kind="primary" type="button" icon="outbox">
        {text({ vi: "Phát hành", en: "Issue" })}
      </Button>
      <Button type="button" icon="pen">
        {text({ vi: "Sửa dự thảo", en: "Edit draft" })}
      </Button>
      <Button kind="danger" type="button" icon="recall">
        {text({ vi: "Thu hồi", en: "Recall" })}
      </Button>
      <Button kind="quiet" type="button">
        {text({ vi: "Để sau", en: "Later" })}
      </Button>
      <Button kind="primary" type="button" disabled>
        {text({ vi: "Chưa ký được", en: "Cannot sign yet" })}
      </Button>
      <LinkButton href="#forms" icon="document">
        {text({ vi: "Xem văn bản", en: "View document" })}
      </LinkButton>
    </Actions>
  );
}

const TYPES = [
  { value: "CV", label: "Công văn" },
  { value: "QD", label: "Quyết định" },
  { value: "BC", label: "Báo cáo" },
];

/** A form as it first appears: every kind of field. */
export function FormSamples() {
  const text = useText();
  return (
    <Form
      action="/ui"
      method="post"
      files
      keep="gallery"
      transactionId="00000000-0000-4000-8000-000000000000"
    >
      <SelectField
        name="type"
        label={{ vi: "Tên loại văn bản", en: "Document type" }}
        options={TYPES}
        prompt={{ vi: "Chọn tên loại", en: "Choose a type" }}
      />
      <TextField
        name="notation"
        label={{ vi: "Ký hiệu", en: "Notation" }}
        hint={{ vi: "Không có dấu cách, ví dụ STTTT-CNTT", en: "Without spaces, for example STTTT-CNTT" }}
        size={20}
        optional
      />
      <TextArea
        name="abstract"
        label={{ vi: "Trích yếu", en: "Abstract" }}
        maxLength={500}
        value="V/v rà soát việc gửi, nhận văn bản điện tử trên trục liên thông văn bản của tỉnh"
      />
      <DateField name="due" label={{ vi: "Hạn trả lời", en: "Reply due" }} value="2022-03-25" />
      <Radios
        name="urgency"
        label={{ vi: "Độ khẩn", en: "Urgency" }}
        value="none"
        options={[
          { value: "none", label: { vi: "Thường", en: "Normal" } },
          {
            value: "urgent",
            label: { vi: "Khẩn", en: "Urgent" },
            hint: { vi: "Chuyển ngay sau khi ký", en: "Passed on right after signing" },
          },
          { value: "express", label: { vi: "Hỏa tốc", en: "Express" } },
        ]}
      />
      <Checkboxes
        name="also"
        label={{ vi: "Kèm theo", en: "Also" }}
        values={["paper"]}
        inline
        options={[
          { value: "paper", label: { vi: "Gửi bản giấy", en: "Send on paper" } },
          { value: "reply", label: { vi: "Yêu cầu trả lời", en: "Ask for a reply" } },
        ]}
      />
      <FileDrop
        name="files"
        label={{ vi: "Văn bản kèm theo", en: "Attachments" }}
        accept=".pdf,.docx,.xlsx"
        multiple
        optional
        maxBytes={100_000_000}
        kept={[{ id: "a1", name: "Phụ lục số liệu quý I.xlsx", size: 1_432_000, href: "#forms" }]}
      />
      <RecipientPicker
        name="recipients"
        label={{ vi: "Nơi nhận", en: "Recipients" }}
        tree={sampleTree}
        groups={sampleGroups}
        selected={["615"]}
      />
      <Actions>
        <Button kind="primary">{text({ vi: "Lưu dự thảo", en: "Save draft" })}</Button>
        <Button kind="quiet" type="button">
          {text({ vi: "Hủy", en: "Cancel" })}
        </Button>
      </Actions>
    </Form>
  );
}

/** The same form sent back: summary, errors beside the fields, everything typed still there. */
export function WrongFormSamples() {
  const errors = {
    wrongNumber: {
      vi: "Số này đã cấp cho văn bản 15/STTTT-CNTT ngày 02/03/2022. Để trống để hệ thống cấp số tiếp theo.",
      en: "This number was given to 15/STTTT-CNTT on 02/03/2022. Leave it empty to get the next one.",
    },
    wrongDue: {
      vi: "31/02/2022 không có trong lịch. Viết ngày/tháng/năm, ví dụ 28/02/2022.",
      en: "31/02/2022 is not in the calendar. Write day/month/year, for example 28/02/2022.",
    },
    wrongKind: { vi: "Chọn chủ trì hoặc phối hợp.", en: "Choose lead or co-operating." },
  };
  return (
    <>
      <ErrorSummary errors={errors} still />
      <TextField
        name="wrongNumber"
        label={{ vi: "Số", en: "Number" }}
        value="15"
        size={8}
        error={errors.wrongNumber}
      />
      <DateField
        name="wrongDue"
        label={{ vi: "Hạn xử lý", en: "Deadline" }}
        value="31/02/2022"
        error={errors.wrongDue}
      />
      <Radios
        name="wrongKind"
        label={{ vi: "Vai trò", en: "Part" }}
        error={errors.wrongKind}
        inline
        options={[
          { value: "lead", label: { vi: "Chủ trì", en: "Lead" } },
          { value: "co-operating", label: { vi: "Phối hợp", en: "Co-operating" } },
        ]}
      />
      <TextField
        name="fixed"
        label={{ vi: "Cơ quan ban hành", en: "Issuing organisation" }}
        value="Sở Thông tin và Truyền thông"
        readOnly
      />
      <TextField name="off" label={{ vi: "Chưa dùng được", en: "Not available yet" }} disabled optional />
    </>
  );
}
