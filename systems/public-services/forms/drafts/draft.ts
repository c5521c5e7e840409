import { sql } from "kysely";
import { localDateOf } from "../../../../core/calendar/index.ts";
import type { Queries } from "../../../../core/database/index.ts";
import { notFound } from "../../../../core/errors.ts";
import type { Wording } from "../../../../core/ui/language.ts";
import type { Leftover } from "../definition/carry-over.ts";
import { type FormDefinition, formDefinition } from "../definition/definition.ts";
import { type Evaluation, evaluate } from "../definition/evaluate.ts";
import type { Typed } from "../definition/leaves.ts";
import type { PlaceUnit } from "../definition/read-leaf.ts";
import { wholeForm } from "../definition/standard-pages.ts";
import type { Origin } from "../tables.ts";
import { formVersion } from "../versions/find-forms.ts";
import type { Filer } from "./filer.ts";

export interface DraftFile {
  readonly id: string;
  /** Path of the question. */
  readonly path: string;
  readonly componentKey: string;
  readonly name: string;
  readonly mime: string;
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** An application being filled in. */
export interface Draft {
  readonly id: string;
  /** Null for a trial of the editor. */
  readonly versionId: string | null;
  readonly formCode: string;
  readonly definition: FormDefinition;
  readonly citizenId: string | null;
  readonly procedureCode: string;
  readonly procedureName: string;
  readonly procedureVersionId: string | null;
  readonly caseKey: string;
  readonly organisationId: string | null;
  readonly organisationName: string;
  readonly typed: Typed;
  readonly origins: Readonly<Record<string, Origin>>;
  readonly seen: readonly string[];
  readonly leftovers: readonly Leftover[];
  readonly added: readonly Wording[];
  readonly carriedAt: Date | null;
  readonly state: "open" | "sent";
  readonly expiresAt: Date;
  readonly files: readonly DraftFile[];
  readonly dossier: { readonly id: string; readonly code: string; readonly token: string } | undefined;
}

/**
 * A draft of this filer: of the citizen it belongs to, or, while it is nobody's, of the browser that began it.
 *
 * @throws Refusal 404 when there is none, it has expired or belongs to somebody else
 */
export async function findDraft(
  queries: Queries,
  filer: Filer,
  id: string,
  options: { readonly lock?: boolean; readonly now?: Date } = {},
): Promise<Draft> {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) throw notFound();
  const row = await queries
    .selectFrom("public_services.form_draft")
    .selectAll()
    .where("id", "=", id)
    .where("expires_at", ">", options.now ?? new Date())
    .where((where) =>
      filer.citizen === undefined
        ? where("holder", "=", filer.holder)
        : where.or([where("holder", "=", filer.holder), where("citizen_id", "=", filer.citizen.id)]),
    )
    .$if(options.lock === true, (query) => query.forUpdate())
    .executeTakeFirst();
  // Once it is a citizen's, it holds what their account says: the browser alone does not open it any more.
  if (!row || (row.citizen_id !== null && row.citizen_id !== filer.citizen?.id)) throw notFound();
  const version = row.version_id === null ? undefined : await formVersion(queries, row.version_id);
  const definition = version?.definition ?? formDefinition.parse(row.trial);
  return {
    id: row.id,
    versionId: row.version_id,
    formCode: definition.code,
    definition,
    citizenId: row.citizen_id,
    procedureCode: row.procedure_code,
    procedureName: row.procedure_name,
    procedureVersionId: row.procedure_version_id,
    caseKey: row.case_key,
    organisationId: row.organisation_id,
    organisationName: row.organisation_name,
    typed: row.typed,
    origins: row.origins,
    seen: row.seen,
    leftovers: row.leftovers,
    added: row.added,
    carriedAt: row.carried_at,
    state: row.state,
    expiresAt: row.expires_at,
    files: await filesOf(queries, id),
    dossier:
      row.dossier_id === null
        ? undefined
        : { id: row.dossier_id, code: row.dossier_code, token: row.dossier_token },
  };
}

async function filesOf(queries: Queries, draftId: string): Promise<readonly DraftFile[]> {
  const { rows } = await sql<DraftFile>`
    select id, path, component_key as "componentKey", name, mime, sha256, size::int as size
      from public_services.form_draft_file where draft_id = ${draftId}::uuid order by at, id`.execute(
    queries,
  );
  return rows;
}

/** What the form makes of a draft today. */
export function evaluateDraft(draft: Draft, places: readonly PlaceUnit[], now = new Date()): Evaluation {
  const files: Record<string, number> = {};
  for (const { path } of draft.files) files[path] = (files[path] ?? 0) + 1;
  const verified = new Set(
    Object.entries(draft.origins).flatMap(([path, origin]) => (origin === "account" ? [path] : [])),
  );
  return evaluate(wholeForm(draft.definition), draft.typed, {
    today: localDateOf(now),
    places,
    files,
    verified,
  });
}
