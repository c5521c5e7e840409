import type { Context } from "hono";
import { z } from "zod";
import { type HttpEnv, queryText } from "../../http/index.ts";
import { parseDay } from "../../ui/index.ts";
import type { RecordFilter } from "../records.ts";

/** What was asked for, and what was typed (kept on the page, right or wrong). */
export interface AskedRecords {
  readonly filter: RecordFilter;
  readonly typed: {
    readonly at: string;
    readonly person: string;
    readonly action: string;
    readonly object: string;
  };
  readonly after: string | undefined;
  /** The typed day is not a day. */
  readonly badDay: boolean;
}

const DAY_MS = 24 * 3_600_000;
const VIETNAM_MS = 7 * 3_600_000;

/** Reads the filter of the audit page from its address: `at` is one day of Vietnam time, `object` is `kind/id`. */
export function readFilter(c: Context<HttpEnv>): AskedRecords {
  const typed = {
    at: queryText(c, "at", 20),
    person: queryText(c, "person", 100),
    action: queryText(c, "action", 100),
    object: queryText(c, "object", 200),
  };
  const day = parseDay(typed.at);
  const from = day === undefined ? Number.NaN : Date.parse(`${day}T00:00:00Z`) - VIETNAM_MS;
  const [kind, ...rest] = typed.object.split("/");
  const objectId = rest.join("/");
  const after = z.uuid().safeParse(c.req.query("after"));
  return {
    typed,
    after: after.success ? after.data : undefined,
    badDay: typed.at !== "" && Number.isNaN(from),
    filter: {
      ...(Number.isNaN(from) ? {} : { from: new Date(from), to: new Date(from + DAY_MS) }),
      ...(typed.person === "" ? {} : { person: typed.person }),
      ...(typed.action === "" ? {} : { action: typed.action }),
      ...(kind === undefined || kind === "" ? {} : { objectKind: kind }),
      ...(objectId === "" ? {} : { objectId }),
    },
  };
}
