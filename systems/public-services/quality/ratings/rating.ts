import { randomBytes } from "node:crypto";
import { type Selectable, sql } from "kysely";
import { PREPARE, type Queries, type Tables } from "../../../../core/database/index.ts";
import { notFound } from "../../../../core/errors.ts";
import "../tables.ts";

export type RatingRow = Selectable<Tables["public_services.quality_rating"]>;

/** 128 random bits: whoever holds it may rate, and nothing leads from one to the next. */
export function newToken(): string {
  return randomBytes(16).toString("base64url");
}

/** The rating an invitation leads to; undefined when there is none of that token. */
export async function findRatingByToken(queries: Queries, token: string): Promise<RatingRow | undefined> {
  if (!/^[\w-]{22}$/.test(token)) return undefined;
  return await queries
    .selectFrom("public_services.quality_rating")
    .selectAll()
    .where("token", "=", token)
    .executeTakeFirst();
}

/** @throws Refusal 404 */
export async function getRating(queries: Queries, dossierId: string): Promise<RatingRow> {
  const row = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(dossierId)
    ? await queries
        .selectFrom("public_services.quality_rating")
        .selectAll()
        .where("dossier_id", "=", dossierId)
        .executeTakeFirst()
    : undefined;
  if (!row) throw notFound();
  return row;
}

/** Where a citizen rates; undefined while the dossier has not ended, or once it is rated. */
export async function ratingPath(queries: Queries, dossierId: string): Promise<string | undefined> {
  // Asked by every look at the public progress page.
  const { rows } = await sql<{ token: string }>`${sql.raw(PREPARE)}
    select token from public_services.quality_rating where dossier_id = ${dossierId} and rated_at is null`.execute(
    queries,
  );
  return rows[0] && `/rate/${rows[0].token}`;
}
