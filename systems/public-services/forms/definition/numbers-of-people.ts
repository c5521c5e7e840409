import type { Sentence } from "../../../../core/errors.ts";

/**
 * Whether a tax code is right: ten digits with the check digit of TT 105/2020/TT-BTC, for a branch with `-` and three
 * more; or the 12 digits of a person, which are their tax code from 1 July 2025.
 */
export function isTaxCode(code: string): boolean {
  if (/^\d{12}$/.test(code)) return true;
  if (!/^\d{10}(-\d{3})?$/.test(code)) return false;
  const weights = [31, 29, 23, 19, 17, 13, 7, 5, 3];
  const sum = weights.reduce((total, weight, place) => total + weight * Number(code[place]), 0);
  return 10 - (sum % 11) === Number(code[9]);
}

/**
 * What of a personal identity number disagrees with sex and birth. It has no check digit: three digits of the place
 * of birth registration, one of sex and century (0/1 for the 1900s, 2/3 for the 2000s …), two of the year
 * (NĐ 137/2015/NĐ-CP Art. 13).
 *
 * @param number 12 digits; anything else disagrees with nothing
 */
export function disagreement(
  number: string,
  born: { readonly sex?: string | undefined; readonly birthDate?: string | undefined },
): Sentence | undefined {
  if (!/^\d{12}$/.test(number)) return undefined;
  const mark = Number(number[3]);
  if (born.birthDate !== undefined) {
    const year = 1900 + 100 * Math.floor(mark / 2) + Number(number.slice(4, 6));
    if (year !== Number(born.birthDate.slice(0, 4))) {
      return {
        vi: `Số định danh này là của người sinh năm ${year}. Kiểm tra lại số định danh và ngày sinh.`,
        en: `This number belongs to somebody born in ${year}. Check the number and the date of birth.`,
      };
    }
  }
  if (born.sex !== undefined && (mark % 2 === 0 ? "male" : "female") !== born.sex) {
    return mark % 2 === 0
      ? {
          vi: "Số định danh này là của nam. Kiểm tra lại số định danh và giới tính.",
          en: "This number belongs to a man. Check the number and the sex.",
        }
      : {
          vi: "Số định danh này là của nữ. Kiểm tra lại số định danh và giới tính.",
          en: "This number belongs to a woman. Check the number and the sex.",
        };
  }
  return undefined;
}
