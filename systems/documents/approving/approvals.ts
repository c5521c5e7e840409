import { createHash } from "node:crypto";
import { type Selectable, sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import { Refusal } from "../../../core/errors.ts";
import type { Transaction } from "../../../core/transaction/index.ts";
import type { Outgoing } from "../outgoing/outgoing.ts";
import { type ContentParts, digestParts } from "./content-parts.ts";
import type { ApproverTable } from "./tables.ts";

export type Approver = Selectable<ApproverTable>;

/** One step of the path with its people. */
export interface ApprovalStep {
  readonly id: string;
  readonly position: number;
  readonly anyOne: boolean;
  readonly approvers: readonly Approver[];
}

/** The path of a draft, first step first; empty when none was chosen. */
export async function approvalPath(queries: Queries, outgoingId: string): Promise<readonly ApprovalStep[]> {
  const [steps, approvers] = await Promise.all([
    queries
      .selectFrom("documents.approval_step")
      .selectAll()
      .where("outgoing_id", "=", outgoingId)
      .orderBy("position")
      .execute(),
    queries
      .selectFrom("documents.approver as a")
      .innerJoin("documents.approval_step as s", "s.id", "a.step_id")
      .selectAll("a")
      .where("s.outgoing_id", "=", outgoingId)
      .orderBy("a.full_name")
      .orderBy("a.id")
      .execute(),
  ]);
  return steps.map(({ id, position, any_one }) => ({
    id,
    position,
    anyOne: any_one,
    approvers: approvers.filter((each) => each.step_id === id),
  }));
}

/**
 * What an approver approves: the file and every field that is printed, signed or sent with it. A change of any of them
 * makes another content.
 *
 * @param file the draft's file where the document holds a later state of it (signed, numbered)
 * @returns SHA-256 in hex
 */
export async function contentOf(
  queries: Queries,
  document: Outgoing,
  file = document.file_sha256,
): Promise<string> {
  const { attachments, recipients } = await listsOf(queries, document.id);
  const fields = [
    file,
    document.document_type,
    document.abstract,
    document.summary,
    document.signer_appointment,
    document.signer_authority,
    document.signer_position,
    document.signer_name,
    document.confidentiality,
    document.urgency,
    document.due_date,
    document.to_places,
    document.answers,
    document.affects,
    document.business_type,
    document.business_reason,
    document.paper,
    document.steering,
    attachments,
    recipients,
  ];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}

/** The same content part by part, so that a change of it can be named. */
export async function partsOf(queries: Queries, document: Outgoing): Promise<ContentParts> {
  const { attachments, recipients } = await listsOf(queries, document.id);
  return digestParts({
    file: document.file_sha256,
    type: document.document_type,
    abstract: [document.abstract, document.summary],
    signer: [
      document.signer_appointment,
      document.signer_authority,
      document.signer_position,
      document.signer_name,
    ],
    marks: [document.confidentiality, document.urgency],
    due: document.due_date,
    places: [document.to_places, recipients],
    business: [
      document.answers,
      document.affects,
      document.business_type,
      document.business_reason,
      document.paper,
      document.steering,
    ],
    attachments,
  });
}

async function listsOf(queries: Queries, id: string) {
  const { rows } = await sql<{ attachments: string; recipients: string }>`
    select coalesce((select json_agg(json_build_array(a.file_sha256, a.name) order by a.position)
                       from documents.attachment a where a.document_id = ${id}::uuid), '[]')::text as attachments,
           coalesce((select json_agg(json_build_array(r.organisation_id, r.organ_name) order by r.position)
                       from documents.recipient r where r.outgoing_id = ${id}::uuid), '[]')::text as recipients`.execute(
    queries,
  );
  return { attachments: rows[0]?.attachments, recipients: rows[0]?.recipients };
}

/** True when a step has the approvals it needs, of exactly this content. */
export function isApproved(step: ApprovalStep, content: string): boolean {
  const given = step.approvers.filter((each) => each.approved_content === content);
  return step.anyOne ? given.length > 0 : given.length === step.approvers.length;
}

/** The first step that is not approved yet; undefined when the path has been gone. */
export function stepInHand(path: readonly ApprovalStep[], content: string): ApprovalStep | undefined {
  return path.find((step) => !isApproved(step, content));
}

/** Those of the step in hand who have not approved this content. */
export function awaitedIn(path: readonly ApprovalStep[], content: string): readonly Approver[] {
  return stepInHand(path, content)?.approvers.filter((each) => each.approved_content !== content) ?? [];
}

/** Notes with the draft whose turn it is, for the lists of those people. The caller holds its lock. */
export async function noteWhoseTurn(tx: Transaction, document: Outgoing): Promise<void> {
  const path = await approvalPath(tx.queries, document.id);
  const awaited =
    path.length === 0
      ? []
      : awaitedIn(path, await contentOf(tx.queries, document)).map((each) => each.appointment_id);
  await sql`update documents.outgoing set approvers_now = ${awaited}::uuid[] where id = ${document.id}::uuid`.execute(
    tx.queries,
  );
}

/**
 * Nothing is signed that differs from what its approvers approved. Every door of signing asks this with the locked row.
 * @throws Refusal documents.not-approved, naming who is awaited
 */
export async function requireApproval(queries: Queries, document: Outgoing): Promise<void> {
  const path = await approvalPath(queries, document.id);
  if (path.length === 0) return;
  const content = await contentOf(queries, document);
  const awaited = awaitedIn(path, content);
  if (awaited.length === 0) return;
  const names = awaited.map((each) => each.full_name).join(", ");
  throw new Refusal("documents.not-approved", 409, {
    vi: `Chưa ký được: còn chờ ${names} phê duyệt (ký nháy) đúng bản này.`,
    en: `Not to be signed yet: ${names} must approve exactly this version first.`,
  });
}

/**
 * Nothing is signed, numbered or sealed that differs from what was checked and approved, with a path or without. A
 * later state of the file is followed back to the draft it was made from.
 *
 * @throws Refusal documents.not-approved
 */
export async function requireUnchanged(queries: Queries, document: Outgoing): Promise<void> {
  if (document.checked_content === null) return;
  const file = await draftBehind(queries, document);
  if (file !== undefined && (await contentOf(queries, document, file)) === document.checked_content) return;
  throw new Refusal("documents.not-approved", 409, {
    vi: "Văn bản khác với bản đã được kiểm tra, phê duyệt nên không ký, cấp số hay đóng dấu được. Trả lại người soạn để trình lại.",
    en: "The document differs from what was checked and approved, so it is not signed, numbered or sealed. Return it to its author.",
  });
}

/** The draft a document's file was made from; undefined for a file the document never had at this step. */
async function draftBehind(queries: Queries, document: Outgoing): Promise<string | undefined> {
  if (document.state === "checked") return document.file_sha256;
  const revisions = await queries
    .selectFrom("documents.revision")
    .select(["kind", "file_sha256", "number"])
    .where("outgoing_id", "=", document.id)
    .orderBy("number", "desc")
    .execute();
  const own = revisions.find(
    (each) => each.kind === document.state && each.file_sha256 === document.file_sha256,
  );
  return own && revisions.find((each) => each.kind === "draft" && each.number < own.number)?.file_sha256;
}
