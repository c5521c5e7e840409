export { arrayText, copyLine, copyRows } from "./copy-rows.ts";
export { type Database, isDatabaseUnavailable, openDatabase, type Queries } from "./database.ts";
export {
  type EmbeddedServer,
  EmbeddedServerError,
  runningServerUrl,
  startEmbeddedServer,
} from "./embedded.ts";
export { type Ear, listenTo } from "./listen.ts";
export { MigrationChangedError, type MigrationSource, migrate } from "./migrate.ts";
export { PREPARE, PREPARE_WITH_NEXT } from "./prepare-statements.ts";
export type { Tables } from "./tables.ts";
