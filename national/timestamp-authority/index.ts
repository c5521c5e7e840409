export { type Faults, faults } from "./faults.ts";
export { createTokenIssuer, demoTimestampPolicy } from "./issue-token.ts";
export { readQuery } from "./read-query.ts";
export { startTimestampAuthority, type TimestampAuthorityOptions } from "./start-timestamp-authority.ts";
