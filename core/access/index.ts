export { clearanceByRoles, clearanceOf, HIGHEST_CLEARANCE, isCleared } from "./clearance.ts";
export { type DelegatedMatter, delegationFor, holdsDelegation } from "./delegated.ts";
export {
  AccessDeniedError,
  assertMay,
  type DenialReason,
  type MatrixRow,
  may,
  type Permission,
  type PermissionOptions,
  permission,
  permissionMatrix,
} from "./permission.ts";
export { parseRole, ROLE_WORDS, ROLES, type Role } from "./roles.ts";
export {
  actsAs,
  allOf,
  anyOf,
  anyone,
  CELL_WORDS,
  type Cell,
  hasRole,
  holdsScope,
  isAdministrator,
  isAuditorOf,
  isClerkOf,
  isHeadOfUnit,
  isLeaderOf,
  isMemberOf,
  isMemberOfUnit,
  isPerson,
  isSpecialistOf,
  type Rule,
  when,
} from "./rule.ts";
export { findScope, type Scope, scope, scopes } from "./scope.ts";
