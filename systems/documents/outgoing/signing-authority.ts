import type { Appointment, Organisation } from "../../../core/directory/index.ts";

/** The lines above a signer's name (NĐ 30/2020 Art. 13, PL I part II.7b). */
export interface SigningAuthority {
  /** Quyền hạn: TM., KT., or empty when the head signs for a body that has a single head. */
  readonly authority: string;
  /** Printed position, upper case as the rule prints it. */
  readonly position: string;
}

/** `own` by the post; `by-order` TL.; `by-authority` TUQ. (NĐ 30/2020 Art. 13.3, 13.4). */
export type SigningForm = "own" | "by-order" | "by-authority";

/**
 * Derives the authority from the post and the kind of body: a collegiate body (UBND) is signed for with TM., a deputy
 * signs KT. for the head; the head of a unit signs TL. by order or TUQ. by written authority of the body's head.
 *
 * @param headTitle title of the head's post of the body, e.g. "Giám đốc"
 */
export function signingAuthority(
  signer: Pick<Appointment, "rank" | "title" | "kind" | "unitName">,
  body: Pick<Organisation, "kind" | "name">,
  headTitle: string,
  form: SigningForm = "own",
): SigningAuthority {
  const collegiate = body.kind === "province" || body.kind === "district" || body.kind === "commune";
  const head = upper(headTitle);
  if (form !== "own") {
    const position = postOfUnit(signer);
    const order = `${form === "by-order" ? "TL." : "TUQ."} ${head}`;
    // The head of a unit may hand an order to his deputy; authority given in writing goes no further (Art. 13.3, 13.4).
    const deputy = signer.rank === "unit-deputy" && form === "by-order";
    return { authority: join(order, deputy ? `KT. ${upper(withoutDeputy(position))}` : ""), position };
  }
  const forBody = collegiate ? "TM. ỦY BAN NHÂN DÂN" : "";
  if (signer.kind === "acting") return { authority: join(forBody, `Q. ${head}`), position: signer.title };
  if (signer.rank === "deputy") return { authority: join(forBody, `KT. ${head}`), position: signer.title };
  return { authority: join(forBody, collegiate ? "" : head), position: signer.title };
}

/**
 * The lines printed above a name, in capitals: every level of authority, then the position unless the last level has
 * said it already (PL I part II.7).
 */
export function printedAuthority({ authority, position }: SigningAuthority): readonly string[] {
  const lines = authority === "" ? [] : authority.split(" / ").map(upper);
  const own = upper(position);
  const last = lines.at(-1);
  return last === own || last?.startsWith("Q. ") === true ? lines : [...lines, own];
}

/** "Trưởng phòng" of "Phòng Công nghệ thông tin" is "Trưởng phòng Công nghệ thông tin". */
function postOfUnit({ title, unitName }: Pick<Appointment, "title" | "unitName">): string {
  const name = /^Phòng\s+(.+)$/u.exec(unitName)?.[1];
  return name !== undefined && /phòng$/iu.test(title) ? `${title} ${name}` : title;
}

function withoutDeputy(position: string): string {
  const head = position.replace(/^Phó\s+/iu, "");
  return head.charAt(0).toLocaleUpperCase("vi") + head.slice(1);
}

function upper(text: string): string {
  return text.toLocaleUpperCase("vi");
}

function join(...lines: readonly string[]): string {
  return lines.filter((line) => line !== "").join(" / ");
}
