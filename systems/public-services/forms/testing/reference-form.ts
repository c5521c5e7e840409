import { type FormDefinition, formDefinition } from "../definition/definition.ts";

/** A form with every type of question, conditions of every kind and every check: what the tests fill in. */
export const REFERENCE_FORM: FormDefinition = formDefinition.parse({
  code: "reference",
  title: { vi: "Mẫu tham chiếu", en: "Reference form" },
  procedures: ["1.000001"],
  pages: [
    {
      key: "about",
      title: { vi: "Về việc", en: "About" },
      fields: [
        { key: "subject", type: "text", label: { vi: "Việc", en: "Matter" }, maxLength: 50 },
        {
          key: "story",
          type: "long-text",
          label: { vi: "Nội dung", en: "Story" },
          maxLength: 100,
          optional: true,
        },
        { key: "count", type: "number", label: { vi: "Số người", en: "People" }, min: 1, max: 20 },
        { key: "value", type: "money", label: { vi: "Giá trị", en: "Value" }, optional: true },
        { key: "day", type: "date", label: { vi: "Ngày xảy ra", en: "Day" }, when: "past" },
        { key: "until", type: "date", label: { vi: "Đến ngày", en: "Until" }, optional: true },
      ],
    },
    {
      key: "choices",
      title: { vi: "Lựa chọn", en: "Choices" },
      fields: [
        { key: "married", type: "yes-no", label: { vi: "Đã kết hôn?", en: "Married?" } },
        {
          key: "kind",
          type: "choice",
          label: { vi: "Loại", en: "Kind" },
          options: [
            { value: "a", label: { vi: "Loại A", en: "Kind A" } },
            { value: "b", label: { vi: "Loại B", en: "Kind B" } },
          ],
        },
        {
          key: "needs",
          type: "choices",
          label: { vi: "Cần", en: "Needs" },
          options: [
            { value: "copy", label: { vi: "Bản sao", en: "Copy" } },
            { value: "post", label: { vi: "Gửi bưu điện", en: "Post" } },
          ],
          optional: true,
        },
        {
          key: "copies",
          type: "number",
          label: { vi: "Số bản", en: "Copies" },
          show: [{ needs: { contains: "copy" } }],
        },
        {
          key: "note",
          type: "text",
          label: { vi: "Ghi chú", en: "Note" },
          optional: true,
          enable: [{ kind: { const: "b" } }],
          review: [{ kind: { const: "b" } }],
        },
      ],
    },
    {
      key: "spouse",
      title: { vi: "Vợ hoặc chồng", en: "Spouse" },
      show: [{ married: { const: true } }],
      fields: [
        {
          key: "spouse",
          type: "person",
          label: { vi: "Vợ hoặc chồng", en: "Spouse" },
          parts: [
            { part: "name" },
            { part: "birthDate" },
            { part: "sex" },
            { part: "identityNumber" },
            { part: "address", optional: true },
          ],
        },
      ],
    },
    {
      key: "where",
      title: { vi: "Nơi chốn", en: "Place" },
      fields: [
        { key: "where", type: "place", label: { vi: "Xảy ra ở đâu?", en: "Where?" }, detail: true },
        {
          key: "employer",
          type: "organisation",
          label: { vi: "Nơi làm việc", en: "Employer" },
          optional: true,
          parts: [{ part: "taxCode" }, { part: "name" }],
        },
      ],
    },
    {
      key: "heirs",
      title: { vi: "Người thừa kế", en: "Heirs" },
      fields: [
        {
          key: "heirs",
          type: "group",
          label: { vi: "Người thừa kế", en: "Heirs" },
          item: { vi: "Người thừa kế", en: "Heir" },
          least: 1,
          most: 3,
          fields: [
            { key: "name", type: "text", format: "name", label: { vi: "Họ tên", en: "Name" } },
            { key: "minor", type: "yes-no", label: { vi: "Chưa thành niên?", en: "A minor?" } },
            {
              key: "guardian",
              type: "text",
              label: { vi: "Người giám hộ", en: "Guardian" },
              show: [{ minor: { const: true } }],
            },
          ],
        },
      ],
    },
    {
      key: "papers",
      title: { vi: "Giấy tờ", en: "Papers" },
      fields: [
        {
          key: "paper",
          type: "file",
          label: { vi: "Ảnh giấy tờ", en: "Picture" },
          component: "giay-to",
          most: 2,
        },
        {
          key: "read",
          type: "information",
          label: { vi: "Lưu ý", en: "Note" },
          body: { vi: "Đọc kỹ.", en: "Read." },
        },
        { key: "agree", type: "agreement", label: { vi: "Tôi hiểu", en: "I understand" } },
      ],
    },
  ],
  checks: [
    { kind: "date-order", earlier: "day", later: "until" },
    { kind: "age", birthDate: "spouse.birthDate", on: "day", atLeast: 18 },
    { kind: "at-most", smaller: "copies", larger: "count" },
    { kind: "different", first: "subject", second: "note" },
  ],
});

/** Everything typed as a careful citizen would. */
export const REFERENCE_TYPED: Readonly<Record<string, readonly string[]>> = {
  filingAs: ["person"],
  filingFor: ["self"],
  "applicant.name": ["Y Vân"],
  "applicant.identityNumber": ["099 185 000001"],
  "applicant.address.unit": ["23500"],
  "applicant.address.detail": ["Thôn Kon Tu"],
  "applicant.phone": ["0905 123 456"],
  subject: ["Xin xác nhận"],
  count: ["3"],
  value: ["1.250.000 đồng"],
  "day.day": ["4"],
  "day.month": ["3"],
  "day.year": ["2022"],
  married: ["yes"],
  kind: ["a"],
  needs: ["copy"],
  copies: ["2"],
  "spouse.name": ["A Thiên"],
  "spouse.birthDate.day": ["1"],
  "spouse.birthDate.month": ["2"],
  "spouse.birthDate.year": ["1980"],
  "spouse.sex": ["male"],
  "spouse.identityNumber": ["099080000002"],
  "where.unit": ["elsewhere"],
  "where.elsewhere": ["Xã Ia Phí, huyện Chư Păh, tỉnh Gia Lai"],
  "heirs.count": ["2"],
  "heirs.0.name": ["Y Hoa"],
  "heirs.0.minor": ["no"],
  "heirs.1.name": ["A Tú"],
  "heirs.1.minor": ["yes"],
  "heirs.1.guardian": ["Y Vân"],
  agree: ["yes"],
  returnBy: ["counter"],
  notify: ["sms"],
};

export const REFERENCE_SURROUNDINGS = {
  today: "2022-06-01",
  places: [
    { code: "23500", name: "Xã Đăk Long", district: "Huyện Đăk Hà", province: "Tỉnh Kon Tum" },
    { code: "23503", name: "Xã Ngọc Réo", district: "Huyện Đăk Hà", province: "Tỉnh Kon Tum" },
  ],
  files: { paper: 1 },
} as const;
