export { type AgencyProfile, type Behaviour, behaviourSchema, DEMO_AGENCIES } from "./profiles.ts";
export { type AgenciesOptions, type RunningAgencies, startAgencies } from "./start-agencies.ts";
