import { createContext } from "preact";
import { useContext } from "preact/hooks";

/** Vietnamese is the first language of every page; English is the second. */
export type Language = "vi" | "en";

/** One sentence or label in both languages. Both are required: a page can never be half translated. */
export interface Words {
  readonly vi: string;
  readonly en: string;
}

/**
 * What a component accepts as visible text: `Words` for what the house says itself, a plain string for data
 * (names of people, abstracts of documents), which is shown as it was written in either language.
 */
export type Wording = string | Words;

/**
 * Says a wording in a language.
 * @example say("vi", { vi: `Còn ${count} văn bản`, en: `${count} documents left` })
 */
export function say(lang: Language, wording: Wording): string {
  return typeof wording === "string" ? wording : wording[lang];
}

/** The language of the page being rendered; `<Page>` provides it, components below only read it. */
export const LanguageContext = createContext<Language>("vi");

/** The language of the page being rendered, for dates and numbers inside a component. */
export function useLanguage(): Language {
  return useContext(LanguageContext);
}

/** Inside a component: `const text = useText(); … {text({ vi: "Gửi", en: "Send" })}`. */
export function useText(): (wording: Wording) => string {
  const lang = useContext(LanguageContext);
  return (wording) => (typeof wording === "string" ? wording : wording[lang]);
}

/** Reads a language from a cookie, a query or an Accept-Language header; anything unknown is Vietnamese. */
export function parseLanguage(value: string | null | undefined): Language {
  return /^\s*en\b/i.test(value ?? "") ? "en" : "vi";
}
