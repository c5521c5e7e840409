import type { AxisClient } from "./axis-client.ts";
import type { AgencyProfile } from "./profiles.ts";
import type { AgenciesState } from "./state.ts";

/** What the simulated agencies work with. */
export interface AgenciesContext {
  state: AgenciesState;
  client: AxisClient;
  agencies: AgencyProfile[];
  /** Epoch ms. */
  now(): number;
  /** Signs a PDF before it leaves; documents stay unsigned without it. */
  signPdf: ((pdf: Buffer, agency: AgencyProfile) => Promise<Buffer>) | undefined;
}

/** By either code system. */
export function findAgency(context: AgenciesContext, code: string): AgencyProfile | undefined {
  return context.agencies.find((agency) => agency.code === code || agency.code102 === code);
}
