import { describe, expect, test } from "vitest";
import { provinceForms } from "../../../../province/forms/index.ts";
import { REFERENCE_FORM } from "../testing/reference-form.ts";
import { checkDefinition } from "./check-definition.ts";
import { checksumOf, type FormDefinition, formDefinition } from "./definition.ts";
import { differenceOf } from "./difference.ts";
import type { FormField } from "./field.ts";

const text = (key: string, over: Partial<FormField> = {}): FormField =>
  ({ key, type: "text", label: key, ...over }) as FormField;
const form = (...fields: FormField[]): FormDefinition => ({
  code: "test",
  title: "Test",
  procedures: [],
  pages: fields.map((field, index) => ({ key: `page${index}`, title: `Page ${index}`, fields: [field] })),
  checks: [],
});
const said = (definition: FormDefinition) =>
  checkDefinition(definition)
    .map(({ sentence }) => sentence.vi)
    .join("\n");
/** The same object with its keys the other way round. */
const reversed = (object: object): object => Object.fromEntries(Object.entries(object).reverse());
const choice: FormField = {
  key: "kind",
  type: "choice",
  label: "Loại",
  options: [
    { value: "a", label: "A" },
    { value: "b", label: "B" },
  ],
};

describe("what is wrong with a form before it is published", () => {
  test("nothing, with the reference form and every form of the province", () => {
    expect(checkDefinition(REFERENCE_FORM)).toEqual([]);
    const shipped = provinceForms().map((each) => formDefinition.parse(each));
    expect(shipped.length).toBeGreaterThanOrEqual(6);
    for (const each of shipped)
      expect(
        checkDefinition(each).filter(({ hard }) => hard),
        each.code,
      ).toEqual([]);
  });

  test("a condition on a later question, or on none", () => {
    expect(said(form(text("first", { show: [{ kind: { const: "a" } }] }), choice))).toContain("đứng sau");
    expect(said(form(choice, text("second", { show: [{ nobody: {} }] })))).toContain("“nobody”");
  });

  test("a question nobody reaches: an answer that is not offered", () => {
    expect(said(form(choice, text("second", { show: [{ kind: { const: "z" } }] })))).toContain(
      "Không ai đến được",
    );
  });

  test("a question nobody reaches: conditions that exclude each other over two steps", () => {
    const one = text("one", { show: [{ kind: { const: "a" } }] });
    const two = text("two", { show: [{ one: {}, kind: { const: "b" } }] });
    expect(said(form(choice, one, two))).toContain("Không ai đến được");
    expect(said(form(choice, one, text("two", { show: [{ one: {} }] })))).toBe("");
  });

  test("a question nobody reaches: bounds that leave no number", () => {
    const number: FormField = { key: "age", type: "number", label: "Tuổi", max: 10 };
    expect(said(form(number, text("second", { show: [{ age: { minimum: 11 } }] })))).toContain(
      "Không ai đến được",
    );
    expect(said(form(number, text("second", { show: [{ age: { minimum: 10 } }] })))).toBe("");
  });

  test("an unanswered question may be hidden: that is reachable", () => {
    const one = text("one", { show: [{ kind: { const: "a" } }] });
    expect(said(form(choice, one, text("two", { show: [{ one: { not: {} }, kind: { const: "b" } }] })))).toBe(
      "",
    );
  });

  test("keys used twice, keys of the house, empty pages", () => {
    expect(said(form(text("one"), text("one")))).toContain("“one” đã dùng rồi");
    expect(said(form(text("applicant")))).toContain("“applicant” đã dùng rồi");
    expect(said({ ...form(text("one")), pages: [{ key: "p", title: "Trống", fields: [] }] })).toContain(
      "chưa có câu hỏi",
    );
  });

  test("a check about nothing", () => {
    expect(
      said({ ...form(text("one")), checks: [{ kind: "date-order", earlier: "one", later: "two" }] }),
    ).toContain("Phép kiểm tra");
  });

  test("a required component that nobody is asked for, and one the procedure does not have", () => {
    const components = [{ key: "giay-to-khac", name: "Đơn", required: true, electronic: true }];
    const problems = checkDefinition(REFERENCE_FORM, components).map(({ sentence, hard }) => [
      hard,
      sentence.vi,
    ]);
    expect(problems).toEqual([
      [false, "Thủ tục không có thành phần hồ sơ “giay-to”."],
      [false, "Biểu mẫu chưa hỏi thành phần hồ sơ bắt buộc “Đơn”."],
    ]);
  });
});

describe("versions", () => {
  test("the checksum does not depend on the order of keys", () => {
    const turned = formDefinition.parse(JSON.parse(JSON.stringify(reversed(REFERENCE_FORM))));
    expect(checksumOf(turned)).toBe(checksumOf(REFERENCE_FORM));
    expect(checksumOf({ ...REFERENCE_FORM, title: "Khác" })).not.toBe(checksumOf(REFERENCE_FORM));
  });

  test("a difference names what was added, removed and changed in words", () => {
    const before = form(text("one"), choice);
    const after = form(text("one", { label: "Một", optional: true }), text("three"));
    expect(differenceOf(before, before)).toEqual([]);
    const changes = differenceOf(before, after).map(({ kind, what, part }) => [kind, what, part?.vi]);
    expect(changes).toContainEqual(["changed", "Một", "câu hỏi"]);
    expect(changes).toContainEqual(["changed", "Một", "không bắt buộc"]);
    expect(changes).toContainEqual(["added", "three", undefined]);
    expect(changes).toContainEqual(["removed", "Loại", undefined]);
  });
});
