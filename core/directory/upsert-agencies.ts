/**
 * Takes over the list of agencies of the interchange axis (more than 111,000 nationally, whole or by delta). The axis's
 * own id is the key; codes are attributes that may be malformed or carried twice.
 */
import { sql } from "kysely";
import type { Queries } from "../database/index.ts";
import { uuidv7 } from "../transaction/uuid.ts";
import { InvalidOrganCode, parseOrganCode } from "./organ-code.ts";
import { type LocalDate, nameForLookup, type OrganisationKind, weightOf } from "./organisation.ts";

export interface AxisAgency {
  /** The axis's own id. */
  readonly id: string;
  /** Id of the agency above. */
  readonly parentId?: string;
  /** Code of either style. */
  readonly code: string;
  /** The 13-character code, when `code` is of QĐ 20. */
  readonly code102?: string;
  readonly name: string;
  readonly mail?: string;
  readonly deleted?: boolean;
}

export interface AgencyProblem {
  readonly axisId: string;
  readonly problem:
    | "malformed-code"
    | "malformed-code102"
    | "empty-name"
    | "duplicate-id"
    | "unknown-parent"
    | "shared-code"
    | "differs-from-own";
  readonly detail: string;
}

export interface AgencyReport {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  readonly unchanged: number;
  /** Entries that were refused (malformed code, no name) or taken with a remark. */
  readonly problems: readonly AgencyProblem[];
}

interface Known {
  readonly axis_id: string | null;
  readonly organisation_id: string;
  readonly source: "province" | "axis";
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly code: string | null;
  readonly code102: string | null;
  readonly email: string | null;
  readonly parent_id: string | null;
}

/** What the axis says of one agency, readable and complete. */
interface Incoming {
  readonly axisId: string;
  readonly organisationId: string;
  readonly isNew: boolean;
  readonly kind: OrganisationKind;
  readonly name: string;
  readonly code: string | null;
  readonly code102: string | null;
  readonly email: string | null;
  readonly parentId: string | null;
}

/**
 * Brings the directory up to date with (part of) the axis list, in the caller's transaction. Own organisations are only
 * linked to their axis record, never changed by it. A malformed entry is reported and left out; nothing is thrown.
 *
 * @param effective the day a change counts from, normally today
 */
export async function upsertAgencies(
  queries: Queries,
  agencies: readonly AxisAgency[],
  effective: LocalDate,
  now: Date = new Date(),
): Promise<AgencyReport> {
  const problems: AgencyProblem[] = [];
  const known = await loadKnown(queries, effective);
  const readable = readAgencies(agencies, problems);
  const gone = readable
    .filter((agency) => agency.deleted)
    .map((agency) => known.byAxisId.get(agency.id))
    .filter((row): row is Known => row !== undefined && row.source === "axis");
  const incoming = resolve(
    readable.filter((agency) => !agency.deleted),
    known,
    problems,
    now,
  );
  const added = incoming.filter((agency) => agency.isNew);
  const changed = incoming.filter(
    (agency) => !agency.isNew && differs(agency, known.byId.get(agency.organisationId)),
  );
  await endVersions(
    queries,
    gone.map((row) => row.organisation_id),
    effective,
  );
  await endVersions(
    queries,
    changed.map((agency) => agency.organisationId),
    effective,
  );
  await sql`insert into directory.organisation (id, source)
    select unnest(${added.map((agency) => agency.organisationId)}::uuid[]), 'axis'`.execute(queries);
  await insertVersions(queries, [...added, ...changed], effective);
  await link(queries, incoming, now);
  return {
    added: added.length,
    changed: changed.length,
    removed: gone.length,
    unchanged: incoming.length - added.length - changed.length,
    problems,
  };
}

interface KnownTable {
  readonly byAxisId: ReadonlyMap<string, Known>;
  readonly byId: ReadonlyMap<string, Known>;
  /** By either code: own bodies, and others that no record of the axis is linked to yet. */
  readonly byCode: ReadonlyMap<string, Known>;
  /** Kind and code → organisation, for all active bodies. */
  readonly codeHolder: Map<string, string>;
}

async function loadKnown(queries: Queries, effective: LocalDate): Promise<KnownTable> {
  const { rows } = await sql<Known>`
    select x.axis_id, v.organisation_id, o.source, v.kind, v.name, v.code, v.code102, v.email, v.parent_id
      from directory.organisation_version v
      join directory.organisation o on o.id = v.organisation_id
      left join directory.axis_agency x on x.organisation_id = v.organisation_id
     where v.valid @> ${effective}::date`.execute(queries);
  const byAxisId = new Map<string, Known>();
  const byId = new Map<string, Known>();
  const byCode = new Map<string, Known>();
  const codeHolder = new Map<string, string>();
  for (const row of rows) {
    if (row.axis_id !== null) byAxisId.set(row.axis_id, row);
    byId.set(row.organisation_id, row);
    if (row.code !== null) codeHolder.set(`${row.kind} ${row.code}`, row.organisation_id);
    if (row.source !== "province" && row.axis_id !== null) continue;
    if (row.code !== null) byCode.set(row.code, row);
    if (row.code102 !== null) byCode.set(row.code102, row);
  }
  return { byAxisId, byId, byCode, codeHolder };
}

function readAgencies(agencies: readonly AxisAgency[], problems: AgencyProblem[]): readonly AxisAgency[] {
  const seen = new Set<string>();
  return agencies.filter((agency) => {
    const refuse = (problem: AgencyProblem["problem"], detail: string) => {
      problems.push({ axisId: agency.id, problem, detail });
      return false;
    };
    if (seen.has(agency.id)) return refuse("duplicate-id", agency.id);
    seen.add(agency.id);
    if (agency.deleted) return true;
    if (agency.name.trim() === "") return refuse("empty-name", agency.code);
    const defect = codeDefect(agency.code);
    if (defect !== undefined) return refuse("malformed-code", defect);
    if (agency.code102 !== undefined && agency.code102 !== "") {
      const other = codeDefect(agency.code102);
      if (other !== undefined) return refuse("malformed-code102", other);
    }
    return true;
  });
}

function codeDefect(code: string): string | undefined {
  try {
    parseOrganCode(code);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidOrganCode) return error.message;
    throw error;
  }
}

function resolve(
  agencies: readonly AxisAgency[],
  known: KnownTable,
  problems: AgencyProblem[],
  now: Date,
): readonly Incoming[] {
  const ids = new Map<string, { readonly id: string; readonly isNew: boolean }>();
  for (const agency of agencies) {
    const codes = codesOf(agency);
    const row = known.byAxisId.get(agency.id) ?? unlinked(agency, codes, known);
    ids.set(agency.id, row ? { id: row.organisation_id, isNew: false } : { id: uuidv7(now), isNew: true });
  }
  return agencies.flatMap((agency) => {
    const identity = ids.get(agency.id);
    if (!identity) return [];
    const { code, code102 } = codesOf(agency);
    const name = agency.name.trim().replace(/\s+/g, " ").normalize("NFC");
    const own = known.byId.get(identity.id);
    if (own?.source === "province") {
      if (nameForLookup(own.name).folded !== nameForLookup(name).folded)
        problems.push({ axisId: agency.id, problem: "differs-from-own", detail: `${own.name} ≠ ${name}` });
      return [{ ...ownAsIncoming(own), axisId: agency.id }];
    }
    const parent =
      agency.parentId === undefined
        ? undefined
        : (ids.get(agency.parentId)?.id ?? known.byAxisId.get(agency.parentId)?.organisation_id);
    if (agency.parentId !== undefined && agency.parentId !== "" && parent === undefined)
      problems.push({ axisId: agency.id, problem: "unknown-parent", detail: agency.parentId });
    const wanted = kindOf(agency);
    const holderKey = `${wanted} ${code}`;
    const holder = known.codeHolder.get(holderKey);
    const shared = code !== null && wanted !== "other" && holder !== undefined && holder !== identity.id;
    if (shared) problems.push({ axisId: agency.id, problem: "shared-code", detail: `${code} ${name}` });
    else if (code !== null) known.codeHolder.set(holderKey, identity.id);
    return [
      {
        axisId: agency.id,
        organisationId: identity.id,
        isNew: identity.isNew,
        kind: shared ? "other" : wanted,
        name,
        code,
        code102,
        email: agency.mail?.trim() || null,
        parentId: parent === identity.id ? null : (parent ?? null),
      },
    ];
  });
}

/** An own body is known by its code; another one by code and name, because a code can stand in two records. */
function unlinked(
  agency: AxisAgency,
  codes: ReturnType<typeof codesOf>,
  known: KnownTable,
): Known | undefined {
  const row = known.byCode.get(codes.code ?? "") ?? known.byCode.get(codes.code102 ?? "");
  if (row === undefined || row.source === "province") return row;
  return nameForLookup(row.name).folded === nameForLookup(agency.name).folded ? row : undefined;
}

function ownAsIncoming(own: Known): Omit<Incoming, "axisId"> {
  return {
    organisationId: own.organisation_id,
    isNew: false,
    kind: own.kind,
    name: own.name,
    code: own.code,
    code102: own.code102,
    email: own.email,
    parentId: own.parent_id,
  };
}

/** A list in the old style has the 13-character code in the field of the new one. */
function codesOf(agency: AxisAgency): { readonly code: string | null; readonly code102: string | null } {
  const isOld = parseOrganCode(agency.code).style === "qcvn102";
  const given = agency.code102?.trim() ? agency.code102.trim() : null;
  return isOld ? { code: null, code102: agency.code.trim() } : { code: agency.code.trim(), code102: given };
}

/** The axis names no kind: it follows from the letter of level 1 (G = central, H = province), the level and the name. */
function kindOf(agency: AxisAgency): OrganisationKind {
  const { level, style, text } = parseOrganCode(agency.code);
  const letter = style === "qcvn102" ? text.slice(-3, -2) : text.slice(0, 1);
  if (letter === "G") return level === 1 ? "ministry" : "other";
  if (letter !== "H") return "other";
  if (level === 1) return "province";
  if (/^(UBND|Ủy ban nhân dân|Uỷ ban nhân dân) (xã|phường|thị trấn|đặc khu)/iu.test(agency.name))
    return "commune";
  if (/^(UBND|Ủy ban nhân dân|Uỷ ban nhân dân) (huyện|quận|thị xã|thành phố|TP)/iu.test(agency.name))
    return "district";
  return level === 2 ? "provincial-department" : "other";
}

function differs(agency: Incoming, known: Known | undefined): boolean {
  return (
    known !== undefined &&
    (known.name !== agency.name ||
      known.code !== agency.code ||
      known.code102 !== agency.code102 ||
      known.email !== agency.email ||
      known.kind !== agency.kind ||
      known.parent_id !== agency.parentId)
  );
}

/** A version that began on the effective day itself was never in force before it and is replaced. */
async function endVersions(queries: Queries, ids: readonly string[], effective: LocalDate): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from directory.organisation_version
    where organisation_id = any(${ids}::uuid[]) and lower(valid) >= ${effective}::date`.execute(queries);
  await sql`update directory.organisation_version set valid = daterange(lower(valid), ${effective}::date)
    where organisation_id = any(${ids}::uuid[]) and valid @> ${effective}::date`.execute(queries);
}

const CHUNK = 20_000;

async function insertVersions(
  queries: Queries,
  agencies: readonly Incoming[],
  effective: LocalDate,
): Promise<void> {
  for (let at = 0; at < agencies.length; at += CHUNK) {
    const rows = agencies.slice(at, at + CHUNK).map((agency) => {
      const { folded, words } = nameForLookup(agency.name);
      return {
        id: agency.organisationId,
        kind: agency.kind === "unit" ? "other" : agency.kind,
        name: agency.name,
        code: agency.code,
        code102: agency.code102,
        parent_id: agency.parentId,
        email: agency.email,
        name_folded: folded,
        words,
        weight: weightOf("axis", agency.kind),
      };
    });
    await sql`
      insert into directory.organisation_version
        (organisation_id, valid, kind, name, code, code102, parent_id, body_id, email, name_folded, words, weight)
      select id, daterange(${effective}::date, null), kind, name, code, code102, parent_id, id, email, name_folded,
             array_to_tsvector(words), weight
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r(
          id uuid, kind text, name text, code text, code102 text, parent_id uuid, email text, name_folded text,
          words text[], weight smallint)`.execute(queries);
  }
}

async function link(queries: Queries, agencies: readonly Incoming[], now: Date): Promise<void> {
  await sql`
    insert into directory.axis_agency (axis_id, organisation_id, seen_at)
    select axis_id, organisation_id, ${now}
      from unnest(${agencies.map((agency) => agency.axisId)}::text[],
                  ${agencies.map((agency) => agency.organisationId)}::uuid[]) as r(axis_id, organisation_id)
    on conflict (axis_id) do update set organisation_id = excluded.organisation_id, seen_at = excluded.seen_at`.execute(
    queries,
  );
}
