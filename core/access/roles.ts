import type { Sentence } from "../errors.ts";

/** What a person may be in one appointment. Rights hang on these; titles on the door are the directory's matter. */
export const ROLES = ["clerk", "leader", "head-of-unit", "specialist", "administrator", "auditor"] as const;
export type Role = (typeof ROLES)[number];

/** How a role is called on the screen. */
export const ROLE_WORDS: Readonly<Record<Role, Sentence>> = {
  clerk: { vi: "Văn thư", en: "Clerk" },
  leader: { vi: "Lãnh đạo", en: "Leader" },
  "head-of-unit": { vi: "Trưởng đơn vị", en: "Head of unit" },
  specialist: { vi: "Chuyên viên", en: "Specialist" },
  administrator: { vi: "Quản trị viên", en: "Administrator" },
  auditor: { vi: "Kiểm tra, giám sát", en: "Auditor" },
};

/** Parses a role as stored or sent; undefined for anything else. */
export function parseRole(value: string): Role | undefined {
  return ROLES.find((role) => role === value);
}
