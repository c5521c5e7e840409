import type { Context } from "hono";
import { may } from "../../../core/access/index.ts";
import { type HttpEnv, queryText, requireSession } from "../../../core/http/index.ts";
import type { PersonActor } from "../../../core/transaction/index.ts";
import { parseDay } from "../../../core/ui/index.ts";
import { alertRuleOn } from "../alerts.ts";
import { isUuid } from "../certificate.ts";
import { type CertificateFilter, nextTet, REPORTS } from "../list-certificates.ts";
import { type ItUnits, itUnitsOn } from "../managers.ts";
import { mayManage } from "../permissions.ts";
import { CERTIFICATE_KINDS, CERTIFICATE_STATES } from "../states.ts";

/** What an address asks of the register, and who asks. */
export interface Asked {
  readonly actor: PersonActor;
  readonly units: ItUnits;
  readonly manager: boolean;
  readonly filter: CertificateFilter;
  readonly tet: string;
  /** As it stands in the address, for the fields of the filter. */
  readonly typed: Readonly<Record<"q" | "state" | "kind" | "before" | "report", string>>;
}

/** Reads it; anything that cannot be meant is no filter, because an address is outside input. */
export async function ask(c: Context<HttpEnv>): Promise<Asked> {
  const { actor } = requireSession(c);
  const now = new Date();
  const { queries } = c.var.house.database;
  const [units, rule] = await Promise.all([itUnitsOn(queries, now), alertRuleOn(queries, now)]);
  const tet = nextTet(now);
  const given = queryText(c, "before", 10);
  const endsBefore = given === "tet" ? tet : parseDay(given);
  const text = queryText(c, "q", 200);
  const state = [...CERTIFICATE_STATES, "expired" as const, "valid" as const].find(
    (each) => each === queryText(c, "state", 20),
  );
  const kind = CERTIFICATE_KINDS.find((each) => each === queryText(c, "kind", 20));
  const report = REPORTS.find((each) => each === queryText(c, "report", 20));
  const organisation = queryText(c, "organisation", 36);
  return {
    actor,
    units,
    manager: may(actor, mayManage, units),
    tet,
    typed: {
      q: text,
      state: state ?? "",
      kind: kind ?? "",
      before: endsBefore ? given : "",
      report: report ?? "",
    },
    filter: {
      now,
      unusedMonths: rule.unusedMonths,
      ...(text === "" ? {} : { text }),
      ...(state === undefined ? {} : { state }),
      ...(kind === undefined ? {} : { kind }),
      ...(report === undefined ? {} : { report }),
      ...(endsBefore === undefined ? {} : { endsBefore }),
      ...(isUuid(organisation) ? { organisationId: organisation } : {}),
    },
  };
}
