export type { Session } from "../http/env.ts";

/** Without any request for this long a session ends: longer than the lunch break of the offices, shorter than a day. */
export const SESSION_IDLE_MS = 4 * 3_600_000;

/** A session never lasts longer than this, however busy: one working day with overtime. */
export const SESSION_LONGEST_MS = 14 * 3_600_000;

/** The time of the last request is written at most this often, so that reading a page writes nothing. */
export const SESSION_TOUCH_MS = 60_000;
