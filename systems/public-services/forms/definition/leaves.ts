import type { Wording } from "../../../../core/ui/language.ts";
import type { FormField, GroupField, LeafField, OrganisationField, PersonField, Prefill } from "./field.ts";

/** What was typed, by the name of the control it was typed into. Wrong or not, it is kept as it came. */
export type Typed = Readonly<Record<string, readonly string[]>>;

/** A question with controls of its own, at its place in the data. */
export interface Leaf {
  /** `child.birthDate`, `heirs.0.name`. */
  readonly path: string;
  readonly field: LeafField;
  /** Labels of the blocks it stands in, outermost first. */
  readonly within: readonly Wording[];
  /** In front of the names a condition beside it uses: "" or `heirs.0.`. */
  readonly scope: string;
}

type PersonPart = PersonField["parts"][number]["part"];
type OrganisationPart = OrganisationField["parts"][number]["part"];

const PHONE: LeafField = {
  key: "phone",
  type: "text",
  format: "phone",
  label: { vi: "Số điện thoại", en: "Telephone" },
};
const EMAIL: LeafField = {
  key: "email",
  type: "text",
  format: "email",
  label: { vi: "Thư điện tử", en: "E-mail" },
};

const PERSON: Readonly<Record<PersonPart, LeafField>> = {
  name: {
    key: "name",
    type: "text",
    format: "name",
    maxLength: 150,
    label: { vi: "Họ và tên", en: "Full name" },
  },
  birthDate: {
    key: "birthDate",
    type: "date",
    when: "past",
    label: { vi: "Ngày sinh", en: "Date of birth" },
  },
  sex: {
    key: "sex",
    type: "choice",
    label: { vi: "Giới tính", en: "Sex" },
    options: [
      { value: "male", label: { vi: "Nam", en: "Male" } },
      { value: "female", label: { vi: "Nữ", en: "Female" } },
    ],
  },
  identityNumber: {
    key: "identityNumber",
    type: "text",
    format: "identity",
    label: { vi: "Số định danh cá nhân", en: "Personal identity number" },
    hint: { vi: "12 chữ số trên thẻ căn cước.", en: "The 12 digits on the identity card." },
  },
  ethnicity: { key: "ethnicity", type: "text", maxLength: 50, label: { vi: "Dân tộc", en: "Ethnic group" } },
  nationality: {
    key: "nationality",
    type: "text",
    maxLength: 50,
    label: { vi: "Quốc tịch", en: "Nationality" },
  },
  address: {
    key: "address",
    type: "place",
    detail: true,
    label: { vi: "Nơi cư trú", en: "Place of residence" },
  },
  phone: PHONE,
  email: EMAIL,
};

const ORGANISATION: Readonly<Record<OrganisationPart, LeafField>> = {
  name: { key: "name", type: "text", maxLength: 300, label: { vi: "Tên đơn vị", en: "Name" } },
  taxCode: {
    key: "taxCode",
    type: "text",
    format: "tax-code",
    label: { vi: "Mã số thuế", en: "Tax code" },
    hint: {
      vi: "10 chữ số; chi nhánh thêm gạch ngang và 3 chữ số.",
      en: "10 digits; a branch adds a dash and 3 digits.",
    },
  },
  address: {
    key: "address",
    type: "place",
    detail: true,
    label: { vi: "Địa chỉ trụ sở", en: "Registered address" },
  },
  representative: {
    key: "representative",
    type: "text",
    format: "name",
    maxLength: 150,
    label: { vi: "Người đại diện theo pháp luật", en: "Legal representative" },
  },
  phone: PHONE,
  email: EMAIL,
};

const PREFILL_OF_PART: Readonly<Partial<Record<PersonPart | OrganisationPart, Prefill>>> = {
  name: "account.name",
  birthDate: "account.birthDate",
  sex: "account.sex",
  identityNumber: "account.identityNumber",
  address: "account.address",
  phone: "account.phone",
  email: "account.email",
  taxCode: "account.taxCode",
};

/** The leaves of a question as often as its groups have entries. */
export function leavesOf(field: FormField, typed: Typed): readonly Leaf[] {
  if (field.type !== "group") return leavesOfBlock(field, "", []);
  return Array.from({ length: entriesOf(field, typed) }, (_, index) => index).flatMap((index) =>
    entryLeaves(field, index),
  );
}

/** The leaves of one entry of a group. */
export function entryLeaves(group: GroupField, index: number): readonly Leaf[] {
  return group.fields.flatMap((field) => leavesOfBlock(field, `${group.key}.${index}.`, [group.label]));
}

/** How many entries of a group are shown: as many as were asked for, within its bounds. */
export function entriesOf(group: GroupField, typed: Typed): number {
  const asked = Number(typed[countOf(group.key)]?.[0] ?? "");
  const least = group.least ?? (group.optional ? 0 : 1);
  return Math.min(group.most, Math.max(least, Number.isInteger(asked) && asked > 0 ? asked : 0));
}

/** Name of the control that says how many entries a group has. */
export function countOf(key: string): string {
  return `${key}.count`;
}

function leavesOfBlock(
  field: Exclude<FormField, GroupField>,
  scope: string,
  within: readonly Wording[],
): readonly Leaf[] {
  if (field.type === "person") {
    return field.parts.map(({ part, optional }) => partLeaf(field, PERSON[part], optional, scope, within));
  }
  if (field.type === "organisation") {
    return field.parts.map(({ part, optional }) =>
      partLeaf(field, ORGANISATION[part], optional, scope, within),
    );
  }
  return [{ path: `${scope}${field.key}`, field, within, scope }];
}

/** A part of a block: shown, enabled and reviewed with it, and taken from the account when the block is. */
function partLeaf(
  block: PersonField | OrganisationField,
  part: LeafField,
  optional: boolean | undefined,
  scope: string,
  within: readonly Wording[],
): Leaf {
  const prefill = prefillOf(block.prefill, part.key);
  const { show, enable, review } = block;
  return {
    path: `${scope}${block.key}.${part.key}`,
    field: { ...part, optional: optional === true || block.optional === true, show, enable, review, prefill },
    within: [...within, block.label],
    scope,
  };
}

function prefillOf(block: Prefill | undefined, part: string): Prefill | undefined {
  if (block !== "account") return block === "earlier" ? "earlier" : undefined;
  return Object.entries(PREFILL_OF_PART).find(([name]) => name === part)?.[1];
}

/** Names of the controls a leaf is typed into. */
export function controlsOf({ path, field }: Leaf): readonly string[] {
  switch (field.type) {
    case "date":
      return [`${path}.day`, `${path}.month`, `${path}.year`];
    case "place":
      return [`${path}.unit`, `${path}.elsewhere`, `${path}.detail`];
    case "file":
    case "information":
      return [];
    default:
      return [path];
  }
}
