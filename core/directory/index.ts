/** Organisations, people and posts over time: what other rooms use. */
export { noteAppointmentChange } from "./appointment-changes.ts";
export { type Clearance, clearancesOf, decideClearance } from "./clearance.ts";
export { confirmsRights, undoesRights } from "./decide-rights-alert.ts";
export {
  type Delegation,
  delegationsFor,
  delegationsInForce,
  findDelegation,
  openDelegationsOf,
} from "./delegations.ts";
export { type EndAppointment, endAppointment } from "./end-appointment.ts";
export { endDelegation, endDelegations } from "./end-delegation.ts";
export {
  convertCode,
  findOrganisation,
  findOrganisationByGsoCode,
  findOrganisations,
  findOrganisationsByCode,
  getOrganisation,
  getWithParent,
  versionsOf,
} from "./find-organisations.ts";
export { type GiveAppointment, giveAppointment } from "./give-appointment.ts";
export { type GiveDelegation, giveDelegation, mayReceive } from "./give-delegation.ts";
export { InvalidOrganCode, type OrganCode, parseOrganCode, parseQcvn102, parseQd20 } from "./organ-code.ts";
export {
  type AsOf,
  ORGANISATION_KINDS,
  type Organisation,
  type OrganisationKind,
  OrganisationNotFound,
} from "./organisation.ts";
export { type OrganisationNode, organisationTree, unitsOf } from "./organisation-tree.ts";
export {
  type Appointment,
  type AppointmentKind,
  AppointmentNotFound,
  appointmentsOf,
  appointmentsOfPeople,
  findAppointment,
  findPerson,
  getAppointment,
  holdersOf,
  type Person,
  peopleOf,
  RANKS,
  type Rank,
  ROLES,
  type Role,
} from "./people.ts";
export { mayEndDelegation, mayGiveDelegation, mayReadDelegation } from "./permissions.ts";
export { postAlert } from "./post-alerts.ts";
export {
  InvalidReorganisation,
  predecessorsOf,
  type Reorganisation,
  reorganise,
  successorsOf,
} from "./reorganise.ts";
export {
  countRightsAlerts,
  findRightsAlert,
  lapseRightsAlerts,
  type RightsAlert,
  raiseRightsAlert,
  settleRightsAlert,
} from "./rights-alerts.ts";
export {
  type FoundOrganisation,
  type OrganisationLookup,
  searchOrganisations,
} from "./search-organisations.ts";
export { type FoundPerson, searchPeople } from "./search-people.ts";
export {
  addAppointments,
  addOrganisations,
  addPeople,
  addPositions,
  type DirectorySeed,
  type NewAppointment,
  type NewOrganisation,
  type NewPerson,
  type NewPosition,
  seedDirectory,
} from "./seed-directory.ts";
export { type AgencyProblem, type AgencyReport, type AxisAgency, upsertAgencies } from "./upsert-agencies.ts";
