import type { Sentence } from "../../../../core/errors.ts";
import type { FieldType, Prefill } from "../definition/field.ts";

/** What editors call the kinds of questions. */
export const TYPE_WORDS: Readonly<Record<FieldType, Sentence>> = {
  text: { vi: "Một dòng chữ", en: "One line of text" },
  "long-text": { vi: "Đoạn văn", en: "Several lines" },
  number: { vi: "Số", en: "Number" },
  money: { vi: "Số tiền", en: "Amount of money" },
  date: { vi: "Ngày tháng năm", en: "Date" },
  "yes-no": { vi: "Có hoặc Không", en: "Yes or no" },
  choice: { vi: "Chọn một câu trả lời", en: "Choose one" },
  choices: { vi: "Chọn nhiều câu trả lời", en: "Choose several" },
  place: { vi: "Nơi chốn (xã, huyện, tỉnh)", en: "Place" },
  person: { vi: "Thông tin một người", en: "A person" },
  organisation: { vi: "Thông tin một đơn vị", en: "An organisation" },
  group: { vi: "Nhóm lặp lại (nhiều người, nhiều thửa đất…)", en: "Repeated group" },
  file: { vi: "Tệp đính kèm", en: "Attached files" },
  information: { vi: "Thông tin cho người đọc", en: "Information" },
  agreement: { vi: "Đồng ý, cam kết", en: "Agreement" },
};
export const FIELD_TYPES = [
  "text",
  "long-text",
  "number",
  "money",
  "date",
  "yes-no",
  "choice",
  "choices",
  "place",
  "person",
  "organisation",
  "group",
  "file",
  "information",
  "agreement",
] as const satisfies readonly FieldType[];

export const PREFILL_WORDS: Readonly<Record<Prefill, Sentence>> = {
  account: { vi: "Tài khoản của người nộp (cả khối)", en: "The filer's account (the whole block)" },
  "account.name": { vi: "Tài khoản: họ tên", en: "Account: name" },
  "account.identityNumber": { vi: "Tài khoản: số định danh", en: "Account: identity number" },
  "account.birthDate": { vi: "Tài khoản: ngày sinh", en: "Account: date of birth" },
  "account.sex": { vi: "Tài khoản: giới tính", en: "Account: sex" },
  "account.address": { vi: "Tài khoản: nơi cư trú", en: "Account: address" },
  "account.phone": { vi: "Tài khoản: số điện thoại", en: "Account: telephone" },
  "account.email": { vi: "Tài khoản: thư điện tử", en: "Account: e-mail" },
  "account.taxCode": { vi: "Tài khoản: mã số thuế", en: "Account: tax code" },
  earlier: { vi: "Hồ sơ trước của người nộp", en: "The filer's earlier application" },
};

export const FORMAT_WORDS: Readonly<
  Record<"plain" | "name" | "phone" | "email" | "identity" | "tax-code", Sentence>
> = {
  plain: { vi: "Chữ bất kỳ", en: "Any text" },
  name: { vi: "Họ và tên", en: "Full name" },
  phone: { vi: "Số điện thoại", en: "Telephone" },
  email: { vi: "Thư điện tử", en: "E-mail" },
  identity: { vi: "Số định danh cá nhân", en: "Identity number" },
  "tax-code": { vi: "Mã số thuế", en: "Tax code" },
};

export const PERSON_PART_WORDS = {
  name: { vi: "Họ và tên", en: "Full name" },
  birthDate: { vi: "Ngày sinh", en: "Date of birth" },
  sex: { vi: "Giới tính", en: "Sex" },
  identityNumber: { vi: "Số định danh cá nhân", en: "Identity number" },
  ethnicity: { vi: "Dân tộc", en: "Ethnic group" },
  nationality: { vi: "Quốc tịch", en: "Nationality" },
  address: { vi: "Nơi cư trú", en: "Residence" },
  phone: { vi: "Số điện thoại", en: "Telephone" },
  email: { vi: "Thư điện tử", en: "E-mail" },
} as const satisfies Readonly<Record<string, Sentence>>;

export const ORGANISATION_PART_WORDS = {
  name: { vi: "Tên đơn vị", en: "Name" },
  taxCode: { vi: "Mã số thuế", en: "Tax code" },
  address: { vi: "Địa chỉ trụ sở", en: "Address" },
  representative: { vi: "Người đại diện", en: "Representative" },
  phone: { vi: "Số điện thoại", en: "Telephone" },
  email: { vi: "Thư điện tử", en: "E-mail" },
} as const satisfies Readonly<Record<string, Sentence>>;

export const STATE_WORDS = {
  published: { vi: "Đang dùng", en: "In use" },
  changed: { vi: "Đang dùng, có sửa đổi chưa công bố", en: "In use, with unpublished changes" },
  unpublished: { vi: "Chưa dùng", en: "Not in use" },
} as const satisfies Readonly<Record<string, Sentence>>;
