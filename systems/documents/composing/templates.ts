import { sql } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import type { Queries } from "../../../core/database/index.ts";
import { changedMeanwhile, FormRefusal, notFound, type Sentence } from "../../../core/errors.ts";
import { type PersonActor, type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import { isUuid } from "../outgoing/outgoing.ts";
import { mayKeepTemplate } from "./permissions.ts";
import "./tables.ts";
import { readTemplate, type TemplateContent } from "./typed-text.ts";

/** Whom a template is for. */
export type TemplateReach = "everyone" | "organisation" | "unit";

export interface Template {
  readonly id: string;
  readonly version: number;
  readonly documentType: string;
  readonly typeName: string;
  readonly reach: TemplateReach;
  readonly organisationId: string | null;
  readonly unitId: string | null;
  readonly name: string;
  readonly content: TemplateContent;
  readonly byName: string;
  readonly at: Date;
}

type Reader = Pick<PersonActor, "organisationId" | "unitId">;

/** The templates somebody may begin with: the unit's own first, then the organisation's, then those of the house. */
export async function listTemplates(queries: Queries, reader: Reader): Promise<readonly Template[]> {
  return await read(queries, reader, sql`true`);
}

/** One template as it is now; undefined when it is retired or not for this person. */
export async function findTemplate(
  queries: Queries,
  reader: Reader,
  id: string,
): Promise<Template | undefined> {
  if (!isUuid(id)) return undefined;
  return (await read(queries, reader, sql`t.id = ${id}::uuid`))[0];
}

async function read(
  queries: Queries,
  reader: Reader,
  condition: ReturnType<typeof sql>,
): Promise<readonly Template[]> {
  const { rows } = await sql<Omit<Template, "content" | "reach"> & { content: unknown }>`
    select t.id, t.version, t.document_type as "documentType", d.name as "typeName", t.organisation_id as "organisationId",
           t.unit_id as "unitId", t.name, t.content, t.by_name as "byName", t.at
      from documents.template t join documents.document_type d on d.code = t.document_type
     where ${condition} and not t.retired
       and (t.organisation_id is null or t.organisation_id = ${reader.organisationId}::uuid)
       and (t.unit_id is null or t.unit_id = ${reader.unitId}::uuid)
       and t.version = (select max(version) from documents.template l where l.id = t.id)
     order by d.position, (t.unit_id is null), (t.organisation_id is null), t.name`.execute(queries);
  return rows.map((row) => ({
    ...row,
    content: readTemplate(row.content),
    reach: row.unitId !== null ? "unit" : row.organisationId !== null ? "organisation" : "everyone",
  }));
}

export interface SaveTemplate {
  /** Absent for a new one. */
  readonly id?: string;
  /** Version the editor saw; 0 for a new one. */
  readonly version: number;
  readonly documentType: string;
  readonly name: string;
  readonly reach: "organisation" | "unit";
  readonly content: TemplateContent;
}

/** Writes a new version of a template, or its first. @throws FormRefusal, AccessDeniedError, Refusal conflict, not-found */
export async function saveTemplate(
  tx: Transaction,
  actor: PersonActor,
  input: SaveTemplate,
): Promise<{ id: string }> {
  const owner = { organisationId: actor.organisationId, unitId: actor.unitId };
  assertMay(actor, mayKeepTemplate, input.reach === "unit" ? { ...owner } : { ...owner, unitId: "" });
  const problems: Record<string, Sentence> = {};
  const name = input.name.trim();
  if (name === "" || name.length > 150)
    problems.name = {
      vi: "Đặt tên mẫu, tối đa 150 ký tự.",
      en: "Name the template, at most 150 characters.",
    };
  const type = await tx.queries
    .selectFrom("documents.document_type")
    .select("code")
    .where("code", "=", input.documentType)
    .executeTakeFirst();
  if (!type) problems.documentType = { vi: "Chọn loại văn bản.", en: "Choose the document type." };
  if (Object.keys(problems).length > 0) throw new FormRefusal(problems);
  if (input.id !== undefined) await lockOwn(tx, actor, input.id, input.version);
  const id = input.id ?? uuidv7(tx.now);
  await tx.queries
    .insertInto("documents.template")
    .values({
      id,
      version: input.version + 1,
      document_type: input.documentType,
      organisation_id: actor.organisationId,
      unit_id: input.reach === "unit" ? actor.unitId : null,
      name,
      content: JSON.stringify(input.content),
      by_name: actor.fullName,
      at: tx.now,
    })
    .execute();
  tx.record({
    action: "documents.keep-template",
    objectKind: "document-template",
    objectId: id,
    data: { version: input.version + 1, type: input.documentType },
  });
  return { id };
}

/** Takes a template out of use; its versions stay. @throws AccessDeniedError, Refusal conflict, not-found */
export async function retireTemplate(
  tx: Transaction,
  actor: PersonActor,
  id: string,
  version: number,
): Promise<void> {
  const template = await lockOwn(tx, actor, id, version);
  await tx.queries
    .insertInto("documents.template")
    .values({
      id,
      version: version + 1,
      document_type: template.documentType,
      organisation_id: template.organisationId,
      unit_id: template.unitId,
      name: template.name,
      content: JSON.stringify(template.content),
      retired: true,
      by_name: actor.fullName,
      at: tx.now,
    })
    .execute();
  tx.record({ action: "documents.retire-template", objectKind: "document-template", objectId: id });
}

/** A template of the actor's own organisation or unit; those of the house are changed by nobody here. */
async function lockOwn(tx: Transaction, actor: PersonActor, id: string, version: number): Promise<Template> {
  if (isUuid(id))
    await sql`select pg_advisory_xact_lock(hashtextextended(${`template:${id}`}, 0))`.execute(tx.queries);
  const template = await findTemplate(tx.queries, actor, id);
  if (!template || template.organisationId === null) throw notFound();
  assertMay(actor, mayKeepTemplate, {
    organisationId: template.organisationId,
    unitId: template.unitId ?? "",
  });
  if (template.version !== version) throw changedMeanwhile();
  return template;
}

/** The templates that come with the house, one per type; a newer text becomes a newer version. */
export async function seedTemplates(
  queries: Queries,
  templates: readonly {
    readonly documentType: string;
    readonly name: string;
    readonly content: Partial<TemplateContent>;
  }[],
): Promise<void> {
  for (const { documentType, name, content } of templates) {
    const text = JSON.stringify(readTemplate(content));
    await sql`
      with mine as (select md5(${`template:${documentType}:${name}`})::uuid as id),
           last as (select version, content from documents.template where id = (select id from mine)
                     order by version desc limit 1)
      insert into documents.template (id, version, document_type, name, content, by_name, at)
      select mine.id, coalesce((select version from last), 0) + 1, ${documentType}, ${name}, ${text}::jsonb, '', now()
        from mine
       where exists (select 1 from documents.document_type where code = ${documentType})
         and not exists (select 1 from last where content = ${text}::jsonb)
      on conflict do nothing`.execute(queries);
  }
}
