/** The door of the room that speaks with the national service portal. */
import "./portal-service.ts";
import "./tables.ts";

export type { PortalAdapter } from "./adapter/portal-adapter.ts";
