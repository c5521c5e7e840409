import { Refusal } from "../errors.ts";

/** How a user name is compared: letters of any case and width, with or without spaces around, are the same name. */
export function foldUsername(typed: string): string {
  return typed.normalize("NFKC").trim().toLowerCase();
}

/**
 * Reads a new user name: 3 to 64 letters without diacritics, digits, dot, hyphen, underscore.
 * @throws Refusal on field `username`
 */
export function parseUsername(typed: string): string {
  const folded = foldUsername(typed);
  if (/^[a-z0-9](?:[a-z0-9._-]{1,62})[a-z0-9]$/.test(folded)) return folded;
  throw new Refusal(
    "identity.username-invalid",
    422,
    {
      vi: "Tên đăng nhập gồm 3 đến 64 chữ cái không dấu, chữ số, dấu chấm, gạch nối hoặc gạch dưới. Ví dụ: nguyen.van.an.",
      en: "A user name is 3 to 64 letters without diacritics, digits, dots, hyphens or underscores. Example: nguyen.van.an.",
    },
    "username",
  );
}
