import { expect, test } from "vitest";
import { provinceForms } from "../../../province/forms/index.ts";
import { provinceRecords } from "../catalogue/province-records.ts";
import { formDefinition } from "./definition/definition.ts";

const forms = provinceForms().map((each) => formDefinition.parse(each));

test.each(forms.map((form) => [form.code, form] as const))(
  "%s is the form of a procedure of the province, and asks for papers that procedure has",
  async (_code, form) => {
    const procedures = (await provinceRecords()).filter(({ code }) => form.procedures.includes(code));
    expect(procedures.length).toBeGreaterThan(0);
    const papers = new Set(
      procedures.flatMap(({ cases }) => cases.flatMap(({ components }) => components.map(({ key }) => key))),
    );
    const asked = form.pages.flatMap(({ fields }) =>
      fields.flatMap((field) => (field.type === "file" && field.component ? [field.component] : [])),
    );
    expect(asked.filter((key) => !papers.has(key))).toEqual([]);
  },
);

test("no procedure has two forms: it would be left to chance which one a citizen gets", () => {
  const named = forms.flatMap(({ procedures }) => procedures);
  expect(named.filter((code, index) => named.indexOf(code) !== index)).toEqual([]);
});
