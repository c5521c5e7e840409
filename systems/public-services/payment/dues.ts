import type { Queries } from "../../../core/database/index.ts";
import type { DossierFacts, DossierFee } from "../dossiers/index.ts";
import type { PaymentLine, PaymentState } from "./tables.ts";

/** What one fee of a dossier stands at: nobody asked for it, it waits to be paid, it is paid, nothing is taken. */
export type DueStanding = "due" | "asked" | "paid" | "waived";

export interface Due {
  /** Place among the fees of the dossier, from 0. */
  readonly index: number;
  /** Unique within the dossier; the code of the fee where that is. */
  readonly key: string;
  readonly fee: DossierFee;
  readonly standing: DueStanding;
}

/** Payments of these states take nothing off what is due: taken back, or the money was given back. */
const OVER: readonly PaymentState[] = ["cancelled", "refunded"];

/**
 * Each fee of a dossier and how it stands, in the order of the dossier.
 *
 * @param dossier its fees as they were fixed when it was filed
 */
export async function duesOf(
  queries: Queries,
  dossier: Pick<DossierFacts, "id" | "fees">,
): Promise<readonly Due[]> {
  const rows = await queries
    .selectFrom("public_services.payment")
    .select(["state", "lines"])
    .where("dossier_id", "=", dossier.id)
    .where("state", "not in", OVER)
    .orderBy("id")
    .execute();
  const standings = new Map<string, DueStanding>();
  for (const { state, lines } of rows)
    for (const line of lines) standings.set(line.code, standingOf(state, line));
  const keys = keysOf(dossier.fees);
  return dossier.fees.map((fee, index) => {
    const key = keys[index] ?? "";
    return { index, key, fee, standing: standings.get(key) ?? "due" };
  });
}

/**
 * Whether the work may go on: nothing that is collected at receipt or at supplement (HinhThucThu 1, 2) is owed. What is
 * collected at return (4) does not hold a dossier up.
 */
export function isPaidUp(dues: readonly Due[]): boolean {
  return dues.every(({ fee, standing }) => fee.collect === 4 || standing === "paid" || standing === "waived");
}

function standingOf(state: PaymentState, line: PaymentLine): DueStanding {
  if (line.waived !== undefined) return "waived";
  return state === "open" ? "asked" : "paid";
}

/** National records repeat a code or leave it out: then its place tells it from the others. */
function keysOf(fees: readonly DossierFee[]): readonly string[] {
  const seen = new Map<string, number>();
  return fees.map(({ code }) => {
    const name = code.trim() === "" ? "PLP" : code.trim();
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name}#${times}`;
  });
}
