import type { Form } from "./layout/composed.ts";

/**
 * The form of each of the 29 types (NĐ 30/2020 Art. 7; PL III forms 1.1–1.10, in force since 05/03/2020). A type that is
 * not named here is laid out as a document with the name of its type (form 1.4).
 */
const FORMS: Readonly<Record<string, Form>> = {
  NQ: "resolution",
  QĐ: "decision",
  CV: "letter",
  CĐ: "telegram",
  BB: "minutes",
  HĐ: "agreement",
  BGN: "agreement",
  BTT: "agreement",
};

export function formOfType(code: string): Form {
  return FORMS[code] ?? "named";
}

/** Types whose text begins with its legal bases and goes on in articles (PL I part II.6.a). */
export function hasBases(form: Form): boolean {
  return form === "decision" || form === "resolution";
}
