import { sql } from "kysely";
import { localDateOf } from "../../core/calendar/index.ts";
import type { House } from "../../core/system.ts";
import { type PersonActor, transact, uuidv7 } from "../../core/transaction/index.ts";

/** Puts a document into the register as issued and announces it, as the clerk's last step does. */
export async function issueStored(
  house: House,
  document: {
    readonly clerk: PersonActor;
    readonly number: number;
    readonly file: { readonly sha256: string; readonly size: number };
    readonly attachments?: readonly {
      readonly name: string;
      readonly sha256: string;
      readonly size: number;
    }[];
    readonly receivers: readonly { readonly id: string; readonly code: string; readonly name: string }[];
  },
): Promise<string> {
  const { clerk, file, number, receivers } = document;
  return await transact(house, { actor: clerk }, async (tx) => {
    const id = uuidv7(tx.now);
    await sql`insert into documents.outgoing (id, organisation_id, unit_id, state, document_type, abstract, drafted_by,
        drafted_by_name, drafted_at, signer_appointment, signer_position, signer_name, file_sha256, file_size, file_name,
        code_number, code_number_text, code_notation, issued_date, issued_at, issued_by_name)
      values (${id}, ${clerk.organisationId}, ${clerk.unitId}, 'issued', 'CV', ${`V/v đo tốc độ gửi, nhận văn bản số ${number}`},
        ${clerk.appointmentId}, ${clerk.fullName}, ${tx.now}, ${clerk.appointmentId}, 'Giám đốc', ${clerk.fullName},
        ${file.sha256}, ${file.size}, 'van-ban.pdf', ${number}, ${String(number)}, 'STTTT-VP', ${localDateOf(tx.now)},
        ${tx.now}, ${clerk.fullName})`.execute(tx.queries);
    await sql`insert into documents.recipient (outgoing_id, organisation_id, organ_code, organ_name, position, state_at)
      select ${id}::uuid, r.id, r.code, r.name, r.ordinality, ${tx.now}::timestamptz
        from rows from (jsonb_to_recordset(${JSON.stringify(receivers)}::jsonb) as (id uuid, code text, name text))
          with ordinality as r(id, code, name, ordinality)`.execute(tx.queries);
    const attachments = (document.attachments ?? []).map((each, position) => ({ ...each, position }));
    await sql`insert into documents.attachment (document_id, position, name, file_sha256, file_size, file_type)
      select ${id}::uuid, position, name, sha256, size, 'application/octet-stream'
        from jsonb_to_recordset(${JSON.stringify(attachments)}::jsonb)
          as a(position int, name text, sha256 text, size bigint)`.execute(tx.queries);
    tx.emit({
      type: "documents.outgoing-issued",
      subjectId: id,
      organisations: [clerk.organisationId],
      data: { outgoingId: id },
    });
    return id;
  });
}

/** Bodies of the province with their codes, without the sender. */
export async function bodies(
  house: House,
  except: string,
  limit: number,
): Promise<{ id: string; code: string; name: string }[]> {
  const { rows } = await sql<{ id: string; code: string; name: string }>`
    select v.organisation_id as id, v.code102 as code, v.name
      from directory.organisation_version v join directory.organisation o on o.id = v.organisation_id
     where o.source = 'province' and v.kind <> 'unit' and upper_inf(v.valid) and v.code102 is not null
       and v.organisation_id <> ${except}::uuid
     order by v.weight, v.ordinal, v.name limit ${limit}`.execute(house.database.queries);
  return rows;
}
