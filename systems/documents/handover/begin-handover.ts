import { assertMay, clearanceOf, may } from "../../../core/access/index.ts";
import { FormRefusal, type Sentence } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { getLeaver } from "./handovers.ts";
import type { HandoverKind } from "./kinds.ts";
import { type OpenItem, openWorkOf } from "./open-work.ts";
import { mayHandOver, mayReadAbstracts } from "./permissions.ts";
import { receiversOf } from "./receivers.ts";
import "./events.ts";
import "./tables.ts";

export interface BeginHandover {
  /** The post that is left. */
  readonly appointmentId: string;
  /** Number and date of the decision, or the reason, 5 to 300 characters. */
  readonly basis: string;
  /** Appointment that takes over whatever nothing else is said of; "" = it stays for now. */
  readonly everything: string;
  /** By kind; absent or "" = as `everything` says. */
  readonly kinds: Readonly<Partial<Record<HandoverKind, string>>>;
  /** Single items, as `kind/id`, and who takes those over; it goes before the kinds. */
  readonly items: readonly string[];
  readonly itemsTo: string;
}

/** Rows of one insert. */
const AT_ONCE = 500;

/**
 * Writes down who takes over what of somebody's open work, and lets a job carry it out in parts. What is above the clearance
 * of whoever orders it is left alone: somebody cleared hands it over.
 *
 * @throws AccessDeniedError, FormRefusal on `basis`, `everything`, `itemsTo`, Refusal not-found
 */
export async function beginHandover(
  tx: Transaction,
  house: Pick<House, "services">,
  actor: PersonActor,
  input: BeginHandover,
): Promise<{ readonly id: string }> {
  const leaver = await getLeaver(tx.queries, input.appointmentId);
  assertMay(actor, mayHandOver, leaver);
  const basis = input.basis.normalize("NFC").trim();
  const problems: Record<string, Sentence> = {};
  if (basis.length < 5 || basis.length > 300) {
    problems.basis = {
      vi: "Ghi căn cứ hoặc lý do bàn giao, 5 đến 300 ký tự.",
      en: "Give the decision or the reason, 5 to 300 characters.",
    };
  }
  const people = new Map((await receiversOf(tx.queries, leaver, tx.now)).map((each) => [each.id, each]));
  const named = [input.everything, input.itemsTo, ...Object.values(input.kinds)].filter((id) => id !== "");
  if (named.some((id) => !people.has(id))) {
    problems.everything = {
      vi: "Chọn người nhận đang công tác tại cơ quan, không phải người bàn giao.",
      en: "Choose receivers now in office in the organisation, not the person who leaves.",
    };
  }
  const ticked = new Set(input.items);
  if (ticked.size > 0 && input.itemsTo === "") {
    problems.itemsTo = {
      vi: "Chọn người nhận những việc đã đánh dấu.",
      en: "Choose who takes the ticked items over.",
    };
  }
  const open = (await openWorkOf(tx.queries, house, leaver.appointmentId, tx.now)).filter(
    (item) => item.confidentiality <= clearanceOf(actor),
  );
  const planned = open.flatMap((item) => {
    const to = receiverOf(item, input, ticked);
    return to === "" ? [] : [{ item, to }];
  });
  if (problems.everything === undefined && problems.itemsTo === undefined && planned.length === 0) {
    problems.everything = {
      vi: "Chọn người nhận cho ít nhất một việc còn mở.",
      en: "Choose a receiver for at least one open item.",
    };
  }
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  const id = uuidv7(tx.now);
  const abstracts = may(actor, mayReadAbstracts, leaver);
  await tx.queries
    .insertInto("documents.handover")
    .values({
      id,
      organisation_id: leaver.organisationId,
      unit_id: leaver.unitId,
      unit_name: leaver.unitName,
      from_appointment: leaver.appointmentId,
      from_name: leaver.fullName,
      from_title: leaver.title,
      basis,
      asked_by: actor.appointmentId,
      asked_by_name: actor.fullName,
      asked_by_title: actor.positionTitle,
      asked_at: tx.now,
      minutes_sha256: null,
      minutes_size: null,
    })
    .execute();
  for (let from = 0; from < planned.length; from += AT_ONCE) {
    await tx.queries
      .insertInto("documents.handover_item")
      .values(
        planned.slice(from, from + AT_ONCE).map(({ item, to }, index) => ({
          handover_id: id,
          position: from + index + 1,
          kind: item.kind,
          object_id: item.id,
          href: item.href,
          code: item.code,
          // The minutes leave the house: of a secret document they carry the code only.
          abstract: item.confidentiality > 0 || !abstracts ? "" : item.abstract,
          confidentiality: item.confidentiality,
          deadline: item.deadline,
          to_appointment: to === NOBODY ? null : to,
        })),
      )
      .execute();
  }
  tx.record({
    action: "documents.hand-over",
    objectKind: "handover",
    objectId: id,
    data: { from: leaver.appointmentId, items: planned.length, basis },
    personal: { from: leaver.fullName },
  });
  tx.enqueue("documents.hand-over", { handoverId: id }, { key: `hand-over:${id}` });
  return { id };
}

const NOBODY = "nobody";

/** Ticked items first, then the kind, then everything. A delegation is nobody's to take over: it ends with the rest. */
function receiverOf(item: OpenItem, input: BeginHandover, ticked: ReadonlySet<string>): string {
  const to = ticked.has(`${item.kind}/${item.id}`)
    ? input.itemsTo
    : input.kinds[item.kind] || input.everything;
  return item.kind === "delegation" && to !== "" ? NOBODY : to;
}
