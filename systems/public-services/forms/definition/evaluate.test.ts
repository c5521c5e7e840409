import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  REFERENCE_SURROUNDINGS as AROUND,
  REFERENCE_FORM,
  REFERENCE_TYPED,
} from "../testing/reference-form.ts";
import { holds, meets } from "./condition.ts";
import { evaluate } from "./evaluate.ts";
import { jsonSchemaOf } from "./json-schema.ts";
import type { Typed } from "./leaves.ts";
import { isTaxCode } from "./numbers-of-people.ts";
import { wholeForm } from "./standard-pages.ts";

const form = wholeForm(REFERENCE_FORM);
const run = (over: Typed = {}, around: Partial<Parameters<typeof evaluate>[2]> = {}) =>
  evaluate(form, { ...REFERENCE_TYPED, ...over }, { ...AROUND, ...around });
const problem = (path: string, over: Typed, around = {}) => run(over, around).problems[path]?.vi;

describe("a form filled in with care", () => {
  test("has no problem, and its answers are nested, typed data", () => {
    const { problems, answers } = run();
    expect(problems).toEqual({});
    expect(answers).toEqual({
      filingAs: "person",
      filingFor: "self",
      applicant: {
        name: "Y Vân",
        identityNumber: "099185000001",
        address: {
          code: "23500",
          commune: "Xã Đăk Long",
          district: "Huyện Đăk Hà",
          province: "Tỉnh Kon Tum",
          detail: "Thôn Kon Tu",
        },
        phone: "+84905123456",
      },
      subject: "Xin xác nhận",
      count: 3,
      value: 1_250_000,
      day: "2022-03-04",
      married: true,
      kind: "a",
      needs: ["copy"],
      copies: 2,
      spouse: { name: "A Thiên", birthDate: "1980-02-01", sex: "male", identityNumber: "099080000002" },
      where: { elsewhere: "Xã Ia Phí, huyện Chư Păh, tỉnh Gia Lai" },
      heirs: [
        { name: "Y Hoa", minor: false },
        { name: "A Tú", minor: true, guardian: "Y Vân" },
      ],
      paper: 1,
      agree: true,
      returnBy: "counter",
      notify: ["sms"],
    });
  });

  test("gives data that is valid under the form's JSON Schema; other data is not", () => {
    const schema = z.fromJSONSchema(withoutRules(jsonSchemaOf(form)));
    expect(schema.safeParse(run().answers).success).toBe(true);
    expect(schema.safeParse({ ...run().answers, count: "ba" }).success).toBe(false);
    expect(schema.safeParse({ ...run().answers, unknown: 1 }).success).toBe(false);
    const { subject: _gone, ...missing } = run().answers;
    expect(schema.safeParse(missing).success).toBe(false);
  });

  test("the schema asks for a conditional question by if and then", () => {
    const { allOf } = jsonSchemaOf(form);
    expect(allOf).toContainEqual({
      if: { anyOf: [{ type: "object", properties: { married: { const: true } }, required: ["married"] }] },
      // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
      then: { required: ["spouse"] },
    });
  });
});

/** The judge knows no `if`: the rest of the schema is what it judges. */
function withoutRules(schema: Readonly<Record<string, unknown>>): Parameters<typeof z.fromJSONSchema>[0] {
  const { allOf: _rules, ...rest } = schema;
  return rest;
}

describe("conditions", () => {
  test.each([
    ["a constant", "a", { const: "a" }, true],
    ["another constant", "b", { const: "a" }, false],
    ["one of several", "b", { enum: ["a", "b"] }, true],
    ["no answer meets no constant", undefined, { const: "a" }, false],
    ["no answer meets no empty predicate", undefined, {}, false],
    ["any answer meets an empty predicate", "", {}, true],
    ["not answered", undefined, { not: {} }, true],
    ["answered is not unanswered", "a", { not: {} }, false],
    ["not a constant, unanswered", undefined, { not: { const: "a" } }, true],
    ["at least", 18, { minimum: 18 }, true],
    ["below", 17, { minimum: 18 }, false],
    ["at most", 19, { maximum: 18 }, false],
    ["a bound needs a number", "18", { minimum: 1 }, false],
    ["ticked among several", ["x", "y"], { contains: "y" }, true],
    ["not ticked", ["x"], { contains: "y" }, false],
  ])("%s", (_name, value, predicate, expected) => {
    expect(meets(value, predicate)).toBe(expected);
  });

  test("clauses are alternatives, tests in a clause belong together; no condition always holds", () => {
    const answers: Readonly<Record<string, string>> = { a: "1", b: "2" };
    const read = (path: string) => answers[path];
    expect(holds(undefined, read)).toBe(true);
    expect(holds([{ a: { const: "1" }, b: { const: "3" } }, { b: { const: "2" } }], read)).toBe(true);
    expect(holds([{ a: { const: "1" }, b: { const: "3" } }], read)).toBe(false);
  });

  test("what is hidden is neither asked nor sent, and counts as unanswered for what depends on it", () => {
    const { answers, problems, shown } = run({ married: ["no"], "spouse.name": [] });
    expect(answers.spouse).toBeUndefined();
    expect(problems).toEqual({});
    expect(shown.map(({ page }) => page.key)).not.toContain("spouse");
  });

  test("a question that is not enabled is seen, not asked; one not for review says so", () => {
    const note = (over: Typed) =>
      run(over)
        .shown.flatMap(({ leaves }) => leaves)
        .find(({ leaf }) => leaf.path === "note");
    expect(note({ note: ["x"] })).toMatchObject({ enabled: false, reviewed: false });
    expect(run({ note: ["x"] }).answers.note).toBeUndefined();
    expect(note({ kind: ["b"], note: ["x"] })).toMatchObject({ enabled: true, reviewed: true });
  });

  test("a condition inside a group looks at its own entry first", () => {
    expect(problem("heirs.1.guardian", { "heirs.1.guardian": [] })).toContain("Người giám hộ");
    expect(run({ "heirs.0.guardian": ["nobody"] }).answers.heirs).toMatchObject([
      { name: "Y Hoa", minor: false },
      {},
    ]);
  });
});

describe("what is typed wrong is told beside the field", () => {
  test.each([
    ["subject", { subject: [] }, "Chưa trả lời: Việc."],
    ["subject", { subject: ["x".repeat(51)] }, "Dài quá: đang có 51 ký tự, tối đa 50"],
    ["count", { count: ["ba"] }, "Chỉ nhập số"],
    ["count", { count: ["0"] }, "Nhỏ nhất là 1"],
    ["count", { count: ["1,5"] }, "số nguyên"],
    ["day", { "day.day": ["30"], "day.month": ["2"] }, "Không có ngày này trong lịch"],
    ["day", { "day.year": [] }, "Nhập đủ ngày, tháng và năm"],
    ["day", { "day.year": ["2030"] }, "Ngày này chưa đến"],
    ["kind", { kind: ["c"] }, "có sẵn"],
    ["married", { married: ["maybe"] }, "Chọn Có hoặc Không"],
    ["applicant.phone", { "applicant.phone": ["12345"] }, "Số điện thoại chưa đúng"],
    ["applicant.identityNumber", { "applicant.identityNumber": ["12345"] }, "12 chữ số"],
    ["applicant.name", { "applicant.name": ["Y Vân 2"] }, "chỉ gồm chữ cái"],
    ["where", { "where.elsewhere": [] }, "Ghi xã, huyện, tỉnh"],
    ["where", { "where.unit": ["99999"] }, "Chọn xã, phường, thị trấn trong danh sách"],
    ["employer.taxCode", { "employer.taxCode": ["0101234567"] }, "Mã số thuế chưa đúng"],
    ["agree", { agree: [] }, "để đồng ý"],
    ["agree", { agree: ["abc"] }, "Đánh dấu"],
    [
      "until",
      { "until.day": ["1"], "until.month": ["3"], "until.year": ["2022"] },
      "không thể trước ngày 04/03/2022",
    ],
    ["copies", { copies: ["5"] }, "lớn hơn"],
    ["note", { kind: ["b"], note: ["Xin xác nhận"] }, "phải khác nhau"],
    [
      "spouse.birthDate",
      { "spouse.birthDate.year": ["2010"], "spouse.identityNumber": ["099210000002"] },
      "từ đủ 18 tuổi",
    ],
  ] as const)("%s %j", (path, over, expected) => {
    expect(problem(path, over)).toContain(expected);
  });

  test("a file that is asked for and missing is named", () => {
    expect(problem("paper", {}, { files: {} })).toBe("Chưa có tệp: Ảnh giấy tờ.");
  });

  test.each([
    ["born in 1980, number of 1981", { "spouse.identityNumber": ["099081000002"] }, "sinh năm 1981"],
    ["a man with a woman's number", { "spouse.identityNumber": ["099180000002"] }, "của nữ"],
    ["a woman with a man's number", { "spouse.sex": ["female"] }, "của nam"],
  ])("identity number: %s", (_name, over, expected) => {
    expect(problem("spouse.identityNumber", over)).toContain(expected);
  });

  test("a number a register vouches for is not doubted", () => {
    const over = { "spouse.identityNumber": ["099081000002"] };
    expect(
      problem("spouse.identityNumber", over, { verified: new Set(["spouse.identityNumber"]) }),
    ).toBeUndefined();
  });
});

describe("tax codes", () => {
  test.each([
    "0100109106",
    "0300588569",
    "0100686209",
    "0106869738",
    "0101248141",
    "0311609355",
    "0100109106-001",
  ])("%s is right", (code) => expect(isTaxCode(code)).toBe(true));
  test.each(["0101234567", "6100103040", "010010910", "0100109106-1", ""])("%s is wrong", (code) =>
    expect(isTaxCode(code)).toBe(false),
  );
  test("one changed digit is always noticed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 9 }), (place, more) => {
        const digits = [..."0100109106"];
        digits[place] = String((Number(digits[place]) + more) % 10);
        return !isTaxCode(digits.join(""));
      }),
    );
  });
});
