import { type Selectable, sql } from "kysely";
import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { findOrganisation, holdersOf } from "../../../../core/directory/index.ts";
import type { PdfVerdict } from "../../../../core/signing/index.ts";
import type { House } from "../../../../core/system.ts";
import type { PersonActor } from "../../../../core/transaction/index.ts";
import type { TimelineEntry } from "../../../../core/ui/index.ts";
import { type KeptFile, keptFilesOf } from "../../archive/read-kept.ts";
import { opinionsOn } from "../../composing/opinions.ts";
import { textOfDraft } from "../../composing/texts.ts";
import { sourcesOf } from "../../converting/keep-source.ts";
import { offersCopyOfOutgoing } from "../../copies/offers-copy.ts";
import { type Copy, copiesOf } from "../../copies/read-copy.ts";
import { allowedActions } from "../../outgoing/allowed-actions.ts";
import type { NamedFile } from "../../outgoing/create-draft.ts";
import type { Outgoing } from "../../outgoing/outgoing.ts";
import type { OutgoingAction } from "../../outgoing/outgoing-states.ts";
import { attachmentsOf, type Recipient, recipientsOf, verdictOf } from "../../outgoing/read-outgoing.ts";
import { type DocumentScan, scansOf } from "../../scanning/document-scans.ts";
import type { RecipientStatusTable, RevisionTable } from "../../tables.ts";
import { type Approval, approvalOf } from "../approving/approval-view.tsx";
import { type Filing, filingOf } from "../filing/files-view.tsx";
import { type RoundsOfCard, roundsOfCard } from "../opinion-rounds/rounds-view.tsx";
import { historyOf } from "../shared/history-view.tsx";
import { type SlipOfCard, slipOfCard } from "../slips/slip-view.tsx";

export type { Recipient };
export type RecipientStatus = Selectable<RecipientStatusTable>;

/** A document that answers this one, as far as the author's side sees it. */
export interface Answer {
  readonly id: string;
  readonly from_name: string;
  readonly symbol: string;
  readonly issued_date: string;
  readonly arrived_at: Date;
  /** Empty when the answer is secret: only those who may read it see what it says. */
  readonly abstract: string;
}

/** Another outgoing document of the organisation that has to do with this one. */
export interface Related {
  readonly id: string;
  readonly symbol: string | null;
  readonly business_type: number;
  readonly business_reason: string;
}

/** Everything the document card shows. */
export interface DocumentCard {
  readonly document: Outgoing;
  readonly typeName: string;
  readonly organisationName: string;
  readonly unitName: string;
  readonly recipients: readonly Recipient[];
  /** What each receiver said, oldest first, by organisation. */
  readonly statuses: ReadonlyMap<string, readonly RecipientStatus[]>;
  readonly attachments: readonly NamedFile[];
  readonly revisions: readonly Selectable<RevisionTable>[];
  /** The Word files that states of the file were made from, by the content made. */
  readonly sources: ReadonlyMap<string, NamedFile>;
  readonly answers: readonly Answer[];
  /** The incoming document this one answers. */
  readonly question: { readonly id: string; readonly symbol: string; readonly from_name: string } | undefined;
  /** The document this one updates or replaces. */
  readonly affected: Related | undefined;
  /** Issued documents that update or replace this one. */
  readonly affectedBy: readonly Related[];
  /** The work files it is in; absent when the house keeps none. */
  readonly filing: Filing | undefined;
  readonly opinions: RoundsOfCard;
  readonly approval: Approval;
  readonly slip: SlipOfCard;
  readonly copies: readonly Copy[];
  readonly kept: readonly KeptFile[];
  readonly scans: readonly DocumentScan[];
  readonly mayCopy: boolean;
  /** The text it was composed from, and how many opinions on it wait for an answer. */
  readonly text: { readonly id: string; readonly opinions: number } | undefined;
  readonly history: readonly TimelineEntry[];
  /** Absent before the first signature. */
  readonly verdict: PdfVerdict | undefined;
  /** People who take the next step, by name. */
  readonly nextPeople: readonly string[];
  readonly actions: readonly OutgoingAction[];
}

/** Reads the whole card. The caller has checked the right to read. */
export async function loadCard(house: House, actor: PersonActor, document: Outgoing): Promise<DocumentCard> {
  const queries = house.database.queries;
  const approval = await approvalOf(queries, actor, document);
  const { id } = document;
  const today = localDateOf(new Date());
  const type = await queries
    .selectFrom("documents.document_type")
    .select("name")
    .where("code", "=", document.document_type)
    .executeTakeFirst();
  const [organisation, unit] = [
    await findOrganisation(queries, document.organisation_id, today),
    await findOrganisation(queries, document.unit_id, today),
  ];
  return {
    document,
    typeName: type?.name ?? document.document_type,
    organisationName: organisation?.name ?? "",
    unitName: unit?.name ?? "",
    recipients: await recipientsOf(queries, id),
    statuses: await statusesOf(queries, id),
    attachments: await attachmentsOf(queries, id),
    sources: await sourcesOf(queries, id),
    revisions: await queries
      .selectFrom("documents.revision")
      .selectAll()
      .where("outgoing_id", "=", id)
      .orderBy("number")
      .execute(),
    answers: await answersOf(queries, document),
    question: document.answers
      ? await queries
          .selectFrom("documents.incoming")
          .select(["id", "symbol", "from_name"])
          .where("id", "=", document.answers)
          .executeTakeFirst()
      : undefined,
    affected: document.affects ? await related(queries, document.affects) : undefined,
    affectedBy: await queries
      .selectFrom("documents.outgoing")
      .select(["id", "symbol", "business_type", "business_reason"])
      .where("affects", "=", id)
      .where("state", "=", "issued")
      .orderBy("issued_at")
      .execute(),
    filing: await filingOf(house, actor, "outgoing", id),
    opinions: await roundsOfCard(house, actor, "outgoing", id),
    approval,
    slip: await slipOfCard(queries, actor, document),
    copies: await copiesOf(queries, id),
    kept: await keptFilesOf(queries, id),
    scans: await scansOf(queries, { id, file: { sha256: document.file_sha256, name: document.file_name } }),
    mayCopy: offersCopyOfOutgoing(actor, document),
    text: await composedOf(queries, id),
    history: await historyOf(queries, id),
    verdict: await verdictOf(house, document),
    nextPeople:
      approval.awaited.length > 0
        ? approval.awaited.map((each) => each.full_name)
        : await peopleOfNextStep(queries, document),
    // Nothing is offered that would be refused: the signer waits for the approvers.
    actions: allowedActions(actor, document).filter(
      (action) => action !== "sign" || approval.awaited.length === 0,
    ),
  };
}

async function composedOf(queries: Queries, id: string): Promise<DocumentCard["text"]> {
  const text = await textOfDraft(queries, id);
  if (!text) return undefined;
  const opinions = await opinionsOn(queries, text.id);
  return { id: text.id, opinions: opinions.filter(({ taken }) => taken === null).length };
}

async function statusesOf(
  queries: Queries,
  id: string,
): Promise<ReadonlyMap<string, readonly RecipientStatus[]>> {
  const rows = await queries
    .selectFrom("documents.recipient_status")
    .selectAll()
    .where("outgoing_id", "=", id)
    .orderBy("at")
    .orderBy("id")
    .execute();
  return Map.groupBy(rows, (row) => row.organisation_id);
}

async function answersOf(queries: Queries, document: Outgoing): Promise<Answer[]> {
  const { rows } = await sql<Answer>`
    select i.id, i.from_name, i.symbol, i.issued_date, i.arrived_at,
           case when i.confidentiality = 0 then i.abstract else '' end as abstract
      from documents.answer_link l join documents.incoming i on i.id = l.incoming_id
     where l.outgoing_id = ${document.id} and i.organisation_id = ${document.organisation_id}
     order by i.arrived_at`.execute(queries);
  return rows;
}

async function related(queries: Queries, id: string): Promise<Related | undefined> {
  return await queries
    .selectFrom("documents.outgoing")
    .select(["id", "symbol", "business_type", "business_reason"])
    .where("id", "=", id)
    .executeTakeFirst();
}

async function peopleOfNextStep(queries: Queries, document: Outgoing): Promise<string[]> {
  const today = localDateOf(new Date());
  const names = async (role: "head-of-unit" | "leader" | "clerk", place: string): Promise<string[]> =>
    (await holdersOf(queries, role, place, today)).map((holder) => holder.fullName);
  switch (document.state) {
    case "draft":
      return [document.drafted_by_name];
    case "submitted": {
      const heads = document.confidentiality > 0 ? [] : await names("head-of-unit", document.unit_id);
      return heads.length > 0 ? heads : await names("leader", document.organisation_id);
    }
    case "checked":
      return [document.signer_name];
    case "signed":
    case "numbered":
    case "sealed":
      return await names("clerk", document.organisation_id);
    default:
      return [];
  }
}
