/**
 * Every table the house knows, by its qualified name. Each room adds its own by declaration merging:
 *
 * ```ts
 * declare module "../database/tables.ts" {
 *   interface Tables { "directory.organisation": OrganisationTable }
 * }
 * ```
 * so that queries are typed without core knowing any system.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging in each room
export interface Tables {}
