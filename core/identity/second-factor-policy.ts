import type { Role } from "../access/index.ts";
import type { Mode } from "../config/index.ts";

/**
 * Roles whose acts bind an organisation or open other people's accounts: in production they need a second factor
 * (the keeping of seal and number is theirs, NĐ 30/2020 Art. 32, 33; NĐ 85/2016 for systems of level 3).
 */
const GUARDED: ReadonlySet<string> = new Set<Role>(["clerk", "leader", "administrator"]);

/** True when somebody with these roles must prove a second factor. */
export function secondFactorRequired(roles: readonly string[], mode: Mode): boolean {
  return mode === "production" && roles.some((role) => GUARDED.has(role));
}

/**
 * The roles a session really has: without the second factor a person keeps their name and position but none of the
 * roles that need it, so that no room can forget the rule.
 */
export function grantedRoles(roles: readonly string[], secondFactor: boolean, mode: Mode): readonly string[] {
  if (secondFactor || mode !== "production") return roles;
  return roles.filter((role) => !GUARDED.has(role));
}
