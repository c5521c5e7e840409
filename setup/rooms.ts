import type { System } from "../core/system.ts";
import { documents } from "../systems/documents/system.ts";
import { province } from "./province.ts";

/** Every room of the house, in the order in which they are migrated and seeded. */
export const SYSTEMS: readonly System[] = [province, documents];
