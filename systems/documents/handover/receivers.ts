import { localDateOf } from "../../../core/calendar/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { type Appointment, peopleOf } from "../../../core/directory/index.ts";
import type { Sentence } from "../../../core/errors.ts";
import { degreeWords } from "../secrecy/secrecy.ts";
import { type HandoverKind, KIND_WORDS } from "./kinds.ts";
import type { LeaverSubject } from "./permissions.ts";

/** Everybody now in office in the organisation but the one who leaves. */
export async function receiversOf(
  queries: Queries,
  leaver: LeaverSubject,
  now: Date,
): Promise<readonly Appointment[]> {
  const people = await peopleOf(queries, leaver.organisationId, localDateOf(now));
  return people.filter(({ id }) => id !== leaver.appointmentId);
}

/**
 * Why somebody cannot take an item over; undefined when they can. A part of a document stays in its unit, what a leader
 * decides goes to a leader, and nobody gets what they may not open.
 *
 * @param clearance the highest degree of secrecy the receiver may see
 */
export function receiverProblem(
  item: { readonly kind: HandoverKind; readonly confidentiality: number },
  receiver: Pick<Appointment, "fullName" | "unitId" | "roles">,
  clearance: number,
  leaver: Pick<LeaverSubject, "unitId">,
): Sentence | undefined {
  if (item.confidentiality > clearance) {
    const degree = degreeWords(item.confidentiality);
    return {
      vi: `${receiver.fullName} chưa được tiếp cận văn bản ${degree.vi}.`,
      en: `${receiver.fullName} may not see ${degree.en.toLowerCase()} documents.`,
    };
  }
  const leads = receiver.roles.includes("leader");
  const heads = receiver.roles.includes("head-of-unit");
  const fits: Readonly<Record<HandoverKind, boolean>> = {
    task: receiver.unitId === leaver.unitId,
    presented: leads,
    directed: leads,
    extension: leads || heads,
    signature: leads || heads,
    draft: true,
    text: true,
    approval: true,
    opinion: true,
    event: true,
    "work-file": true,
    delegation: true,
  };
  if (fits[item.kind]) return undefined;
  const { receiver: wanted } = KIND_WORDS[item.kind];
  return {
    vi: `${receiver.fullName} không nhận được loại việc này; cần: ${wanted.vi.toLocaleLowerCase("vi")}.`,
    en: `${receiver.fullName} cannot take this over; needed: ${wanted.en.toLowerCase()}.`,
  };
}
