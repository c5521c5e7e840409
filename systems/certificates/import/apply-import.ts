import { sql } from "kysely";
import { assertMay } from "../../../core/access/index.ts";
import { Refusal } from "../../../core/errors.ts";
import { followRegister } from "../../../core/signing/key-ring/registered-keys.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, type Transaction, transact } from "../../../core/transaction/index.ts";
import { addCertificates, changeHolding, derivedColumns, tellCertificates } from "../certificate.ts";
import { itUnitsOn } from "../managers.ts";
import { mayManage } from "../permissions.ts";
import { keyStateOf } from "../states.ts";
import type { Candidate } from "./candidate.ts";
import { type CheckedImport, type CheckedLine, checkImport } from "./check-import.ts";

export type ImportCounts = CheckedImport["counts"];

/**
 * Brings a checked file into the register: all of it or, when a single line is wrong, nothing. Importing the same file
 * again changes nothing.
 *
 * @param input.importId the prepared import it belongs to, which is then done
 * @throws Refusal certificates.import-has-problems, AccessDeniedError
 */
export async function applyImport(
  house: House,
  actor: PersonActor,
  input: {
    readonly candidates: readonly Candidate[];
    readonly importId?: string;
    readonly requestId?: string;
  },
): Promise<ImportCounts> {
  return await transact(
    house,
    { actor, ...(input.requestId === undefined ? {} : { requestId: input.requestId }) },
    async (tx) => {
      assertMay(actor, mayManage, await itUnitsOn(tx.queries, tx.now));
      // Two imports at once take turns: the second sees what the first has entered.
      await sql`select pg_advisory_xact_lock(hashtextextended('certificates/import', 0))`.execute(tx.queries);
      const checked = await checkImport(tx.queries, input.candidates, tx.now);
      if (checked.counts.wrong > 0) {
        throw new Refusal("certificates.import-has-problems", 422, {
          vi: `Còn ${checked.counts.wrong} dòng chưa đúng nên chưa nhập dòng nào. Sửa trong tệp rồi tải lên lại.`,
          en: `${checked.counts.wrong} lines are wrong, so nothing was imported. Correct the file and send it again.`,
        });
      }
      const fresh = checked.lines.flatMap((line) => (line.outcome === "new" ? [line.facts] : []));
      await addCertificates(tx, fresh, "import");
      for (const { thumbprint, state } of fresh)
        if (state !== "in-use") await followRegister(house, tx, thumbprint, keyStateOf(state));
      for (const line of checked.lines) {
        if (line.outcome === "change") await bringUpToDate(house, tx, line);
      }
      if (input.importId !== undefined) {
        await tx.queries
          .updateTable("certificates.import")
          .set({ applied_at: tx.now, result: JSON.stringify(checked.counts) })
          .where("id", "=", input.importId)
          .execute();
      }
      tx.record({
        action: "certificates.import",
        objectKind: "certificate-import",
        objectId: input.importId ?? "api",
        data: { ...checked.counts },
      });
      return checked.counts;
    },
  );
}

async function bringUpToDate(
  house: House,
  tx: Transaction,
  line: Extract<CheckedLine, { outcome: "change" }>,
): Promise<void> {
  const { existing, facts, differences } = line;
  const updated = await tx.queries
    .updateTable("certificates.certificate")
    .set({
      ...facts,
      ...derivedColumns(facts),
      ...(facts.state === existing.state ? {} : { state_since: tx.now }),
      version: existing.version + 1,
    })
    .where("id", "=", existing.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  await changeHolding(tx, updated);
  const note = differences.map((each) => each.vi).join(", ");
  await tellCertificates(tx, [existing.id], "import-change", note);
  tx.record({
    action: "certificates.import",
    objectKind: "registered-certificate",
    objectId: existing.id,
    data: { changed: differences.map((each) => each.en), from: existing.state, to: facts.state },
  });
  tx.emit({
    type: "certificates.moved",
    subjectId: existing.id,
    organisations: [facts.organisation_id],
    data: { certificateId: existing.id, action: "import", state: facts.state },
  });
  await followRegister(house, tx, facts.thumbprint, keyStateOf(facts.state));
}
