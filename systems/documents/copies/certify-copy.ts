import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { findOrganisation, holdersOf } from "../../../core/directory/index.ts";
import { changedMeanwhile, FormRefusal, notFound } from "../../../core/errors.ts";
import { formatCodeNumber, formatNotation, nextNumber } from "../../../core/numbering/index.ts";
import { makeCopy, pageBoxes } from "../../../core/signing/index.ts";
import type { House } from "../../../core/system.ts";
import {
  type PersonActor,
  resultOfRequest,
  type Transaction,
  transact,
  uuidv7,
} from "../../../core/transaction/index.ts";
import { assertBookOpen } from "../closing/assert-book-open.ts";
import { tell } from "../history.ts";
import { withPlainReasons } from "../outgoing/sign-with-key.ts";
import { mayCertifyCopy } from "../permissions.ts";
import { signaturesOf } from "../services.ts";
import { type CopyFields, parseCopyFields } from "./copy-fields.ts";
import { COPY_FORM_RULES } from "./copy-forms.ts";
import {
  assertCopyable,
  type CopySource,
  getCopySource,
  lockCopySource,
  type SourceRef,
  whyNotCopied,
  worthOf,
} from "./copy-source.ts";
import "../events.ts";
import "../tables.ts";

/** Copies of every form share one series of an organisation (NĐ 30/2020 PL I, number and notation of a copy). */
const SERIES = "copies";

export interface CertifyCopy {
  readonly source: SourceRef;
  /** As `copyFieldsSchema` has them. */
  readonly fields: unknown;
  /** Of the organisation's key; never stored, never logged. */
  readonly pin: string;
  /** A key on this server's signing device; absent = the file in our care. */
  readonly keyId?: string;
  /** B-T carries a trusted timestamp; B-B only when no authority can be reached and the clerk decides so. */
  readonly level?: "B-T" | "B-B";
  readonly requestId?: string;
}

export interface CertifiedCopy {
  readonly id: string;
  readonly symbol: string;
}

/**
 * The clerk makes an electronic copy of a document the organisation holds: the organisation signs in the upper right
 * corner of its first page, the copy gets a number, and stands beside its source and in the register of copies (NĐ
 * 30/2020 Art. 25–27, PL I). Signing happens before the transaction: a timestamp can take minutes and must hold no lock.
 *
 * @throws AccessDeniedError, FormRefusal, Refusal documents.copy-* | documents.wrong-state | documents.frozen |
 *   documents.no-file | signing.* | pdf.*
 */
export async function certifyCopy(
  house: House,
  actor: PersonActor,
  input: CertifyCopy,
): Promise<CertifiedCopy> {
  const { queries } = house.database;
  const source = await getCopySource(queries, input.source);
  assertMay(actor, mayCertifyCopy, source);
  const request = { actor, ...(input.requestId ? { requestId: input.requestId } : {}) };
  const earlier = await resultOfRequest<CertifiedCopy>(house.database, request);
  if (earlier) return earlier.result;
  const original = copiedFile(source);
  const pdf = await house.files.bytes(original.sha256);
  const pages = await withPlainReasons(async () => pageBoxes(pdf).length);
  const fields = parseCopyFields(input.fields, pages);
  const decidedBy = await leaderOf(house, source.organisationId, fields.decidedBy);
  assertCopyable(source, fields.form, await worthOf(house, source, original.sha256));
  const organisation = await findOrganisation(queries, source.organisationId, localDateOf(new Date()));
  if (!organisation) throw notFound();
  const signatures = signaturesOf(house);
  const level = input.level ?? (signatures.timestampAuthority ? "B-T" : "B-B");
  const owner = { kind: "organisation", id: source.organisationId } as const;
  const key = await signatures.openKey(owner, input.pin, input.keyId);
  const facts = {
    organisationName: organisation.name,
    signer: key.signer,
    level,
    ...(level === "B-T" && signatures.timestampAuthority
      ? { timestampAuthority: signatures.timestampAuthority }
      : {}),
    signedAt: new Date(),
  };
  const { form } = fields;
  const signed = await withPlainReasons(() =>
    makeCopy(pdf, form === "trich-sao" ? { ...facts, form, pages: fields.pages ?? [] } : { ...facts, form }),
  );
  const file = await house.files.put(signed);
  return await transact(house, request, (tx) =>
    storeCopy(tx, actor, {
      source,
      original,
      fields,
      decidedBy,
      shortName: organisation.shortName ?? organisation.name,
      file,
      pageAmount: fields.pages?.length ?? pages,
    }),
  );
}

/** The file that is copied. @throws Refusal why nothing of the document can be copied */
function copiedFile(source: CopySource): { readonly sha256: string } {
  const refusal = whyNotCopied(source);
  if (refusal) throw refusal;
  if (!source.file) throw notFound();
  return source.file;
}

/** The head decides on copies, or says who does (Art. 27.1). @throws FormRefusal on `decidedBy` */
async function leaderOf(house: House, organisationId: string, appointmentId: string): Promise<string> {
  const today = localDateOf(new Date());
  const leaders = await holdersOf(house.database.queries, "leader", organisationId, today);
  const leader = leaders.find((each) => each.id === appointmentId && each.organisationId === organisationId);
  if (leader) return `${leader.fullName}, ${leader.title}`;
  throw new FormRefusal({
    decidedBy: {
      vi: "Chọn lãnh đạo của cơ quan đang giữ văn bản.",
      en: "Choose a leader of the organisation that holds the document.",
    },
  });
}

interface MadeCopy {
  readonly source: CopySource;
  readonly original: { readonly sha256: string };
  readonly fields: CopyFields;
  readonly decidedBy: string;
  readonly shortName: string;
  readonly file: { readonly sha256: string; readonly size: number };
  readonly pageAmount: number;
}

/** Number, record, history, audit and event of a copy that is signed already. */
async function storeCopy(tx: Transaction, actor: PersonActor, made: MadeCopy): Promise<CertifiedCopy> {
  const { fields, file, original } = made;
  const source = await lockCopySource(tx, made.source);
  assertMay(actor, mayCertifyCopy, source);
  // Recalled, frozen or updated while it was being signed.
  if (copiedFile(source).sha256 !== original.sha256) throw changedMeanwhile();
  const { abbreviation, name } = COPY_FORM_RULES[fields.form];
  const notation = formatNotation({ type: abbreviation, organisation: made.shortName });
  const { organisationId } = source;
  const given = await nextNumber(tx.queries, { organisationId, series: SERIES, at: tx.now });
  await assertBookOpen(tx.queries, { organisationId, book: "copies", secret: false, year: given.year });
  const copy = await tx.queries
    .insertInto("documents.copy")
    .values({
      id: uuidv7(tx.now),
      organisation_id: organisationId,
      year: given.year,
      number: given.number,
      number_text: formatCodeNumber(given.number),
      notation,
      form: fields.form,
      source_kind: source.kind,
      source_id: source.id,
      source_sha256: original.sha256,
      source_medium: source.medium,
      source_symbol: source.symbol,
      source_date: source.date,
      source_issuer: source.issuer,
      source_type: source.type,
      source_abstract: source.abstract,
      pages: fields.pages && [...fields.pages],
      page_amount: made.pageAmount,
      decided_by: fields.decidedBy,
      decided_by_name: made.decidedBy,
      recipients: [...fields.recipients],
      note: fields.note,
      file_sha256: file.sha256,
      file_size: file.size,
      made_at: tx.now,
      made_by_name: actor.fullName,
    })
    .returning(["id", "symbol"])
    .executeTakeFirstOrThrow();
  await tell(tx, source.id, "document.copy", `${name.vi} số ${copy.symbol}`);
  tx.record({
    action: "documents.certify-copy",
    objectKind: "copy",
    objectId: copy.id,
    data: {
      form: fields.form,
      symbol: copy.symbol,
      sourceKind: source.kind,
      sourceId: source.id,
      source: original.sha256,
      file: file.sha256,
      decidedBy: fields.decidedBy,
      ...(fields.pages ? { pages: fields.pages } : {}),
    },
  });
  tx.emit({
    type: "documents.copy-certified",
    subjectId: copy.id,
    organisations: [organisationId],
    data: { copyId: copy.id, sourceKind: source.kind, sourceId: source.id, form: fields.form },
  });
  return copy;
}
