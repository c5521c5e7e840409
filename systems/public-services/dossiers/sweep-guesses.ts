import { sql } from "kysely";
import type { Loop } from "../../../core/system.ts";

/** Forgets look-ups that no window counts any more. */
export const guessSweep: Loop = {
  name: "dossiers.forget-look-ups",
  everyMs: 3_600_000,
  async run({ database }) {
    await sql`delete from public_services.dossier_guess where since < now() - interval '1 hour'`.execute(
      database.queries,
    );
    return "rest";
  },
};
