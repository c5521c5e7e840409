import { assertMay } from "../../../core/access/index.ts";
import { FormRefusal, notFound, Refusal } from "../../../core/errors.ts";
import { notify } from "../../../core/notify/index.ts";
import type { PersonActor, Transaction } from "../../../core/transaction/index.ts";
import { mayIssueCatalogue } from "../permissions.ts";
import { lockNotations } from "../work-files/work-file.ts";
import { type Catalogue, findCatalogue, linesOf } from "./catalogue.ts";
import "../events.ts";

export interface IssueCatalogue {
  /** Number and notation of the decision: "05/QĐ-STTTT". */
  readonly decision: string;
  /** `yyyy-MM-dd` */
  readonly decidedOn: string;
}

/**
 * A leader issues the list of files of a year (NĐ 30/2020 Art. 28: in January); everybody named in it is told to open
 * their files.
 *
 * @throws Refusal not-found, records.catalogue-issued, records.empty-catalogue, FormRefusal (decidedOn), AccessDeniedError
 */
export async function issueCatalogue(
  tx: Transaction,
  actor: PersonActor,
  year: number,
  { decision, decidedOn }: IssueCatalogue,
): Promise<Catalogue> {
  assertMay(actor, mayIssueCatalogue, actor);
  await lockNotations(tx, actor.organisationId);
  const catalogue = await findCatalogue(tx.queries, actor.organisationId, year);
  if (!catalogue) throw notFound();
  if (catalogue.state === "issued") {
    throw new Refusal("records.catalogue-issued", 409, {
      vi: `Danh mục hồ sơ năm ${year} đã được ban hành.`,
      en: `The list of files of ${year} has been issued already.`,
    });
  }
  const lines = await linesOf(tx.queries, catalogue.id);
  if (lines.length === 0) {
    throw new Refusal("records.empty-catalogue", 422, {
      vi: "Danh mục chưa có dòng nào.",
      en: "The list has no lines yet.",
    });
  }
  // Usually issued in the January of its year; never before the autumn in which it is prepared.
  if (decidedOn < `${year - 1}-10-01` || decidedOn > `${year}-12-31`) {
    throw new FormRefusal({
      decidedOn: {
        vi: `Ngày ban hành phải từ 01/10/${year - 1} đến 31/12/${year}.`,
        en: `The day must be from 01/10/${year - 1} to 31/12/${year}.`,
      },
    });
  }
  const issued = await tx.queries
    .updateTable("records.catalogue")
    .set({
      state: "issued",
      decision,
      decided_on: decidedOn,
      issued_by_name: actor.fullName,
      version: catalogue.version + 1,
    })
    .where("id", "=", catalogue.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  tx.record({
    action: "records.issue-catalogue",
    objectKind: "catalogue",
    objectId: catalogue.id,
    data: { year, decision, decidedOn, lines: lines.length },
  });
  tx.emit({
    type: "records.catalogue-issued",
    subjectId: catalogue.id,
    organisations: [catalogue.organisation_id],
    data: { catalogueId: catalogue.id, year },
  });
  await notify(tx, {
    to: { appointments: [...new Set(lines.map((line) => line.keeper))] },
    kind: "records.catalogue-issued",
    title: {
      vi: `Danh mục hồ sơ năm ${year} đã ban hành: bạn có hồ sơ cần mở`,
      en: `The list of files of ${year} is issued: there are files for you to open`,
    },
    href: "/files/new",
  });
  return issued;
}
