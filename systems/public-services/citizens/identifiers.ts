/** Weights of the first nine digits of a tax code. */
const TAX_WEIGHTS = [31, 29, 23, 19, 17, 13, 7, 5, 3];

/**
 * True for a tax code (mã số thuế) with the right check digit: 10 − (Σ dᵢ·wᵢ mod 11), a result of 10 is no code.
 * A branch carries three more digits behind a hyphen.
 */
export function isTaxCode(text: string): boolean {
  const [, digits] = /^(\d{10})(?:-\d{3})?$/.exec(text) ?? [];
  if (digits === undefined) return false;
  const sum = TAX_WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return 10 - (sum % 11) === Number(digits[9]);
}

/** What a personal identifier tells about its holder. It has no check digit. */
export interface PersonalNumber {
  readonly sex: "male" | "female";
  readonly birthYear: number;
}

/**
 * Reads a personal identifier (số định danh cá nhân): province or country, sex and century, year of birth, six digits
 * (NĐ 137/2015/NĐ-CP Art. 13; TT 59/2021/TT-BCA Art. 4).
 */
export function readPersonalNumber(text: string): PersonalNumber | undefined {
  const [, century, year] = /^\d{3}(\d)(\d{2})\d{6}$/.exec(text) ?? [];
  if (century === undefined || year === undefined) return undefined;
  const digit = Number(century);
  return {
    sex: digit % 2 === 0 ? "male" : "female",
    birthYear: 1900 + 100 * Math.floor(digit / 2) + Number(year),
  };
}

/** A mobile number as it is stored, `+84…`; undefined when it is none. */
export function parseMobile(typed: string): string | undefined {
  const compact = typed.replace(/[\s.()-]/g, "");
  const [, rest] = /^(?:\+?84|0)((?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9[0-46-9])\d{7})$/.exec(compact) ?? [];
  return rest === undefined ? undefined : `+84${rest}`;
}

/** All but the last four digits hidden, for pages somebody may look at over a shoulder. */
export function maskIdentifier(identifier: string): string {
  return `${"•".repeat(Math.max(0, identifier.length - 4))}${identifier.slice(-4)}`;
}
