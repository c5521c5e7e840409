import { assertMay, delegationFor } from "../../../core/access/index.ts";
import { changedMeanwhile, FormRefusal } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import {
  type HeldDelegation,
  type PersonActor,
  type Transaction,
  transact,
  underDelegation,
} from "../../../core/transaction/index.ts";
import { tell } from "../history.ts";
import { nameWithGiver } from "../name-with-giver.ts";
import { getOutgoing, lockOutgoing, type Outgoing, subjectOfOutgoing } from "../outgoing/outgoing.ts";
import { matterOfSigning } from "../permissions.ts";
import { mayDecideSlip, mayWriteSlip } from "./permissions.ts";
import { parseSlipFields, type SlipFields } from "./slip-fields.ts";
import { slipPdf } from "./slip-pdf.ts";
import { assertSlipOpen, DECISION_WORDS, slipVersions } from "./slips.ts";
import { SLIP_DECISIONS } from "./tables.ts";
import "./audit-words.ts";
import "./events.ts";

/**
 * Writes the slip of a draft, or a new version of it. What a leader decided on an earlier version stays in its place.
 * @throws FormRefusal on the fields, AccessDeniedError, Refusal documents.slip-closed
 */
export async function writeSlip(
  house: House,
  actor: PersonActor,
  input: SlipFields & { readonly id: string; readonly requestId?: string },
): Promise<{ readonly number: number }> {
  const { queries } = house.database;
  const document = await getOutgoing(queries, input.id);
  assertMay(actor, mayWriteSlip, subjectOfOutgoing(document));
  assertSlipOpen(document.state, "write");
  const fields = parseSlipFields(input);
  const at = new Date();
  const by = { name: actor.fullName, position: actor.positionTitle };
  const file = await house.files.put(
    await slipPdf(queries, document, { fields, by, decided: undefined, at }),
  );
  return await transact(house, { actor, now: at, ...request(input.requestId) }, async (tx) => {
    const locked = await lockOutgoing(tx, input.id);
    assertSlipOpen(locked.state, "write");
    const number = await keep(tx, locked, { fields, file, by });
    await record(tx, locked, "write-slip", `bản ${number}`, { number, file: file.sha256 });
    return { number };
  });
}

export interface DecideSlip {
  readonly id: string;
  /** Number of the version that was looked at. */
  readonly seen: number;
  readonly decision: string;
  /** Needed unless the leader simply agrees; at most 2,000 characters. */
  readonly text: string;
  readonly requestId?: string;
}

/**
 * A leader, or a delegate of the signer (both are named then), decides on the slip that was looked at: the last version
 * shows it.
 * @throws FormRefusal on `decision`, `text`; AccessDeniedError; Refusal documents.slip-closed | conflict
 */
export async function decideSlip(
  house: House,
  actor: PersonActor,
  input: DecideSlip,
): Promise<{ readonly number: number }> {
  const { queries } = house.database;
  const document = await getOutgoing(queries, input.id);
  assertMay(actor, mayDecideSlip, subjectOfOutgoing(document));
  assertSlipOpen(document.state, "decide");
  const text = input.text.normalize("NFC").trim();
  const decision = SLIP_DECISIONS.find((each) => each === input.decision);
  if (!decision) throw new FormRefusal({ decision: { vi: "Chọn một ý kiến.", en: "Choose a decision." } });
  if ((decision !== "agree" && text.length < 3) || text.length > 2_000)
    throw new FormRefusal({
      text: { vi: "Ghi rõ ý kiến, từ 3 đến 2.000 ký tự.", en: "Say what you decide, 3 to 2,000 characters." },
    });
  const latest = (await slipVersions(queries, input.id)).at(-1);
  if (!latest || latest.number !== input.seen) throw changedMeanwhile();
  const at = new Date();
  const by = { name: latest.by_name, position: latest.by_position };
  const held = decidedFor(actor, document);
  const decided = { decision, text, name: nameWithGiver(actor, held), position: actor.positionTitle, at };
  const pdf = await slipPdf(queries, document, { fields: latest.fields, by, decided, at });
  const file = await house.files.put(pdf);
  return await transact(house, { actor, now: at, ...request(input.requestId) }, async (tx) => {
    const locked = await lockOutgoing(tx, input.id);
    assertSlipOpen(locked.state, "decide");
    if ((await slipVersions(tx.queries, input.id)).at(-1)?.number !== input.seen) throw changedMeanwhile();
    const number = await keep(tx, locked, { fields: latest.fields, file, by, decided });
    await record(
      underDelegation(tx, held),
      locked,
      "decide-slip",
      `${DECISION_WORDS[decision].vi}${text ? `: ${text}` : ""}`,
      {
        number,
        decision,
        file: file.sha256,
        draft: locked.file_sha256,
      },
    );
    return { number };
  });
}

/** For whom a delegate decides; undefined where the own post permits it. */
function decidedFor(actor: PersonActor, document: Outgoing): HeldDelegation | undefined {
  const own = actor.appointmentId === document.signer_appointment || actor.roles.includes("leader");
  return own ? undefined : delegationFor(actor, matterOfSigning(subjectOfOutgoing(document)));
}

function request(requestId: string | undefined) {
  return requestId === undefined ? {} : { requestId };
}

async function keep(
  tx: Transaction,
  document: Outgoing,
  version: {
    readonly fields: SlipFields;
    readonly file: { readonly sha256: string; readonly size: number };
    readonly by: { readonly name: string; readonly position: string };
    readonly decided?: { readonly decision: (typeof SLIP_DECISIONS)[number]; readonly text: string };
  },
): Promise<number> {
  const number = ((await slipVersions(tx.queries, document.id)).at(-1)?.number ?? 0) + 1;
  await tx.queries
    .insertInto("documents.slip_version")
    .values({
      outgoing_id: document.id,
      number,
      fields: JSON.stringify(version.fields),
      file_sha256: version.file.sha256,
      file_size: version.file.size,
      by_name: version.by.name,
      by_position: version.by.position,
      at: tx.now,
      decision: version.decided?.decision ?? null,
      decision_text: version.decided?.text ?? "",
      decided_file: version.decided ? document.file_sha256 : null,
    })
    .execute();
  return number;
}

async function record(
  tx: Transaction,
  document: Outgoing,
  action: "write-slip" | "decide-slip",
  note: string,
  data: Record<string, unknown>,
): Promise<void> {
  await tell(tx, document.id, `outgoing.${action}`, note);
  tx.record({
    action: `documents.${action}`,
    objectKind: "outgoing-document",
    objectId: document.id,
    data,
  });
  tx.emit({
    type: "documents.slip-moved",
    subjectId: document.id,
    organisations: [document.organisation_id],
    data: { outgoingId: document.id, step: action === "write-slip" ? "written" : "decided" },
  });
}
