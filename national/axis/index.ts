export type { InitialAgency } from "./agency-directory.ts";
export { type FaultSettings, faultSettings } from "./faults.ts";
export { type AxisOptions, type AxisSystem, type RunningAxis, startAxis } from "./start-axis.ts";
