import { assertMay } from "../../../core/access/index.ts";
import { localDateOf } from "../../../core/calendar/index.ts";
import { getOrganisation } from "../../../core/directory/index.ts";
import { formatCodeNumber, nextNumber, seriesOf } from "../../../core/numbering/index.ts";
import { fillNumberAndDate } from "../../../core/signing/index.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { requireUnchanged } from "../approving/approvals.ts";
import { assertBookOpen } from "../closing/assert-book-open.ts";
import { mayDispatch } from "../permissions.ts";
import { notationOf, placeOf } from "./notation.ts";
import {
  addRevision,
  lockOutgoing,
  moveOutgoing,
  nextOutgoingState,
  type Outgoing,
  subjectOfOutgoing,
} from "./outgoing.ts";
import { withPlainReasons } from "./sign-with-key.ts";

export interface NumberDocument {
  readonly id: string;
  readonly requestId?: string;
}

/**
 * The clerk gives number and date: the next of the organisation's series of the year, written into the prepared fields
 * of the signed file as a revision that only fills a form, so the signature stays valid (NĐ 30/2020 Art. 14, 15).
 * Number, file and state change commit together: a crash takes no number.
 */
export async function numberDocument(
  house: House,
  actor: PersonActor,
  input: NumberDocument,
): Promise<Outgoing> {
  return await transact(
    house,
    { actor, ...(input.requestId ? { requestId: input.requestId } : {}) },
    async (tx) => {
      const document = await lockOutgoing(tx, input.id);
      assertMay(actor, mayDispatch, subjectOfOutgoing(document));
      nextOutgoingState(document.state, "number");
      await requireUnchanged(tx.queries, document);
      const today = localDateOf(tx.now);
      const organisation = await getOrganisation(tx.queries, document.organisation_id, today);
      const type = await tx.queries
        .selectFrom("documents.document_type")
        .selectAll()
        .where("code", "=", document.document_type)
        .executeTakeFirstOrThrow();
      const series = await seriesOf(tx.queries, {
        organisationId: document.organisation_id,
        direction: "outgoing",
        documentType: type.abbreviation === "" ? null : type.abbreviation,
        secret: document.confidentiality > 0,
        normative: type.own_series,
      });
      const { number, year } = await nextNumber(tx.queries, {
        organisationId: document.organisation_id,
        series,
        at: tx.now,
      });
      await assertBookOpen(tx.queries, {
        organisationId: document.organisation_id,
        book: "outgoing",
        secret: document.confidentiality > 0,
        year,
      });
      const codeNumber = formatCodeNumber(number);
      const notation = await notationOf(
        tx.queries,
        { organisation, unitId: document.unit_id, abbreviation: type.abbreviation },
        tx.now,
      );
      const place = placeOf(organisation.name);
      const numbered = await withPlainReasons(async () =>
        fillNumberAndDate(await house.files.bytes(document.file_sha256), {
          number: codeNumber,
          notation,
          date: today,
          place,
        }),
      );
      const file = await house.files.put(numbered);
      await addRevision(tx, document.id, "numbered", file);
      return await moveOutgoing(
        tx,
        document,
        "number",
        {
          code_number: number,
          code_number_text: codeNumber,
          code_notation: notation,
          issued_date: today,
          place,
          file_sha256: file.sha256,
          file_size: file.size,
          numbered_at: tx.now,
        },
        `${codeNumber}/${notation}`,
      );
    },
  );
}
