import { notFound } from "../../../core/errors.ts";
import type { House } from "../../../core/system.ts";
import { type PersonActor, transact } from "../../../core/transaction/index.ts";
import { getPackage } from "./request-package.ts";

/**
 * A finished package for a person who may fetch it; the fetching is in the audit log before the first byte.
 * @throws Refusal not-found, AccessDeniedError
 */
export async function fetchPackage(
  house: House,
  actor: PersonActor,
  id: string,
): Promise<{ readonly sha256: string; readonly size: number; readonly name: string }> {
  const { found, file } = await getPackage(house.database.queries, actor, id);
  if (found.state !== "ready" || found.sha256 === null) throw notFound();
  await transact(house, { actor }, async (tx) => {
    tx.record({
      action: "records.fetch-package",
      objectKind: "archive-package",
      objectId: found.id,
      data: { file: file.id, kind: found.kind, sha256: found.sha256 },
    });
  });
  return {
    sha256: found.sha256,
    size: Number(found.size),
    name: `${found.kind.toUpperCase()}-${file.year}-${file.notation.replace(/[/\\]/g, "-")}.zip`,
  };
}
