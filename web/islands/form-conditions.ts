import {
  type Condition,
  holds,
  type Predicate,
  type Value,
} from "../../systems/public-services/forms/definition/condition.ts";

/**
 * Hides questions whose condition does not hold with what is answered on the page so far, by the same rule the server
 * decides by. What is hidden is not sent as asked, so the server keeps what it had.
 */
export function mount(form: HTMLElement): undefined | (() => void) {
  if (!(form instanceof HTMLFormElement)) return;
  const parts = [...form.querySelectorAll<HTMLElement>("[data-condition]")].flatMap((element) => {
    const condition = readCondition(element.dataset.condition ?? "");
    return condition ? [{ element, condition, known: readKnown(element.dataset.known ?? "") }] : [];
  });
  if (parts.length === 0) return;
  const decide = () => {
    for (const { element, condition, known } of parts) {
      const shown = holds(condition, (path) => valueIn(form, path) ?? knownElsewhere(form, known, path));
      element.hidden = !shown;
      for (const asked of element.querySelectorAll<HTMLInputElement>('input[name="asked"]')) {
        asked.disabled = !shown;
      }
    }
  };
  decide();
  form.addEventListener("input", decide);
  form.addEventListener("change", decide);
  return () => {
    form.removeEventListener("input", decide);
    form.removeEventListener("change", decide);
  };
}

/** What the server knew counts only for questions that are not on this page. */
function knownElsewhere(
  form: HTMLFormElement,
  known: ReadonlyMap<string, Value>,
  path: string,
): Value | undefined {
  const here = [...form.querySelectorAll<HTMLInputElement>('input[name="asked"]')].some(
    ({ value }) => value === path,
  );
  return here ? undefined : known.get(path);
}

/** The present answer of a question of this page, as conditions see it. */
function valueIn(form: HTMLFormElement, path: string): Value | undefined {
  const controls = form.elements.namedItem(path);
  const list =
    controls instanceof RadioNodeList ? [...controls] : controls instanceof Element ? [controls] : [];
  const [first] = list;
  if (first instanceof HTMLInputElement && first.type === "checkbox") {
    const ticked = list.flatMap((each) =>
      each instanceof HTMLInputElement && each.checked && isSeen(each) ? [each.value] : [],
    );
    if (ticked.length === 0) return undefined;
    return list.length === 1 && first.value === "yes" ? true : ticked;
  }
  const given = list.flatMap((each) => {
    if (each instanceof HTMLInputElement) {
      return isSeen(each) && (each.type !== "radio" || each.checked) ? [each.value] : [];
    }
    return each instanceof HTMLSelectElement && isSeen(each) ? [each.value] : [];
  });
  const text = given.find((each) => each.trim() !== "")?.trim();
  if (text === undefined) return undefined;
  if (first instanceof HTMLInputElement && first.type === "radio") {
    const values = list.flatMap((each) => (each instanceof HTMLInputElement ? [each.value] : []));
    if (values.length === 2 && values.includes("yes") && values.includes("no")) return text === "yes";
  }
  if (first instanceof HTMLInputElement && first.inputMode === "decimal") {
    const number = Number(
      text
        .replace(/\s/g, "")
        .replace(/\.(?=\d{3}(\D|$))/g, "")
        .replace(",", "."),
    );
    return Number.isFinite(number) ? number : text;
  }
  return text;
}

function isSeen(control: Element): boolean {
  return control.closest("[hidden]") === null;
}

function readCondition(text: string): Condition | undefined {
  const value: unknown = parse(text);
  return Array.isArray(value) && value.every(isClause) ? value : undefined;
}

function isClause(value: unknown): value is Record<string, Predicate> {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((each) => typeof each === "object" && each !== null)
  );
}

function readKnown(text: string): ReadonlyMap<string, Value> {
  const value: unknown = parse(text);
  const known = new Map<string, Value>();
  if (typeof value !== "object" || value === null) return known;
  for (const [path, each] of Object.entries(value)) if (isValue(each)) known.set(path, each);
  return known;
}

function isValue(value: unknown): value is Value {
  return (
    ["string", "number", "boolean"].includes(typeof value) ||
    (Array.isArray(value) && value.every((each) => typeof each === "string"))
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
