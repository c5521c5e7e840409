import { may } from "../../../../core/access/index.ts";
import { localDateOf, type WorkingCalendar } from "../../../../core/calendar/index.ts";
import {
  type Appointment,
  findOrganisation,
  holdersOf,
  type Organisation,
  peopleOf,
  unitsOf,
} from "../../../../core/directory/index.ts";
import type { PdfVerdict } from "../../../../core/signing/index.ts";
import type { House } from "../../../../core/system.ts";
import type { TimelineEntry } from "../../../../core/ui/index.ts";
import { type KeptFile, keptFilesOf } from "../../archive/read-kept.ts";
import { offersCopyOfIncoming } from "../../copies/offers-copy.ts";
import { type Copy, copiesOf } from "../../copies/read-copy.ts";
import { groupsFor, type RecipientGroupRow } from "../../groups/groups.ts";
import type { Incoming } from "../../incoming/incoming.ts";
import { type DocumentScan, scansOf } from "../../scanning/document-scans.ts";
import { mayLinkOrigin } from "../../tasks/permissions.ts";
import { countFromOrigin, originOf } from "../../tasks/read-origin.ts";
import { type TaskStory, taskStoryOf } from "../../tasks/read-tasks.ts";
import { type Filing, filingOf } from "../filing/files-view.tsx";
import { type RoundsOfCard, roundsOfCard } from "../opinion-rounds/rounds-view.tsx";
import { calendarOf } from "../shared/deadlines.ts";
import { historyOf } from "../shared/history-view.tsx";
import { type AllowedActions, allowedActions } from "./allowed-actions.ts";
import { type AllowedTaskActions, type Assignment, allowedTaskActions } from "./allowed-task-actions.ts";
import type { ReadableIncoming } from "./read-incoming.ts";

export interface Related {
  readonly id: string;
  readonly symbol: string | null;
  readonly abstract: string;
  readonly state: string;
}

/** Everything the card of an incoming document shows to one person. */
export interface IncomingCard {
  readonly document: Incoming;
  readonly organisationName: string;
  readonly allowed: AllowedActions;
  readonly history: readonly TimelineEntry[];
  readonly attachments: readonly {
    readonly name: string;
    readonly description: string;
    readonly size: number;
    readonly position: number;
    readonly sha256: string;
  }[];
  readonly assignments: readonly Assignment[];
  /** What happened to those: progress, requests for a later deadline, reminders. */
  readonly story: TaskStory;
  readonly tasks: AllowedTaskActions;
  /** The directive its tasks come from, and how many documents come from this one. */
  readonly origin: Awaited<ReturnType<typeof originOf>>;
  readonly followers: number;
  readonly mayLinkOrigin: boolean;
  /** Earlier documents it touches: the suspected duplicate, the one it replaces, updates or is replaced by. */
  readonly related: readonly (Related & {
    readonly relation: "duplicate" | "replaces" | "replaced-by" | "updates";
  })[];
  /** Documents of ours that answer it. */
  readonly answers: readonly Related[];
  /** Documents of ours that it answers. */
  readonly answered: readonly Related[];
  /** The work files it is in; absent when the house keeps none. */
  readonly filing: Filing | undefined;
  readonly opinions: RoundsOfCard;
  readonly copies: readonly Copy[];
  readonly kept: readonly KeptFile[];
  readonly scans: readonly DocumentScan[];
  readonly mayCopy: boolean;
  readonly verdict: PdfVerdict | undefined;
  readonly calendar: WorkingCalendar;
  readonly now: Date;
  /** Choices of the form this person may fill in now. */
  readonly leaders: readonly Appointment[];
  readonly units: readonly Organisation[];
  /** Groups of units the leader chooses from. */
  readonly unitGroups: readonly RecipientGroupRow[];
  readonly people: readonly Appointment[];
}

/** Reads the card in as few round trips as there are kinds of things on it. */
export async function loadIncomingCard(house: House, readable: ReadableIncoming): Promise<IncomingCard> {
  const { actor, document, subject } = readable;
  const { queries } = house.database;
  const now = new Date();
  const today = localDateOf(now);
  const allowed = allowedActions(actor, document, subject);
  const [
    history,
    attachments,
    assignments,
    related,
    answers,
    answered,
    copies,
    kept,
    verdict,
    calendar,
    organisation,
    story,
    origin,
    followers,
    filing,
    opinions,
    scans,
  ] = await Promise.all([
    historyOf(queries, document.id),
    queries
      .selectFrom("documents.attachment")
      .select(["name", "description", "file_size as size", "position", "file_sha256 as sha256"])
      .where("document_id", "=", document.id)
      .orderBy("position")
      .execute(),
    queries
      .selectFrom("documents.assignment")
      .select([
        "id",
        "role",
        "unit_id",
        "unit_name",
        "appointment_id",
        "person_name",
        "deadline",
        "person_deadline",
        "state",
        "percent",
        "note",
        "completed_at",
      ])
      .where("incoming_id", "=", document.id)
      .orderBy("role", "desc")
      .orderBy("unit_name")
      .execute(),
    relatedOf(house, document),
    queries
      .selectFrom("documents.outgoing")
      .select(["id", "symbol", "abstract", "state"])
      .where("answers", "=", document.id)
      .where("state", "<>", "cancelled")
      .orderBy("drafted_at")
      .execute(),
    queries
      .selectFrom("documents.answer_link as link")
      .innerJoin("documents.outgoing as o", "o.id", "link.outgoing_id")
      .select(["o.id", "o.symbol", "o.abstract", "o.state"])
      .where("link.incoming_id", "=", document.id)
      .execute(),
    copiesOf(queries, document.id),
    keptFilesOf(queries, document.id),
    liveVerdict(house, document),
    calendarOf(house.database, document.organisation_id),
    findOrganisation(queries, document.organisation_id, today),
    taskStoryOf(queries, document.id),
    originOf(queries, document.id),
    countFromOrigin(queries, document.id),
    filingOf(house, actor, "incoming", document.id),
    roundsOfCard(house, actor, "incoming", document.id),
    scansOf(queries, {
      id: document.id,
      file: document.file_sha256
        ? { sha256: document.file_sha256, name: document.file_name ?? "van-ban.pdf" }
        : undefined,
    }),
  ]);
  return {
    document,
    organisationName: organisation?.name ?? "",
    allowed,
    history,
    attachments,
    assignments,
    story,
    tasks: allowedTaskActions(actor, document, assignments),
    origin,
    followers,
    mayLinkOrigin:
      document.arrival_number !== null &&
      may(actor, mayLinkOrigin, { organisationId: document.organisation_id }),
    related,
    answers,
    answered,
    filing,
    opinions,
    copies,
    kept,
    scans,
    mayCopy: offersCopyOfIncoming(actor, document),
    verdict,
    calendar,
    now,
    leaders: allowed.present ? await holdersOf(queries, "leader", document.organisation_id, today) : [],
    unitGroups: allowed.direct ? await groupsFor(house.database.queries, actor, "units") : [],
    units: allowed.direct ? await unitsToDirect(house, document.organisation_id, today) : [],
    people: allowed.assignIn ? await peopleOf(queries, allowed.assignIn, today) : [],
  };
}

/** The inner units; a body without any leads by itself. */
async function unitsToDirect(house: House, bodyId: string, today: string): Promise<readonly Organisation[]> {
  const units = await unitsOf(house.database.queries, bodyId, today);
  if (units.length > 0) return units;
  const body = await findOrganisation(house.database.queries, bodyId, today);
  return body ? [body] : [];
}

const RELATIONS = [
  ["duplicate", "duplicate_of"],
  ["replaces", "replaces"],
  ["replaced-by", "replaced_by"],
  ["updates", "updates"],
] as const;

async function relatedOf(house: House, document: Incoming): Promise<IncomingCard["related"]> {
  const ids = RELATIONS.flatMap(([, column]) => document[column] ?? []);
  if (ids.length === 0) return [];
  const rows = await house.database.queries
    .selectFrom("documents.incoming")
    .select(["id", "symbol", "abstract", "state"])
    .where("id", "in", ids)
    .execute();
  return RELATIONS.flatMap(([relation, column]) => {
    const row = rows.find(({ id }) => id === document[column]);
    return row ? [{ ...row, relation }] : [];
  });
}

const VERIFY_MS = 4_000;

/**
 * The signatures as they verify now. When that is not possible soon (no service, the issuer does not answer), the page
 * shows what was found when the document arrived.
 */
async function liveVerdict(house: House, document: Incoming): Promise<PdfVerdict | undefined> {
  const service = house.services.signatures;
  const sha256 = document.file_sha256;
  if (!service || !sha256) return undefined;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), VERIFY_MS);
  });
  try {
    return await Promise.race([service.verifyStored(sha256), late]);
  } catch (error) {
    house.log.warn({ document: document.id, error: String(error) }, "signatures could not be verified again");
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
