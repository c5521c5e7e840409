export { type Database, isDatabaseUnavailable, openDatabase, type Queries } from "./database.ts";
export { EmbeddedServerError, type EmbeddedServer, startEmbeddedServer } from "./embedded.ts";
export { migrate, MigrationChangedError, type MigrationSource } from "./migrate.ts";
export type { Tables } from "./tables.ts";
