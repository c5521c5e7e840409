import { hash } from "node:crypto";
import { sql } from "kysely";
import { localDateOf } from "../../../core/calendar/index.ts";
import { changedMeanwhile, FormRefusal, notFound, Refusal } from "../../../core/errors.ts";
import { type Transaction, uuidv7 } from "../../../core/transaction/index.ts";
import type { ProcedureRecord } from "./record.ts";
import { foldWords } from "./synonyms.ts";

export type Origin = "official" | "province" | "national";

interface Standing {
  id: string;
  number: number;
  state: string;
  version: number;
  digest: string;
  valid_from: string | null;
  valid_to: string | null;
}

/**
 * Puts a record down as the draft of its procedure: the one that is being worked on, or a new one after the newest
 * version. Nothing that was published changes.
 *
 * @param seen version of the draft's row the writer saw; undefined: there was none
 * @returns the id of the draft
 * @throws Refusal 409 when somebody else changed the draft meanwhile
 */
export async function saveDraft(
  tx: Transaction,
  record: ProcedureRecord,
  options: { readonly origin: Origin; readonly seen: number | undefined; readonly by: string },
): Promise<string> {
  const standing = await lock(tx, record.code, true);
  const draft = standing.find(({ state }) => state === "draft");
  if ((draft?.version ?? undefined) !== options.seen) throw changedMeanwhile();
  const id = draft?.id ?? uuidv7(tx.now);
  const row = columnsOf(record);
  if (draft) {
    await tx.queries
      .updateTable("public_services.procedure_version")
      .set({
        ...row,
        origin: options.origin,
        version: draft.version + 1,
        changed_by: options.by,
        changed_at: tx.now,
      })
      .where("id", "=", id)
      .execute();
  } else {
    await tx.queries
      .insertInto("public_services.procedure_version")
      .values({
        ...row,
        id,
        code: record.code,
        number: Math.max(0, ...standing.map(({ number }) => number)) + 1,
        state: "draft",
        valid: null,
        origin: options.origin,
        changed_by: options.by,
        changed_at: tx.now,
      })
      .execute();
  }
  tx.record({
    action: "procedures.save-draft",
    objectKind: "procedure",
    objectId: record.code,
    data: { version: id, digest: row.digest, origin: options.origin },
  });
  return id;
}

/**
 * A draft holds from a day on; the version before it ends there. Dossiers already received keep the version they met.
 *
 * @param input.from `yyyy-MM-dd`, not before the beginning of the version in force
 * @param input.basis number of the decision that publishes it
 * @throws FormRefusal on `from`, `basis`; Refusal 404, 409
 */
export async function publishVersion(
  tx: Transaction,
  input: {
    readonly code: string;
    readonly versionId: string;
    readonly seen: number;
    readonly from: string;
    readonly basis: string;
    readonly by: string;
  },
): Promise<void> {
  const standing = await lock(tx, input.code);
  const draft = standing.find(({ id }) => id === input.versionId);
  if (!draft) throw notFound();
  if (draft.state !== "draft" || draft.version !== input.seen) throw changedMeanwhile();
  const last = standing.find(({ state, valid_from }) => state !== "draft" && valid_from !== null);
  const early = last?.valid_from != null && input.from <= last.valid_from;
  if (early || input.basis.trim() === "") {
    throw new FormRefusal({
      ...(early && {
        from: {
          vi: `Phiên bản trước có hiệu lực từ ngày ${dayWords(last?.valid_from ?? "")}: chọn ngày sau đó.`,
          en: `The version before holds from ${last?.valid_from}: choose a later day.`,
        },
      }),
      ...(input.basis.trim() === "" && {
        basis: { vi: "Ghi số quyết định công bố.", en: "Give the number of the decision." },
      }),
    });
  }
  await sql`update public_services.procedure_version
      set valid = daterange(lower(valid), ${input.from}::date), version = version + 1
    where code = ${input.code} and state <> 'draft' and valid @> ${input.from}::date`.execute(tx.queries);
  await sql`update public_services.procedure_version
      set state = 'published', valid = daterange(${input.from}::date, null), basis = ${input.basis.trim()},
          version = version + 1, changed_by = ${input.by}, changed_at = ${tx.now}
    where id = ${input.versionId}::uuid`.execute(tx.queries);
  tx.record({
    action: "procedures.publish",
    objectKind: "procedure",
    objectId: input.code,
    data: { version: input.versionId, number: draft.number, from: input.from, basis: input.basis.trim() },
  });
  tx.emit({
    type: "procedures.published",
    subjectId: input.versionId,
    data: { code: input.code, versionId: input.versionId, from: input.from },
  });
}

/**
 * The procedure is no longer offered from today on; its versions and the dossiers under them stay.
 * @throws FormRefusal on `reason`; Refusal 409 when nothing is in force or somebody was quicker
 */
export async function withdrawProcedure(
  tx: Transaction,
  input: {
    readonly code: string;
    readonly versionId: string;
    readonly seen: number;
    readonly reason: string;
    readonly by: string;
  },
): Promise<void> {
  const reason = input.reason.trim();
  if (reason === "") {
    throw new FormRefusal({ reason: { vi: "Ghi lý do bãi bỏ.", en: "Say why it is withdrawn." } });
  }
  const today = localDateOf(tx.now);
  const standing = await lock(tx, input.code);
  const found = standing.find(({ id }) => id === input.versionId);
  if (!found) throw notFound();
  if (found.version !== input.seen) throw changedMeanwhile();
  if (found.state !== "published" || (found.valid_to !== null && found.valid_to <= today)) {
    throw new Refusal("procedures.not-in-force", 409, {
      vi: "Phiên bản này không còn hiệu lực nên không bãi bỏ được nữa.",
      en: "This version is no longer in force: there is nothing to withdraw.",
    });
  }
  await sql`update public_services.procedure_version
      set state = 'withdrawn', valid = daterange(lower(valid), greatest(lower(valid), ${today}::date)),
          reason = ${reason}, version = version + 1, changed_by = ${input.by}, changed_at = ${tx.now}
    where id = ${input.versionId}::uuid`.execute(tx.queries);
  tx.record({
    action: "procedures.withdraw",
    objectKind: "procedure",
    objectId: input.code,
    data: { version: input.versionId, reason },
  });
  tx.emit({
    type: "procedures.withdrawn",
    subjectId: input.versionId,
    data: { code: input.code, versionId: input.versionId },
  });
}

/**
 * Takes a record in as published data: nothing happens when the newest version says the same already.
 * @param from `yyyy-MM-dd`; moved behind the version in force when that began later
 */
export async function takeRecord(
  tx: Transaction,
  record: ProcedureRecord,
  options: { readonly origin: Origin; readonly from: string; readonly basis: string; readonly by: string },
): Promise<"taken" | "unchanged" | "draft-in-work"> {
  const standing = await lock(tx, record.code, true);
  if (standing.some(({ state }) => state === "draft")) return "draft-in-work";
  const [newest] = standing;
  if (newest?.digest === digestOf(record)) return "unchanged";
  const versionId = await saveDraft(tx, record, { origin: options.origin, seen: undefined, by: options.by });
  const behind = newest?.valid_from != null && options.from <= newest.valid_from;
  const from = behind ? nextDay(newest?.valid_from ?? options.from) : options.from;
  await publishVersion(tx, {
    code: record.code,
    versionId,
    seen: 1,
    from,
    basis: options.basis,
    by: options.by,
  });
  return "taken";
}

/** One writer of a procedure at a time. Newest first. */
async function lock(tx: Transaction, code: string, create = false): Promise<readonly Standing[]> {
  if (create) {
    await sql`insert into public_services.procedure (code, created_at) values (${code}, ${tx.now})
      on conflict do nothing`.execute(tx.queries);
  }
  await sql`select 1 from public_services.procedure where code = ${code} for update`.execute(tx.queries);
  const { rows } = await sql<Standing>`select id, number, state, version, digest,
      to_char(lower(valid), 'YYYY-MM-DD') valid_from, to_char(upper(valid), 'YYYY-MM-DD') valid_to
    from public_services.procedure_version where code = ${code} order by number desc`.execute(tx.queries);
  return rows;
}

function columnsOf(record: ProcedureRecord) {
  return {
    record: JSON.stringify(record),
    name: record.name,
    field_code: record.field.code,
    field_name: record.field.name,
    levels: [...record.levels],
    life_events: [...record.lifeEvents],
    service_level: record.serviceLevel,
    words: [record.code, record.name, ...record.keywords].map(foldWords).join("\n"),
    body_text: foldWords(
      [
        record.summary,
        record.field.name,
        record.targetText,
        ...record.targets,
        ...record.results.map(({ name }) => name),
        ...record.cases.flatMap((each) => [each.name, ...each.components.map(({ name }) => name)]),
      ].join(" "),
    ),
    digest: digestOf(record),
  };
}

function digestOf(record: ProcedureRecord): string {
  return hash("sha256", JSON.stringify(record), "hex");
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function dayWords(day: string): string {
  return day.split("-").reverse().join("/");
}
