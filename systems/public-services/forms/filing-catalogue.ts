import type { Queries } from "../../../core/database/index.ts";
import { bodiesFor, durationWords, feeWords, procedureAt } from "../catalogue/index.ts";
import type { FilingProcedure, ReceivingBody } from "./services.ts";

/** The catalogue as filing asks it: only what can be filed online on that day. */
export const filingCatalogue = {
  async procedureAt(queries: Queries, code: string, day: string): Promise<FilingProcedure | undefined> {
    const found = await procedureAt(queries, code, day);
    if (!found) return undefined;
    const online = found.levelNumber > 2;
    return {
      versionId: found.versionId,
      code: found.code,
      name: found.name,
      cases: found.cases
        .filter(({ channels }) => online && channels.some(({ channel }) => channel === 2))
        .map(({ key, name, formCode, channels, components }) => ({
          key,
          name,
          formCode,
          components,
          channels: channels.map(({ channel, durations, fees }) => ({
            channel,
            durations: durations.map((each) => ({ text: durationWords(each) })),
            fees: fees.map((each) => ({ text: feeWords(each) })),
          })),
        })),
    };
  },
  async bodiesFor(
    queries: Queries,
    { code }: FilingProcedure,
    day: string,
  ): Promise<readonly ReceivingBody[]> {
    const found = await procedureAt(queries, code, day);
    return found ? await bodiesFor(queries, found, undefined, day) : [];
  },
};
