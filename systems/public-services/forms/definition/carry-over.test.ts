import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { provinceForms } from "../../../../province/forms/index.ts";
import {
  addField,
  addPage,
  changeField,
  emptyField,
  moveField,
  movePage,
} from "../editor/edit-definition.ts";
import { FIELD_TYPES } from "../editor/words.ts";
import {
  REFERENCE_SURROUNDINGS as AROUND,
  REFERENCE_FORM,
  REFERENCE_TYPED,
} from "../testing/reference-form.ts";
import { carryOver } from "./carry-over.ts";
import { type FormDefinition, formDefinition } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import { wholeForm } from "./standard-pages.ts";

const bring = (to: FormDefinition, typed = REFERENCE_TYPED) =>
  carryOver(wholeForm(REFERENCE_FORM), wholeForm(to), typed, AROUND);
const without = (key: string): FormDefinition => ({
  ...REFERENCE_FORM,
  pages: REFERENCE_FORM.pages.map((page) => ({
    ...page,
    fields: page.fields.filter((field) => field.key !== key),
  })),
});

describe("a draft whose form changed", () => {
  test("keeps every answer the new form still asks for", () => {
    const { typed, leftovers, added } = bring(addPage(REFERENCE_FORM, "Trang mới"));
    expect(typed).toEqual(REFERENCE_TYPED);
    expect([leftovers, added]).toEqual([[], []]);
  });

  test("shows what the new form no longer asks, as it was asked", () => {
    const { typed, leftovers } = bring(without("subject"));
    expect(typed.subject).toBeUndefined();
    expect(leftovers).toMatchObject([{ label: { vi: "Việc" }, shown: "Xin xác nhận", reason: "removed" }]);
  });

  test("an answer that is no longer offered is shown, not sent", () => {
    const to = changeField(REFERENCE_FORM, "kind", (field) =>
      field.type === "choice" ? { ...field, options: field.options.slice(1) } : field,
    );
    expect(bring(to).leftovers).toMatchObject([{ shown: { vi: "Loại A" }, reason: "no-such-answer" }]);
  });

  test("words never become a number or an agreement by themselves", () => {
    for (const type of ["number", "agreement", "yes-no"] as const) {
      const to = changeField(REFERENCE_FORM, "subject", (field) => emptyField("subject", type, field.label));
      expect(bring(to).leftovers).toMatchObject([{ shown: "Xin xác nhận", reason: "other-kind" }]);
    }
  });

  test("a date keeps its three parts together", () => {
    const { leftovers } = bring(without("day"));
    expect(leftovers).toMatchObject([
      { shown: "4/3/2022", typed: { "day.day": ["4"], "day.month": ["3"], "day.year": ["2022"] } },
    ]);
  });

  test("names what it asks in addition", () => {
    const { definition } = addField(REFERENCE_FORM, "about", "text", "Số tài khoản");
    expect(bring(definition).added).toEqual(["Số tài khoản"]);
  });

  test("no change of a definition loses an answer silently", () => {
    const forms = [REFERENCE_FORM, ...provinceForms().map((each) => formDefinition.parse(each))];
    fc.assert(
      fc.property(
        fc.constantFrom(...forms),
        fc.array(anyChange, { minLength: 1, maxLength: 8 }),
        fc.infiniteStream(
          fc.constantFrom("x", "1", "yes", "a", "12/3", "elsewhere", "0905123456", "23500", ""),
        ),
        (from, changes, words) => {
          const to = changes.reduce((definition, change) => change(definition), from);
          const typed: Record<string, string[]> = {};
          const whole = wholeForm(from);
          for (const { leaves } of evaluate(openAll(whole), {}, AROUND).shown) {
            for (const { leaf } of leaves) {
              for (const part of ["", ".day", ".month", ".year", ".unit", ".elsewhere", ".detail"]) {
                const next = words.next();
                if (!next.done && next.value !== "") typed[`${leaf.path}${part}`] = [next.value];
              }
            }
          }
          const carried = carryOver(whole, wholeForm(to), typed, AROUND);
          const left = Object.assign({}, ...carried.leftovers.map((leftover) => leftover.typed));
          for (const [control, given] of Object.entries(typed)) {
            expect(carried.typed[control] ?? left[control], control).toEqual(given);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Every question shown, every group with entries. */
function openAll(definition: FormDefinition): FormDefinition {
  return {
    ...definition,
    pages: definition.pages.map((page) => ({
      ...page,
      show: undefined,
      fields: page.fields.map((field) => ({ ...field, show: undefined })),
    })),
  };
}

const keysOf = (definition: FormDefinition) =>
  definition.pages.flatMap((page) => page.fields.map(({ key }) => key));
const pick = <Item>(items: readonly Item[], n: number): Item | undefined =>
  items[n % Math.max(1, items.length)];

type Change = (definition: FormDefinition) => FormDefinition;
const anyChange: fc.Arbitrary<Change> = fc.oneof(
  fc.nat().map(
    (n): Change =>
      (definition) => {
        const gone = pick(keysOf(definition), n);
        return {
          ...definition,
          pages: definition.pages.map((page) => ({
            ...page,
            fields: page.fields.filter(({ key }) => key !== gone),
          })),
        };
      },
  ),
  fc.tuple(fc.nat(), fc.constantFrom(...FIELD_TYPES)).map(
    ([n, type]): Change =>
      (definition) => {
        const key = pick(keysOf(definition), n);
        return key === undefined
          ? definition
          : changeField(definition, key, (field) => emptyField(field.key, type, field.label));
      },
  ),
  fc.nat().map(
    (n): Change =>
      (definition) =>
        moveField(definition, pick(keysOf(definition), n) ?? "", 1),
  ),
  fc.nat().map(
    (n): Change =>
      (definition) =>
        movePage(definition, pick(definition.pages, n)?.key ?? "", -1),
  ),
  fc.nat().map(
    (n): Change =>
      (definition) => ({
        ...definition,
        pages:
          definition.pages.length > 1
            ? definition.pages.filter((_, index) => index !== n % definition.pages.length)
            : definition.pages,
      }),
  ),
  fc.nat().map(
    (n): Change =>
      (definition) =>
        changeField(definition, pick(keysOf(definition), n) ?? "", (field) =>
          field.type === "choice" || field.type === "choices"
            ? { ...field, options: field.options.slice(1).concat({ value: "new", label: "mới" }) }
            : field.type === "group"
              ? { ...field, most: 1, least: 0 }
              : field,
        ),
  ),
);
