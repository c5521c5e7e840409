import type { Hono } from "hono";
import type { Config } from "./config/index.ts";
import type { Database } from "./database/index.ts";
import type { Sentence } from "./errors.ts";
import type { FileStore } from "./files/index.ts";
import type { HttpEnv } from "./http/index.ts";
import type { Operation } from "./http/operation.ts";
import type { PublicOperation } from "./http/public-operation.ts";
import type { Log } from "./log.ts";
import type {
  EventType,
  EventTypes,
  JobName,
  JobTypes,
  Subscriptions,
  Transaction,
} from "./transaction/index.ts";
import type { IconName } from "./ui/icon.tsx";
import type { PageHelp } from "./ui/page-help.tsx";

/** The services every room may use. One object a process. */
export interface House {
  readonly config: Config;
  readonly database: Database;
  readonly subscriptions: Subscriptions;
  readonly files: FileStore;
  readonly log: Log;
  /** Services that rooms offer to others at run time (a signer, the axis port), by the key of `Services`. */
  readonly services: Partial<Services>;
}

/** Run-time services, by name; the room that provides one declares it here by declaration merging. */
export interface Services {
  /** Addresses of the stand-ins of the national systems, in demo mode only. */
  standIns: StandInAddresses;
}

export interface StandInAddresses {
  readonly axisPage: string;
  readonly agencies: string;
  readonly certificateAuthority: string;
  readonly timestampAuthority: string;
  /** Of the remote signing service, without the path of its API. */
  readonly remoteSigning?: string;
  /** Of the signing program at the signer's computer: its page; the socket is at the same port. */
  readonly signService?: string;
  /** Of the national service portal: where citizens and businesses prove who they are. */
  readonly servicePortal?: string;
  /** Of the synchronisation with the national service portal: its page. */
  readonly portalAdapterPage?: string;
}

/** What happened, as a consumer gets it. */
export interface PublishedEvent<Type extends EventType = EventType> {
  readonly id: string;
  readonly at: Date;
  readonly type: Type;
  readonly subjectId: string;
  readonly organisations: readonly string[];
  readonly actor: Record<string, string>;
  readonly data: EventTypes[Type];
}

/** A consumer of events: runs in a transaction of its own that also marks the event consumed (effect exactly once). */
export interface Subscription {
  /** Unique and stable: it is stored. `room.what-it-does`. */
  readonly consumer: string;
  readonly events: readonly EventType[];
  /** Says of an event as it is emitted whether it matters; an event that does not costs no job. */
  concerns?(data: unknown): boolean;
  handle(tx: Transaction, event: PublishedEvent, house: House): Promise<void>;
}

/** Makes a subscription whose handler sees the payload types of its events. */
export function subscription<Type extends EventType>(definition: {
  consumer: string;
  events: readonly Type[];
  concerns?(data: EventTypes[Type]): boolean;
  handle(tx: Transaction, event: PublishedEvent<Type>, house: House): Promise<void>;
}): Subscription {
  const { concerns } = definition;
  return {
    consumer: definition.consumer,
    events: definition.events,
    // Only events of these types are asked about, and each carries the payload of its type.
    ...(concerns ? { concerns: (data) => concerns(data as EventTypes[Type]) } : {}),
    handle: (tx, event, house) =>
      isOneOf(event, definition.events) ? definition.handle(tx, event, house) : Promise.resolve(),
  };
}

function isOneOf<Type extends EventType>(
  event: PublishedEvent,
  types: readonly Type[],
): event is PublishedEvent<Type> {
  return types.some((type) => type === event.type);
}

/** What a job may know of its own run. */
export interface JobRun {
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly signal: AbortSignal;
}

/** Work outside a request: retried with back-off, then kept as a dead letter. Must be idempotent. */
export interface JobDefinition {
  readonly name: string;
  run(house: House, payload: unknown, run: JobRun): Promise<void>;
}

/** Makes a job definition typed by its name. The payload was written by `enqueue` under the same type. */
export function job<Name extends JobName>(
  name: Name,
  run: (house: House, payload: JobTypes[Name], run: JobRun) => Promise<void>,
): JobDefinition {
  return { name, run: (house, payload, context) => run(house, payload as JobTypes[Name], context) };
}

/** Work by the clock: a loop that starts with the worker role and ends with it. */
export interface Loop {
  readonly name: string;
  /** Pause between two runs, milliseconds; a run that returns "again" is repeated at once. */
  readonly everyMs: number;
  run(house: House, signal: AbortSignal): Promise<"again" | "rest">;
}

export interface NavigationItem {
  readonly href: string;
  readonly label: Sentence;
  /** Heading it stands under. */
  readonly group: Sentence;
  readonly icon: IconName;
  /** What is done there, for pages that list places. */
  readonly hint?: Sentence;
  /** Position among all items; a group stands where its first item stands. */
  readonly order: number;
  /** Shown only to people for whom this is true. */
  visibleTo(roles: readonly string[]): boolean;
}

/** A room of the house: what it registers at start. */
export interface System {
  readonly name: string;
  readonly migrations?: URL;
  readonly subscriptions?: readonly Subscription[];
  readonly jobs?: readonly JobDefinition[];
  readonly loops?: readonly Loop[];
  readonly navigation?: readonly NavigationItem[];
  /** What is done on its pages, in plain words; every place of the navigation has one. */
  readonly help?: readonly PageHelp[];
  /** Operations of the machine API, each also in /api/openapi.json. */
  readonly operations?: readonly Operation[];
  /** What programs may do without a token. */
  readonly publicOperations?: readonly PublicOperation[];
  /** Puts its services into `house.services` before anything else of it runs. */
  provide?(house: House): Promise<Partial<Services>>;
  /** Mounts its pages. */
  pages?(app: Hono<HttpEnv>, house: House): void;
  /** Data every installation needs (both modes); idempotent. */
  seed?(house: House): Promise<void>;
  /** Demo people and examples; only called in demo mode; idempotent. */
  seedDemo?(house: House): Promise<void>;
}
