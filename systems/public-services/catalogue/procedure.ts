import { type RawBuilder, sql } from "kysely";
import type { Queries } from "../../../core/database/index.ts";
import {
  findOrganisation,
  type Organisation,
  type OrganisationNode,
  organisationTree,
} from "../../../core/directory/index.ts";
import { notFound } from "../../../core/errors.ts";
import { fold } from "../../../core/search/index.ts";
import type { Level, ProcedureRecord } from "./record.ts";
import { type ServiceLevel, serviceLevelOn } from "./service-level.ts";
import type { VersionState } from "./tables.ts";

/** A version of a procedure with everything it says. */
export interface Procedure extends Omit<ProcedureRecord, "serviceLevel"> {
  readonly versionId: string;
  readonly number: number;
  readonly state: VersionState;
  readonly levelNumber: 2 | 3 | 4;
  /** `yyyy-MM-dd`; null in a draft. */
  readonly validFrom: string | null;
  /** First day it no longer holds; null = open. */
  readonly validTo: string | null;
  /** Counts changes of the row. */
  readonly version: number;
  readonly basis: string;
  readonly reason: string;
  readonly origin: "official" | "province" | "national";
  readonly changedBy: string;
  readonly changedAt: Date;
  serviceLevel(day: string): ServiceLevel;
}

interface Row {
  id: string;
  number: number;
  state: VersionState;
  record: ProcedureRecord;
  valid_from: string | null;
  valid_to: string | null;
  version: number;
  basis: string;
  reason: string;
  origin: Procedure["origin"];
  changed_by: string;
  changed_at: Date;
}

const COLUMNS = sql`v.id, v.number, v.state, v.record, v.version, v.basis, v.reason, v.origin, v.changed_by, v.changed_at,
  to_char(lower(v.valid), 'YYYY-MM-DD') valid_from, to_char(upper(v.valid), 'YYYY-MM-DD') valid_to`;

/** The version of a procedure that holds on a day (`yyyy-MM-dd`), also one that was withdrawn later. */
export async function procedureAt(
  queries: Queries,
  code: string,
  day: string,
): Promise<Procedure | undefined> {
  return (await read(queries, sql`v.code = ${code} and v.valid @> ${day}::date`))[0];
}

/**
 * The version a dossier met.
 * @throws Refusal 404
 */
export async function procedureVersion(queries: Queries, versionId: string): Promise<Procedure> {
  const [found] = await read(queries, sql`v.id = ${versionId}::uuid`);
  if (!found) throw notFound();
  return found;
}

/** Every version, newest first, drafts included. */
export async function versionsOfProcedure(queries: Queries, code: string): Promise<readonly Procedure[]> {
  return await read(queries, sql`v.code = ${code}`);
}

/** Codes of every procedure that was ever published, in order. */
export async function publishedCodes(queries: Queries): Promise<readonly string[]> {
  const { rows } = await sql<{ code: string }>`select distinct code from public_services.procedure_version
    where state <> 'draft' order by code`.execute(queries);
  return rows.map(({ code }) => code);
}

async function read(queries: Queries, where: RawBuilder<unknown>): Promise<readonly Procedure[]> {
  const { rows } = await sql<Row>`select ${COLUMNS} from public_services.procedure_version v
    where ${where} order by v.number desc`.execute(queries);
  return rows.map(asProcedure);
}

function asProcedure(row: Row): Procedure {
  const { serviceLevel: levelNumber, ...record } = row.record;
  return {
    ...record,
    versionId: row.id,
    number: row.number,
    state: row.state,
    levelNumber,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    version: row.version,
    basis: row.basis,
    reason: row.reason,
    origin: row.origin,
    changedBy: row.changed_by,
    changedAt: row.changed_at,
    serviceLevel: (day) => serviceLevelOn(levelNumber, day).level,
  };
}

/**
 * The bodies that receive a procedure: at the levels it names, and near a place when one is given. A commune stands for
 * itself and for what is above it. The district level is only there as long as the directory has it (NQ 1677/2025).
 *
 * @param place id of an organisation (commune, district); undefined: everywhere
 * @param day `yyyy-MM-dd`
 */
export async function bodiesFor(
  queries: Queries,
  procedure: Pick<ProcedureRecord, "levels" | "department">,
  place: string | undefined,
  day: string,
): Promise<readonly Organisation[]> {
  const near = place === undefined ? undefined : await placeAndAbove(queries, place, day);
  const all = flatten(await organisationTree(queries, day));
  const bodies = all.filter((body) => isReceivedBy(procedure, body));
  const local = (level: "district" | "commune") =>
    bodies.filter((body) => body.kind === level && (near === undefined || near.has(body.id)));
  const provincial = bodies.filter(({ kind }) => kind !== "commune" && kind !== "district");
  return [...local("commune"), ...local("district"), ...provincial];
}

/** Whether a body is one of those that receive a procedure. */
export function isReceivedBy(
  procedure: { readonly levels: readonly Level[]; readonly department: string },
  body: Pick<Organisation, "kind" | "name">,
): boolean {
  if (body.kind === "commune" || body.kind === "district") return procedure.levels.includes(body.kind);
  if (!procedure.levels.includes("province")) return false;
  return procedure.department === ""
    ? body.kind === "province"
    : fold(body.name) === fold(procedure.department);
}

async function placeAndAbove(queries: Queries, id: string, day: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let next: string | null = id; next !== null && !found.has(next); ) {
    const place: Organisation | undefined = await findOrganisation(queries, next, day);
    if (!place) break;
    found.add(place.id);
    next = place.parentId;
  }
  return found;
}

function flatten(nodes: readonly OrganisationNode[]): Organisation[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children)]);
}
