/** The door of service quality: what it tells, and what other rooms tell it. */
import "./events.ts";
import "./services.ts";

export type { Feedback } from "./facts/note-fact.ts";
export type { QualityService } from "./services.ts";
