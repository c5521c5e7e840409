export * from "./build-cms.ts";
export * from "./cms-error.ts";
export * from "./parse-signed-data.ts";
export * from "./verify-cms.ts";
