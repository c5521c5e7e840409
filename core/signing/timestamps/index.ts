export * from "./http-timestamp-authority.ts";
export * from "./timestamp-error.ts";
export * from "./timestamp-exchange.ts";
export * from "./timestamp-token.ts";
