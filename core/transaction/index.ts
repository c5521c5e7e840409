export {
  type Actor,
  actorRecord,
  auditedActor,
  type CitizenActor,
  DELEGATION_KINDS,
  type DelegationKind,
  type HeldDelegation,
  type PersonActor,
  type SystemActor,
} from "./actor.ts";
export { COMMIT_CHANNEL } from "./announce-commit.ts";
export {
  type AuditEntry,
  type Consumer,
  type EventEntry,
  type EventType,
  type EventTypes,
  type JobName,
  type JobOptions,
  type JobTypes,
  resultOfRequest,
  type Subscriptions,
  type Transaction,
  type TransactionHost,
  type TransactOptions,
  transact,
} from "./transact.ts";
export { underDelegation } from "./under-delegation.ts";
export { uuidv7 } from "./uuid.ts";
