import { checksumOf, type FormDefinition, type FormPage } from "./definition.ts";

/** Keys every form has from the house; a definition may not use them. */
export const STANDARD_KEYS: ReadonlySet<string> = new Set([
  "filing",
  "filingAs",
  "filingFor",
  "applicant",
  "applicantBody",
  "owner",
  "delivery",
  "returnBy",
  "notify",
]);

const BEFORE: readonly FormPage[] = [
  {
    key: "filing",
    title: { vi: "Ai nộp hồ sơ", en: "Who files" },
    fields: [
      {
        key: "filingAs",
        type: "choice",
        label: { vi: "Bạn nộp với tư cách", en: "You file as" },
        options: [
          { value: "person", label: { vi: "Cá nhân", en: "A person" } },
          {
            value: "business",
            label: {
              vi: "Doanh nghiệp, hợp tác xã, tổ chức",
              en: "A business, co-operative or organisation",
            },
          },
        ],
      },
      {
        key: "filingFor",
        type: "choice",
        label: { vi: "Hồ sơ này là của ai?", en: "Whose matter is it?" },
        options: [
          { value: "self", label: { vi: "Của chính người nộp", en: "The filer's own" } },
          {
            value: "other",
            label: { vi: "Nộp thay người khác", en: "Filed for somebody else" },
            hint: {
              vi: "Ví dụ: nộp thay cha, mẹ, con; theo giấy ủy quyền.",
              en: "For example for a parent or child, or with an authorisation.",
            },
          },
        ],
      },
    ],
  },
  {
    key: "applicant",
    title: { vi: "Người nộp hồ sơ", en: "The person who files" },
    show: [{ filingAs: { const: "person" } }],
    fields: [
      {
        key: "applicant",
        type: "person",
        label: { vi: "Người nộp hồ sơ", en: "The person who files" },
        prefill: "account",
        parts: [
          { part: "name" },
          { part: "identityNumber" },
          { part: "address" },
          { part: "phone" },
          { part: "email", optional: true },
        ],
      },
    ],
  },
  {
    key: "applicantBody",
    title: { vi: "Đơn vị nộp hồ sơ", en: "The organisation that files" },
    show: [{ filingAs: { const: "business" } }],
    fields: [
      {
        key: "applicantBody",
        type: "organisation",
        label: { vi: "Đơn vị nộp hồ sơ", en: "The organisation that files" },
        prefill: "account",
        parts: [
          { part: "taxCode" },
          { part: "name" },
          { part: "address" },
          { part: "representative" },
          { part: "phone" },
          { part: "email", optional: true },
        ],
      },
    ],
  },
  {
    key: "owner",
    title: { vi: "Chủ hồ sơ", en: "Whose matter it is" },
    show: [{ filingFor: { const: "other" } }],
    fields: [
      {
        key: "owner",
        type: "person",
        label: { vi: "Người được nộp thay", en: "The person filed for" },
        parts: [
          { part: "name" },
          { part: "identityNumber", optional: true },
          { part: "address" },
          { part: "phone", optional: true },
        ],
      },
    ],
  },
];

const AFTER: readonly FormPage[] = [
  {
    key: "delivery",
    title: { vi: "Nhận kết quả và tin báo", en: "Result and messages" },
    fields: [
      {
        key: "returnBy",
        type: "choice",
        label: { vi: "Bạn nhận kết quả bằng cách nào?", en: "How do you want the result?" },
        hint: {
          vi: "Bản điện tử luôn được gửi kèm nếu thủ tục có kết quả điện tử.",
          en: "The electronic copy always comes along where there is one.",
        },
        options: [
          { value: "counter", label: { vi: "Tại bộ phận một cửa", en: "At the one-stop desk" } },
          {
            value: "post",
            label: {
              vi: "Qua bưu chính công ích, đến địa chỉ người nộp",
              en: "By post, to the filer's address",
            },
          },
        ],
      },
      {
        key: "notify",
        type: "choices",
        optional: true,
        label: { vi: "Báo tin cho bạn qua", en: "Tell you by" },
        options: [
          { value: "sms", label: { vi: "Tin nhắn SMS", en: "SMS" } },
          { value: "zalo", label: "Zalo" },
          { value: "email", label: { vi: "Thư điện tử", en: "E-mail" } },
        ],
      },
    ],
  },
];

const kept = new WeakMap<FormDefinition, FormDefinition>();

/** The form as the citizen fills it in: who files stands before its own pages, how the result comes back after them. */
export function wholeForm(definition: FormDefinition): FormDefinition {
  const known = kept.get(definition);
  if (known) return known;
  const whole = { ...definition, pages: [...BEFORE, ...definition.pages, ...AFTER] };
  kept.set(definition, whole);
  return whole;
}

/** True when two definitions ask the same. */
export function asksTheSame(one: FormDefinition, other: FormDefinition): boolean {
  return checksumOf(one) === checksumOf(other);
}
