import type { House } from "../../../../core/system.ts";
import { type Transaction, transact, uuidv7 } from "../../../../core/transaction/index.ts";
import type { FormDefinition } from "../definition/definition.ts";
import type { FilingCase, FilingProcedure, ReceivingBody } from "../services.ts";
import { FILING_ACTOR } from "./actor.ts";
import { DRAFT_DAYS, type Filer } from "./filer.ts";
import { formToFile } from "./form-to-file.ts";
import { placesToday } from "./places.ts";
import { prefill } from "./prefill.ts";

/**
 * Begins an application: pins the form's version in use, fills in what the account and earlier applications know.
 *
 * @param requestId of the form that asked, so that pressing twice begins one
 * @returns id of the draft
 */
export async function startDraft(
  house: House,
  filer: Filer,
  input: {
    readonly procedure: FilingProcedure;
    readonly case: FilingCase;
    readonly body: ReceivingBody;
    readonly requestId?: string;
  },
): Promise<{ readonly id: string }> {
  const places = await placesToday(house.database);
  return await transact(house, { actor: FILING_ACTOR, ...requestOf(filer, input.requestId) }, async (tx) => {
    const version = await formToFile(tx, input.procedure, input.case);
    const known = filer.citizen
      ? await prefill(tx.queries, version.definition, filer.citizen, {}, places)
      : { typed: {}, origins: {} };
    const id = await insertDraft(tx, filer, {
      version_id: version.id,
      trial: null,
      procedure_code: input.procedure.code,
      procedure_name: input.procedure.name,
      procedure_version_id: input.procedure.versionId,
      case_key: input.case.key,
      organisation_id: input.body.id,
      organisation_name: input.body.name,
      typed: JSON.stringify(known.typed),
      origins: JSON.stringify(known.origins),
    });
    tx.record({
      action: "forms.start-draft",
      objectKind: "form-draft",
      objectId: id,
      data: { procedure: input.procedure.code, version: version.id },
    });
    return { id };
  });
}

/** All citizens act under one name: an id counts for one browser only. */
function requestOf(filer: Filer, id: string | undefined): { readonly requestId?: string } {
  return id === undefined ? {} : { requestId: `${filer.holder.toString("hex").slice(0, 32)}:${id}` };
}

/** Begins a trial of a definition nobody has published: its editor goes through it as a citizen would. */
export async function startTrial(tx: Transaction, filer: Filer, definition: FormDefinition): Promise<string> {
  return await insertDraft(tx, filer, {
    version_id: null,
    trial: JSON.stringify(definition),
    procedure_name: "",
  });
}

async function insertDraft(
  tx: Transaction,
  filer: Filer,
  given: {
    readonly version_id: string | null;
    readonly trial: string | null;
    readonly procedure_code?: string;
    readonly procedure_name?: string;
    readonly procedure_version_id?: string;
    readonly case_key?: string;
    readonly organisation_id?: string;
    readonly organisation_name?: string;
    readonly typed?: string;
    readonly origins?: string;
  },
): Promise<string> {
  const id = uuidv7(tx.now);
  await tx.queries
    .insertInto("public_services.form_draft")
    .values({
      id,
      holder: filer.holder,
      citizen_id: filer.citizen?.id ?? null,
      ...given,
      created_at: tx.now,
      changed_at: tx.now,
      expires_at: expiryFrom(tx.now),
    })
    .execute();
  return id;
}

/** When a draft ends that was last changed now. */
export function expiryFrom(now: Date): Date {
  return new Date(now.getTime() + DRAFT_DAYS * 24 * 3_600_000);
}
