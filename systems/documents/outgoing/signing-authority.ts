import type { Appointment, Organisation } from "../../../core/directory/index.ts";

/** The lines above a signer's name (NĐ 30/2020 Art. 13, PL I part II.7b). */
export interface SigningAuthority {
  /** Quyền hạn: TM., KT., or empty when the head signs for a body that has a single head. */
  readonly authority: string;
  /** Printed position, upper case as the rule prints it. */
  readonly position: string;
}

/**
 * Derives the authority from the post and the kind of body: a collegiate body (UBND) is signed for with TM., a deputy
 * signs KT. for the head.
 *
 * @param headTitle title of the head's post of the body, e.g. "Giám đốc"
 */
export function signingAuthority(
  signer: Pick<Appointment, "rank" | "title" | "kind">,
  body: Pick<Organisation, "kind" | "name">,
  headTitle: string,
): SigningAuthority {
  const collegiate = body.kind === "province" || body.kind === "district" || body.kind === "commune";
  const head = upper(headTitle);
  const forBody = collegiate ? "TM. ỦY BAN NHÂN DÂN" : "";
  if (signer.kind === "acting") return { authority: join(forBody, `Q. ${head}`), position: signer.title };
  if (signer.rank === "deputy") return { authority: join(forBody, `KT. ${head}`), position: signer.title };
  return { authority: join(forBody, collegiate ? "" : head), position: signer.title };
}

function upper(text: string): string {
  return text.toLocaleUpperCase("vi");
}

function join(...lines: readonly string[]): string {
  return lines.filter((line) => line !== "").join(" / ");
}
