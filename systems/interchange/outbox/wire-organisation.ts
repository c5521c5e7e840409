import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { getWithParent } from "../../../core/directory/index.ts";
import { Refusal } from "../../../core/errors.ts";
import { type OrganId, type Organization, parseOrganId } from "../edxml/index.ts";

/**
 * One of our organisations as a message names it.
 *
 * @param code the code to use where the organisation is known under another one than its usual; either style
 * @throws Refusal interchange.no-code when the directory has no usable code for it
 */
export async function wireOrganisation(
  queries: Queries,
  organisationId: string,
  at: Date,
  code?: string,
): Promise<Organization> {
  const { organisation: own, parent } = await getWithParent(queries, organisationId, localDateOf(at));
  const organId = requireOrganId(code || own.code102 || own.code || "", own.name);
  return {
    organId,
    ...(parent ? { inCharge: clip(parent.name, 500) } : {}),
    name: clip(own.name, 200),
    ...(own.email ? { email: clip(own.email, 100) } : {}),
  };
}

/** @throws Refusal interchange.no-code */
export function requireOrganId(code: string, name: string): OrganId {
  const organId = parseOrganId(code);
  if (organId !== undefined) return organId;
  throw new Refusal("interchange.no-code", 422, {
    vi: `"${name}" chưa có mã định danh dùng được trên trục liên thông. Bổ sung mã trong danh bạ cơ quan rồi gửi lại.`,
    en: `"${name}" has no code that can be used on the axis. Add it in the directory and send again.`,
  });
}

/** Cuts by characters, as the standard counts. */
export function clip(text: string, maximum: number): string {
  const characters = [...text.trim()];
  return characters.length <= maximum ? text.trim() : characters.slice(0, maximum).join("");
}
