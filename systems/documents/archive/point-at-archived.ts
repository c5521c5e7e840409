import { sql } from "kysely";
import { subscription } from "../../../core/system.ts";
import { addRevision } from "../outgoing/outgoing.ts";
import "../events.ts";

/**
 * An archived or renewed file takes the place of the one an issued document points at; what it pointed at before stays
 * among the states of the file. The words are the same, so the search keeps them.
 */
export const pointAtArchived = subscription({
  consumer: "documents.point-at-archived",
  events: ["signing.file-archived"],
  async handle(tx, event, house) {
    const { from, to } = event.data;
    const documents = await tx.queries
      .selectFrom("documents.outgoing")
      .select(["id", "version"])
      .where("file_sha256", "=", from)
      .where("state", "=", "issued")
      .forUpdate()
      .execute();
    if (documents.length === 0) return;
    const handle = await house.files.open(to);
    const { size } = await handle.stat().finally(() => handle.close());
    await sql`insert into documents.file_text (file_sha256, content, read_at)
      select ${to}, content, read_at from documents.file_text where file_sha256 = ${from}
      on conflict do nothing`.execute(tx.queries);
    for (const { id, version } of documents) {
      await tx.queries
        .updateTable("documents.outgoing")
        .set({ file_sha256: to, file_size: size, version: version + 1 })
        .where("id", "=", id)
        .execute();
      await addRevision(tx, id, "archived", { sha256: to, size });
      tx.record({
        action: "documents.archive",
        objectKind: "outgoing-document",
        objectId: id,
        data: { from, file: to },
      });
    }
  },
});
