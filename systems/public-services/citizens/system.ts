import type { System } from "../../../core/system.ts";
import { sweepCitizenSessions } from "./sessions/citizen-sessions.ts";
import "./audit-words.ts";
import "./tables.ts";
import { citizenPages } from "./web/index.ts";

/** Citizens and businesses: who they are, how they sign in, what is theirs. Stands before every room with citizens' pages. */
export const citizens: System = {
  name: "systems/public-services/citizens",
  migrations: new URL("migrations/", import.meta.url),
  loops: [
    {
      name: "citizens.sweep",
      everyMs: 3_600_000,
      async run(house) {
        await sweepCitizenSessions(house.database.queries);
        return "rest";
      },
    },
  ],
  pages(app) {
    citizenPages(app);
  },
};
