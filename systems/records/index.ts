/** The door of the records room: what other systems may use. */
import "./events.ts";
import "./tables.ts";

export { workFileParts } from "./import/index.ts";
export type { FileState, PackageKind } from "./states.ts";
