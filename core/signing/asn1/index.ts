export * from "./errors.ts";
export * from "./oids.ts";
export * from "./read.ts";
export * from "./tags.ts";
export * from "./values.ts";
export * as der from "./write.ts";
