import type { Queries } from "../../../core/database/index.ts";
import { peekNumber, seriesOf } from "../../../core/numbering/index.ts";

/** The arrival numbers that would be given next, in the common register and in the one of secret documents. */
export async function nextNumbers(
  queries: Queries,
  organisationId: string,
  at: Date,
): Promise<{ readonly common: number; readonly secret: number }> {
  const peek = async (secret: boolean): Promise<number> => {
    const series = await seriesOf(queries, {
      organisationId,
      direction: "incoming",
      documentType: null,
      secret,
      normative: false,
    });
    return (await peekNumber(queries, { organisationId, series, at })).number;
  };
  const [common, secret] = await Promise.all([peek(false), peek(true)]);
  return { common, secret };
}
